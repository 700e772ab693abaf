"""Lays out a run's facts for judging: each table once in the sandbox, only the columns that checks name.

The store keeps a table in a file for each account, so that what did not change is not written
again; sixty checks would open them sixty times. Beside each subject stands its number, so that no
result has to look it up.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from holdfast.checks.anatomy import anatomy
from holdfast.facts.duckdb import quoted
from holdfast.facts.subjects import SUBJECT_OWNER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.content.model import Check
    from holdfast.facts.duckdb import Engine, Sandbox
    from holdfast.facts.tables import Catalogue, Table
    from holdfast.pipeline.settling import Settled

#: The column that holds a subject's number, in its own table.
NUMBER = "_subject_id"


class Floor:
    """What ``checks`` read of the facts, which ``engine`` has, as tables of ``sandbox``: laid when they are needed.

    A table takes memory from the first check that reads it to the last, so that all of them are never there at once.
    """

    def __init__(
        self, engine: Engine, checks: Iterable[Check], catalogue: Catalogue, subjects: Settled, sandbox: Sandbox
    ) -> None:
        checks = list(checks)
        self._engine = engine
        self._catalogue = catalogue
        self._subjects = subjects
        self._sandbox = sandbox
        self._numbered = {check.header.subject for check in checks}
        self._columns = wanted(checks, catalogue)
        self._readers = Counter(name for check in checks for name in _read(check))
        self._laid: set[str] = set()

    def lay(self, checks: Iterable[Check]) -> None:
        """Copy what these checks read and is not there yet. Raises StoreError for a damaged file."""
        for name in sorted({name for check in checks for name in _read(check)} - self._laid):
            self._sandbox.register(name, self._engine.batches(self._sql(name)))
            self._laid.add(name)

    def leave(self, checks: Iterable[Check]) -> None:
        """These checks were asked: drop what no other reads."""
        self._readers.subtract(name for check in checks for name in _read(check))
        for name in sorted(name for name in self._laid if not self._readers[name]):
            self._sandbox.drop(name)
            self._laid.remove(name)

    def _sql(self, name: str) -> str:
        table = self._catalogue[name]
        listed = ", ".join(f't."{column}"' for column in self._columns[name])
        if name == SUBJECT_OWNER.name:
            return f"SELECT {listed}, t.subject_id AS {NUMBER} FROM {self._subjects.owners} AS t"
        if name not in self._numbered:
            return f'SELECT {listed} FROM "{name}" AS t'
        of_kind = f" WHERE kind = {quoted(name)}" if self._subjects.distinct else ""
        numbers = f"SELECT subject, subject_id FROM {self._subjects.numbers}{of_kind}"
        ids = f'JOIN ({numbers}) AS s ON s.subject = t."{table.subject}"'
        return f'SELECT {listed}, s.subject_id AS {NUMBER} FROM "{name}" AS t {ids}'


def _read(check: Check) -> set[str]:
    return {*check.tables, check.header.subject}


def wanted(checks: Iterable[Check], catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the columns of each table that any check may ask for, in declared order."""
    wanted: dict[str, set[str]] = {}
    for check in checks:
        names = anatomy(check.run_sql).names
        for name in check.tables:
            table = catalogue[name]
            asked = set(table.column_names) if names is None else _named(table, names)
            wanted.setdefault(name, set()).update(asked, table.key, (table.subject, "account_id", "region"))
    return {
        name: [column for column in catalogue[name].column_names if column in asked] for name, asked in wanted.items()
    }


def _named(table: Table, names: frozenset[str]) -> set[str]:
    return {column for column in table.column_names if column.lower() in names}
