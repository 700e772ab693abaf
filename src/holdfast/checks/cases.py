"""A check's tests: small tables in, results out, in ``<id>.test.yaml`` beside the check.

A test file is a list of cases. Each gives rows of facts (a column that is left out is NULL,
which means: could not be read) and the results that it expects. ``account_id``, ``region``
and key columns beside the subject's may be left out; they are filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass as validated

from holdfast.checks.compile import at
from holdfast.checks.verdict import Verdict
from holdfast.content.problems import ContentError, Problem, did_you_mean
from holdfast.content.shapes import shape
from holdfast.content.yaml_lines import parse_document
from holdfast.facts.duckdb import Sandbox, arrow_schema
from holdfast.facts.tables import Scope, Table, Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from holdfast.content.model import Check
    from holdfast.content.yaml_lines import Document
    from holdfast.facts.tables import Catalogue, Column

#: The moment of a case that names none.
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ACCOUNT = "111111111111"
_REGION = "eu-west-1"

_CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True)

Rows = dict[str, list[dict[str, object]]]


@validated(config=_CONFIG, frozen=True)
class Expected:
    """One result that a case expects; ``reason`` is a part of the check's own words."""

    subject: str
    status: Literal["pass", "fail", "unknown", "not applicable"]
    reason: str = ""


@validated(config=_CONFIG, frozen=True)
class Written:
    """A case as it is written in the file."""

    name: str
    facts: dict[str, list[dict[str, object]]]
    expect: tuple[Expected, ...]
    now: datetime | date = NOW
    about: str = Field(default="")


@dataclass(frozen=True, slots=True)
class Case:
    """A case that can run: complete, typed rows for each table that it names."""

    name: str
    line: int
    moment: datetime
    facts: Rows
    expect: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a check said of one subject, in its own words."""

    subject: str
    verdict: Verdict
    reason: str


def load(label: str, text: str, catalogue: Catalogue) -> list[Case]:
    """Return the cases of a test file. Raises ContentError with everything that is wrong in it."""
    document, problems = parse_document(text, label)
    if document is None:
        raise ContentError(problems or [Problem(label, 1, "there are no cases", "Write at least a pass and a fail.")])
    if not isinstance(document.value, list):
        raise ContentError([Problem(label, 1, "a test file is a list of cases", "Begin each case with `- name: ...`.")])
    cases = []
    for number, entry in enumerate(document.value):
        written, wrong = shape(Written, entry, document, label, (number,))
        problems += wrong
        if written:
            facts, wrong = _facts(label, document, number, written.value.facts, catalogue)
            problems += wrong
            value = written.value
            cases.append(Case(value.name, written.line(), _moment(value.now), facts, value.expect))
    if problems:
        raise ContentError(problems)
    return cases


def run(check: Check, case: Case, catalogue: Catalogue) -> list[Result]:
    """Return what ``check`` says of the case's facts. Raises QueryError when it cannot run."""
    with Sandbox(readable=None, threads=1, memory_mb=200, seconds=20) as sandbox:
        for name in check.tables:
            sandbox.register(name, as_arrow(catalogue[name], case.facts.get(name, ())))
        sandbox.lock()
        rows = sandbox.select(at(check.run_sql, case.moment)).to_pylist()
    return [Result(row["subject"], verdict(row["applies"], row["passed"]), row["reason"] or "") for row in rows]


def compare(case: Case, results: Sequence[Result]) -> list[str]:
    """Return, in sentences, how ``results`` differ from what the case expects; empty if they do not."""
    wrong = []
    given = {result.subject: result for result in results}
    if len(given) < len(results):
        wrong.append("a subject has more than one result; does a JOIN find several rows for it?")
    expected = {one.subject: one for one in case.expect}
    wrong += [
        f"{subject} is {given[subject].verdict.word}, and the case does not expect it at all"
        for subject in sorted(given.keys() - expected.keys())
    ]
    for subject, wanted in expected.items():
        result = given.get(subject)
        if result is None:
            wrong.append(f"{subject} has no result, where {wanted.status} is expected")
        elif result.verdict.word != wanted.status:
            wrong.append(f"{subject} is {result.verdict.word}, where {wanted.status} is expected ({result.reason!r})")
        elif wanted.reason not in result.reason:
            wrong.append(f"{subject}: the reason is {result.reason!r}, which does not contain {wanted.reason!r}")
        elif result.verdict is Verdict.FAIL and not result.reason:
            wrong.append(f"{subject} fails without a reason; NULL in one of its parts makes the whole text NULL")
    return wrong


