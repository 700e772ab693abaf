"""What the company says of signing in, held to the roles that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.content.load import load_sign_in
from holdfast.content.problems import did_you_mean
from holdfast.errors import UsageError
from holdfast.web.accounts.roles import Role

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.signing_in import SignIn


def load(company: Path) -> SignIn:
    """Return it. Raises ContentError, and UsageError for a role that nobody can hold: it would protect nobody."""
    said = load_sign_in(company)
    for role in said.second_factor:
        if role not in Role.values:
            raise UsageError(
                f"{role!r} is no role",
                where="holdfast.yaml, sign_in: second_factor",
                do=did_you_mean(role, Role.values) or f"Roles are: {', '.join(Role.values)}.",
            )
    return said
