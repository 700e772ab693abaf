"""Exceptions: who may ask, who may decide, for how long, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from holdfast.collectors.records.tables import ORG_EXCEPTION, ORG_EXCEPTION_SUBJECT
from holdfast.content.model import Attack, Check, CheckHeader, Severity
from holdfast.errors import UsageError
from holdfast.web.accounts.models import Grant, User
from holdfast.web.accounts.roles import ONLY_LOOKS, Role
from holdfast.web.history import verify
from holdfast.web.history.records import ConflictError, archive, entries, keep
from holdfast.web.risk import exceptions, facts
from holdfast.web.risk.exceptions import Wanted
from holdfast.web.risk.models import Decision, Disposition, SecurityException

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
BUCKET = "arn:aws:s3:::albums-exports"


def today() -> date:
    return datetime.now(UTC).date()


def check(severity: Severity = Severity.HIGH, controls: tuple[str, ...] = ("A.8.3",)) -> Check:
    header = CheckHeader(
        id="aws.s3.bucket_is_private",
        title="Buckets are private",
        severity=severity,
        subject="aws_s3_bucket",
        program="cloud-infrastructure",
        controls=controls,
        why="w",
        attack=Attack(text="a", technique="T1530"),
        fix="f",
    )
    return Check(header=header, sql="", run_sql="", tables=(), source="")


def wanted(days: int = 30, **more: object) -> Wanted:
    basis = Wanted(
        subjects=(BUCKET,),
        reason="The partner still fetches files by address.",
        ends_on=today() + timedelta(days=days),
        compensating_control="The partner's network alone is let in by the bucket's policy.",
        compensating_evidence="aws.s3.bucket_policy_narrow",
        risk_accepted="Somebody in the partner's network reads exports.",
    )
    return replace(basis, **more)  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def engineer() -> User:
    return User.objects.create_user("kim", roles=[Role.ENGINEER], team="albums")


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("ottoline", roles=[Role.SECURITY_LEAD])


@pytest.fixture
def executive(lead: User) -> User:
    made = User.objects.create_user("ada", roles=[Role.EXECUTIVE])
    exceptions.give_authority(made, Severity.CRITICAL, lead)
    return made


@pytest.fixture
def approver(executive: User, lead: User) -> User:  # noqa: ARG001  the lead gives
    made = User.objects.create_user("bastian", roles=[Role.PROGRAM_LEAD])
    exceptions.give_authority(made, Severity.HIGH, lead)
    return made


def test_a_request_is_recorded_and_waits(engineer: User) -> None:
    made = exceptions.request(check(), wanted(), engineer)
    assert (made.decision, made.severity, made.tier, made.renewals) == (Decision.OPEN, "high", "high", 0)
    assert [entry.actor for entry in entries(made)] == [engineer.key]
    assert list(verify.problems()) == []


@pytest.mark.parametrize("role", sorted(ONLY_LOOKS))
def test_who_only_looks_cannot_ask(role: Role) -> None:
    extra = {"ends_on": today()} if role is Role.EXTERNAL_AUDITOR else {}
    looker = User.objects.create_user("looker")
    keep(Grant(user=looker, role=role, **extra), "holdfast")
    with pytest.raises(UsageError, match="roles do not allow"):
        exceptions.request(check(), wanted(), looker)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"days": 181}, "180 days at most"),
        ({"starts_on": date(2020, 1, 1)}, "cannot start in the past"),
    ],
)
def test_what_reaches_too_far_is_refused(engineer: User, change: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        exceptions.request(check(), wanted(**change), engineer)  # type: ignore[arg-type]  # fields by name
    assert not SecurityException.objects.exists()


def test_nothing_is_excepted_from_a_clause(engineer: User) -> None:
    with pytest.raises(UsageError, match=r"clause 9\.2"):
        exceptions.request(check(controls=("A.5.35", "9.2/operates")), wanted(), engineer)


@pytest.mark.parametrize("field", ["compensating_control", "risk_accepted", "reason"])
def test_an_exception_says_what_protects_and_what_is_risked(engineer: User, field: str) -> None:
    with pytest.raises(ValidationError) as met:
        exceptions.request(check(), wanted(**{field: " "}), engineer)  # type: ignore[arg-type]  # fields by name
    assert field in met.value.message_dict


def test_a_false_positive_needs_no_compensating_control(engineer: User) -> None:
    asked = wanted(disposition=Disposition.FALSE_POSITIVE, compensating_control="", risk_accepted="")
    assert exceptions.request(check(), asked, engineer).pk


def test_nobody_decides_on_their_own_request(approver: User) -> None:
    made = exceptions.request(check(), wanted(), approver)
    with pytest.raises(UsageError, match="own request"):
        exceptions.decide(made, approver, approve=True, why="I say so.")
    made.refresh_from_db()
    assert made.decision == Decision.OPEN


@pytest.mark.parametrize(
    ("held", "severity", "allowed"),
    [
        (Severity.HIGH, Severity.HIGH, True),
        (Severity.HIGH, Severity.LOW, True),
        (Severity.HIGH, Severity.CRITICAL, False),
        (Severity.LOW, Severity.MEDIUM, False),
        (Severity.CRITICAL, Severity.CRITICAL, True),
    ],
)
def test_authority_reaches_down_and_not_up(
    engineer: User, lead: User, held: Severity, severity: Severity, *, allowed: bool
) -> None:
    somebody = User.objects.create_user("somebody", roles=[Role.MANAGER])
    exceptions.give_authority(somebody, held, lead)
    made = exceptions.request(check(severity), wanted(), engineer)
    assert (exceptions.why_not_decide(made, somebody) == "") is allowed


def test_authority_that_ended_or_was_taken_counts_no_more(engineer: User, approver: User, lead: User) -> None:
    made = exceptions.request(check(), wanted(), engineer)
    assert exceptions.why_not_decide(made, approver) == ""
    held = approver.authorities.get()
    archive(held, lead.key, "Moved on.")
    assert "recorded authority" in exceptions.why_not_decide(made, approver)


def test_nobody_gives_themselves_authority(lead: User, engineer: User) -> None:
    with pytest.raises(UsageError, match="themselves"):
        exceptions.give_authority(lead, Severity.CRITICAL, lead)
    with pytest.raises(UsageError, match="roles do not allow"):
        exceptions.give_authority(lead, Severity.CRITICAL, engineer)


def test_an_approval_says_who_when_and_why(engineer: User, approver: User) -> None:
    made = exceptions.request(check(), wanted(), engineer)
    exceptions.decide(made, approver, approve=True, why="Until the partner has moved.")
    made.refresh_from_db()
    assert (made.decision, made.decided_by, made.decided_why) == (
        Decision.APPROVED,
        approver,
        "Until the partner has moved.",
    )
    newest = entries(made)[0]
    assert (newest.actor, newest.why) == (approver.key, "Until the partner has moved.")


def test_a_decision_needs_its_reason_and_is_made_once(engineer: User, approver: User, executive: User) -> None:
    made = exceptions.request(check(), wanted(), engineer)
    with pytest.raises(UsageError, match="needs its reason"):
        exceptions.decide(made, approver, approve=True, why=" ")
    seen_by_other = SecurityException.objects.get(pk=made.pk)
    exceptions.decide(made, approver, approve=False, why="Mend it, it is an hour's work.")
    with pytest.raises(ConflictError):
        exceptions.decide(seen_by_other, executive, approve=True, why="Fine.")
    with pytest.raises(UsageError, match="refused already"):
        exceptions.decide(made, executive, approve=True, why="Fine.")


def approved(engineer: User, by: User, days: int) -> SecurityException:
    made = exceptions.request(check(), wanted(days), engineer)
    exceptions.decide(made, by, approve=True, why="For now.")
    return made


def test_each_renewal_is_harder(engineer: User, approver: User, executive: User) -> None:
    approved(engineer, approver, 180)
    with pytest.raises(UsageError, match="90 days at most"):
        exceptions.request(check(), wanted(91), engineer)
    second = exceptions.request(check(), wanted(90), engineer)
    assert (second.renewals, second.tier) == (1, "critical")
    assert "up to critical" in exceptions.why_not_decide(second, approver)
    exceptions.decide(second, executive, approve=True, why="Once more.")
    with pytest.raises(UsageError, match="45 days at most"):
        exceptions.request(check(), wanted(46), engineer)


def test_other_subjects_are_no_renewal(engineer: User, approver: User) -> None:
    approved(engineer, approver, 180)
    other = exceptions.request(check(), wanted(180, subjects=("arn:aws:s3:::other",)), engineer)
    assert other.renewals == 0


def test_a_request_is_withdrawn_by_who_asked_alone(engineer: User, approver: User) -> None:
    made = exceptions.request(check(), wanted(), engineer)
    with pytest.raises(UsageError):
        exceptions.withdraw(made, approver)
    exceptions.withdraw(made, engineer)
    assert SecurityException.objects.get(pk=made.pk).decision == Decision.WITHDRAWN


@pytest.mark.parametrize("who", ["requester", "approver", "lead"])
def test_an_exception_is_ended_early(engineer: User, approver: User, lead: User, who: str) -> None:
    made = approved(engineer, approver, 30)
    exceptions.stop(made, {"requester": engineer, "approver": approver, "lead": lead}[who], "It is mended.")
    (row,) = facts.rows()[ORG_EXCEPTION_SUBJECT]
    assert row["ends_at"] == datetime.combine(today(), datetime.min.time())


def test_a_stranger_ends_nothing(engineer: User, approver: User) -> None:
    made = approved(engineer, approver, 30)
    stranger = User.objects.create_user("stranger", roles=[Role.ENGINEER])
    with pytest.raises(UsageError):
        exceptions.stop(made, stranger, "")


def test_facts_carry_keys_and_dates_and_no_name(engineer: User, approver: User) -> None:
    made = approved(engineer, approver, 30)
    (row,) = facts.rows()[ORG_EXCEPTION]
    assert (row["id"], row["decision"], row["decided_by_requester"], row["decided_with_authority"]) == (
        f"EX-{made.pk}",
        "approved",
        False,
        True,
    )
    assert row["ends_at"] == datetime.combine(made.ends_on + timedelta(days=1), datetime.min.time())
    assert "bastian" not in str(row)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda made: {"decided_by_id": made.requester_id},
        lambda _: {"tier": "critical"},
    ],
    ids=["decided by who asked", "beyond the authority"],
)
def test_facts_say_when_a_decision_should_not_have_been(
    engineer: User, approver: User, tamper: Callable[[SecurityException], dict[str, object]]
) -> None:
    made = approved(engineer, approver, 30)
    for name, value in tamper(made).items():
        setattr(made, name, value)
    keep(made, "somebody")
    (row,) = facts.rows()[ORG_EXCEPTION]
    assert row["decided_by_requester"] or not row["decided_with_authority"]
