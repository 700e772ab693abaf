"""The accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.accounts"
    label = "accounts"
    verbose_name = "Accounts"
