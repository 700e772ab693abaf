"""OpenID Connect: the authorization code flow with PKCE, state and nonce, by Authlib.

What Authlib leaves to us is said here: whose token it must be and for whom, which signatures count, that
the person is asked about anew where the token does not hold the address, and what a failure looks like.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from joserfc.errors import JoseError
from requests import RequestException

from holdfast.web.accounts.identities import Vouched
from holdfast.web.accounts.signing_in import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from holdfast.content.signing_in import OidcProvider

_log = logging.getLogger("holdfast.security")
#: Signatures by a key pair alone: with a shared secret, whoever can check a token could make one.
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_SECONDS = 10
#: RFC 8176: several factors as such, or what somebody knows beside something else.
_KNOWN, _OTHER = frozenset({"pwd", "pin", "kba"}), frozenset({"otp", "hwk", "swk", "sms", "tel", "sc", "fpt", "face"})


def go(request: HttpRequest, provider: OidcProvider, back: str) -> HttpResponse:
    """Return the way to the provider. Raises RefusedError if it cannot be asked."""
    try:
        return _client(provider).authorize_redirect(request, back)  # type: ignore[no-any-return]  # Authlib has no types
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError, OSError) as error:
        raise _failed(provider, error) from error


def vouched(request: HttpRequest, provider: OidcProvider) -> Vouched:
    """Return what the provider answers; its state is used up. Raises RefusedError for what does not hold."""
    try:
        client = _client(provider)
        token = client.authorize_access_token(request, claims_options=_claims(provider))
        claims: dict[str, Any] = dict(token.get("userinfo") or {})
        if not claims.get("sub"):
            raise RefusedError(f"{provider.title} sent no token that says who you are.")
        if "email" not in claims:
            more = client.userinfo(token=token)
            if more.get("sub") == claims["sub"]:
                claims = {**more, **claims}
    except (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, OSError) as error:
        raise _failed(provider, error) from error
    return Vouched(
        subject=str(claims["sub"]),
        email=str(claims.get("email") or ""),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or ""),
        second_factor=_second_factor(claims.get("amr")),
    )


def _client(provider: OidcProvider) -> Any:  # noqa: ANN401  Authlib has no types
    """Return a client with the provider's metadata as it is now. Raises what Authlib and requests raise."""
    client = OAuth().register(
        "provider-" + provider.id,
        client_id=provider.client,
        client_secret=secret_of(provider),
        server_metadata_url=provider.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:
        message = "its metadata are another issuer's"
        raise ValueError(message)
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in _ALGORITHMS] or ["RS256"]
    return client


def _claims(provider: OidcProvider) -> dict[str, dict[str, object]]:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
    }


def secret_of(provider: OidcProvider) -> str:
    """Return the client's secret from where it is kept. Raises ValueError or OSError if it is not there."""
    found = os.environ.get(provider.secret_env, "") if provider.secret_env else _read(provider.secret_file)
    if not found:
        message = f"there is no secret in {provider.secret_env or provider.secret_file}"
        raise ValueError(message)
    return found


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").strip()


def _second_factor(methods: object) -> bool | None:
    """Return whether the provider says that it asked for more than one factor; None where it says nothing."""
    if not isinstance(methods, list):
        return None
    used = frozenset(map(str, methods))
    return "mfa" in used or not (used.isdisjoint(_KNOWN) or used.isdisjoint(_OTHER))


def _failed(provider: OidcProvider, error: Exception) -> RefusedError:
    # The message may hold what a stranger sent, so the log has it quoted and cut.
    _log.warning("sign-in with %s failed: %s: %.200r", provider.id, type(error).__name__, str(error))
    return RefusedError(f"Signing in with {provider.title} did not work.", do="Try again from here.")
