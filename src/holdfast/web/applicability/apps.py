"""The applicability app."""

from __future__ import annotations

from django.apps import AppConfig


class ApplicabilityConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.applicability"
    label = "applicability"
    verbose_name = "Statement of Applicability"

    def ready(self) -> None:
        """Declare the app's permissions."""
        from holdfast.web.applicability import permissions  # noqa: F401, PLC0415  importing declares them
