"""The history app."""

from __future__ import annotations

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.history"
    label = "history"
    verbose_name = "History"
