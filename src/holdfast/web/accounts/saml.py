"""SAML 2.0, by pysaml2: a request by redirect, a signed assertion back by POST.

The answer comes by a POST from another site, which carries no cookie of ours. So it is checked where it
arrives (signature, audience, time, the request that it names), sealed, and handed to the browser as a
redirect; only there, with the cookie, is it held against the request that this very browser made,
once. A copy of an answer, or one that somebody sends into another's browser, meets no request.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.conf import settings
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT, SAMLError
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from saml2.s_utils import SamlException, UnravelError
from saml2.saml import NAMEID_FORMAT_EMAILADDRESS, NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT
from saml2.validate import MustValueError, NotValid, OutsideCardinality, ResponseLifetimeExceed, ToEarly

from holdfast.errors import StoreError
from holdfast.web.accounts import sealing
from holdfast.web.accounts.identities import Vouched
from holdfast.web.accounts.signing_in import RefusedError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from holdfast.content.signing_in import SamlProvider

_log = logging.getLogger("holdfast.security")
_ASKED = "saml_asked"
_SEALED_FOR = "an answer of SAML"
#: How long somebody may take at the provider, how long the way back takes, and how far two clocks may differ.
_THERE, _BACK, _OFF = 600, 60, 60
_LARGEST = 400_000
_WRONG = (
    SAMLError, SamlException, UnravelError, NotValid, OutsideCardinality, ResponseLifetimeExceed, ToEarly,
    MustValueError, DefusedXmlException, ParseError, ValueError, KeyError, AttributeError, TypeError, OSError,
)  # fmt: skip
_EMAIL = ("email", "mail", "emailAddress", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress")
_NAME = ("displayName", "cn", "name", "http://schemas.microsoft.com/identity/claims/displayname")
#: By these a provider says that it asked for more than one factor: REFEDS, and Microsoft.
_MFA = frozenset({"https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"})


def go(request: HttpRequest, provider: SamlProvider, base: str) -> str:
    """Return the provider's address with our request in it. Raises RefusedError."""
    try:
        client = _client(provider, base)
        asked, sent = client.prepare_for_authenticate(
            entityid=_entity(client), binding=BINDING_HTTP_REDIRECT, response_binding=BINDING_HTTP_POST
        )
    except _WRONG as error:
        raise _failed(provider, error) from error
    request.session[_ASKED] = {"id": asked, "provider": provider.id, "at": time.time()}
    return str(dict(sent["headers"])["Location"])


def sealed(answer: str, provider: SamlProvider, base: str) -> str:
    """Return what a provider's answer says, sealed for the way through the browser. Raises RefusedError."""
    if not answer or len(answer) > _LARGEST:
        raise RefusedError(f"Signing in with {provider.title} did not work.", do="Try again from here.")
    try:
        # Which request it answers is held against this browser's own afterwards, so any is taken here.
        found = _client(provider, base).parse_authn_request_response(answer, BINDING_HTTP_POST, outstanding=_Any())
        ticket = {
            **_vouched(found, provider),
            "answers": _answered(found),
            "provider": provider.id,
            "at": time.time(),
        }
    except Exception as error:  # pysaml2 raises it bare, for a wrong audience; whatever it is, nobody comes in
        raise _failed(provider, error) from error
    return sealing.seal(json.dumps(ticket).encode(), _SEALED_FOR)


def vouched(request: HttpRequest, provider: SamlProvider) -> Vouched:
    """Return what was said, if it answers the request that this browser made; once. Raises RefusedError."""
    asked = request.session.pop(_ASKED, None) or {}
    try:
        said: dict[str, Any] = json.loads(sealing.unseal(request.GET.get("answer", ""), _SEALED_FOR))
    except (StoreError, ValueError) as error:
        raise _failed(provider, error) from error
    now = time.time()
    if (
        (asked.get("id"), asked.get("provider")) != (said.pop("answers"), said.pop("provider"))
        or now - asked["at"] > _THERE
        or now - said.pop("at") > _BACK
        or provider.id != asked["provider"]
    ):
        raise _failed(provider, ValueError("this browser did not ask, or not now"))
    said.pop("at", None)
    return Vouched(**said)


