"""The objectives app."""

from __future__ import annotations

from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.objectives"
    label = "objectives"
    verbose_name = "Objectives"

    def ready(self) -> None:
        """Declare the app's permissions."""
        from holdfast.web.objectives import permissions  # noqa: F401, PLC0415  importing declares them
