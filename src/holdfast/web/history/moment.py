"""Reading all records as of one moment, on every database, without holding up whoever writes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from holdfast.web.history.models import Head

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def one_moment() -> Iterator[None]:
    """Show what is read inside as it stands at the beginning; writes have no place here.

    SQLite's transactions see one moment from their first read on, and a deferred one stops no writer.
    PostgreSQL does so only where repeatable reads are asked for. Within a transaction that goes on already
    its own rules hold.
    """
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()  # which sets the mode
        usual = connection.transaction_mode  # type: ignore[attr-defined]  # SQLite's own, without stubs
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # as above
        try:
            with transaction.atomic():
                Head.objects.exists()  # the first read is what fixes the moment
                yield
        finally:
            connection.transaction_mode = usual  # type: ignore[attr-defined]  # as above
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
