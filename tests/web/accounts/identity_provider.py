"""A provider of OpenID Connect on the loopback, with people whose claims a test may set."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
from oidc_provider_mock import run_server_in_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class IdentityProvider:
    """Where it is, and the forms that were sent to its token endpoint."""

    issuer: str
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def knows(self, subject: str, **claims: Any) -> None:
        """Say of a person what the token will say; a claim of the token itself may be set too."""
        requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def approve(self, address: str, subject: str) -> str:
        """Sign in there as a person, and return the address that the browser is sent back to."""
        answer = requests.post(address, data={"sub": subject}, timeout=5, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with run_server_in_thread() as server:
        provider = IdentityProvider(f"http://localhost:{server.server_port}")
        server.app = _recorded(server.app, provider)
        yield provider


def _recorded(app: Any, provider: IdentityProvider) -> Callable[..., Any]:
    def recorded(environ: dict[str, Any], start: Any) -> Any:
        if environ["PATH_INFO"] == "/oauth2/token":
            sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(sent)
            provider.asked.append(parse_qs(sent.decode()))
        return app(environ, start)

    return recorded


def query(address: str) -> dict[str, str]:
    """Return what an address asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
