"""The risk app."""

from __future__ import annotations

from django.apps import AppConfig


class RiskConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.risk"
    label = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Declare the app's permissions."""
        from holdfast.web.risk import permissions  # noqa: F401, PLC0415  importing declares them
