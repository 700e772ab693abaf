"""moto behind several doors: one process and one state, and each caller's requests counted at its own.

What is counted is what arrives: retries and refused calls too, whoever sends them.
"""

from __future__ import annotations

import io
import re
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: The service that a request was signed for: .../20261124/eu-west-1/SERVICE/aws4_request.
_SIGNED_FOR = re.compile(r"/\d{8}/([^/]+)/([^/]+)/aws4_request")
#: What stands for one resource in a path, so that calls about two of them are counted as the same call.
_UNSUPPORTED = 500
_NOT_FOUND = 404
_OK = 400


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of request: the service it was signed for, what it asked, and whether moto can answer it."""

    service: str
    operation: str
    supported: bool


@dataclass(slots=True)
class Door:
    """One port in front of moto, and what came through it since it was last emptied."""

    app: Callable[..., Iterable[bytes]]
    delay: float = 0.0
    calls: Counter[Call] = field(default_factory=Counter)
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let one request through, and note what it was."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        service, operation = _asked(environ, body)
        said: dict[str, Any] = {"status": 0, "type": ""}

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:  # noqa: ANN401  as WSGI has it
            said["status"] = int(status.split(maxsplit=1)[0])
            said["type"] = next((value for name, value in headers if name.lower() == "content-type"), "")
            return start_response(status, headers, *rest)

        time.sleep(self.delay)
        began = time.perf_counter()
        try:
            answer = list(self.app(environ, note))
        finally:
            supported = not _is_page(said["status"], said["type"])
            with self._lock:
                self.seconds += time.perf_counter() - began
                self.calls[Call(service, operation, supported)] += 1
        return answer

    def empty(self) -> Counter[Call]:
        """Return what came through, and begin anew."""
        with self._lock:
            calls, self.calls = self.calls, Counter()
        return calls


def open_doors(names: Iterable[str], delay: float = 0.0) -> tuple[dict[str, Door], dict[str, str]]:
    """Serve moto on a port for each name. Returns the doors and their addresses, by name."""
    app = DomainDispatcherApplication(create_backend_app)
    doors: dict[str, Door] = {}
    addresses: dict[str, str] = {}
    for name in names:
        doors[name] = Door(app, delay=delay)
        port = _free_port()
        server = make_server("127.0.0.1", port, doors[name], threaded=True, request_handler=_Silent)
        threading.Thread(target=server.serve_forever, daemon=True, name=f"door-{name}").start()
        addresses[name] = f"http://127.0.0.1:{port}"
    return doors, addresses


class _Silent(MotoRequestHandler):
    """moto's handler without a line in the log for each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _asked(environ: dict[str, Any], body: bytes) -> tuple[str, str]:
    """Return the service and the operation; for those that have no name on the wire, method and path."""
    signed = _SIGNED_FOR.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed.group(2) if signed else "unsigned"
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return service, target.rpartition(".")[2]
    if environ.get("REQUEST_METHOD") == "POST" and b"Action=" in body:
        return service, parse_qs(body.decode("latin-1")).get("Action", ["?"])[0]
    query = environ.get("QUERY_STRING", "").partition("=")[0].partition("&")[0]
    path = environ.get("PATH_INFO", "")
    return service, f"{environ.get('REQUEST_METHOD')} {path}{'?' + query if query else ''}"


def _is_page(status: int, kind: str) -> bool:
    """Whether moto answered with a web page instead of an AWS error: it does not know the call."""
    return status >= _UNSUPPORTED or (status >= _OK and kind.startswith("text/html"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
