"""Passwords: what is refused beside what is short or common, and how one is generated."""

from __future__ import annotations

import secrets
import string
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User

LONGEST = 256
#: Without letters and digits that people confuse when they copy by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 5, 5
#: Fewer different characters than this is a pattern, not a password.
_FEWEST_DIFFERENT = 5
_CONTEXT = ("holdfast", "password", "administrator", "qwertyuiop", "letmein", "welcome")


def generate() -> str:
    """Return a random password of five groups of five, about 123 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


@cache
def _common() -> frozenset[str]:
    """Return the 20,000 passwords that are tried first, as Django ships them; most are shorter than ours may be."""
    return frozenset(CommonPasswordValidator().passwords)


class GuessableValidator:
    """Refuses patterns and words of this product where they are most of the password (NIST SP 800-63B)."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002  Django's signature
        """Raise ValidationError if the password is a pattern, or too long to hash in good time."""
        plain = password.casefold()
        if len(password) > LONGEST:
            raise ValidationError(f"Use at most {LONGEST} characters.", code="too_long")
        if len(set(plain)) < _FEWEST_DIFFERENT:
            raise ValidationError("This repeats a few characters. Use several unrelated words.", code="pattern")
        if plain in (plain + plain)[1:-1]:
            raise ValidationError("This repeats itself. Use several unrelated words.", code="pattern")
        if plain.strip(string.digits + string.punctuation + " ") in _common():
            raise ValidationError("This is a common password with signs around it. Use unrelated words.", code="common")
        if plain in "abcdefghijklmnopqrstuvwxyz0123456789012345678901234567890":
            raise ValidationError("This is a sequence. Use several unrelated words.", code="pattern")
        rest = plain
        for word in _CONTEXT:
            rest = rest.replace(word, "")
        if len(rest) < len(plain) / 2:
            raise ValidationError(
                "This is mostly a word that is guessed first. Use several unrelated words.", code="context"
            )

    def get_help_text(self) -> str:
        """Say it in a sentence, for the form."""
        return "Several unrelated words are good. Spaces and any other character are fine."
