"""What the pages are given: posture, owners, subjects, sources, changes and search."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from acme import MONDAY, OWNER, PUBLIC, SECRET, Acme
from estate import bucket, grant

from holdfast.pipeline.overview_reads import answer
from holdfast.pipeline.views import EVERYTHING, Scope, SourceHealth
from holdfast.posture.model import Status, Verdict

if TYPE_CHECKING:
    from pathlib import Path

PAYMENTS = Scope(teams=frozenset({"payments"}))
FINDERS = Scope(teams=frozenset({"finders"}))


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Acme:
    """A first run, a week of nothing, and a run after two things changed."""
    one = Acme(tmp_path_factory.mktemp("acme"))
    one.run()
    one.now = MONDAY + timedelta(days=9)
    one.buckets["logs"] = bucket("logs")
    one.buckets["index"] = bucket("index", encrypted=False, tags={"service": "search"})
    del one.buckets["hidden"]
    one.buckets["fresh"] = bucket("fresh", tags={"service": "search"})
    one.run()
    return one


class TestMoment:
    def test_now_is_the_newest_run(self, acme: Acme) -> None:
        moment = acme.reads.moment(EVERYTHING, None)
        assert moment is not None
        assert (moment.run, moment.asked) == (2, None)
        assert acme.reads.moment(EVERYTHING, moment.at) is not None

    def test_before_the_first_run_there_is_none(self, acme: Acme) -> None:
        assert acme.reads.moment(EVERYTHING, MONDAY - timedelta(days=1)) is None

    def test_an_earlier_moment_answers_as_it_did_then(self, acme: Acme) -> None:
        then = acme.reads.check(EVERYTHING, SECRET.id, MONDAY + timedelta(days=1))
        now = acme.reads.check(EVERYTHING, SECRET.id, None)
        assert then
        assert now
        assert [f.subject_name for f in then.findings.findings] == ["logs"]
        assert [f.subject_name for f in now.findings.findings] == ["index"]

    def test_the_intent_is_that_of_the_moment(self, acme: Acme) -> None:
        intent = acme.reads.intent(EVERYTHING, None)
        assert intent.content.company.name == "Acme"
        assert intent.content.company.people[0].name == "p001"


class TestPromises:
    def test_frameworks_have_their_requirements_in_order(self, acme: Acme) -> None:
        iso, soc2 = acme.reads.frameworks(EVERYTHING, None)
        assert [line.requirement.id for line in iso.lines] == ["A.8", "A.8.3", "A.8.4", "9.2"]
        assert iso.by_status == {"failing": 1, "not applicable": 1, "not evidenced": 1}
        assert soc2.lines[0].rollup.sentence.startswith("Follows A.8.3: ")
        assert [point.status for point in iso.trend] == ["failing", "failing"]

    def test_a_requirement_shows_why_and_where_else_it_counts(self, acme: Acme) -> None:
        view = acme.reads.requirement(EVERYTHING, "iso27001", "A.8.3", None)
        assert view
        assert view.rollup.status is Status.FAILING
        assert [line.check.id for line in view.checks] == [OWNER.id, SECRET.id, PUBLIC.id]
        assert [(f.id, r.id) for f, r in view.related] == [("soc2", "CC6.1")]
        assert view.findings.total == view.rollup.counts.failed
        assert view.applicability == "Included by default."
        assert acme.reads.requirement(EVERYTHING, "iso27001", "A.9", None) is None
        assert acme.reads.requirement(EVERYTHING, "nist", "A.8.3", None) is None

    def test_the_share_of_time_in_which_a_control_held_stands_beside_its_status(self, acme: Acme) -> None:
        failing = acme.reads.requirement(EVERYTHING, "iso27001", "A.8.3", None)
        assert failing
        assert (failing.held.percent, failing.held.since) == (0, failing.history[0].at)

    def test_what_is_not_applicable_says_why(self, acme: Acme) -> None:
        view = acme.reads.requirement(EVERYTHING, "iso27001", "A.8.4", None)
        assert view
        assert (view.rollup.status, view.applicability) == (Status.NOT_APPLICABLE, "We write no code.")

    def test_programs_come_in_order_with_what_is_in_the_way(self, acme: Acme) -> None:
        first, second = acme.reads.programs(EVERYTHING, None)
        assert (first.program.id, second.program.id) == ("cloud-infrastructure", "product-security")
        assert first.in_the_way.startswith("Buckets are private: ")
        view = acme.reads.program(EVERYTHING, "cloud-infrastructure", None)
        assert view
        assert [line.requirement.id for line in view.requirements] == ["A.8.3"]
        assert len(view.checks) == 3
        assert acme.reads.program(EVERYTHING, "none", None) is None

    def test_a_check_has_its_requirements_and_findings(self, acme: Acme) -> None:
        view = acme.reads.check(EVERYTHING, PUBLIC.id, None)
        assert view
        assert [r.id for _, r in view.requirements] == ["A.8.3"]
        assert view.line.rollup.status is Status.FAILING
        assert acme.reads.check(EVERYTHING, "t.none", None) is None


class TestOwners:
    def test_services_are_those_of_the_catalogue(self, acme: Acme) -> None:
        lines = acme.reads.services(EVERYTHING, None)
        assert [(one.service.id, one.service.team, one.service.tier) for one in lines] == [
            ("checkout", "payments", 1),
            ("search", "finders", 2),
        ]
        assert lines[0].rollup.status is Status.FAILING

    def test_a_service_shows_what_fixing_would_close(self, acme: Acme) -> None:
        view = acme.reads.service(EVERYTHING, "checkout", None)
        assert view
        assert view.subjects == {"org_service": 1, "t_bucket": 1}
        (matter,) = view.matters
        assert matter.check.id == PUBLIC.id
        assert matter.sentence == "Fixing it closes 1 finding in 1 service, on a tier-1 service or customers' data."
        assert acme.reads.service(EVERYTHING, "none", None) is None

    def test_teams_count_their_services_and_people(self, acme: Acme) -> None:
        finders, payments = acme.reads.teams(EVERYTHING, None)
        assert (finders.team.id, finders.services, finders.people) == ("finders", 1, 0)
        assert (payments.services, payments.people) == (1, 1)
        view = acme.reads.team(EVERYTHING, "payments", None)
        assert view
        assert [line.service.id for line in view.services] == ["checkout"]
        assert view.findings.total == view.line.rollup.counts.failed == 1

    def test_a_team_sees_itself_alone(self, acme: Acme) -> None:
        assert [line.team.id for line in acme.reads.teams(PAYMENTS, None)] == ["payments"]
        assert [line.service.id for line in acme.reads.services(PAYMENTS, None)] == ["checkout"]
        assert acme.reads.team(PAYMENTS, "finders", None) is None
        assert acme.reads.service(PAYMENTS, "search", None) is None


class TestLimitedLook:
    def test_statuses_are_of_what_is_in_sight(self, acme: Acme) -> None:
        mine = acme.reads.requirement(FINDERS, "iso27001", "A.8.3", None)
        whole = acme.reads.requirement(EVERYTHING, "iso27001", "A.8.3", None)
        assert mine
        assert whole
        assert mine.rollup.counts.failed == mine.findings.total == 1
        assert mine.rollup.counts.failed < whole.rollup.counts.failed
        assert (mine.history, len(whole.history)) == ((), 2)

    def test_the_overview_counts_nothing_of_others(self, acme: Acme) -> None:
        view = acme.reads.overview(FINDERS, None)
        assert view.unowned == 0
        assert view.out_of_scope == 0
        assert {change.finding.team for change in view.changes.shown} == {"finders"}
        assert {matter.check.id for matter in view.matters} == {SECRET.id}

    def test_runs_and_other_accounts_are_not_told(self, acme: Acme) -> None:
        view = acme.reads.sources(FINDERS, None)
        assert {run.results for run in view.runs} == {0}
        assert not any(unread.account_id == "9" for unread in view.unread)

    def test_a_subject_of_others_is_not_there(self, acme: Acme) -> None:
        assert acme.reads.subject(FINDERS, "arn:exports", None) is None
        assert acme.reads.explain(FINDERS, PUBLIC.id, "arn:exports", None) is None
        assert acme.reads.subject(FINDERS, "arn:index", None) is not None


class TestOverview:
    def test_the_first_page_answers_in_a_sentence(self, acme: Acme) -> None:
        view = acme.reads.overview(EVERYTHING, None)
        assert view.answer == "Not yet: 0 of 1 controls are effective, 1 failing."
        assert view.annex == {"failing": 1, "not applicable": 1}
        assert view.clauses == {"not evidenced": 1}
        assert view.out_of_scope == 1
        assert view.unowned == 1
        assert view.matters[0].check.id == PUBLIC.id

    @pytest.mark.parametrize(
        ("statuses", "sources", "said"),
        [
            ({"effective": 93}, (), "Yes: all 93 controls are effective."),
            (
                {"effective": 71, "failing": 9, "unknown": 13},
                (SourceHealth("github", MONDAY, 9, 3, stale=True, trouble="x"),),
                (
                    "Mostly: 71 of 93 controls are effective, 9 failing, "
                    "13 unknown because github has not answered since 2 November."
                ),
            ),
            (
                {"effective": 50, "unknown": 43},
                (SourceHealth("aws", MONDAY, 9, 3, stale=False, trouble="x"),),
                "In part: 50 of 93 controls are effective, 43 unknown because AWS could not be read whole.",
            ),
            ({"unknown": 2}, (), "Not yet: 0 of 2 controls are effective, 2 unknown."),
            (
                {"effective": 1, "not evidenced": 1, "not applicable": 5},
                (),
                "In part: 1 of 2 controls are effective, 1 not evidenced.",
            ),
            ({"not applicable": 5}, (), "Nothing is promised yet: no control applies."),
        ],
    )
    def test_the_answer_names_the_source_in_trouble(
        self, statuses: dict[str, int], sources: tuple[SourceHealth, ...], said: str
    ) -> None:
        assert answer(statuses, sources) == said


class TestChanges:
    def test_what_changed_since_the_run_before(self, acme: Acme) -> None:
        changes = acme.reads.changes(EVERYTHING, None)
        found = {(change.kind, change.finding.check, change.finding.subject_name) for change in changes.shown}
        assert ("newly failing", SECRET.id, "index") in found
        assert ("newly fixed", SECRET.id, "logs") in found
        assert ("new", SECRET.id, "fresh") in found
        assert ("gone", SECRET.id, "hidden") in found
        assert changes.since
        assert changes.since.run == 1
        assert sum(changes.counts.values()) == len(found)

    def test_a_run_in_which_nothing_moved_does_not_hide_what_the_one_before_it_found(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        acme.run()
        acme.buckets["fresh"] = bucket("fresh", tags={"service": "search"})
        acme.run()
        found = acme.reads.changes(EVERYTHING, None)
        acme.run()
        after = acme.reads.changes(EVERYTHING, None)
        assert found.counts["new"]
        assert (after.since, after.counts) == (found.since, found.counts)

    def test_the_overview_looks_a_week_back(self, acme: Acme) -> None:
        since = acme.reads.overview(EVERYTHING, None).changes.since
        assert since
        assert since.run == 1

    def test_the_first_run_changed_nothing(self, acme: Acme) -> None:
        changes = acme.reads.changes(EVERYTHING, MONDAY + timedelta(days=1))
        assert (changes.since, changes.counts, changes.shown) == (None, {}, ())


class TestSubject:
    def test_a_subject_has_all_its_results_and_facts(self, acme: Acme) -> None:
        view = acme.reads.subject(EVERYTHING, "arn:exports", None)
        assert view
        assert (view.service, view.team, view.owned_by) == ("checkout", "payments", "tag service=checkout")
        assert [finding.verdict for finding in view.findings] == [Verdict.FAIL, Verdict.PASS, Verdict.PASS]
        assert [facts.table for facts in view.facts] == ["t_bucket", "t_grant"]
        assert acme.reads.subject(EVERYTHING, "arn:none", None) is None
        assert acme.reads.subject(EVERYTHING, "arn:' OR TRUE --", None) is None

    def test_a_subject_tells_how_its_results_turned_up_to_the_moment_looked_at(self, acme: Acme) -> None:
        view = acme.reads.subject(EVERYTHING, "arn:logs", None)
        assert view
        turns = [(turn.moment.run, turn.check, turn.was, turn.verdict) for turn in view.history]
        assert turns[0] == (2, SECRET.id, Verdict.FAIL, Verdict.PASS)
        assert (1, SECRET.id, None, Verdict.FAIL) in turns
        then = acme.reads.subject(EVERYTHING, "arn:logs", MONDAY + timedelta(days=1))
        assert then
        assert {turn.moment.run for turn in then.history} == {1}

    def test_a_subject_outside_says_why(self, acme: Acme) -> None:
        view = acme.reads.subject(EVERYTHING, "arn:old", None)
        assert view
        assert (view.in_scope, view.scope_reason) == (False, "A sandbox.")

    def test_a_result_is_explained_by_its_sql_and_rows(self, acme: Acme) -> None:
        view = acme.reads.explain(EVERYTHING, PUBLIC.id, "arn:exports", None)
        assert view
        assert view.finding.reason == "exports is open to anyone"
        assert [facts.table for facts in view.facts] == ["t_bucket", "t_grant"]
        names = [name for name, _ in view.facts[1].columns]
        assert dict(zip(names, view.facts[1].rows[0], strict=True))["grantee"] == "anyone"
        assert "FROM t_bucket" in view.sql
        assert acme.reads.explain(EVERYTHING, "t.none", "arn:exports", None) is None
        assert acme.reads.explain(EVERYTHING, PUBLIC.id, "arn:none", None) is None


class TestSources:
    def test_health_counts_what_was_not_read(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        acme.unread = {("t_grant", "1", "north", ""): "AccessDenied to GetBucketPolicy"}
        acme.run()
        view = acme.reads.sources(EVERYTHING, None)
        test = next(source for source in view.sources if source.source == "test")
        assert (test.scopes, test.unread, test.stale) == (5, 1, False)
        assert test.trouble == "test: 1 part of what was asked was denied: AccessDenied to GetBucketPolicy."
        assert [(unread.table, unread.account_id) for unread in view.unread] == [("t_grant", "1")]
        explained = acme.reads.explain(EVERYTHING, PUBLIC.id, "arn:index", None)
        assert explained
        assert explained.finding.verdict is Verdict.UNKNOWN
        assert [unread.table for unread in explained.unread] == ["t_grant"]

    def test_an_old_source_is_stale_now_and_was_not_then(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        manifest = acme.run()
        acme.now = MONDAY + timedelta(days=3)
        (now,) = [one for one in acme.reads.sources(EVERYTHING, None).sources if one.source == "test"]
        (then,) = [one for one in acme.reads.sources(EVERYTHING, manifest.finished).sources if one.source == "test"]
        assert (now.stale, then.stale) == (True, False)
        assert now.trouble == "test was last read on 2026-11-02 06:00 UTC, which is too long ago."

    def test_runs_are_listed_newest_first(self, acme: Acme) -> None:
        runs = acme.reads.sources(EVERYTHING, None).runs
        assert [run.moment.run for run in runs] == [2, 1]
        assert all(run.results for run in runs)


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "kind", "id_"),
        [
            ("A.8.3", "requirement", "iso27001:A.8.3"),
            ("access restriction", "requirement", "iso27001:A.8.3"),
            ("bucket_is_private", "check", PUBLIC.id),
            ("checkout", "service", "checkout"),
            ("payments", "team", "payments"),
            ("product-sec", "program", "product-security"),
            ("arn:exports", "subject", "arn:exports"),
            ("EXPORTS", "subject", "arn:exports"),
        ],
    )
    def test_anything_is_found_by_part_of_its_name(self, acme: Acme, words: str, kind: str, id_: str) -> None:
        hits = acme.reads.search(EVERYTHING, words, None)
        assert (kind, id_) in [(hit.kind, hit.id) for hit in hits]

    def test_an_exact_subject_comes_first(self, acme: Acme) -> None:
        assert acme.reads.search(EVERYTHING, "arn:exports", None)[0].id == "arn:exports"

    @pytest.mark.parametrize("words", ["", "  ", "%", "_", "no such thing"])
    def test_nothing_found_is_an_empty_answer(self, acme: Acme, words: str) -> None:
        assert [hit for hit in acme.reads.search(EVERYTHING, words, None) if hit.kind == "subject"] == []

    def test_at_most_twenty_are_given(self, tmp_path: Path) -> None:
        acme = Acme(tmp_path)
        acme.buckets = {f"b{n}": bucket(f"b{n}", tags={"service": "search"}) for n in range(40)}
        acme.grants = [grant("b1")]
        acme.run()
        assert len(acme.reads.search(EVERYTHING, "b", None)) <= 20
        assert len(acme.reads.search(EVERYTHING, "arn:b", None)) == 20
