"""A small store to try: one subject table, one child table, rows of results."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from holdfast.facts.changes import Layout
from holdfast.facts.ledgers import RESULTS
from holdfast.facts.store import Store
from holdfast.facts.tables import ACCOUNT, REGION, Catalogue, Column, Coverage, Scope, State, Table, Type

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.facts.manifest import Manifest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

BUCKET = Table(
    name="aws_s3_bucket",
    source="aws",
    description="Buckets.",
    columns=(
        ACCOUNT,
        REGION,
        Column("arn", Type.TEXT, "The bucket."),
        Column("name", Type.TEXT, "Its name."),
        Column("versioned", Type.BOOL, "Whether versions are kept."),
        Column("size", Type.INT, "Bytes."),
        Column("share", Type.REAL, "A share."),
        Column("made_at", Type.TIME, "When it was made."),
        Column("origins", Type.TEXTS, "Origins."),
        Column("tags", Type.TAGS, "Tags."),
    ),
    key=("arn",),
    scope=Scope.GLOBAL,
    subject="arn",
    name_column="name",
)
TEAM = Table(
    name="org_team",
    source="company",
    description="Teams.",
    columns=(ACCOUNT, REGION, Column("id", Type.TEXT, "The team."), Column("title", Type.TEXT, "Its title.")),
    key=("id",),
    scope=Scope.GLOBAL,
    subject="id",
)
CATALOGUE = Catalogue([BUCKET, TEAM])

#: Files are laid out anew after very few runs, so that short tests meet every case.
HASTY = Layout(keyframe_least=3, runs_in_part=3, parts_in_day=2, whole_least=3, whole_share=3)

Row = tuple[int, int, int]  # check, subject, status


def new_store(path: Path, layout: Layout | None = None) -> Store:
    """Make a store."""
    return Store.open(path / "store", CATALOGUE, create=True, layout=layout or Layout())


def again(store: Store) -> Store:
    """Open a store anew, as another process would: nothing is remembered."""
    return Store.open(store.root, CATALOGUE, create=False)


def bucket(called: str, account: str = "111111111111", /, **values: object) -> dict[str, object]:
    """Return a bucket's row."""
    row: dict[str, object] = {
        "account_id": account,
        "region": "eu-west-1",
        "arn": f"arn:aws:s3:::{called}",
        "name": called,
        "versioned": True,
        "size": 1,
        "share": 0.5,
        "made_at": NOW,
        "origins": ["https://a.example"],
        "tags": {"env": "prod"},
    }
    return {**row, **values}


def team(name: str) -> dict[str, object]:
    """Return a team's row."""
    return {"account_id": "", "region": "global", "id": name, "title": name.title()}


def read(table: Table, account: str = "111111111111", state: State = State.READ) -> Coverage:
    """Return the coverage of a table in one account."""
    return Coverage(table.source, account, "global", table.name, "", state, "", int(NOW.timestamp()))


def results(rows: list[Row], since: int = 0) -> pa.Table:
    """Return results as the ledger takes them."""
    return pa.table(
        {
            "check_no": pa.array([row[0] for row in rows], pa.int32()),
            "subject_id": pa.array([row[1] for row in rows], pa.int32()),
            "status": pa.array([row[2] for row in rows], pa.int8()),
            "reason": pa.array([None if row[2] == 2 else f"reason {row}" for row in rows], pa.string()),
            "severity": pa.array([row[0] % 4 for row in rows], pa.int8()),
            "since": pa.array([since for _ in rows], pa.int64()),
            "failing_since": pa.array([None for _ in rows], pa.int64()),
        },
        schema=pa.schema(RESULTS.fields),
    )


def write(store: Store, rows: list[Row], after: timedelta = HOUR, *, current: bool = True) -> Manifest:
    """Commit a run that changes these results, ``after`` the last."""
    head = store.head()
    now = head.finished + after if head else NOW
    with store.begin("run", now, current=current) as draft:
        draft.ledger("results").write(results(rows))
        return draft.commit(now)


def state(store: Store, manifest: Manifest) -> dict[tuple[int, int], int]:
    """Return the status of each result in a run."""
    with store.reading(manifest) as reading:
        rows = reading.engine.rows("SELECT check_no, subject_id, status FROM results")
    found = {(int(str(check)), int(str(subject))): int(str(status)) for check, subject, status in rows}
    assert len(found) == len(rows)
    return found


def names(store: Store, manifest: Manifest, table: str = "aws_s3_bucket") -> list[object]:
    """Return the names of a run's buckets."""
    with store.reading(manifest) as reading:
        return [row[0] for row in reading.engine.rows(f'SELECT name FROM "{table}" ORDER BY 1')]
