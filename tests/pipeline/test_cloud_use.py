"""Which cloud services are in use: what was seen, where, and what nobody could look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from acme import content
from estate import BUCKET, MONDAY, bucket

from holdfast.content.providers import CloudService
from holdfast.facts.store import Store
from holdfast.facts.subjects import CLOUD_SERVICE
from holdfast.facts.tables import Catalogue, Coverage, State
from holdfast.pipeline.cloud_use import write_cloud_services

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = Catalogue([BUCKET, CLOUD_SERVICE])


def service(id_: str, *tables: str) -> CloudService:
    return CloudService(id_, f"Amazon {id_}", "AWS", tables, provider_does="Runs it.", company_does="Uses it.")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", CATALOGUE, create=True)


def used(store: Store, one: CloudService, rows: list[dict[str, object]], **regions: State) -> set[tuple[object, ...]]:
    """Return region, in_use and things of a service, in a run with these rows, in which regions were read so."""
    at = int(MONDAY.timestamp())
    read = [Coverage("test", "1", region, BUCKET.name, "", state, "", at) for region, state in regions.items()]
    with store.begin("run", MONDAY) as draft:
        draft.write_table(BUCKET, rows, read)
        write_cloud_services(draft, replace(content(), cloud_services=(one,)), CATALOGUE, MONDAY)
        manifest = draft.commit(MONDAY)
    with store.reading(manifest) as reading:
        return set(reading.engine.rows("SELECT region, in_use, things FROM org_cloud_service"))


def test_a_service_is_in_use_where_something_of_it_is(store: Store) -> None:
    rows = [bucket("a"), bucket("b"), bucket("c", region="south")]
    found = used(store, service("s3", BUCKET.name), rows, north=State.READ, south=State.READ)
    assert found == {("north", True, 2), ("south", True, 1)}


def test_nothing_where_everything_was_read_is_not_in_use(store: Store) -> None:
    assert used(store, service("s3", BUCKET.name), [], north=State.READ, south=State.OFF) == {("global", False, 0)}


def test_nothing_where_not_all_was_read_is_not_known(store: Store) -> None:
    found = used(store, service("s3", BUCKET.name), [bucket("a")], north=State.READ, south=State.DENIED)
    assert found == {("north", True, 1), ("south", None, None)}


def test_a_table_that_no_source_fills_says_nothing(store: Store) -> None:
    assert used(store, service("fax", "aws_fax"), [], north=State.READ) == {("global", None, None)}
