"""Settings of one process, read once from the environment; nothing else reads it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the company is, and how the console is reached.

    ``company`` holds ``holdfast.yaml`` (HOLDFAST_COMPANY, else the current folder). ``hosts`` are
    the names by which the console may be addressed (HOLDFAST_HOSTS, comma separated), beside
    loopback. ``https`` says that a proxy in front speaks TLS (HOLDFAST_HTTPS=1), which makes
    cookies secure-only. ``memory_mb`` and ``threads`` bound the engine that runs the checks, ``check_seconds``
    a single check; ``engine`` is duckdb, or spark at ``spark_master`` (HOLDFAST_SPARK_MASTER; empty: Spark's own
    configuration). ``database_url`` says where the records are, where not in SQLite; its password comes from the
    environment or from a file that is named there.
    """

    company: Path
    hosts: tuple[str, ...] = ()
    https: bool = False
    memory_mb: int = 400
    threads: int = 2
    check_seconds: int = 60
    engine: str = "duckdb"
    spark_master: str = ""
    database_url: str = field(default="", repr=False)
    database_password: str = field(default="", repr=False)
    database_password_file: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings; what is absent has its default. Raises ValueError."""
        return cls(
            company=Path(environment.get("HOLDFAST_COMPANY") or ".").resolve(),
            hosts=tuple(host for host in environment.get("HOLDFAST_HOSTS", "").split(",") if host),
            https=environment.get("HOLDFAST_HTTPS", "") == "1",
            memory_mb=_number(environment, "HOLDFAST_MEMORY_MB", 400),
            threads=_number(environment, "HOLDFAST_THREADS", min(os.cpu_count() or 2, 8)),
            check_seconds=_number(environment, "HOLDFAST_CHECK_SECONDS", 60),
            spark_master=environment.get("HOLDFAST_SPARK_MASTER", ""),
            database_url=environment.get("HOLDFAST_DATABASE_URL", ""),
            database_password=environment.get("HOLDFAST_DATABASE_PASSWORD", ""),
            database_password_file=environment.get("HOLDFAST_DATABASE_PASSWORD_FILE", ""),
        )

    @property
    def state(self) -> Path:
        """The folder for what Holdfast itself keeps: the store, the database, keys, caches."""
        return self.company / ".holdfast"

    @property
    def store(self) -> Path:
        """The fact store."""
        return self.state / "store"

    @property
    def database(self) -> Path:
        """The records' database, where it is SQLite."""
        return self.state / "records.db"


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    written = environment.get(name) or str(default)
    if not written.isascii() or not written.isdigit() or int(written) == 0:
        message = f"{name} is {written!r}, which is no number above 0"
        raise ValueError(message)
    return int(written)


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the user's own folder for what can be made again, by the XDG base directory rules."""
    root = environment.get("XDG_CACHE_HOME") or ""
    return (Path(root) if Path(root).is_absolute() else Path.home() / ".cache") / "holdfast"
