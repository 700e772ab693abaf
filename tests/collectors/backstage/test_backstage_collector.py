from __future__ import annotations

from datetime import UTC, datetime
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from holdfast.collectors.backstage import COLLECTOR
from holdfast.collectors.backstage.catalog import team_of
from holdfast.collectors.interface import Quiet, Request
from holdfast.facts.tables import Coverage, State
from holdfast.pipeline.gathering import Gathered

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

CHECKOUT = """
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: checkout
      title: Checkout
      description: Takes payments.
      annotations:
        github.com/project-slug: acme/checkout
        holdfast.dev/tier: "1"
        holdfast.dev/data: customer, Payment , customer
    spec:
      type: service
      lifecycle: production
      owner: group:default/payments
      system: shop
"""


def collect(root: Path, **files: str | bytes) -> tuple[dict[str, dict[str, Any]], list[Coverage]]:
    for name, text in files.items():
        path = root / "services" / name / "catalog-info.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    gathered = Gathered()
    COLLECTOR.collect(Request(root, {}, NOW, Quiet()), gathered)
    rows = gathered.table(COLLECTOR.tables[0]).to_pylist()
    return {row["id"]: row for row in rows}, gathered.all_coverage


def test_a_component_becomes_a_service(tmp_path: Path) -> None:
    services, coverage = collect(tmp_path, checkout=CHECKOUT)

    assert services["checkout"] == {
        "subject": "service:checkout",
        "account_id": "",
        "region": "global",
        "id": "checkout",
        "title": "Checkout",
        "about": "Takes payments.",
        "owner": "group:default/payments",
        "team": "payments",
        "tier": 1,
        "data_stated": True,
        "data": ["customer", "payment"],
        "type": "service",
        "lifecycle": "production",
        "system": "shop",
        "repository": "https://github.com/acme/checkout",
    }
    assert [(row.state, row.subject) for row in coverage] == [(State.READ, "")]


def test_what_a_component_does_not_say_is_absent_and_never_null(tmp_path: Path) -> None:
    services, _ = collect(tmp_path, bare="kind: Component\nmetadata: {name: Bare}\n")

    bare = services["bare"]
    assert None not in bare.values()
    assert (bare["title"], bare["tier"], bare["data_stated"], bare["team"]) == ("Bare", 0, False, "")


def test_no_catalogue_is_read_whole_and_empty(tmp_path: Path) -> None:
    services, coverage = collect(tmp_path)

    assert not services
    assert coverage[0].state is State.READ


def test_files_hold_several_entities_and_only_components_are_services(tmp_path: Path) -> None:
    text = """
        kind: System
        metadata: {name: shop}
        ---
        kind: Component
        metadata: {name: one, labels: {tier: tier-2}}
        spec: {owner: web}
        ---
        kind: API
        metadata: {name: api}
        ---
        kind: Component
        metadata:
          name: two
          annotations: {backstage.io/source-location: "url:https://git.acme.example/two", holdfast.dev/data: none}
        ---
    """

    services, coverage = collect(tmp_path, many=text)

    assert sorted(services) == ["one", "two"]
    assert services["one"]["tier"] == 2
    assert services["two"]["repository"] == "https://git.acme.example/two"
    assert (services["two"]["data_stated"], services["two"]["data"]) == (True, [])
    assert coverage[0].state is State.READ


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ("kind: Component\nmetadata: {name: [x\n", "services/bad/catalog-info.yaml:3: this is not YAML"),
        ("kind: Component\n\tmetadata: x\n", "services/bad/catalog-info.yaml:2: a tab indents this line"),
        ("- a\n- b\n", "services/bad/catalog-info.yaml:1: this is no Backstage entity"),
        ("just words\n", "this is no Backstage entity"),
        ("kind: Component\nmetadata: {title: X}\n", "services/bad/catalog-info.yaml:2: a Component without a name"),
        ("kind: Component\nmetadata: {name: Checkout}\n", "service `checkout` is defined a second time"),
        (b"kind: \xff", "the file is not UTF-8 text"),
    ],
)
def test_a_bad_file_is_told_and_costs_the_others_nothing(tmp_path: Path, bad: str | bytes, error: str) -> None:
    services, coverage = collect(tmp_path, bad=bad, checkout=CHECKOUT, last="kind: Component\nmetadata: {name: last}\n")

    assert {"checkout", "last"} <= set(services)
    assert coverage[0].state is State.FAILED
    assert coverage[0].subject == ""
    assert error in coverage[0].error
    assert "\n" not in coverage[0].error


def test_a_folder_named_like_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "services" / "x" / "catalog-info.yaml").mkdir(parents=True)

    _, coverage = collect(tmp_path, checkout=CHECKOUT)

    assert "Is a directory" in coverage[0].error


def test_a_tier_that_is_no_number_is_unread_for_that_service_alone(tmp_path: Path) -> None:
    services, coverage = collect(tmp_path, gold=CHECKOUT.replace('"1"', "gold"))

    assert services["checkout"]["tier"] is None
    assert [(row.subject, row.state) for row in coverage] == [
        ("", State.READ),
        ("service:checkout", State.FAILED),
    ]
    assert "services/gold/catalog-info.yaml:10: the tier 'gold'" in coverage[1].error


@pytest.mark.parametrize(
    ("reference", "team"),
    [
        ("payments", "payments"),
        ("default/payments", "payments"),
        ("group:payments", "payments"),
        ("group:default/payments", "payments"),
        ("Group:Default/Payments", "payments"),
        ("user:default/jo", ""),
        ("", ""),
    ],
)
def test_references_of_backstage_lead_to_a_team(reference: str, team: str) -> None:
    assert team_of(reference) == team
