"""What fails stands in a file of its own: it says what the results say, and its list reads nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from acme import CATALOGUE, Acme
from estate import bucket

from holdfast.facts.changes import Layout
from holdfast.facts.files import path_of
from holdfast.facts.store import Store
from holdfast.pipeline.reads import Reads
from holdfast.pipeline.views import EVERYTHING, Filter, Finding
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from holdfast.facts.manifest import Manifest

FAILS = Filter(in_scope="any")


@pytest.fixture(params=[Layout(), Layout(whole_least=0, whole_share=1)], ids=["whole", "changes"])
def acme(tmp_path: Path, request: pytest.FixtureRequest) -> Acme:
    one = Acme(tmp_path)
    one.store = Store.open(one.store.root, CATALOGUE, create=False, layout=request.param)
    one.run()
    return one


def another_reader(acme: Acme) -> Reads:
    """Nothing is remembered."""
    return Reads(Store.open(acme.store.root, CATALOGUE, create=False), CATALOGUE, lambda: acme.now)


def listed(acme: Acme, as_of: datetime | None = None) -> tuple[Finding, ...]:
    """The list of what fails, which must be what fails of all results."""
    reads = another_reader(acme)
    page = reads.findings(EVERYTHING, FAILS, "", 500, as_of)
    every = reads.findings(EVERYTHING, replace(FAILS, verdict=()), "", 500, as_of)
    assert page.findings == tuple(one for one in every.findings if one.verdict is Verdict.FAIL)
    assert page.total == every.facets["verdict"]["fail"] == len(page.findings)
    return page.findings


def unlink(acme: Acme, manifest: Manifest, *ledgers: str) -> None:
    """Take away every file that only the named ledgers have."""
    for name in ledgers:
        entry = manifest.ledgers[name]
        for ref in {entry.current, entry.keyframe, *(change.file for change in entry.changes)} - {None}:
            assert ref
            path_of(acme.store.root, ref.name).unlink()


def test_a_list_of_what_fails_looks_neither_at_all_results_nor_at_all_subjects(acme: Acme) -> None:
    acme.buckets |= {f"b{n}": bucket(f"b{n}") for n in range(30)}
    manifest = acme.run()
    before = listed(acme)
    unlink(acme, manifest, "results", "subjects")
    page = another_reader(acme).findings(EVERYTHING, FAILS, "", 500, None)
    assert page.findings == before
    assert page.facets["check"]
    assert manifest.failing
    assert manifest.failing.base.rows == len(before) < manifest.line.results


def test_the_file_follows_every_kind_of_change(acme: Acme) -> None:
    assert {one.service for one in listed(acme) if one.subject_name == "logs"} == {""}
    acme.owned_by("logs", "checkout")  # the owner alone
    acme.run()
    assert {one.service for one in listed(acme) if one.subject_name == "logs"} == {"checkout"}
    first, *rest = acme.intent.checks
    renamed = replace(first, header=replace(first.header, title="Nobody reads our buckets"))
    acme.intent = replace(acme.intent, checks=(renamed, *rest))  # a check's title alone
    acme.run()
    assert "Nobody reads our buckets" in {one.title for one in listed(acme)}
    acme.buckets["logs"] = bucket("logs", encrypted=True, tags={"service": "checkout"})  # a fix
    acme.run()
    assert "logs" not in {one.subject_name for one in listed(acme)}


def test_a_run_in_which_nothing_changed_has_the_same_file(acme: Acme) -> None:
    first, second = acme.run(), acme.run()
    assert first.failing
    assert first.failing == second.failing


def test_a_past_moment_without_its_file_lists_the_same(acme: Acme) -> None:
    then = acme.run()
    before = listed(acme, then.finished)
    acme.owned_by("logs", "checkout")
    head = acme.run()
    assert then.failing
    assert head.failing
    acme.store.retain(acme.now + timedelta(days=10_000))
    for ref in then.failing.files:  # what the newest run names too is kept
        assert path_of(acme.store.root, ref.name).exists() == (ref in head.failing.files)
        path_of(acme.store.root, ref.name).unlink(missing_ok=True)
    assert listed(acme, then.finished) == before
    assert listed(acme) != before


def test_a_run_in_which_little_changed_says_only_what_changed(tmp_path: Path) -> None:
    acme = Acme(tmp_path)
    acme.store = Store.open(acme.store.root, CATALOGUE, create=False, layout=Layout(whole_least=0, whole_share=2))
    acme.buckets |= {f"b{n}": bucket(f"b{n}", encrypted=False) for n in range(30)}
    first = acme.run()
    acme.buckets["b1"] = bucket("b1")  # mended
    del acme.buckets["b2"]
    second = acme.run()
    acme.owned_by("b3", "checkout")
    third = acme.run()
    assert first.failing
    assert second.failing
    assert third.failing
    assert first.failing.base == second.failing.base == third.failing.base
    assert second.failing.changes != third.failing.changes
    named = Counter(one.subject_name for one in listed(acme))
    assert (named["b1"], named["b2"]) == (named["b0"] - 1, 0)
    assert {one.service for one in listed(acme) if one.subject_name == "b3"} == {"checkout"}
    acme.store.retain(acme.now + timedelta(days=10_000))
    assert all(path_of(acme.store.root, ref.name).exists() for ref in third.failing.files)
