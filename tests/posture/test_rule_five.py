"""Design rule 5, line by line: when a control is effective, and when it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from worlds import (
    ATTESTED,
    CERTIFIED,
    EITHER,
    FAIL,
    NA,
    NOW,
    PASS,
    UNKNOWN,
    Result,
    aspect,
    check,
    content,
    framework,
    judged,
    requirement,
    results,
)

from holdfast.content.model import Applicability, Content, Deadlines, Severity
from holdfast.posture.evidence import Attested, Certificate, Evidence
from holdfast.posture.model import Status
from holdfast.posture.statement import Entry

TODAY = NOW.date()
PUBLIC = check(severity=Severity.CRITICAL, exposure="internet")


def severity_of(rank: Severity, threshold: float | None = 0.0) -> Content:
    """One check of that severity; by default its threshold never decides."""
    return content(checks=(check(severity=rank, threshold=threshold),))


class TestWhatFails:
    @pytest.mark.parametrize(
        ("rank", "allowed"),
        [(Severity.CRITICAL, 7), (Severity.HIGH, 30), (Severity.MEDIUM, 90), (Severity.LOW, 180)],
    )
    def test_a_fail_past_its_severitys_deadline_is_failing(self, rank: Severity, allowed: int) -> None:
        many = (99, Result(PASS))
        late = judged(results(many, (1, Result(FAIL, days=allowed + 0.01))), severity_of(rank))
        in_time = judged(results(many, (1, Result(FAIL, days=allowed - 0.01))), severity_of(rank))
        assert (late.status(), in_time.status()) == (Status.FAILING, Status.EFFECTIVE)
        assert (late["A.8.3"].counts.late, in_time["A.8.3"].counts.late) == (1, 0)

    def test_a_finding_within_its_deadline_stands_counted_beside_effective(self) -> None:
        one = judged(results((99, Result(PASS)), (1, Result(FAIL))))["A.8.3"]
        assert (one.status, one.counts.failed) == (Status.EFFECTIVE, 1)
        assert one.sentence == "1 check holds, with 1 finding within its deadline."

    def test_the_deadline_in_force_when_first_seen_counts(self) -> None:
        strict = Deadlines(effective=date(2026, 11, 1), critical=1, high=2, medium=3, low=4)
        mild = Deadlines(effective=date(2026, 1, 1), critical=10, high=60, medium=99, low=99)
        intent = content(deadlines=(strict, mild), checks=(check(threshold=0),))
        before = results((1, Result(FAIL, days=30)), (1, Result(PASS)))  # first seen in October: 60 days
        after = results((1, Result(FAIL, days=5)), (1, Result(PASS)))  # first seen in November: 2 days
        earliest = results((1, Result(FAIL, days=400)), (1, Result(PASS)))  # before all: the earliest, 60 days
        assert [judged(r, intent).status() for r in (before, after, earliest)] == [
            Status.EFFECTIVE,
            Status.FAILING,
            Status.FAILING,
        ]

    def test_a_critical_exposure_to_the_internet_fails_at_once(self) -> None:
        given = results((999, Result(PASS)), (1, Result(FAIL, days=0)))
        exposed = content(checks=(replace(PUBLIC, header=replace(PUBLIC.header, threshold=0)),))
        inside = content(checks=(check(severity=Severity.CRITICAL, threshold=0),))
        high = content(checks=(check(severity=Severity.HIGH, exposure="internet"),))
        assert judged(given, exposed).status() is Status.FAILING
        assert judged(given, inside).status() is Status.EFFECTIVE
        assert judged(given, high).status() is Status.EFFECTIVE

    @pytest.mark.parametrize(
        ("tier", "customer_data", "status"),
        [
            (1, False, Status.FAILING),
            (0, True, Status.FAILING),
            (2, False, Status.EFFECTIVE),
            (0, False, Status.EFFECTIVE),
            (None, None, Status.UNKNOWN),
            (None, True, Status.FAILING),
            (1, None, Status.FAILING),
            (2, None, Status.UNKNOWN),
        ],
    )
    def test_a_fail_on_a_tier_1_service_or_customers_data_fails_at_once(
        self,
        tier: int | None,
        customer_data: bool | None,  # noqa: FBT001  a table of cases
        status: Status,
    ) -> None:
        grave = Result(FAIL, days=0, tier=tier, customer_data=customer_data)
        assert judged(results((99, Result(PASS)), (1, grave))).status() is status

    @pytest.mark.parametrize(
        ("rank", "passed", "failed", "status"),
        [
            (Severity.CRITICAL, 999, 1, Status.FAILING),
            (Severity.HIGH, 98, 2, Status.EFFECTIVE),
            (Severity.HIGH, 97, 3, Status.FAILING),
            (Severity.MEDIUM, 95, 5, Status.EFFECTIVE),
            (Severity.MEDIUM, 94, 6, Status.FAILING),
            (Severity.LOW, 90, 10, Status.EFFECTIVE),
            (Severity.LOW, 89, 11, Status.FAILING),
        ],
    )
    def test_a_pass_rate_under_the_severitys_threshold_fails(
        self, rank: Severity, passed: int, failed: int, status: Status
    ) -> None:
        given = results((passed, Result(PASS)), (failed, Result(FAIL, days=0)))
        assert judged(given, severity_of(rank, None)).status() is status

    def test_the_checks_own_threshold_overrides(self) -> None:
        given = results((50, Result(PASS)), (50, Result(FAIL, days=0)))
        assert judged(given, severity_of(Severity.CRITICAL, 0.5)).status() is Status.EFFECTIVE
        assert judged(given, severity_of(Severity.LOW, 0.51)).status() is Status.FAILING

    def test_what_does_not_apply_is_no_part_of_the_rate(self) -> None:
        given = results((98, Result(PASS)), (2, Result(FAIL, days=0)), (900, Result(NA)))
        assert judged(given).status() is Status.EFFECTIVE

    def test_one_failing_check_of_several_fails_the_control(self) -> None:
        other = check("aws.s3.bucket_is_encrypted", title="S3 buckets are encrypted")
        given = results((9, Result(PASS)), (1, Result(FAIL, check=other.id, days=99)))
        one = judged(given, content(checks=(check(), other)))["A.8.3"]
        assert one.status is Status.FAILING
        assert one.sentence == "S3 buckets are encrypted: the one bucket fails; it is past its deadline of 30 days."


class TestWhatIsUnknown:
    def test_one_unknown_result_makes_it_unknown(self) -> None:
        assert judged(results((99, Result(PASS)), (1, Result(UNKNOWN)))).status() is Status.UNKNOWN

    def test_failing_comes_before_unknown(self) -> None:
        given = results((9, Result(PASS)), (1, Result(UNKNOWN)), (1, Result(FAIL, days=99)))
        assert judged(given).status() is Status.FAILING

    def test_a_check_that_was_never_judged_is_unknown(self) -> None:
        intent = content()
        later = replace(intent, checks=(*intent.checks, check("aws.s3.new")))
        rollups = judged([Result(PASS)], intent)
        assert rollups.status() is Status.EFFECTIVE
        from holdfast.posture.controls import Controls  # noqa: PLC0415
        from holdfast.posture.tally import Tally  # noqa: PLC0415

        known = {"aws.s3.bucket_is_private": Tally(passed=1)}
        assert Controls(later, known, Evidence(), TODAY).standing("iso27001:A.8.3").status is Status.UNKNOWN


class TestScope:
    def test_only_subjects_inside_the_scope_count(self) -> None:
        outside = Result(FAIL, days=999, tier=1, in_scope=False)
        one = judged(results((1, Result(PASS)), (5, outside), (2, Result(UNKNOWN, in_scope=False))))["A.8.3"]
        assert (one.status, one.counts.failed, one.counts.out_of_scope) == (Status.EFFECTIVE, 0, 7)

    def test_nothing_inside_the_scope_is_not_evidenced(self) -> None:
        one = judged(results((5, Result(PASS, in_scope=False))))["A.8.3"]
        assert (one.status, one.sentence) == (
            Status.NOT_EVIDENCED,
            "Not shown: It operates. S3 buckets are private: all 5 buckets are outside the scope.",
        )


class TestEvidence:
    def test_no_applicable_subject_is_not_evidenced(self) -> None:
        assert judged([]).status() is Status.NOT_EVIDENCED
        assert judged(results((5, Result(NA)))).status() is Status.NOT_EVIDENCED

    def test_one_check_that_has_subjects_is_enough_beside_one_that_has_none(self) -> None:
        intent = content(checks=(check(), check("aws.rds.x", subject="aws_rds_instance")))
        assert judged([Result(PASS)], intent).status() is Status.EFFECTIVE

    def test_an_aspect_without_evidence_is_not_evidenced(self) -> None:
        both = framework(requirement("A.8.3", aspect(), aspect("designed", ATTESTED)))
        one = judged([Result(PASS)], content(frameworks=(both,)))["A.8.3"]
        assert one.status is Status.NOT_EVIDENCED
        assert [a.status for a in one.aspects] == [Status.EFFECTIVE, Status.NOT_EVIDENCED]
        assert one.sentence == "Not shown: It designed. Nobody has attested it yet."

    def test_a_requirement_that_names_nothing_is_not_evidenced(self) -> None:
        assert judged([], content(frameworks=(framework(requirement("5.1")),), checks=())).status("5.1") is (
            Status.NOT_EVIDENCED
        )

    @pytest.mark.parametrize(
        ("effective", "status", "reason"),
        [
            (date(2026, 1, 1), Status.EFFECTIVE, "Attested on 2026-01-01; stands until 2027-01-01."),
            (TODAY - timedelta(days=365), Status.EFFECTIVE, "Attested on 2025-11-24; stands until 2026-11-24."),
            (TODAY - timedelta(days=366), Status.UNKNOWN, "The attestation of 2025-11-23 expired on 2026-11-23."),
            (TODAY + timedelta(days=1), Status.NOT_EVIDENCED, "Nobody has attested it yet."),
        ],
    )
    def test_an_attestation_stands_from_its_date_to_its_age(self, effective: date, status: Status, reason: str) -> None:
        intent = content(frameworks=(framework(requirement("A.8.3", aspect("designed", ATTESTED))),), checks=())
        stands = Evidence(attestations=(Attested("a1", "iso27001:A.8.3", "designed", effective),))
        one = judged([], intent, stands=stands)["A.8.3"]
        assert (one.status, one.aspects[0].reason) == (status, reason)

    def test_the_newest_attestation_counts(self) -> None:
        intent = content(frameworks=(framework(requirement("A.8.3", aspect("designed", ATTESTED))),), checks=())
        old = Attested("a1", "iso27001:A.8.3", "designed", date(2024, 1, 1))
        new = Attested("a2", "iso27001:A.8.3", "designed", date(2026, 6, 1))
        assert judged([], intent, stands=Evidence((old, new))).status() is Status.EFFECTIVE

    def test_another_aspects_attestation_shows_nothing(self) -> None:
        intent = content(frameworks=(framework(requirement("A.8.3", aspect("designed", ATTESTED))),), checks=())
        other = Attested("a1", "iso27001:A.8.3", "operates", date(2026, 6, 1))
        assert judged([], intent, stands=Evidence((other,))).status() is Status.NOT_EVIDENCED

    def test_attestations_that_were_not_read_are_unknown(self) -> None:
        intent = content(frameworks=(framework(requirement("A.8.3", aspect("designed", ATTESTED))),), checks=())
        assert judged([], intent, stands=Evidence(attestations_read=False)).status() is Status.UNKNOWN

    def test_a_fail_is_not_outweighed_by_an_attestation(self) -> None:
        intent = content(frameworks=(framework(requirement("A.8.3", aspect("operates", EITHER))),))
        stands = Evidence((Attested("a1", "iso27001:A.8.3", "operates", date(2026, 6, 1)),))
        assert judged([Result(FAIL)], intent, stands=stands).status() is Status.FAILING
        assert judged([Result(UNKNOWN)], intent, stands=stands).status() is Status.UNKNOWN
        assert judged([], intent, stands=stands).status() is Status.EFFECTIVE

    def test_a_check_on_an_aspect_that_is_not_declared_still_counts(self) -> None:
        intent = content(checks=(check(), check("aws.s3.y", controls=("A.8.3/at-rest",))))
        given = [Result(PASS), Result(FAIL, check="aws.s3.y", days=99)]
        assert judged(given, intent).status() is Status.FAILING


class TestSharedControls:
    certificate = Certificate("soc", "SOC 2 report", date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 1))

    def intent(self, *aspects_: str, responsibility: str = "shared") -> Content:
        made = [aspect("provider", CERTIFIED) if name == "provider" else aspect(name) for name in aspects_]
        one = requirement("A.8.3", *made, responsibility=responsibility)
        return content(frameworks=(framework(one),), checks=(check(),) if "operates" in aspects_ else ())

    def test_a_shared_control_never_passes_on_the_certificate_alone(self) -> None:
        stands = Evidence(certificates=(self.certificate,))
        assert judged([], self.intent("provider"), stands=stands).status() is Status.NOT_EVIDENCED
        assert judged([], self.intent("provider", "operates"), stands=stands).status() is Status.NOT_EVIDENCED
        assert judged([Result(PASS)], self.intent("provider", "operates"), stands=stands).status() is Status.EFFECTIVE

    def test_what_is_the_providers_alone_passes_on_it(self) -> None:
        stands = Evidence(certificates=(self.certificate,))
        assert judged([], self.intent("provider", responsibility="provider"), stands=stands).status() is (
            Status.EFFECTIVE
        )

    def test_without_the_certificate_the_providers_part_is_not_evidenced(self) -> None:
        assert judged([Result(PASS)], self.intent("provider", "operates")).status() is Status.NOT_EVIDENCED

    def test_an_expired_certificate_makes_it_unknown(self) -> None:
        stands = Evidence(certificates=(replace(self.certificate, end=date(2026, 11, 23)),))
        one = judged([Result(PASS)], self.intent("provider", "operates"), stands=stands)["A.8.3"]
        assert one.status is Status.UNKNOWN
        assert one.sentence == "The provider's SOC 2 report expired on 2026-11-23."

    def test_a_certificate_for_other_controls_shows_nothing(self) -> None:
        elsewhere = replace(self.certificate, controls=frozenset({"iso27001:A.7.1"}))
        stands = Evidence(certificates=(elsewhere,))
        given = judged([Result(PASS)], self.intent("provider", "operates"), stands=stands)
        assert given.status() is Status.NOT_EVIDENCED

    def test_a_certificate_says_nothing_of_what_is_the_customers(self) -> None:
        stands = Evidence(certificates=(self.certificate,))
        assert judged([], self.intent("provider", responsibility="customer"), stands=stands).status() is (
            Status.NOT_EVIDENCED
        )


class TestApplicability:
    @pytest.mark.parametrize(
        ("line", "status", "sentence"),
        [
            (
                Applicability(control="A.8.3", applicable=False, reason="There is no such thing."),
                Status.NOT_APPLICABLE,
                "Not applicable: There is no such thing.",
            ),
            (
                Applicability(control="A.8.3", implementation="planned", reason="Next year."),
                Status.NOT_IMPLEMENTED,
                "Planned, not implemented yet: Next year.",
            ),
            (
                Applicability(control="iso27001:A.8.3", implementation="not implemented", reason="No."),
                Status.NOT_IMPLEMENTED,
                "Not implemented: No.",
            ),
        ],
    )
    def test_the_statement_of_applicability_comes_first(
        self, line: Applicability, status: Status, sentence: str
    ) -> None:
        one = judged([Result(FAIL, days=99)], content(applicability=(line,)))["A.8.3"]
        assert (one.status, one.sentence, one.counts.failed) == (status, sentence, 1)

    def test_what_is_recorded_takes_the_place_of_the_text(self) -> None:
        written = content(applicability=(Applicability(control="A.8.3", applicable=False, reason="Text."),))
        applies = Evidence(declared=(Entry("A.8.3", contracts=("The schools",)),))
        assert judged([Result(PASS)], written, stands=applies).status() is Status.EFFECTIVE
        planned = Evidence(declared=(Entry("A.8.3", implementation="planned", contracts=("The schools",)),))
        one = judged([Result(PASS)], written, stands=planned)["A.8.3"]
        assert (one.status, one.sentence) == (
            Status.NOT_IMPLEMENTED,
            "Planned, not implemented yet: Asked for by The schools.",
        )

    def test_a_control_of_the_company_s_own_leaves_the_text_in_force(self) -> None:
        written = content(applicability=(Applicability(control="A.8.3", applicable=False, reason="Text."),))
        own = Evidence(declared=(Entry("PM-1", own=True, title="Ours"),))
        assert judged([Result(PASS)], written, stands=own).status() is Status.NOT_APPLICABLE

    def test_whether_a_control_applies_is_unknown_where_the_records_were_not_read(self) -> None:
        one = judged([Result(PASS)], content(), stands=Evidence(declared_read=False))["A.8.3"]
        assert (one.status, one.sentence) == (Status.UNKNOWN, "Whether it applies could not be read.")


class TestThrough:
    def worlds(self, *statuses: Status) -> Status:
        """The status of a criterion that follows from controls with these statuses."""
        iso, checks, given, lines = [], [], [], []
        for number, status in enumerate(statuses):
            name = f"A.9.{number}"
            iso.append(requirement(name, aspect()))
            checks.append(check(f"aws.s3.c{number}", controls=(name,)))
            verdict = {Status.FAILING: FAIL, Status.UNKNOWN: UNKNOWN, Status.NOT_EVIDENCED: NA}.get(status, PASS)
            given.append(Result(verdict, check=f"aws.s3.c{number}", days=99))
            if status is Status.NOT_APPLICABLE:
                lines.append(Applicability(control=name, applicable=False, reason="r"))
            if status is Status.NOT_IMPLEMENTED:
                lines.append(Applicability(control=name, implementation="planned", reason="r"))
        soc2 = framework(requirement("CC1", through=tuple(f"iso27001:{r.id}" for r in iso)), id_="soc2")
        intent = content(frameworks=(soc2, framework(*iso)), checks=tuple(checks), applicability=tuple(lines))
        return judged(given, intent).status("soc2:CC1")

    @pytest.mark.parametrize(
        ("statuses", "expected"),
        [
            ((Status.EFFECTIVE, Status.EFFECTIVE), Status.EFFECTIVE),
            ((Status.EFFECTIVE, Status.NOT_EVIDENCED), Status.NOT_EVIDENCED),
            ((Status.NOT_EVIDENCED, Status.NOT_IMPLEMENTED), Status.NOT_IMPLEMENTED),
            ((Status.NOT_IMPLEMENTED, Status.UNKNOWN), Status.UNKNOWN),
            ((Status.UNKNOWN, Status.FAILING), Status.FAILING),
            ((Status.NOT_APPLICABLE, Status.EFFECTIVE), Status.EFFECTIVE),
            ((Status.NOT_APPLICABLE, Status.NOT_APPLICABLE), Status.NOT_APPLICABLE),
        ],
    )
    def test_the_worst_of_the_mapped_requirements_counts(self, statuses: tuple[Status, ...], expected: Status) -> None:
        assert self.worlds(*statuses) is expected

    def test_a_circle_of_mappings_shows_nothing(self) -> None:
        a = framework(requirement("A", through=("two:B",)), id_="one")
        b = framework(requirement("B", through=("one:A",)), id_="two")
        assert judged([], content(frameworks=(a, b), checks=())).status("one:A") is Status.NOT_EVIDENCED

    def test_a_heading_aggregates_its_children(self) -> None:
        tree = framework(
            requirement("A.8", assessable=False),
            requirement("A.8.3", aspect(), parent="A.8"),
            requirement("A.8.4", aspect(), parent="A.8"),
        )
        one = judged([Result(FAIL, days=99)], content(frameworks=(tree,)))["A.8"]
        assert (one.status, one.counts.failed) == (Status.FAILING, 1)
        assert one.sentence == "0 of 2 requirements are effective, 1 failing, 1 not evidenced."

    def test_a_check_that_names_two_controls_counts_once_above_them(self) -> None:
        tree = framework(requirement("A.8.3", aspect()), requirement("A.8.4", aspect()))
        rollups = judged([Result(PASS)], content(frameworks=(tree,), checks=(check(controls=("A.8.3", "A.8.4")),)))
        assert [rollups[key].counts.passed for key in ("A.8.3", "A.8.4")] == [1, 1]
        from holdfast.posture.model import Kind  # noqa: PLC0415

        assert rollups.of(Kind.FRAMEWORK, "iso27001").counts.passed == 1
