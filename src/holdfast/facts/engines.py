"""What an engine must do to judge: whoever does this runs every check, and evaluation is written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa


class CheckEngine(Protocol):
    """Facts laid out as tables by their names, over which checks are asked, from any thread.

    ``duckdb.Sandbox`` is the one in process; ``spark.Spark`` reads the same files on many machines.
    SQL is DuckDB's dialect for both.
    """

    def register(self, name: str, data: pa.Table) -> None:
        """Make Arrow data readable as ``name``, before ``lock``."""

    def lock(self) -> None:
        """From here on nothing but ``select`` is possible."""

    def select(self, sql: str) -> pa.Table:
        """Run one SELECT and return its rows. Raises QueryError: refused, failed, too slow."""
