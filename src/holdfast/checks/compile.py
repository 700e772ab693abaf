"""From a check's file to a check that can run, or everything that is wrong with it.

The tables that a check reads decide what its results rest on, so they are found twice: by a
parser and by DuckDB's own plan. Where the two differ the check is refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import sqlglot

from holdfast.checks import patterns, rules, shared
from holdfast.checks.header import part
from holdfast.content.model import Check
from holdfast.content.problems import ContentError, Problem, did_you_mean
from holdfast.facts import spark_sql
from holdfast.facts.duckdb import Planner, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holdfast.checks.header import Parted
    from holdfast.facts.tables import Catalogue

_TYPES = {"subject": "VARCHAR", "applies": "BOOLEAN", "passed": "BOOLEAN", "reason": "VARCHAR"}
_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

#: CURRENT_TIMESTAMP where it is not part of a text, a quoted name or a longer word.
_NOW = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\bCURRENT_TIMESTAMP\b""")
_MISSING = re.compile(
    r"""column(?: with name)? "(?P<column>[^"]+)" (?:not found|does not exist)"""
    r"""|does not have a column named "(?P<of>[^"]+)\""""
)
_NO_TABLE = re.compile(r'Referenced table "(?P<table>[^"]+)" not found')
_CANDIDATES = re.compile(r"Candidate (?:bindings|Entries|columns|tables)[^\"]*(?P<names>\".+)", re.IGNORECASE)


class File(Protocol):
    """A check's file as given: its path for people, its text, whose it is."""

    @property
    def label(self) -> str: ...  # noqa: D102  said above
    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def from_company(self) -> bool: ...  # noqa: D102


def compile_all(files: Iterable[File], catalogue: Catalogue) -> tuple[list[Check], list[Problem]]:
    """Compile many files with one planner; returns the checks that stand and all problems."""
    checks: list[Check] = []
    problems: list[Problem] = []
    with Planner(tuple(catalogue)) as planner:
        for file in files:
            check, wrong = _compile(file.label, file.text, catalogue, planner, from_company=file.from_company)
            problems += wrong
            if check:
                checks.append(check)
    return checks, problems


def compile_check(path_label: str, text: str, catalogue: Catalogue, *, from_company: bool = False) -> Check:
    """Compile one file. Raises ContentError with every problem, each with its line."""
    with Planner(tuple(catalogue)) as planner:
        check, problems = _compile(path_label, text, catalogue, planner, from_company=from_company)
    if check is None:
        raise ContentError(problems)
    return check


def at(sql: str, moment: datetime) -> str:
    """Return ``run_sql`` with CURRENT_TIMESTAMP replaced by ``moment`` (aware, or naive UTC)."""
    utc = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    literal = f"CAST('{utc.isoformat(sep=' ')}' AS TIMESTAMP)"
    return _NOW.sub(lambda found: literal if found[0] == "CURRENT_TIMESTAMP" else found[0], sql)


def to_spark(sql: str) -> str:
    """Return ``run_sql`` (or its form at a moment) in Spark's dialect."""
    return spark_sql.to_spark(sql)


def _compile(
    label: str, text: str, catalogue: Catalogue, planner: Planner, *, from_company: bool
) -> tuple[Check | None, list[Problem]]:
    parted, problems = part(label, text, catalogue)
    if parted is None:
        return None, problems
    header = parted.header.value
    reading = rules.read(label, parted.sql, header, catalogue)
    if reading.tree is None or reading.problems:
        return None, reading.problems
    tables = {table.alias_or_name: table.name for table in reading.tree.find_all(sqlglot.exp.Table)}

    def never_null(column: sqlglot.exp.Column) -> bool:
        table = tables.get(column.table)
        return table in catalogue and column.name in catalogue[str(table)].never_null

    run_sql = patterns.expand(reading.tree, never_null).sql(dialect="duckdb", pretty=True, comments=False)
    problems = _plan(run_sql, reading, planner)
    problems += _reads(parted, reading.tables)
    problems += shared.differences(label, reading.tree, catalogue)
    if not problems:
        problems = _spark(label, run_sql)
    if problems:
        return None, problems
    check = Check(
        header=header,
        sql=parted.sql.strip(),
        run_sql=run_sql,
        tables=tuple(sorted(reading.tables)),
        source=label,
        from_company=from_company,
    )
    return check, []


def _plan(run_sql: str, reading: rules.Reading, planner: Planner) -> list[Problem]:
    """Compare what DuckDB plans to read with what the parser saw; check the columns' types."""
    sql = at(run_sql, _ANY_MOMENT)
    try:
        planned, functions = planner.scanned(sql)
        types = planner.columns(sql)
    except QueryError as error:
        return [_unplanned(error, reading)]
    file, tree = reading.file, reading.tree
    problems = []
    if functions:
        what = f"it reads {', '.join(sorted(functions)).lower()}, which is not a table of facts"
        problems.append(Problem(file, rules.line_of(tree), what, "A check reads the tables of facts and nothing else."))
    if planned != reading.tables:
        odd = ", ".join(sorted(planned ^ reading.tables))
        what = f"the database and the parser do not agree on which tables are read: {odd}"
        problems.append(
            Problem(file, rules.line_of(tree), what, "Write it more plainly: the coverage rule needs to be sure.")
        )
    for column, (name, kind) in zip(tree.expressions if tree else (), types, strict=True):
        if kind not in {_TYPES[name], '"NULL"', "NULL"}:
            what = f"`{name}` is {kind}, not {_TYPES[name]}"
            do = "Compare or cast it." if name in {"applies", "passed"} else "CAST(... AS VARCHAR)."
            problems.append(Problem(file, rules.line_of(column), what, do))
    return problems


def _unplanned(error: QueryError, reading: rules.Reading) -> Problem:
    """Turn DuckDB's refusal into a problem at the line of the column that it names."""
    text = str(error.what)
    columns = list(reading.tree.find_all(sqlglot.exp.Column)) if reading.tree else []
    near = _CANDIDATES.search(text)
    known = [one.rsplit(".", 1)[-1] for one in re.findall(r'"([^"]+)"', near["names"])] if near else []
    if found := _NO_TABLE.search(text):
        name = found["table"]
        node = next((one for one in columns if one.table.lower() == name.lower()), reading.tree)
        what = f"no table is called {name} here"
    elif found := _MISSING.search(text):
        name = found["column"] or found["of"]
        node = next((one for one in columns if one.name.lower() == name.lower()), reading.tree)
        what = f"there is no column {name}"
    else:
        return Problem(reading.file, rules.line_of(reading.tree), f"DuckDB cannot plan it: {text}")
    do = did_you_mean(name, known) or (f"There are: {', '.join(known)}." if known else "")
    return Problem(reading.file, rules.line_of(node), what, do)


def _reads(parted: Parted, tables: frozenset[str]) -> list[Problem]:
    return [
        parted.header.problem(
            f"`reads` names {table}, which the check does not read", "Remove it.", at=("reads", table)
        )
        for table in parted.header.value.reads
        if table not in tables
    ]


def _spark(label: str, run_sql: str) -> list[Problem]:
    try:
        sqlglot.parse_one(to_spark(run_sql), read="spark")
    except sqlglot.errors.SqlglotError as error:
        return [Problem(label, 0, f"this SQL cannot be written for Spark: {error}", "Use plainer SQL.")]
    return []