def verdict(applies: object, passed: object) -> Verdict:
    """Return what SQL's own three-valued logic says: NULL in either that matters is unknown."""
    if applies is None:
        return Verdict.UNKNOWN
    if not applies:
        return Verdict.NOT_APPLICABLE
    if passed is None:
        return Verdict.UNKNOWN
    return Verdict.PASS if passed else Verdict.FAIL


def as_arrow(table: Table, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Return rows as the table's Arrow data; a column that is left out is NULL."""
    columns = [
        pa.array([_plain(row.get(c.name)) for row in rows], type=arrow_schema(table).field(c.name).type) for c in table
    ]
    return pa.Table.from_arrays(columns, schema=arrow_schema(table))


def _plain(value: object) -> object:
    return list(value.items()) if isinstance(value, dict) else value


def _moment(value: datetime | date) -> datetime:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _facts(
    label: str, document: Document, number: int, facts: Rows, catalogue: Catalogue
) -> tuple[Rows, list[Problem]]:
    problems: list[Problem] = []
    whole: Rows = {}
    for name, rows in facts.items():
        line = document.line((number, "facts", name))
        if name not in catalogue:
            problems.append(Problem(label, line, f"there is no table {name}", did_you_mean(name, catalogue.by_name)))
            continue
        table = catalogue[name]
        whole[name] = []
        for position, row in enumerate(rows):
            line = document.line((number, "facts", name, position))
            whole_row, wrong = _row(table, row, position)
            whole[name].append(whole_row)
            problems += [Problem(label, line, what, do) for what, do in wrong]
    return whole, problems


def _row(table: Table, row: dict[str, object], position: int) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """Return a row with identity filled in and values typed, and what is wrong with it."""
    wrong = [
        (f"{table.name} has no column {name}", did_you_mean(name, table.column_names))
        for name in row.keys() - set(table.column_names)
    ]
    row = {name: value for name, value in row.items() if name in table.column_names}
    if row.get(table.subject) is None:
        wrong.append(
            (f"a row of {table.name} lacks its subject `{table.subject}`", "Give it: it says whose row it is.")
        )
    row.setdefault("account_id", _ACCOUNT if table.source == "aws" else "")
    row.setdefault("region", _REGION if table.scope is Scope.REGION else "global")
    for name in table.key:
        if row.get(name) is None and name != table.subject:
            row[name] = _key(table.column(name), position)
    for name, value in row.items():
        try:
            row[name] = _typed(table.column(name), value)
        except ValueError as error:
            wrong.append((f"{table.name}.{name}: {error}", ""))
            row[name] = None
    return row, wrong


def _key(column: Column, position: int) -> object:
    return {Type.INT: position, Type.BOOL: False, Type.REAL: float(position), Type.TIME: NOW}.get(
        column.type, f"{column.name}-{position}"
    )


_PYTHON: dict[Type, type | tuple[type, ...]] = {
    Type.TEXT: str,
    Type.BOOL: bool,
    Type.INT: int,
    Type.REAL: (int, float),
    Type.TIME: (datetime, date),
    Type.TEXTS: list,
    Type.TAGS: dict,
}


def _typed(column: Column, value: object) -> object:
    """Return a YAML value as the column's type; ValueError tells how to write it."""
    if value is None:
        return None
    if column.type is Type.TIME and isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, _PYTHON[column.type]) or (column.type is Type.INT and isinstance(value, bool)):
        message = f"{value!r} is not {column.type.name}"
        raise ValueError(message)
    if isinstance(value, date):
        return _moment(value).astimezone(UTC).replace(tzinfo=None)
    return value
