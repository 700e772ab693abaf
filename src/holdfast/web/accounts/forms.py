"""The forms of signing in and of changing a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from holdfast.web.accounts.passwords import LONGEST

if TYPE_CHECKING:
    from holdfast.web.accounts.models import User


def _password(label: str, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "class": "form-control"})
    return forms.CharField(label=label, strip=False, max_length=LONGEST, widget=widget)


class SignInForm(forms.Form):
    """A name and a password."""

    username = forms.CharField(
        label="Sign-in name",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True, "class": "form-control"}
        ),
    )
    password = _password("Password", "current-password")


class PasswordForm(forms.Form):
    """The password as it is, and the new one twice."""

    old = _password("Current password", "current-password")
    new = _password("New password", "new-password")
    again = _password("New password again", "new-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form arguments
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new(self) -> str:
        """Hold the new password to the policy."""
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        if self.user.check_password(new):
            raise ValidationError("This is your current password. Choose another one.")
        return new

    def clean(self) -> dict[str, Any]:
        """Compare the two entries of the new password."""
        cleaned = super().clean() or {}
        new, again = cleaned.get("new"), cleaned.get("again")
        if new and again and new != again:
            self.add_error("again", "The two entries differ. Type the new password again.")
        return cleaned
