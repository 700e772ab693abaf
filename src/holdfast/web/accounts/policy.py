"""What the company says of signing in, held to the roles that there are."""

from __future__ import annotations

from importlib.util import find_spec
from shutil import which
from typing import TYPE_CHECKING

from holdfast.content.load import load_sign_in
from holdfast.content.problems import did_you_mean
from holdfast.errors import UsageError
from holdfast.web.accounts.roles import MUST_END, Role

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.signing_in import SignIn


def load(company: Path) -> SignIn:
    """Return it. Raises ContentError, and UsageError for a role that nobody can hold: it would protect nobody."""
    said = load_sign_in(company)
    for role in said.second_factor:
        _known(role, "second_factor")
    for group, role in said.groups.items():
        _known(role, "groups")
        if role in MUST_END:
            raise UsageError(
                f"the group {group!r} cannot give the role {role!r}, which needs a last day",
                where="holdfast.yaml, sign_in: groups",
                do="Give it to each person under People and roles.",
            )
    if said.saml:
        _saml_possible()
    return said


def _saml_possible() -> None:
    missing = "" if find_spec("saml2") else "the package pysaml2 is missing"
    if not missing and which("xmlsec1") is None:
        missing = "the program xmlsec1 is missing"
    if missing:
        raise UsageError(
            f"{missing}, which SAML needs",
            where="holdfast.yaml, sign_in: saml",
            do="Install both: pip install 'holdfast[saml]', and the system's package xmlsec1.",
        )


def _known(role: str, field: str) -> None:
    if role not in Role.values:
        raise UsageError(
            f"{role!r} is no role",
            where=f"holdfast.yaml, sign_in: {field}",
            do=did_you_mean(role, Role.values) or f"Roles are: {', '.join(Role.values)}.",
        )
