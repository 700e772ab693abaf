"""The evidence app."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Declares the app by its full name."""

    name = "holdfast.web.evidence"
    label = "evidence"
    verbose_name = "Evidence"

    def ready(self) -> None:
        """Declare the app's permissions."""
        from holdfast.web.evidence import permissions  # noqa: F401, PLC0415  importing declares them
