"""Checks that share one query say the same as each of them alone."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest

from holdfast.checks.compile import compile_all
from holdfast.checks.coverage import CoverageIndex
from holdfast.checks.run import prepare, run, run_all
from holdfast.checks.scan import Scan
from holdfast.collectors.registry import catalogue
from holdfast.content.files import PACK, CheckFile
from holdfast.facts.duckdb import Sandbox
from holdfast.facts.rows import to_arrow
from holdfast.facts.tables import Coverage, State, Type

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.content.model import Check
    from holdfast.facts.tables import Column, Table

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
ACCOUNTS = ("111111111111", "222222222222")
TEXTS = ("", "Allow", "*", "tcp", "ingress", "one", "two", "Enabled", "kms:Put*")


@cache
def checks() -> dict[str, list[Check]]:
    """Return the pack's checks on AWS by their subject table."""
    paths = sorted((PACK / "checks" / "aws").rglob("*.sql"))
    found, problems = compile_all(
        [CheckFile(path.name, path.read_text(), from_company=False) for path in paths], catalogue()
    )
    assert not problems
    by_table: dict[str, list[Check]] = {}
    for check in found:
        by_table.setdefault(check.header.subject, []).append(check)
    return by_table


def value(column: Column, table: Table, number: int, chance: random.Random) -> object:
    """Return any value of a column; keys of subjects are few, so that rows of other tables meet them."""
    if column.name == "account_id":
        return chance.choice(ACCOUNTS)
    if column.name == "region":
        return "eu-west-1"
    if column.name in table.never_null:
        if column.type is Type.INT:
            return number
        alone = column.name == table.key[-1] or (table.is_subject_table and column.name == table.subject)
        return f"{column.name}-{number if alone else chance.randrange(6)}"
    if chance.random() < 0.2:
        return None
    values: dict[Type, Callable[[], object]] = {
        Type.TEXT: lambda: chance.choice(TEXTS),
        Type.BOOL: lambda: chance.random() < 0.5,
        Type.INT: lambda: chance.choice((0, 22, 3389, 5432, 65535)),
        Type.REAL: chance.random,
        Type.TIME: lambda: NOW - timedelta(days=chance.randrange(400)),
        Type.TEXTS: lambda: chance.sample(TEXTS, chance.randrange(3)),
        Type.TAGS: lambda: {"service": chance.choice(TEXTS)},
    }
    return values[column.type]()


@pytest.mark.parametrize("seed", range(3))
def test_shared_checks_say_what_they_say_alone(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  the same facts every time
    tables, shared, compared = catalogue(), 0, 0
    read = {name for of_table in checks().values() for check in of_table for name in check.tables}
    coverage = []
    with Sandbox(readable=None, threads=1) as sandbox:
        for name in sorted(read):
            table = tables[name]
            rows = [{c.name: value(c, table, n, chance) for c in table} for n in range(chance.randrange(9))]
            sandbox.register(name, to_arrow(table, rows))
            for account in ACCOUNTS:
                state = chance.choice((State.READ, State.READ, State.READ, State.DENIED))
                one = Coverage(table.source, account, "*", name, "", state, "no", int(NOW.timestamp()))
                coverage += [one, replace(one, subject=f"{table.subject}-1", state=State.FAILED)]
        prepared = prepare(
            sandbox, [c for of_table in checks().values() for c in of_table], CoverageIndex(coverage, tables, NOW)
        )
        sandbox.lock()
        for name, of_table in checks().items():
            table = tables[name]
            scan = Scan(table, tables)
            shared += sum(scan.take(check) is not None for check in of_table)
            for check, judged in run_all(
                of_table, sandbox, prepared, NOW, table=table, key=table.subject, catalogue=tables
            ):
                alone = run(check, sandbox, prepared, NOW, table=table, key=table.subject)
                assert sorted(map(str, judged.rows.to_pylist())) == sorted(map(str, alone.rows.to_pylist())), check.id
                assert judged.error == alone.error
                compared += 1
    assert shared > compared * 0.8


def test_a_check_with_a_join_of_its_own_runs_alone() -> None:
    check = next(c for c in checks()["aws_cloudtrail_trail"] if c.id == "aws.cloudtrail.trail_bucket_logs_access")
    assert Scan(catalogue()[check.header.subject], catalogue()).take(check) is None


def test_a_check_that_fails_does_not_take_others_with_it() -> None:
    of_table = checks()["aws_s3_bucket"]
    column = "CAST('no number' || b.arn AS BIGINT) > 0"
    tree = of_table[0].run_sql.split(" AS passed", 1)
    assert "TRUE AS applies," in tree[0]
    head = tree[0].split("TRUE AS applies,", 1)[0]
    broken = replace(of_table[0], run_sql=f"{head}TRUE AS applies, {column} AS passed{tree[1]}")
    tables, table = catalogue(), catalogue()["aws_s3_bucket"]
    with Sandbox(readable=None, threads=1) as sandbox:
        for name in sorted({name for check in of_table for name in check.tables}):
            rows = [{"arn": "a", "account_id": "1", "region": "r"}] if name == table.name else []
            sandbox.register(name, to_arrow(tables[name], rows))
        prepared = prepare(sandbox, [], CoverageIndex([], tables, NOW))
        sandbox.lock()
        judged = run_all(
            [broken, *of_table[1:]], sandbox, prepared, NOW, table=table, key=table.subject, catalogue=tables
        )
    assert [check.id for check, one in judged if one.error] == [broken.id]
    assert all(one.rows.num_rows == 1 for _, one in judged)
    assert judged[0][1].rows.column("status").to_pylist() == [1]