def metadata(provider: SamlProvider, base: str) -> str:
    """Return what the provider needs to know of us, as XML. Raises RefusedError."""
    try:
        return str(entity_descriptor(_config(provider, base)))
    except _WRONG as error:
        raise _failed(provider, error) from error


class _Any(dict[str, str]):
    """Requests as pysaml2 wants them: whichever the answer names."""

    def __contains__(self, _request: object) -> bool:
        return True

    def __getitem__(self, _request: str) -> str:
        return "/"

    def __delitem__(self, _request: str) -> None:
        """There is nothing to forget."""

    def __bool__(self) -> bool:
        return True


def _vouched(found: Any, provider: SamlProvider) -> dict[str, object]:  # noqa: ANN401  pysaml2 has no types
    name = found.name_id
    if name is None or not name.text or name.format == NAMEID_FORMAT_TRANSIENT:
        message = "its name for the person does not last"
        raise ValueError(message)
    attributes = {key: [str(value) for value in values] for key, values in (found.ava or {}).items()}
    by_name = name.text if name.format == NAMEID_FORMAT_EMAILADDRESS else ""
    email = _first(attributes, (provider.email,) if provider.email else _EMAIL) or by_name
    contexts = {said[0] for said in found.authn_info()}
    return {
        "subject": name.text,
        "email": email,
        # The company's own provider signed it; SAML has no word for an address that nobody verified.
        "email_verified": bool(email),
        "name": _first(attributes, _NAME),
        "second_factor": True if contexts & _MFA else None,
    }


def _answered(found: Any) -> str:  # noqa: ANN401  as above
    """Return the request that the signed assertion answers. Raises ValueError.

    The word of the answer around it will not do, because that may be unsigned; and what the assertion leaves
    out (an audience, an end) pysaml2 takes for permission.
    """
    (assertion,) = found.assertions
    confirmed = [one.subject_confirmation_data for one in assertion.subject.subject_confirmation]
    audiences = [one for restriction in assertion.conditions.audience_restriction for one in restriction.audience]
    if (
        not confirmed
        or not audiences
        or not all(one and one.in_response_to and one.not_on_or_after for one in confirmed)
    ):
        message = "its assertion lacks a request, an audience or an end"
        raise ValueError(message)
    (answered,) = {str(one.in_response_to) for one in confirmed}
    return answered


def _first(attributes: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((attributes[name][0] for name in names if attributes.get(name)), "")


def _client(provider: SamlProvider, base: str) -> Saml2Client:
    return Saml2Client(config=_config(provider, base))


def _config(provider: SamlProvider, base: str) -> SPConfig:
    """Return pysaml2's settings. Raises OSError if the provider's metadata cannot be read."""
    text = (settings.HOLDFAST.company / provider.metadata).read_text(encoding="utf-8")
    made = SPConfig()
    made.load(
        {
            "entityid": f"{base}/metadata",
            "xmlsec_binary": shutil.which("xmlsec1"),
            "metadata": {"inline": [text]},
            "accepted_time_diff": _OFF,
            "allow_unknown_attributes": True,
            "service": {
                "sp": {
                    "endpoints": {"assertion_consumer_service": [(f"{base}/consume", BINDING_HTTP_POST)]},
                    "allow_unsolicited": False,
                    "authn_requests_signed": False,
                    "want_assertions_signed": True,
                    "want_response_signed": False,
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_EMAILADDRESS],
                }
            },
        }
    )
    return made


def _entity(client: Saml2Client) -> str:
    names = list(client.metadata.with_descriptor("idpsso"))
    if len(names) != 1:
        message = f"its metadata name {len(names)} providers"
        raise ValueError(message)
    return str(names[0])


def _failed(provider: SamlProvider, error: Exception) -> RefusedError:
    _log.warning("sign-in with %s failed: %s: %.200r", provider.id, type(error).__name__, str(error))
    return RefusedError(f"Signing in with {provider.title} did not work.", do="Try again from here.")
