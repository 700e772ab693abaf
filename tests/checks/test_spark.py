"""Spark says what DuckDB says: every check of the pack, row for row. One Spark for the whole module."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from estate import BLOCKED, ENCRYPTED, PRIVATE, Estate, bucket, grant
from estate import check as estate_check
from varied_facts import BOUNDARY, MOMENT, varied

from holdfast.checks import cases, shared
from holdfast.checks.compile import at, compile_all
from holdfast.checks.coverage import CoverageIndex
from holdfast.checks.run import prepare, run
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile
from holdfast.facts.duckdb import QueryError, Sandbox, arrow_schema
from holdfast.facts.spark import Spark
from holdfast.facts.tables import ACCOUNT, REGION, Column, Coverage, Scope, State, Table, Type
from holdfast.pipeline.evaluate import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from holdfast.checks.run import Prepared
    from holdfast.content.model import Check
    from holdfast.facts.engines import CheckEngine

pytestmark = pytest.mark.minutes

#: Small facts: one partition, small batches, plans interpreted rather than compiled, nothing kept for pages.
SMALL = {
    "spark.sql.parquet.columnarReaderBatchSize": "128",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.ui.retainedExecutions": "1",
    "spark.ui.retainedJobs": "1",
    "spark.ui.retainedStages": "1",
    "spark.ui.retainedTasks": "10",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.memory": "700m",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}

WORDS = Table(
    name="t_word",
    source="test",
    description="Values at which engines part, each in a row with others.",
    columns=(
        Column("id", Type.TEXT, "Key."),
        ACCOUNT,
        REGION,
        Column("a", Type.TEXT, "Text."),
        Column("b", Type.TEXT, "Another."),
        Column("p", Type.BOOL, "Truth."),
        Column("q", Type.BOOL, "Another."),
        Column("n", Type.INT, "Number."),
        Column("r", Type.REAL, "Real number."),
        Column("t", Type.TIME, "Time."),
        Column("l", Type.TEXTS, "List."),
        Column("m", Type.TAGS, "Tags."),
    ),
    key=("id",),
    scope=Scope.GLOBAL,
    subject="id",
)

#: Each word that a check may use, in sentences over ``t_word`` w.
SENTENCES = (
    ["w.p AND w.q", "w.p OR w.q", "NOT w.p", "(w.p)", "w.p = w.q", "w.p IS NULL", "w.p IS NOT TRUE", "w.p IS FALSE"]
    + ["w.a = w.b", "w.a <> w.b", "w.a < w.b", "w.a <= w.b", "w.a > w.b", "w.a >= w.b", "w.r = w.r", "w.r > 0.1"]
    + ["w.a IN ('a', 'it''s', '')", "w.a NOT IN ('a', NULL)", "w.n IN (0, 22)", "w.n BETWEEN -1 AND 22"]
    + ["w.t BETWEEN TIMESTAMP '2026-10-25 02:30:00' AND CURRENT_TIMESTAMP", "w.a IS DISTINCT FROM w.b"]
    + ["w.a IS NOT DISTINCT FROM NULL", "w.a LIKE '%\\%'", "w.a LIKE w.b", "w.a LIKE '_'", "w.a LIKE '%break'"]
    + ["w.a NOT LIKE '%s'", "CASE WHEN w.p THEN w.a WHEN w.q THEN 'q' END", "CASE w.a WHEN 'a' THEN 1 ELSE 2 END"]
    + ["IF(w.p, w.a, 'no')", "COALESCE(w.a, w.b, 'none')", "NULLIF(w.a, '')", "GREATEST(w.n, 5)", "LEAST(w.a, 'b')"]
    + ["GREATEST(w.t, TIMESTAMP '1970-01-01')", "CAST(w.n AS VARCHAR)", "CAST(w.p AS TEXT)", "CAST(w.t AS TEXT)"]
    + ["CAST(CAST(w.t AS DATE) AS VARCHAR)", "CAST(w.n AS DOUBLE) > 1", "CAST(w.p AS INT)", "w.a || w.b || 'it''s'"]
    + ["'back\\slash' || w.a", "w.t + INTERVAL 1 MONTH", "w.t - INTERVAL '90' DAY < CURRENT_TIMESTAMP", "-w.r"]
    + ["w.t < CURRENT_TIMESTAMP - INTERVAL 90 DAY", "w.r * 2 + 1 - 3", "LOWER(w.a)", "UPPER(w.a)", "LENGTH(w.a)"]
    + ["SUBSTRING(w.a, 2, 3)", "SUBSTR(w.a, 2)", "STARTS_WITH(w.a, w.b)", "CONTAINS(w.a, w.b)", "STRPOS(w.a, w.b)"]
    + ["REPLACE(w.a, 'a', '\\')", "LIST_CONTAINS(w.l, '*')", "LIST_CONTAINS(w.l, w.a)", "ARRAY_LENGTH(w.l)", "w.l[1]"]
    + ["w.l[3]", "MAP_KEYS(w.m)", "LIST_CONTAINS(MAP_KEYS(w.m), 'env')", "w.m['env']", "w.m['no']"]
    + ["ARRAY_TO_STRING(w.l, ', ')", "CONCAT(w.a, w.b)"]
    + [f"(SELECT {f} FROM t_word o WHERE o.b = w.a)" for f in ("MIN(o.a)", "MAX(o.t)", "SUM(o.r)", "COUNT(*)")]
    + [f"(SELECT {f} FROM t_word o WHERE o.b = w.a)" for f in ("COUNT(o.a)", "BOOL_AND(o.p)", "BOOL_OR(o.q)")]
    + ["EXISTS (SELECT 1 FROM t_word o WHERE o.b = w.a)", "(SELECT MAX(o.a = w.b) FROM t_word o WHERE o.b = w.a)"]
)

Answers = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with Spark("local[2]", seconds=120, settings=SMALL) as engine:
        yield engine


@pytest.fixture
def room(spark: Spark) -> Iterator[Spark]:
    yield spark
    spark.forget()


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    paths = sorted((PACK / "checks").rglob("*.sql"))
    files = [CheckFile(str(path.relative_to(PACK)), path.read_text(), from_company=False) for path in paths]
    compiled, problems = compile_all(files, catalogue())
    assert not problems
    return compiled


def fixtures(checks: list[Check]) -> Iterator[list[cases.Case]]:
    for check in checks:
        beside = PACK / check.source.replace(".sql", ".test.yaml")
        yield cases.load(check.source, beside.read_text(), catalogue())


def coverage(rows: cases.Rows) -> CoverageIndex:
    """Everything was read, but for one account's part of each table, and single subjects."""
    at = int(MOMENT.timestamp())
    places = [*product(("", "111111111111"), ("global", "eu-west-1"))]
    found = []
    for name in rows:
        table = catalogue()[name]
        found += [Coverage(table.source, *place, name, "", State.READ, "", at) for place in places]
        found.append(Coverage(table.source, "222222222222", "us-east-1", name, "", State.DENIED, "it's denied", at))
        for row in rows[name][:3]:
            place = (str(row["account_id"]), str(row["region"]))
            found.append(Coverage(table.source, *place, name, str(row[table.subject]), State.FAILED, "no answer", at))
    return CoverageIndex(found, catalogue(), MOMENT)


