from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from holdfast.facts.duckdb import Engine, QueryError, Sandbox, arrow_schema, tables_planned
from holdfast.facts.tables import ACCOUNT, REGION, Column, Scope, Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THING = Table(
    name="thing",
    source="test",
    description="Things.",
    columns=(
        Column("id", Type.TEXT, "Key."),
        ACCOUNT,
        REGION,
        Column("ok", Type.BOOL, "Whether."),
        Column("tags", Type.TAGS, "Tags."),
        Column("names", Type.TEXTS, "Names."),
    ),
    key=("id",),
    scope=Scope.REGION,
    subject="id",
)
OTHER = Table("other", "test", "Others.", (Column("id", Type.TEXT, ""), ACCOUNT, REGION), ("id",), Scope.REGION, "id")


def things(*ids: str) -> pa.Table:
    rows = [{"id": i, "account_id": "1", "region": "r", "ok": True, "tags": [("a", "b")], "names": ["x"]} for i in ids]
    return pa.Table.from_pylist(rows, schema=arrow_schema(THING))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    pq.write_table(things("a", "b"), folder / "thing.parquet")
    (tmp_path / "secret.csv").write_text("word\nhush\n")
    return folder


@pytest.fixture
def sandbox(store: Path) -> Iterator[Sandbox]:
    with Sandbox(readable=store, seconds=5) as one:
        one.view(THING, [store / "thing.parquet"])
        one.lock()
        yield one


def test_sandbox_reads_the_views_that_it_was_given(sandbox: Sandbox) -> None:
    rows = sandbox.select("SELECT id, tags['a'] AS a, names FROM thing ORDER BY id").to_pylist()
    assert rows == [{"id": "a", "a": "b", "names": ["x"]}, {"id": "b", "a": "b", "names": ["x"]}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{outside}/secret.csv')",
        "SELECT * FROM '{outside}/secret.csv'",
        "SELECT * FROM read_text('{outside}/secret.csv')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('{outside}/*')",
        "SELECT * FROM thing WHERE id IN (SELECT content FROM read_text('{outside}/secret.csv'))",
        "SELECT * FROM query('SELECT * FROM read_text(''{outside}/secret.csv'')')",
        "SELECT * FROM read_csv('{outside}/store/../secret.csv')",
    ],
)
def test_sandbox_cannot_read_the_disk(sandbox: Sandbox, tmp_path: Path, sql: str) -> None:
    with pytest.raises(QueryError):
        sandbox.select(sql.format(outside=tmp_path))


@pytest.mark.parametrize(
    "sql",
    [
        "COPY thing TO '{store}/copy.parquet'",
        "COPY (SELECT 1) TO '{outside}/copy.parquet'",
        "ATTACH '{store}/new.duckdb'",
        "EXPORT DATABASE '{store}/all'",
        "CREATE TABLE copy AS SELECT * FROM thing",
        "INSERT INTO thing VALUES (1)",
        "DROP VIEW thing",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit='10GB'",
        "SET enable_external_access=true",
        "RESET lock_configuration",
        "PRAGMA enable_profiling",
        "CALL pragma_version()",
        "SELECT 1; COPY thing TO '{store}/copy.parquet'",
        "EXPLAIN ANALYZE COPY thing TO '{store}/copy.parquet'",
        "PREPARE p AS SELECT 1",
        "this is no SQL",
        "",
    ],
)
def test_sandbox_runs_nothing_but_one_select(sandbox: Sandbox, store: Path, tmp_path: Path, sql: str) -> None:
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(QueryError):
        sandbox.select(sql.format(store=store, outside=tmp_path))
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_sandbox_does_not_see_variables_of_python(sandbox: Sandbox) -> None:
    hidden = things("z")
    with pytest.raises(QueryError, match="hidden"):
        sandbox.select("SELECT * FROM hidden")
    assert hidden.num_rows == 1


def test_query_that_hangs_is_stopped_and_the_next_one_runs(store: Path) -> None:
    with Sandbox(readable=store, seconds=0.3) as sandbox:
        sandbox.lock()
        began = time.monotonic()
        with pytest.raises(QueryError, match=r"longer than 0\.3 seconds"):
            sandbox.select(
                "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE hash(a.range, b.range) = 1"
            )
        assert time.monotonic() - began < 10
        assert sandbox.select("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_query_that_takes_too_much_memory_is_stopped(store: Path) -> None:
    with Sandbox(readable=store, memory_mb=60, seconds=60) as sandbox:
        sandbox.lock()
        with pytest.raises(QueryError, match="Memory"):
            sandbox.select("SELECT md5(i::VARCHAR) AS h FROM range(5000000) t(i) ORDER BY h, hash(h)")
        assert sandbox.select("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_query_larger_than_memory_spills_into_its_own_folder_and_nowhere_else(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    with Sandbox(readable=store, memory_mb=60, seconds=60, temp=store / "spill") as sandbox:
        sandbox.lock()
        rows = sandbox.select(
            "SELECT max(h) FROM (SELECT md5(i::VARCHAR) AS h FROM range(3000000) t(i) ORDER BY h OFFSET 1)"
        )
        assert rows.num_rows == 1
    assert not list(elsewhere.iterdir())


def test_sandbox_must_be_locked_before_it_runs_anything() -> None:
    with Sandbox(readable=None) as sandbox, pytest.raises(RuntimeError, match="locked"):
        sandbox.select("SELECT 1")


def test_column_that_older_files_lack_is_unknown(store: Path) -> None:
    pq.write_table(things("old").drop(["ok", "names"]), store / "old.parquet")
    with Engine() as engine:
        engine.view(THING, [store / "thing.parquet", store / "old.parquet"])
        assert engine.rows("SELECT ok, names FROM thing WHERE id = 'old'") == [(None, None)]
        engine.view(OTHER, [])
        assert engine.rows("SELECT * FROM other") == []


def test_engine_binds_parameters_and_gives_rows_in_every_shape(tmp_path: Path) -> None:
    with Engine() as engine:
        engine.register("given", things("a", "b", "c"))
        assert engine.rows("SELECT id FROM given WHERE id > ? ORDER BY id", ["a"]) == [("b",), ("c",)]
        assert engine.dicts("SELECT id FROM given WHERE id = $id", {"id": "a"}) == [{"id": "a"}]
        assert engine.arrow("SELECT id FROM given WHERE id = ?", ["c"]).to_pylist() == [{"id": "c"}]
        assert sum(batch.num_rows for batch in engine.batches("SELECT * FROM given")) == 3
        engine.write_parquet("SELECT id FROM given", tmp_path / "given.parquet")
        with pytest.raises(QueryError, match="nothing"):
            engine.rows("SELECT * FROM nothing")
        with pytest.raises(QueryError, match="nothing"):
            engine.arrow("SELECT * FROM nothing")
    assert pq.read_table(tmp_path / "given.parquet").num_rows == 3


def test_plan_names_tables_in_every_corner_of_a_query() -> None:
    sql = "WITH x AS (SELECT id FROM other) SELECT id FROM thing WHERE FALSE AND id IN (SELECT id FROM x)"
    assert tables_planned(sql, [THING, OTHER]) == {"thing", "other"}
    with pytest.raises(QueryError, match="nothing"):
        tables_planned("SELECT nothing FROM thing", [THING])
