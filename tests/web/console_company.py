"""A company for the console's tests: the example company's folder, made-up facts about AWS, real results.

Collecting from a simulated AWS takes a minute; this takes seconds, and evaluation, the store and
what answers the pages are the real ones.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.collectors.registry import catalogue
from holdfast.config import Settings
from holdfast.demo.story import settle
from holdfast.facts.tables import Coverage, State, Type
from holdfast.pipeline.runs import Company

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.tables import Table

SERVICES = ("billing", "search", "uploads", "insights", "", "")
LONG = "papermoon-exports-of-everything-that-ever-happened-in-the-albums-app-before-2021-do-not-delete"
FORMULA = "=cmd|'/c calc'!A1"
SCRIPT = "<script>alert(1)</script>"
ODD_NAMES = {0: LONG, 1: FORMULA, 2: SCRIPT}
ACCOUNT, REGION = "111111111111", "eu-west-1"
DENIED = ("aws_kms_key", "AccessDenied: not authorized to perform kms:ListKeys")
DAYS = 2


@dataclass
class Clock:
    """Says the moment that it was set to."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


def live(folder: Path, *, rows: int = 4) -> datetime:
    """Settle the company in ``folder`` and let it live for two runs a week apart; return the last run's moment."""
    settle(folder)
    today = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
    clock = Clock(today)
    company = Company(Settings(company=folder), clock=clock)
    for day in range(DAYS):
        clock.now = today - timedelta(days=7 * (DAYS - 1 - day))
        company.collect(("backstage", "company", "records"))
        _collect_aws(company, clock.now + timedelta(minutes=1), rows, better=day / DAYS)
        clock.now += timedelta(minutes=2)
        company.evaluate()
    return clock.now


def _collect_aws(company: Company, now: datetime, rows: int, better: float) -> None:
    dice = random.Random(7)  # noqa: S311  the same facts at each run of the tests
    store = company.store()
    with store.lock(), store.begin("collect", now) as draft:
        for table in catalogue():
            if table.source == "aws":
                denied = table.name == DENIED[0]
                state, error = (State.DENIED, DENIED[1]) if denied else (State.READ, "")
                at = int(now.timestamp())
                read = [
                    Coverage("aws", ACCOUNT, region, table.name, "", state, error, at) for region in _regions(table)
                ]
                draft.write_table(table, [] if denied else _rows(table, dice, rows, better), read)
        draft.commit(now)


def _regions(table: Table) -> tuple[str, ...]:
    return ("global",) if table.scope == "global" else (REGION,)


def _rows(table: Table, dice: random.Random, rows: int, better: float) -> list[dict[str, object]]:
    return [_row(table, dice, number, better) for number in range(rows)]


def _row(table: Table, dice: random.Random, number: int, better: float) -> dict[str, object]:
    kind = catalogue()[table.parent] if table.parent else table
    name = ODD_NAMES.get(number, f"example-{number}") if kind.name == "aws_s3_bucket" else f"{kind.name[4:]}-{number}"
    # Identity is kept together: a bad case mends itself from one run to the next.
    good = dice.random() < better
    values: dict[str, object] = {
        Type.TEXT: "",
        Type.INT: 400 if good else dice.choice((0, 22, 365)),
        Type.REAL: 0.5,
        Type.TIME: datetime(2026, 11, 1, 6) if good else datetime(2025, 1, 1),  # noqa: DTZ001  facts are UTC without zone
        Type.TEXTS: [],
    }
    row: dict[str, object] = {}
    for column in table:
        if column.type is Type.BOOL:
            row[column.name] = None if dice.random() > 0.97 else good or dice.random() < 0.5
        elif column.type is Type.TAGS:
            service = SERVICES[number % len(SERVICES)]
            row[column.name] = {"service": service} if service else {}
        else:
            row[column.name] = values[column.type]
    for key in table.key:
        if table.column(key).type is Type.TEXT:
            row[key] = f"{key}-{number}"
        elif table.column(key).type is Type.INT:
            row[key] = number
    if "name" in row:
        row["name"] = name
    if kind.name_column and not table.parent:
        row[kind.name_column] = name
    row |= {"account_id": ACCOUNT, "region": _regions(table)[0]}
    row[table.subject] = f"arn:aws:{kind.name.split('_')[1]}:{REGION}:{ACCOUNT}:{name}"
    return row