def lay_out(rows: cases.Rows, folder: Path, duckdb: Sandbox, spark: Spark) -> None:
    for name, found in rows.items():
        table, file = catalogue()[name], folder / f"{name}.parquet"
        files = [file] if found else []
        if found:
            pq.write_table(cases.as_arrow(table, found), file)
        duckdb.view(table, files)
        spark.view(table, files, table.column_names, stored={c.name: str(c.type) for c in table} if found else {})


def differences(checks: list[Check], duckdb: Sandbox, spark: Spark, prepared: Prepared) -> list[str]:
    wrong = []
    with ThreadPoolExecutor(2) as pool:
        of_spark = pool.map(lambda check: answers(check, spark, prepared), checks)
        both = [
            (check, answers(check, duckdb, prepared), theirs) for check, theirs in zip(checks, of_spark, strict=True)
        ]
    for check, ours, theirs in both:
        if ours != theirs:
            odd = [("DuckDB", one) for one in {*ours} - {*theirs}] + [("Spark", one) for one in {*theirs} - {*ours}]
            wrong.append(f"{check.id}: {sorted(odd, key=str)[:4] or 'one says a row twice'}")
    return wrong


def answers(check: Check, engine: CheckEngine, prepared: Prepared) -> Answers:
    table = catalogue()[check.header.subject]
    judged = run(check, engine, prepared, MOMENT, table=table, key=table.subject)
    assert not judged.error, f"{check.id}: {judged.error}"
    return sorted(zip(*judged.rows.to_pydict().values(), strict=True), key=str)


def test_every_check_says_the_same_on_both_engines(checks: list[Check], room: Spark, tmp_path: Path) -> None:
    rows = varied(catalogue(), checks, fixtures(checks))
    index = coverage(rows)
    with Sandbox(readable=tmp_path, threads=2) as duckdb:
        lay_out(rows, tmp_path, duckdb, room)
        told = checks[::6]  # what was unread is laid over a check's own words, the same for all
        prepared = prepare(duckdb, told, index)
        assert prepare(room, told, index) == prepared
        duckdb.lock()
        wrong = differences(checks, duckdb, room, prepared)
    assert not wrong, "\n" + "\n".join(wrong)


