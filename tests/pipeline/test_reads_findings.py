"""The findings list: filtered, sorted, searched, counted, paged; and never more than is in sight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from acme import MONDAY, OWNER, PUBLIC, SECRET, Acme
from estate import bucket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.errors import UsageError
from holdfast.pipeline.views import EVERYTHING, Filter, Finding, Page, Scope
from holdfast.posture.model import Verdict

if TYPE_CHECKING:
    from pathlib import Path

ANY = Filter(verdict=(), in_scope="any")
PAYMENTS = Scope(teams=frozenset({"payments"}))
FINDERS = Scope(teams=frozenset({"finders"}))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Acme:
    one = Acme(tmp_path_factory.mktemp("acme"))
    one.run()
    return one


def ask(acme: Acme, wanted: Filter = ANY, scope: Scope = EVERYTHING, cursor: str = "", limit: int = 50) -> Page:
    return acme.reads.findings(scope, wanted, cursor, limit, None)


def named(page: Page) -> set[tuple[str, str]]:
    return {(finding.check, finding.subject_name) for finding in page.findings}


def test_fails_inside_the_scope_are_what_is_listed_first(acme: Acme) -> None:
    page = ask(acme, Filter())
    assert named(page) == {(PUBLIC.id, "exports"), (SECRET.id, "logs"), (OWNER.id, "logs")}
    assert page.total == 3
    assert page.facets["verdict"] == {"fail": 3}
    assert page.facets["service"] == {"checkout": 1, "": 2}
    assert page.facets["check"] == {PUBLIC.id: 1, SECRET.id: 1, OWNER.id: 1}


def test_a_finding_holds_what_a_list_shows(acme: Acme) -> None:
    (one,) = ask(acme, Filter(check=PUBLIC.id)).findings
    assert one == Finding(
        check=PUBLIC.id,
        title="Buckets are private",
        severity="high",
        subject="arn:exports",
        subject_name="exports",
        kind="t_bucket",
        account_id="1",
        region="north",
        service="checkout",
        team="payments",
        verdict=Verdict.FAIL,
        reason="exports is open to anyone",
        since=MONDAY,
        failing_since=MONDAY,
        due=MONDAY + timedelta(days=30),
        late=False,
        excepted=False,
        in_scope=True,
    )


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filter(verdict=("unknown",)), {(OWNER.id, "hidden")}),
        (Filter(in_scope="no"), {(SECRET.id, "old"), (OWNER.id, "old")}),
        (Filter(severity=("critical",)), set()),
        (Filter(check=SECRET.id), {(SECRET.id, "logs")}),
        (Filter(program="cloud-infrastructure", service="checkout"), {(PUBLIC.id, "exports")}),
        (Filter(program="privacy"), set()),
        (Filter(requirement="iso27001:A.8.3", team="payments"), {(PUBLIC.id, "exports")}),
        (Filter(requirement="soc2:CC6.1", team="payments"), {(PUBLIC.id, "exports")}),
        (Filter(requirement="iso27001:9.2"), set()),
        (Filter(account="9", in_scope="any"), {(SECRET.id, "old"), (OWNER.id, "old")}),
        (Filter(region="south"), set()),
        (Filter(kind="t_bucket", subject="arn:logs", check=OWNER.id), {(OWNER.id, "logs")}),
        (Filter(owned="no"), {(SECRET.id, "logs"), (OWNER.id, "logs")}),
        (Filter(late="yes"), set()),
        (Filter(words="EXPO"), {(PUBLIC.id, "exports")}),
        (Filter(words="logs encrypted"), {(SECRET.id, "logs")}),
        (Filter(words="100%_"), set()),
        (Filter(words="%"), set()),
    ],
)
def test_every_part_of_a_filter_narrows(acme: Acme, wanted: Filter, expected: set[tuple[str, str]]) -> None:
    page = ask(acme, wanted)
    assert named(page) == expected
    assert page.total == len(expected)


@pytest.mark.parametrize(
    "wanted",
    [Filter(verdict=("bad",)), Filter(severity=("huge",)), Filter(sort="luck"), Filter(in_scope="maybe")],
)
def test_a_filter_that_no_list_knows_is_refused(acme: Acme, wanted: Filter) -> None:
    with pytest.raises(UsageError):
        ask(acme, wanted)


@pytest.mark.parametrize("sort", ["severity", "since", "subject", "check"])
@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_by_key_give_every_row_once_in_order(acme: Acme, sort: str, size: int) -> None:
    wanted = replace(ANY, sort=sort)
    whole = ask(acme, wanted).findings
    found: list[Finding] = []
    cursor = ""
    while True:
        page = ask(acme, wanted, cursor=cursor, limit=size)
        assert page.total == len(whole)
        found += page.findings
        cursor = page.next
        if not cursor:
            break
    assert tuple(found) == whole
    if sort == "subject":
        assert [one.subject for one in found] == sorted(one.subject for one in found)


@pytest.mark.parametrize("damage", ["x", "AAAA", "é", "=" * 9, "W10"])
def test_a_damaged_cursor_is_refused(acme: Acme, damage: str) -> None:
    with pytest.raises(UsageError, match="cannot be found"):
        ask(acme, cursor=damage)


def test_a_cursor_of_another_list_is_refused(acme: Acme) -> None:
    cursor = ask(acme, limit=1).next
    assert ask(acme, cursor=cursor).findings
    for other in (replace(ANY, sort="subject"), replace(ANY, words="e"), replace(ANY, team="payments")):
        with pytest.raises(UsageError):
            ask(acme, other, cursor=cursor)
    with pytest.raises(UsageError):
        ask(acme, cursor=("B" if cursor[0] == "A" else "A") + cursor[1:])


def test_a_finding_past_its_deadline_is_late(tmp_path: Path) -> None:
    acme = Acme(tmp_path)
    acme.run()
    acme.now += timedelta(days=30)
    acme.run()
    page = ask(acme, Filter(late="yes"))
    assert {finding.subject_name for finding in page.findings} == {"exports", "logs"}
    assert all(finding.late for finding in page.findings)
    earlier = acme.reads.findings(EVERYTHING, Filter(late="yes"), "", 50, MONDAY + timedelta(hours=1))
    assert earlier.total == 0


def test_nothing_judged_yet_is_said(tmp_path: Path) -> None:
    acme = Acme(tmp_path)
    with pytest.raises(UsageError, match="nothing has been judged yet"):
        ask(acme)
    acme.run()
    with pytest.raises(UsageError, match="nothing had been judged on 2020-01-01"):
        acme.reads.findings(EVERYTHING, ANY, "", 50, MONDAY.replace(year=2020, month=1, day=1))


class TestScope:
    def test_a_team_sees_what_it_owns(self, acme: Acme) -> None:
        page = ask(acme, scope=PAYMENTS)
        assert {finding.team for finding in page.findings} == {"payments"}
        assert page.facets["team"] == {"payments": page.total}
        assert set(page.facets["service"]) <= {"checkout", ""}

    def test_a_services_scope_sees_the_service_alone(self, acme: Acme) -> None:
        page = ask(acme, scope=Scope(services=frozenset({"search"})))
        assert {finding.service for finding in page.findings} == {"search"}

    def test_an_empty_scope_sees_nothing(self, acme: Acme) -> None:
        page = ask(acme, scope=Scope())
        assert (page.findings, page.total) == ((), 0)
        assert not any(page.facets.values())

    def test_naming_nobody_does_not_show_what_nobody_owns(self, acme: Acme) -> None:
        assert ask(acme, scope=Scope(teams=frozenset({""}), services=frozenset({""}))).total == 0

    def test_a_cursor_carries_nobody_out_of_their_scope(self, acme: Acme) -> None:
        cursor = ask(acme, limit=1).next
        page = ask(acme, scope=FINDERS, cursor=cursor)
        assert {finding.team for finding in page.findings} <= {"finders"}

    def test_todays_owner_sees_the_past(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        first = acme.run()
        acme.owned_by("exports", "search")
        acme.run()
        then = first.finished

        def seen(scope: Scope) -> set[str]:
            page = acme.reads.findings(scope, ANY, "", 50, then)
            assert page.total == len(page.findings)
            return {finding.subject_name for finding in page.findings}

        assert "exports" in seen(FINDERS)
        assert "exports" not in seen(PAYMENTS)

    def test_what_changed_hands_is_seen_at_once(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        first = acme.run()
        before = acme.reads.findings(PAYMENTS, ANY, "", 50, first.finished).total
        acme.owned_by("logs", "checkout")
        acme.run()
        assert acme.reads.findings(PAYMENTS, ANY, "", 50, first.finished).total > before


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    owners=st.lists(st.sampled_from(["checkout", "search", ""]), min_size=6, max_size=6),
    teams=st.sets(st.sampled_from(["payments", "finders", ""])),
    services=st.sets(st.sampled_from(["checkout", "search", ""])),
    words=st.sampled_from(["", "b", "1"]),
)
def test_a_scope_never_leaks(
    tmp_path_factory: pytest.TempPathFactory, owners: list[str], teams: set[str], services: set[str], words: str
) -> None:
    acme = Acme(tmp_path_factory.mktemp("leak"))
    acme.buckets = {
        f"b{number}": bucket(f"b{number}", encrypted=number % 2 == 0, tags={"service": owner} if owner else {})
        for number, owner in enumerate(owners)
    }
    acme.grants = []
    acme.run()
    scope = Scope(teams=frozenset(teams), services=frozenset(services))
    wanted = replace(ANY, words=words)
    may = [
        finding
        for finding in ask(acme, wanted).findings
        if (finding.team and finding.team in teams) or (finding.service and finding.service in services)
    ]
    page = ask(acme, wanted, scope)
    assert list(page.findings) == may
    assert page.total == len(may)
    for facet, counts in page.facets.items():
        assert sum(counts.values()) == len(may), facet
    checks = acme.reads.checks(scope, None)
    inside = [finding for finding in ask(acme, ANY, scope).findings if finding.in_scope]
    assert sum(line.rollup.counts.failed for line in checks) == sum(one.verdict is Verdict.FAIL for one in inside)
    assert {hit.id for hit in acme.reads.search(scope, "arn:b", None)} == {
        one.subject for one in ask(acme, ANY, scope).findings if one.subject.startswith("arn:b")
    }
