"""The AWS services that are read; a new one is a module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holdfast.collectors.aws.reader import Service

SERVICES: tuple[Service, ...] = ()