def test_checks_say_the_same_where_no_other_table_has_a_row(checks: list[Check], room: Spark, tmp_path: Path) -> None:
    several = [check for check in checks if len(check.tables) > 1]
    subjects = {check.header.subject for check in several}
    rows = varied(catalogue(), several, [])
    rows = {name: found[:6] if name in subjects else [] for name, found in rows.items()}
    nothing_unread = CoverageIndex([], catalogue(), MOMENT)
    with Sandbox(readable=tmp_path, threads=2) as duckdb:
        lay_out(rows, tmp_path, duckdb, room)
        prepare(duckdb, [], nothing_unread)
        prepared = prepare(room, [], nothing_unread)
        duckdb.lock()
        wrong = differences(several[::6], duckdb, room, prepared)
    assert not wrong, "\n" + "\n".join(wrong)


def test_every_word_that_checks_may_use_means_the_same(room: Spark, tmp_path: Path) -> None:
    used = {type(node) for one in SENTENCES for node in sqlglot.parse_one(one, read="duckdb").walk()}
    assert not shared.SHARED - used, "words without a sentence that shows them to be shared"
    rows = []
    for number, kind in enumerate(product(range(len(BOUNDARY[Type.TEXT]) + 1), range(5))):
        row: dict[str, object] = {"id": str(number), "account_id": "", "region": "global"}
        for place, column in enumerate(WORDS.columns[3:]):
            values = (*BOUNDARY[column.type], None)
            row[column.name] = values[(kind[0] + place * kind[1]) % len(values)]
        rows.append(row)
    file = tmp_path / "t_word.parquet"
    pq.write_table(pa.Table.from_pylist([given(row) for row in rows], schema=arrow_schema(WORDS)), file)
    room.view(WORDS, [file], WORDS.column_names, stored={c.name: str(c.type) for c in WORDS})
    listed = ", ".join(f"{sentence} AS c{number}" for number, sentence in enumerate(SENTENCES))
    with Sandbox(readable=tmp_path) as duckdb:
        duckdb.view(WORDS, [file])
        duckdb.lock()
        sql = at(f"SELECT w.id, {listed} FROM t_word w", MOMENT)
        ours, theirs = ({row["id"]: row for row in engine.select(sql).to_pylist()} for engine in (duckdb, room))
    wrong = [
        f"{sentence} of {row}: {ours[str(number)][f'c{place}']!r}, on Spark {theirs[str(number)][f'c{place}']!r}"
        for place, sentence in enumerate(SENTENCES)
        for number, row in enumerate(rows)
        if ours[str(number)][f"c{place}"] != theirs[str(number)][f"c{place}"]
    ]
    assert not wrong, "\n" + "\n".join(wrong[:20])


def given(row: dict[str, object]) -> dict[str, object]:
    return {name: list(value.items()) if isinstance(value, dict) else value for name, value in row.items()}


def test_evaluation_on_spark_changes_nothing_that_duckdb_found(room: Spark, tmp_path: Path) -> None:
    blocked = estate_check("t.blocked", BLOCKED, more="reads: {t_block: account}")
    estate = Estate(tmp_path, (estate_check("t.private", PRIVATE), estate_check("t.encrypted", ENCRYPTED), blocked))
    estate.buckets = [bucket("a"), bucket("b", encrypted=False), bucket("c", "2", encrypted=None)]
    estate.grants = [grant("a"), grant("b", is_public=True, grantee="world"), grant("c", account="2", is_public=None)]
    estate.blocks = [{"id": a, "account_id": a, "region": "global", "blocks": a == "1"} for a in ("1", "2")]
    estate.unread["t_grant", "2", "north", ""] = "the call was denied"
    first, _ = estate.run()
    estate.limits = Limits(spark=room)
    again, _ = estate.run()
    assert (again.results, again.changed, again.rollups_changed, again.errors) == (first.results, 0, 0, ())
    estate.buckets[0]["encrypted"] = False
    changed, manifest = estate.run()
    assert changed.changed == 1
    assert estate.results(manifest)["t.encrypted", "arn:a"]["status"] == 0


def test_query_that_fails_or_takes_too_long_says_so_in_a_line(room: Spark) -> None:
    with pytest.raises(QueryError, match="nothing_here"):
        room.select("SELECT x FROM nothing_here")
    with pytest.raises(QueryError, match="overflow"):
        room.select("SELECT 9223372036854775807 + CAST(LENGTH('a') AS BIGINT) AS x")
