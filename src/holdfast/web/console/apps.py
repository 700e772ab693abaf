"""The console app."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.console"
    label = "console"
    verbose_name = "Console"
