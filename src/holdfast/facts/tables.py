"""Tables of facts, declared once: the schema, the reference page and the checks all read this.

A table says what a row is (``key``), where rows come from (``scope``, ``calls``), whom they
are about (``subject``) and for how long they may be believed (``max_age``).

The one rule for values: **NULL means "could not be read"** and nothing else. What is absent
in the source is an empty string, FALSE, 0 or a boolean column beside the value
(``has_key_policy``), never NULL. A timestamp that never happened is NULL only where a boolean
column beside it says so (``used`` FALSE, ``last_used_at`` NULL).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Type(StrEnum):
    """Column types, named as DuckDB and Spark SQL both understand them."""

    TEXT = "VARCHAR"
    BOOL = "BOOLEAN"
    INT = "BIGINT"
    REAL = "DOUBLE"
    TIME = "TIMESTAMP"  # UTC, without zone
    TEXTS = "VARCHAR[]"
    TAGS = "MAP(VARCHAR, VARCHAR)"


class Scope(StrEnum):
    """The unit in which a table is read whole, or not."""

    GLOBAL = "global"  # once an account (region column says "global"), or once a company
    REGION = "region"  # once an account and region
    ORGANIZATION = "organization"  # once an AWS organization


@dataclass(frozen=True, slots=True)
class Column:
    """One typed, described column.

    ``boundary`` are values (beside those of the fixtures) that the metamorphic NULL test must
    consider possible for this column, e.g. ``(0, 65535)`` for a port.
    ``may_be_null`` names, for a TIME column, the boolean column that says whether it ever was.
    ``personal`` marks data about a person, which is held apart under a pseudonymous key.
    """

    name: str
    type: Type
    description: str
    boundary: tuple[object, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A declared fact table.

    ``key`` columns identify a row and are never NULL. ``subject`` is the column that holds the
    key of the subject to which a row rolls up: in a subject table its own key (an ARN or
    ``kind:id``), in a child table the parent's. ``parent`` is the parent table of a child.
    Every table has the columns ``account_id`` and ``region`` (both text, never NULL; region
    ``global`` where there is none, account ``''`` where it is not of AWS).
    ``name_column`` is what people call a row of a subject table.
    ``calls`` are the source's operations that fill the table, ``service:operation``.
    ``version`` is raised when a column's meaning or type changes.
    """

    name: str
    source: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    scope: Scope
    subject: str
    parent: str = ""
    name_column: str = ""
    calls: tuple[str, ...] = ()
    max_age: timedelta = timedelta(hours=26)
    version: int = 1
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        by_name = {column.name: column for column in self.columns}
        missing = [c for c in (*self.key, self.subject, "account_id", "region") if c not in by_name]
        if missing or len(by_name) != len(self.columns):
            message = (
                f"table {self.name}: key, subject, account_id and region must be columns, each once; see {missing}"
            )
            raise ValueError(message)
        object.__setattr__(self, "_by_name", by_name)

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def column(self, name: str) -> Column:
        """Return the named column; KeyError if there is none."""
        return self._by_name[name]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in declared order."""
        return tuple(self._by_name)

    @property
    def is_subject_table(self) -> bool:
        """Whether each row is a subject of its own (it has no parent)."""
        return not self.parent

    @property
    def never_null(self) -> frozenset[str]:
        """Columns that carry identity, so cannot be unread while the row exists."""
        return frozenset({*self.key, self.subject, "account_id", "region"})


ACCOUNT = Column("account_id", Type.TEXT, "The AWS account's twelve digits; empty for what is not of AWS.")
REGION = Column("region", Type.TEXT, "The AWS region, or `global` for what has none.")


class Catalogue:
    """All tables that are known, by name; an argument wherever tables are needed."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables: dict[str, Table] = {}
        for table in tables:
            if table.name in self._tables:
                message = f"table {table.name} is declared twice"
                raise ValueError(message)
            self._tables[table.name] = table
        for table in self._tables.values():
            if table.parent and table.parent not in self._tables:
                message = f"table {table.name}: its parent {table.parent} is not declared"
                raise ValueError(message)

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    def __len__(self) -> int:
        return len(self._tables)

    @property
    def by_name(self) -> Mapping[str, Table]:
        """The tables by name."""
        return self._tables


class State(StrEnum):
    """How a table was read in one scope (or for one subject)."""

    READ = "read"
    DENIED = "denied"  # the source refused: permissions
    FAILED = "failed"  # it answered with an error, or not at all
    PARTIAL = "partial"  # part of it was read
    OFF = "off"  # the region or feature is not enabled: nothing can be there, so it counts as read


#: States in which a scope's rows are all there: nothing more could have been read.
WHOLE = frozenset({State.READ, State.OFF})


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a table was read in one account and region; or, with ``subject``, one subject's part.

    ``error`` is what the source said, made fit for people (no request ids, no secrets).
    ``observed_at`` is UTC epoch seconds; it is here and never in fact rows, so that unchanged
    facts stay byte for byte the same.
    """

    source: str
    account_id: str
    region: str
    table: str
    subject: str
    state: State
    error: str
    observed_at: int
