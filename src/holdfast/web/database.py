"""Where records are kept: SQLite in the company's folder, or the PostgreSQL that a URL names.

The URL stands in HOLDFAST_DATABASE_URL or, as ``database``, in holdfast.yaml; the password never does in
text: it comes from the environment, from a file that the environment names, or from libpq's own ~/.pgpass.
This module imports no Django, so that whoever only asks whether there are records need not load it.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from holdfast.content.yaml_lines import parse_document
from holdfast.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holdfast.config import Settings

_SCHEMES = frozenset({"postgresql", "postgres"})
#: What of libpq's parameters a URL may say; none of them can carry a secret.
_PARAMETERS = frozenset(
    {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name", "passfile"}
)
#: How long a writer waits for another, in seconds; and for a server that does not answer.
WAIT, _CONNECT = 20, 10
_EXAMPLE = "postgresql://holdfast@db.example.com/holdfast"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL database: where it is, and how to come in."""

    name: str
    user: str
    host: str
    port: str
    password: str = field(repr=False)
    parameters: Mapping[str, str]

    def __str__(self) -> str:
        return f"postgresql://{self.user}@{self.host}{':' + self.port if self.port else ''}/{self.name}"


def has_records(settings: Settings) -> bool:
    """Return whether the company has a database: a file of its own, or one that is configured."""
    return bool(url_of(settings)[0]) or settings.database.exists()


def url_of(settings: Settings) -> tuple[str, str]:
    """Return the configured URL and where it stands; ('', '') for SQLite. Raises UsageError."""
    if settings.database_url:
        return settings.database_url, "HOLDFAST_DATABASE_URL"
    file = settings.company / "holdfast.yaml"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return "", ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "it cannot be read, so nobody knows which database holds the records",
            where=str(file),
            do="Look at its owner and permissions, and that it is UTF-8.",
        ) from error
    if "database" not in text:
        return "", ""
    document, problems = parse_document(text, file.name)
    if document is None or problems or not isinstance(document.value, dict):
        raise UsageError(
            "it cannot be read, so nobody knows which database holds the records",
            where=str(file),
            do="See what is wrong with: holdfast doctor",
        )
    return str(document.value.get("database") or ""), str(file)


def postgres_of(settings: Settings) -> Postgres | None:
    """Return the PostgreSQL that is configured; None for SQLite. Raises UsageError."""
    url, where = url_of(settings)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as error:
        raise UsageError(f"it is no URL ({error})", where=where, do=f"Write it as {_EXAMPLE}.") from error
    if parts.scheme not in _SCHEMES or not parts.path.strip("/"):
        raise UsageError("it names no PostgreSQL database", where=where, do=f"Write it as {_EXAMPLE}.")
    if parts.password and not settings.database_url:
        raise UsageError(
            "it has a password in text",
            where=where,
            do="Take it out, change it, and give it as HOLDFAST_DATABASE_PASSWORD, "
            "HOLDFAST_DATABASE_PASSWORD_FILE or in ~/.pgpass.",
        )
    parameters = dict(parse_qsl(parts.query))
    if strange := sorted(set(parameters) - _PARAMETERS):
        raise UsageError(
            f"{', '.join(strange)} cannot be set in it", where=where, do=f"It takes {', '.join(sorted(_PARAMETERS))}."
        )
    host = parameters.pop("host", "") or unquote(parts.hostname or "")
    return Postgres(
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        host=host,
        port=port,
        password=unquote(parts.password or "") or _password(settings),
        parameters=_checked_tls(host, parameters),
    )


def django_database(settings: Settings) -> dict[str, Any]:
    """Return what Django's DATABASES says of the records. Raises UsageError."""
    chosen = postgres_of(settings)
    if chosen is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": settings.database,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": WAIT,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                f"PRAGMA busy_timeout={WAIT * 1000};",
            },
        }
    if find_spec("psycopg") is None:
        raise UsageError(
            "the records are in PostgreSQL, and what speaks with it is not installed",
            where=str(chosen),
            do="Install it with: pip install 'holdfast[postgresql]'",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": chosen.name,
        "USER": chosen.user,
        "PASSWORD": chosen.password,
        "HOST": chosen.host,
        "PORT": chosen.port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # As with SQLite, a writer waits so long for another and no longer; nobody holds a lock and sleeps.
        "OPTIONS": {
            "connect_timeout": _CONNECT,
            "application_name": "holdfast",
            "options": f"-c lock_timeout={WAIT}s -c idle_in_transaction_session_timeout={10 * WAIT}s",
            **chosen.parameters,
        },
    }


def shown(database: Mapping[str, Any]) -> str:
    """Return where a database is, for people, from Django's settings of it; never the password."""
    if not database.get("HOST") and not database.get("USER"):
        return str(database["NAME"])
    port = f":{database['PORT']}" if database.get("PORT") else ""
    return f"postgresql://{database.get('USER', '')}@{database.get('HOST', '')}{port}/{database['NAME']}"


def _password(settings: Settings) -> str:
    """Return the password by the environment; '' leaves it to libpq, which looks into ~/.pgpass."""
    if settings.database_password or not settings.database_password_file:
        return settings.database_password
    file = Path(settings.database_password_file)
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "the database's password cannot be read from it",
            where=str(file),
            do="Look at the file's owner and permissions, or name another in HOLDFAST_DATABASE_PASSWORD_FILE.",
        ) from error


def _checked_tls(host: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Add that a server elsewhere must show a certificate of its name, unless the URL says otherwise."""
    if "sslmode" in parameters or not host or host.startswith("/") or _is_loopback(host):
        return dict(parameters)
    return {"sslmode": "verify-full", "sslrootcert": "system", **parameters}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
