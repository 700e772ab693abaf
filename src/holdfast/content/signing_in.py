"""How people sign in to the console: who vouches for them, and who must show a second factor.

A provider's secret never stands here: its entry names the environment variable or the file that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from holdfast.content.fields import CONFIG, Slug, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The roles that change who may do what, or decide for everybody: a password alone is too little for them.
GRAVE_ROLES = ("administrator", "security lead")

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(config=CONFIG, frozen=True, kw_only=True)
class Provider:
    """Who vouches for people: what all kinds of provider have.

    ``unknown_people``: somebody for whom there is no account is refused, or gets one with the least role.
    ``second_factor``: whether the provider asks for it (``theirs``, the company's word), or we do where the
    role demands one and the provider does not say in its answer that it did.
    """

    id: Slug
    title: Text
    unknown_people: Literal["refuse", "make"] = "refuse"
    second_factor: Literal["ours", "theirs"] = "ours"


@dataclass(config=CONFIG, frozen=True, kw_only=True)
class OidcProvider(Provider):
    """A provider of OpenID Connect; its secret is in ``secret_env`` or ``secret_file``."""

    issuer: Text
    client: Text
    secret_env: Annotated[str, StringConstraints(pattern=r"^([A-Z][A-Z0-9_]*)?$")] = ""
    secret_file: str = ""


@dataclass(config=CONFIG, frozen=True, kw_only=True)
class SamlProvider(Provider):
    """A provider of SAML 2.0; ``metadata`` is its file, in the company's folder. ``email`` names the attribute."""

    metadata: Text
    email: str = ""


@dataclass(config=CONFIG, frozen=True)
class SignIn:
    """``sign_in`` in holdfast.yaml; ``second_factor`` are the roles that need one.

    ``groups`` are groups of the directory that provisions accounts, with the role that their members hold.
    """

    second_factor: tuple[str, ...] = GRAVE_ROLES
    groups: dict[str, str] = Field(default_factory=dict)
    oidc: tuple[OidcProvider, ...] = Field(default=())
    saml: tuple[SamlProvider, ...] = Field(default=())

    @property
    def providers(self) -> tuple[OidcProvider | SamlProvider, ...]:
        """All who vouch for people."""
        return (*self.oidc, *self.saml)

    def provider(self, name: str) -> OidcProvider | SamlProvider | None:
        """Return the provider of that id."""
        return next((one for one in self.providers if one.id == name), None)


def disagreements(said: SignIn) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield (where within ``sign_in``, what is wrong, what to do)."""
    seen: set[str] = set()
    places = [("oidc", index) for index in range(len(said.oidc))] + [("saml", index) for index in range(len(said.saml))]
    for at, provider in zip(places, said.providers, strict=True):
        if provider.id in seen:
            yield (*at, "id"), f"provider `{provider.id}` is defined a second time", "Give one of the two another id."
        seen.add(provider.id)
    for index, one in enumerate(said.oidc):
        at = ("oidc", index)
        if not _private(one.issuer):
            yield (*at, "issuer"), "an issuer is an https address", "Write it as the provider's documentation says it."
        if bool(one.secret_env) == bool(one.secret_file):
            do = "Name the environment variable (`secret_env: HOLDFAST_OIDC_SECRET`), or the file (`secret_file: ...`)."
            yield at, "it must be said where the client's secret is, once", do


def _private(address: str) -> bool:
    """Return whether nobody on the way reads or changes what goes there: TLS, or this machine itself."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
