"""What ``holdfast backup`` and ``holdfast restore`` do; Django is set up for the company."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from django.db import Error, connection

from holdfast.collectors.registry import catalogue
from holdfast.errors import StoreError, UsageError
from holdfast.facts.locks import held
from holdfast.facts.store import Store
from holdfast.web.backups import archive, places, rows
from holdfast.web.database import shown

if TYPE_CHECKING:
    from pathlib import Path

#: How long a backup waits for a run to end before it links the store's files, in seconds.
_WAIT = 600.0
_NOT_OF_THE_STORE = frozenset({"staging", "lock", "lock.holder"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What an archive holds: files, entries of the history, and when it was made."""

    files: int
    entries: int
    made_at: str


def back_up(company: Path, target: Path) -> Kept:
    """Write one archive of records, facts and state; the console may be served meanwhile.

    Facts are taken first: then no run in them has seen a record that the archive does not hold. Raises
    UsageError if ``target`` is there already, and StoreError for what cannot be read or written.
    """
    state = company / ".holdfast"
    try:
        with places.gathering(state) as folder:
            if (state / "store/FORMAT").exists():
                store = Store.open(state / "store", catalogue(), create=False)
                with store.lock(wait=_WAIT):  # for the moment that links take, no file of the store goes
                    places.link_all(state / "store", folder / "store", leave=_NOT_OF_THE_STORE)
            (folder / "records").mkdir()
            migrations, entries, digest = rows.dump(folder / "records")
            kept_elsewhere = frozenset(path.name for path in state.glob("records.db*"))
            places.link_all(state, folder / "state", leave=places.LEFT_OUT | kept_elsewhere)
            made_at = datetime.now(UTC).isoformat(timespec="seconds")
            about = archive.Manifest(made_at, version("holdfast"), migrations, entries, digest)
            done = archive.pack(folder, target.absolute(), about)
    except OSError as error:
        raise StoreError(f"the backup cannot be made: {error.strerror}", where=str(error.filename or state)) from error
    except Error as error:
        raise StoreError(
            f"the records cannot be read: {error}",
            where=shown(connection.settings_dict),
            do="Look with: holdfast doctor",
        ) from error
    return Kept(len(done.files), entries, made_at)


def restore(company: Path, taken: Path, *, replace: bool) -> Kept:
    """Put an archive in the place of what is kept, whole or not at all.

    Raises UsageError where something is kept and ``replace`` is not said, where the archive or its history is
    not whole, or the console is served; and StoreError for what cannot be written.
    """
    company = company.resolve()
    state = company / ".holdfast"
    try:
        settle(company)
        if not replace and ((state / "store").exists() or (state / "records.db").exists() or not _empty()):
            raise UsageError(
                "there are records or facts here already",
                where=str(company),
                do="Restore into another folder; or say --replace, and they are gone.",
            )
        with places.nobody_serving(state), places.building(company) as folder:
            about = archive.unpack(taken, folder)
            new = folder / "new"
            (folder / "state").rename(new) if (folder / "state").exists() else new.mkdir()
            if (folder / "store").exists():
                (folder / "store").rename(new / "store")
            new.chmod(0o700)
            if (state / "secret_key").is_file():
                shutil.copy2(state / "secret_key", new / "secret_key")
            if (state / "store").exists():
                with held(state / "store", wait=_WAIT):
                    _put(folder, about)
            else:
                _put(folder, about)
    except OSError as error:
        raise StoreError(
            f"it cannot be restored: {error.strerror}", where=str(error.filename or state), do="Nothing was changed."
        ) from error
    except Error as error:
        raise StoreError(
            f"the records cannot be restored: {error}", where=shown(connection.settings_dict), do="Nothing was changed."
        ) from error
    return Kept(len(about.files), about.entries, about.made_at)


def _put(folder: Path, about: archive.Manifest) -> None:
    """Load the records and put what was built in the place of what is there."""
    lite = connection.vendor == "sqlite"
    usual = connection.settings_dict["NAME"]
    connection.close()
    if lite:
        connection.settings_dict["NAME"] = folder / "new/records.db"
    else:
        (folder / places.COMMITTING).touch()
        _sync(folder)
    try:
        wrong = rows.load(folder / "records", about.migrations, (about.entries, about.digest), folder.name)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
    if wrong:
        raise UsageError(
            f"the history in the archive does not hold: {wrong[0]}"
            + (f", and {len(wrong) - 1} things more" if len(wrong) > 1 else ""),
            do="Nothing was changed. Somebody altered the records before the backup, or the archive after it.",
        )
    _sync(folder / "new")
    places.exchange(folder / "new", folder.parent / ".holdfast")
    _sync(folder.parent)


def settle(company: Path) -> None:
    """Finish or tidy what a killed restore left. Raises UsageError while another one is at work."""
    places.settle(company, lambda: rows.restored() if connection.vendor == "postgresql" else "")


def _empty() -> bool:
    """Whether the database holds nothing; a file that is not there is not made by asking."""
    return connection.vendor == "sqlite" or rows.is_empty()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
