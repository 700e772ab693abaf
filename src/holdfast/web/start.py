"""Starts the console for one company: checks, keys, migrations, static files, then gunicorn.

``prepare`` refuses to go on with a database that it cannot bring up to date; nothing is served
from a half-migrated one. Both functions configure Django for the whole process, so a process
serves one company.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from holdfast.collectors.records import reading_with
from holdfast.errors import SourceError, StoreError, UsageError
from holdfast.web.database import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.backends.base.base import BaseDatabaseWrapper

    from holdfast.collectors.interface import Collector, Request, Sink, Summary

_THREADS = 8
#: The number of the lock under which PostgreSQL is migrated; any that nobody else uses there.
_MIGRATING = 4_839_106_213
_REACH = "Restore a backup, free disk space; or see that the database's server runs and lets you in."


def prepare(company: Path, *, before_migrating: Callable[[], None] | None = None) -> None:
    """Make the company's folder ready to serve: key, database, static files. Idempotent.

    ``before_migrating`` is called inside the migration's transaction (a test makes it fail).
    Raises StoreError if the database is newer than this version, cannot be migrated or written.
    """
    _environment(company)
    state = company.resolve() / ".holdfast"
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        state.chmod(state.stat().st_mode & 0o700)  # others lose what they had; the owner gains nothing
        _secret_key(state / "secret_key")
    except OSError as error:
        raise StoreError(
            f"cannot write here: {error.strerror}", where=str(state), do="Make the folder writable, then start again."
        ) from error
    _setup()
    _sign_in_settings()
    _settle(company)
    _migrate(before_migrating)
    _collect_static()
    _tidy()


def records(company: Path) -> Collector:
    """Return the source that reads the company's records; call it where the company has a database.

    A database that cannot be opened, or is of another version, makes the source fail when it is read, so
    that what depends on it is unknown and nothing else is held up.
    """
    open_records(company)
    return reading_with(_collect_records)


def verify_history(company: Path, seen: Iterable[tuple[int, str, str]]) -> tuple[int, list[str]]:
    """Return how many entries the records' history has, and in sentences what does not hold.

    ``seen`` are (entries, digest, where) that were written down elsewhere. Raises StoreError.
    """
    open_records(company)
    from django.db import Error, connection  # noqa: PLC0415  as above

    from holdfast.web.history import verify  # noqa: PLC0415  models exist once Django is set up
    from holdfast.web.history.moment import one_moment  # noqa: PLC0415  as above
    from holdfast.web.history.records import head_sequence  # noqa: PLC0415  as above

    try:
        with one_moment():
            return head_sequence(), list(verify.problems(verify.Anchor(*one) for one in seen))
    except (Error, sqlite3.Error) as error:
        raise StoreError(
            f"the records database cannot be read: {error}",
            where=shown(connection.settings_dict),
            do="Start the console once, which brings it up to date; or restore a backup.",
        ) from error


def open_records(company: Path) -> None:
    """Set Django up for the company; finish a restore that was killed while it committed. Raises HoldfastError."""
    _environment(company)
    _setup()
    _settle(company)


def _settle(company: Path) -> None:
    from holdfast.web.backups import places  # noqa: PLC0415  models exist once Django is set up

    if places.is_unsettled(company):
        from holdfast.web.backups.verbs import settle  # noqa: PLC0415  as above

        settle(company.resolve())


def names(company: Path) -> Mapping[str, str]:
    """Return what the people behind accounts are called, by account key. Raises StoreError."""
    _environment(company)
    _setup()
    refuse_unusable()
    from django.db import connection  # noqa: PLC0415  as above

    from holdfast.web.applicability import naming  # noqa: PLC0415  models exist once Django is set up

    try:
        return naming.names()
    finally:
        connection.close()


def refuse_unusable() -> None:
    """Raise StoreError if the records cannot be read, or are of another version; Django is set up."""
    from django.db import Error, connection  # noqa: PLC0415  as above
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  as above

    where = shown(connection.settings_dict)
    try:
        executor = MigrationExecutor(connection)
        _refuse_newer(executor, where)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (Error, sqlite3.Error, OSError) as error:
        raise StoreError(f"the records database cannot be opened: {error}", where=where, do=_REACH) from error
    if pending:
        raise StoreError(
            "the records database was written by an older version of Holdfast",
            where=where,
            do="Start the console once, which brings it up to date: holdfast serve",
        )


def _collect_records(request: Request, sink: Sink) -> Summary:
    """Read the records, if the database is of this version. Raises SourceError: the rest is judged all the same."""
    from django.db import connection  # noqa: PLC0415  as above

    from holdfast.web.records import collect  # noqa: PLC0415  models exist once Django is set up

    try:
        refuse_unusable()
        return collect(request, sink)
    except StoreError as error:
        raise SourceError(error.what, where=error.where, do=error.do) from error
    finally:
        connection.close()


def serve(company: Path, host: str, port: int) -> NoReturn:
    """Serve the console until it is stopped. Call ``prepare`` first. Raises UsageError if the port is taken."""
    _environment(company)
    _setup()
    from django.db import connections  # noqa: PLC0415  as above

    from holdfast.web.backups.places import serving  # noqa: PLC0415  as above
    from holdfast.web.gunicorn_app import run  # noqa: PLC0415  gunicorn is imported only to serve

    serving(company.resolve() / ".holdfast")  # a restore waits until nobody serves
    connections.close_all()  # an SQLite connection must not cross gunicorn's fork
    run(host, port, threads=_THREADS)
    raise SystemExit(0)


def _environment(company: Path) -> None:
    wanted = str(company.resolve())
    settings = _loaded_settings()
    if settings is not None and str(settings.HOLDFAST.company) != wanted:
        raise UsageError(f"this process already serves {settings.HOLDFAST.company}", do="Start another process.")
    os.environ["HOLDFAST_COMPANY"] = wanted
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.web.settings")


def _loaded_settings() -> Any:  # noqa: ANN401  Django's settings object has no better type
    from django.conf import settings  # noqa: PLC0415  Django is loaded by the verbs that serve

    return settings if settings.configured else None


def _secret_key(path: Path) -> None:
    """Write a random key once, readable by its owner only; two starts at once agree on one."""
    if path.is_file() and path.stat().st_size > 0:
        path.chmod(0o600)
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        if path.is_file():
            path.unlink()  # an empty file of a full disk
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _setup() -> None:
    import django  # noqa: PLC0415  as above

    os.umask(0o077)
    django.setup()


def _sign_in_settings() -> None:
    """Read how people sign in, so that a mistake is told now. Raises ContentError and UsageError."""
    from django.conf import settings  # noqa: PLC0415  as above

    str(settings.SIGN_IN)  # it is lazy


def _migrate(before: Callable[[], None] | None) -> None:
    """Bring the database up to date in one transaction, or leave it as it was."""
    from django.db import Error, connection, transaction  # noqa: PLC0415  as above
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  as above

    where = shown(connection.settings_dict)
    try:
        with connection.constraint_checks_disabled(), transaction.atomic():
            _alone(connection)
            executor = MigrationExecutor(connection)
            _refuse_newer(executor, where)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
            if not plan:
                return
            if before is not None:
                before()
            executor.migrate(executor.loader.graph.leaf_nodes(), plan=plan)
            _check_constraints(connection)
    except (Error, sqlite3.Error, ValueError, RuntimeError, OSError) as error:
        raise StoreError(
            f"the records database could not be brought up to date: {error}",
            where=where,
            do=f"Nothing was changed. {_REACH} Then start again; or go on with the version of Holdfast that you had.",
        ) from error


def _alone(connection: BaseDatabaseWrapper) -> None:
    """Let one process at a time migrate: SQLite's transactions write alone, PostgreSQL is asked for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATING])
            # What an earlier migration filled must be checked before a later one alters its table.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _refuse_newer(executor: Any, where: str) -> None:  # noqa: ANN401  Django's executor has no stubs for loader
    known = set(executor.loader.disk_migrations)
    ours = {app for app, _ in known}
    newer = sorted(
        f"{app}.{name}" for app, name in executor.loader.applied_migrations if app in ours and (app, name) not in known
    )
    if newer:
        raise StoreError(
            f"the records database was written by a newer version of Holdfast ({', '.join(newer)})",
            where=where,
            do="Install that version or a later one; or restore a backup that this version made.",
        )


def _check_constraints(connection: BaseDatabaseWrapper) -> None:
    connection.check_constraints()


def _collect_static() -> None:
    """Make hashed, compressed copies of the front-end files once for each state of them."""
    from django.conf import settings  # noqa: PLC0415  as above
    from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: PLC0415  as above
    from django.core.management import call_command  # noqa: PLC0415  as above

    root = Path(settings.STATIC_ROOT)
    if (root / "staticfiles.json").is_file():
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    for old in root.parent.iterdir():
        shutil.rmtree(old, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    staticfiles_storage.load_manifest()  # type: ignore[attr-defined]  # the storage is a manifest storage by settings


def _tidy() -> None:
    from importlib import import_module  # noqa: PLC0415  with Django

    from django.conf import settings  # noqa: PLC0415  as above

    from holdfast.web.accounts import throttle  # noqa: PLC0415  as above
    from holdfast.web.history import records, verify  # noqa: PLC0415  as above

    records.begin(verify.kinds())
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    throttle.forget_old()
