"""Passkeys: WebAuthn, by fido2. The device asks for the finger or the PIN, so a passkey is two factors at once."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from holdfast.web.accounts import factors
from holdfast.web.accounts.models import Factor, FactorKind
from holdfast.web.accounts.signing_in import RefusedError
from holdfast.web.history.records import keep

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdfast.web.accounts.models import User

_ASKED = "passkey_asked"
_SECONDS = 300


def possible(request: HttpRequest) -> bool:
    """Return whether browsers make passkeys for this address: a name over TLS, or this machine by its name."""
    host = _host(request)
    return host == "localhost" or (request.is_secure() and not host.replace(".", "").isdigit() and ":" not in host)


def ask_new(request: HttpRequest, user: User) -> str:
    """Return, as JSON, what the browser needs to make a passkey of the person."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=user.key.encode(), name=user.username, display_name=str(user)),
        [_credential(one) for one in _of(user)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(request, state, options)


@transaction.atomic
def add(request: HttpRequest, user: User, answer: str, name: str) -> Factor:
    """Add the passkey that the browser made. Raises RefusedError."""
    state = _state(request)
    try:
        made = _server(request).register_complete(state, json.loads(answer))
    except (ValueError, TypeError, KeyError) as error:
        raise _not_right() from error
    data = made.credential_data
    if data is None or Factor.objects.filter(credential=_text(data.credential_id)).exists():
        raise _not_right()
    factor = Factor(user=user, means=FactorKind.PASSKEY, name=name[:60] or "Passkey", used=made.counter)
    factor.credential, factor.material = _text(data.credential_id), _text(bytes(data))
    keep(factor, user.key, "A passkey was added.")
    return factor


def ask(request: HttpRequest, user: User | None = None) -> str:
    """Return, as JSON, what the browser needs to show a passkey: one of the person's, or any of this site's."""
    known = [_credential(one) for one in _of(user)] if user else None
    options, state = _server(request).authenticate_begin(known, UserVerificationRequirement.REQUIRED)
    return _asked(request, state, options)


@transaction.atomic
def shown(request: HttpRequest, answer: str) -> User:
    """Return whose passkey it is. Raises RefusedError for what does not hold, and for a copy of a passkey."""
    state = _state(request)
    try:
        given: Any = json.loads(answer)
        response = AuthenticationResponse.from_dict(given)
        found = Factor.objects.live().select_for_update().filter(credential=_text(response.raw_id)).first()
        if found is None:
            raise _not_right()
        _server(request).authenticate_complete(state, [_credential(found)], given)
    except (ValueError, TypeError, KeyError) as error:
        raise _not_right() from error
    counter = response.response.authenticator_data.counter
    if (counter or found.used) and counter <= found.used:
        raise _not_right()  # WebAuthn, section 6.1.1: the counter of a copy falls behind
    handle = response.response.user_handle
    user: User = found.user
    if (handle and handle != user.key.encode()) or not user.is_active or user.archived_at:
        raise _not_right()
    factors.used(found, counter)
    return user


def _not_right() -> RefusedError:
    return RefusedError("The passkey was not accepted.", do="Try again, or use another way.")


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    entity = PublicKeyCredentialRpEntity(id=_host(request), name="Holdfast")
    return Fido2Server(entity, verify_origin=lambda said: said == origin)


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()


def _asked(request: HttpRequest, state: Any, options: Any) -> str:  # noqa: ANN401  fido2's own
    request.session[_ASKED] = {
        "challenge": state["challenge"],
        "user_verification": UserVerificationRequirement.REQUIRED.value,
        "at": time.time(),
    }
    return json.dumps(dict(options)["publicKey"])


def _state(request: HttpRequest) -> dict[str, Any]:
    """Return what was asked of this browser, once. Raises RefusedError."""
    state: dict[str, Any] = request.session.pop(_ASKED, None) or {}
    if time.time() - state.get("at", 0) > _SECONDS:
        raise RefusedError("That took too long.", do="Try again.")
    return state


def _of(user: User) -> list[Factor]:
    return [one for one in factors.of(user) if one.means == FactorKind.PASSKEY]


def _credential(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.urlsafe_b64decode(factor.material))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
