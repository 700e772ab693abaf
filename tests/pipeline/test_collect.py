"""Collecting: what is asked for is read, and what fails costs itself alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from holdfast.collectors.interface import Collector, Quiet, Request, Sink, Summary
from holdfast.content.model import Company, Source
from holdfast.errors import Exit, SourceError, UsageError
from holdfast.facts.store import Store
from holdfast.facts.tables import ACCOUNT, REGION, Catalogue, Column, Coverage, Scope, State, Table, Type
from holdfast.pipeline.collect import SourceReport, choose, collect_into

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _table(name: str, source: str) -> Table:
    columns = (Column("arn", Type.TEXT, "Key."), Column("size", Type.INT, "Bytes."), ACCOUNT, REGION)
    return Table(name, source, "A thing.", columns, ("arn",), Scope.GLOBAL, "arn", name_column="arn")


THING, OTHER = _table("thing", "one"), _table("other", "two")


def _read(table: Table, rows: Iterable[dict[str, object]]) -> Callable[[Request, Sink], Summary]:
    def collect(request: Request, sink: Sink) -> Summary:
        sink.rows(table, [{"account_id": "1", "region": "global", **row} for row in rows])
        sink.coverage(
            Coverage(table.source, "1", "global", table.name, "", State.READ, "", int(request.now.timestamp()))
        )
        return Summary(scopes=1, calls=3)

    return collect


def _down(_: Request, __: Sink) -> Summary:
    raise SourceError("there are no credentials here", do="Sign in.")


def _collect(folder: Path, *collectors: Collector) -> tuple[list[SourceReport], dict[str, list[tuple[object, ...]]]]:
    tables = Catalogue(table for collector in collectors for table in collector.tables)
    store = Store.open(folder / "store", tables, create=True)
    with store.begin("collect", NOW) as draft:
        reports = collect_into(draft, collectors, Company(name="x"), folder=folder, now=NOW, progress=Quiet())
        manifest = draft.commit(NOW)
    with store.reading(manifest) as reading:
        names = [table.name for table in tables]
        return reports, {
            **{name: reading.engine.rows(f"SELECT arn, size FROM {name} ORDER BY 1") for name in names},
            "coverage": reading.engine.rows('SELECT "table", state, error FROM coverage ORDER BY ALL'),
        }


def test_a_source_that_is_down_does_not_stop_the_others(tmp_path: Path) -> None:
    reports, stored = _collect(
        tmp_path,
        Collector("one", "One", (THING,), _down),
        Collector("two", "Two", (OTHER,), _read(OTHER, [{"arn": "a", "size": 1}])),
    )
    assert [report.exit for report in reports] == [Exit.SOURCE_UNREAD, Exit.GOOD]
    assert stored["other"] == [("a", 1)]
    assert ("thing", "failed", "there are no credentials here") in stored["coverage"]


def test_a_missing_column_is_null_and_a_table_nobody_mentions_is_unread(tmp_path: Path) -> None:
    both = Collector("one", "One", (THING, _table("forgotten", "one")), _read(THING, [{"arn": "a"}]))
    reports, stored = _collect(tmp_path, both)
    assert stored["thing"] == [("a", None)]
    assert reports[0].exit is Exit.SOURCE_UNREAD
    assert [row[:2] for row in stored["coverage"]] == [("forgotten", "failed"), ("thing", "read")]


def test_two_rows_of_one_key_make_their_table_unread_and_no_other(tmp_path: Path) -> None:
    reports, stored = _collect(
        tmp_path,
        Collector("one", "One", (THING,), _read(THING, [{"arn": "a", "size": 1}, {"arn": "a", "size": 2}])),
        Collector("two", "Two", (OTHER,), _read(OTHER, [{"arn": "b", "size": 3}])),
    )
    assert reports[0].exit is Exit.SOURCE_UNREAD
    assert stored["thing"] == []
    assert stored["other"] == [("b", 3)]
    assert [row[1] for row in stored["coverage"] if row[0] == "thing"] == ["failed"]


@pytest.mark.parametrize(
    "row", [{"arn": "a", "size": "many"}, {"arn": "a", "colour": "red"}, {"arn": None, "size": 1}], ids=str
)
def test_a_row_that_does_not_fit_makes_its_source_unread(tmp_path: Path, row: dict[str, object]) -> None:
    reports, stored = _collect(tmp_path, Collector("one", "One", (THING,), _read(THING, [row])))
    assert reports[0].exit is Exit.SOURCE_UNREAD
    assert stored["thing"] == []
    assert [line[1] for line in stored["coverage"]] == ["failed"]


def test_an_unknown_source_is_named_with_those_that_are_known() -> None:
    one = Collector("company", "Company", (), _down)
    with pytest.raises(UsageError, match="Known sources: company") as caught:
        choose([one], Company(name="x", sources=(Source("azure"),)), [])
    assert caught.value.exit is Exit.WRONG_USE
