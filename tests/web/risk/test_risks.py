"""The register: who may raise, rate, treat and accept a risk, and how each stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from holdfast.content.risk_method import DEFAULT_METHOD as METHOD
from holdfast.errors import UsageError
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history import verify
from holdfast.web.history.records import ConflictError, entries
from holdfast.web.risk import accepting, risks, standing, treating
from holdfast.web.risk.controls_asked import controls_asked_for
from holdfast.web.risk.register import Risk, Stage, Treatment

pytestmark = pytest.mark.django_db

SAID = {
    "title": "A share link is guessed",
    "scenario": "Somebody tries addresses until albums of strangers open.",
    "assets": ["service:albums"],
    "controls": ["A.8.3"],
}


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("bastian", name="Bastian Example", roles=[Role.PROGRAM_LEAD])


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("jonah", name="Jonah Example", roles=[Role.RISK_OWNER], team="albums")


@pytest.fixture
def engineer() -> User:
    return User.objects.create_user("kim", roles=[Role.ENGINEER], team="albums")


@pytest.fixture
def risk(engineer: User, lead: User, owner: User) -> Risk:
    """A risk that an engineer raised, and that a lead gave to its owner; low once treated, medium today."""
    made = risks.raise_risk(engineer, METHOD, SAID)
    risks.change(made, lead, METHOD, {"owner": owner, "team": "albums"})
    rate(made, owner, 3, 3, residual=(2, 2))
    return made


def rate(made: Risk, by: User, likelihood: int, impact: int, residual: tuple[int, int] | None = None) -> None:
    said = {"current_likelihood": likelihood, "current_impact": impact}
    if residual:
        said |= {"residual_likelihood": residual[0], "residual_impact": residual[1]}
    risks.change(made, by, METHOD, said)


def plan(made: Risk, by: User, **more: object) -> Treatment:
    said = {"title": "Longer links", "controls": ["A.8.24"], "due_on": today() + timedelta(days=30)}
    return treating.plan(made, by, said | more)


def test_whoever_acts_may_raise_a_risk_and_no_more(engineer: User) -> None:
    made = risks.raise_risk(engineer, METHOD, SAID)
    assert str(made) == f"R-{made.pk}"
    for said in ({"current_likelihood": 1, "current_impact": 1}, {"owner": engineer}, {"response": "retain"}):
        with pytest.raises(UsageError):
            risks.change(Risk.objects.get(pk=made.pk), engineer, METHOD, said)
    risks.change(Risk.objects.get(pk=made.pk), engineer, METHOD, {"title": "Share links are guessed"})


def test_whoever_only_looks_raises_none() -> None:
    auditor = User.objects.create_user("nell", roles=[Role.INTERNAL_AUDITOR])
    with pytest.raises(UsageError):
        risks.raise_risk(auditor, METHOD, SAID)


def test_an_owner_must_be_somebody_who_acts(lead: User, engineer: User) -> None:
    made = risks.raise_risk(engineer, METHOD, SAID)
    viewer = User.objects.create_user("olga", roles=[Role.VIEWER])
    with pytest.raises(UsageError, match="cannot own"):
        risks.change(made, lead, METHOD, {"owner": viewer})


def test_a_rating_is_whole_and_on_the_scales(risk: Risk, owner: User) -> None:
    with pytest.raises(ValidationError):
        risks.change(Risk.objects.get(pk=risk.pk), owner, METHOD, {"inherent_likelihood": 2})
    with pytest.raises(UsageError, match="scales"):
        rate(Risk.objects.get(pk=risk.pk), owner, 9, 1)


def test_a_rating_says_when_it_was_given_and_other_words_do_not_change_that(risk: Risk, owner: User) -> None:
    assert risk.rated_at is not None
    assert risk.reviewed_on == today()
    was = risk.rated_at
    risks.change(risk, owner, METHOD, {"rationale": "Two attempts in the logs of last year."})
    assert risk.rated_at == was
    rate(risk, owner, 2, 3)
    assert risk.rated_at > was


def test_two_who_save_the_same_risk_do_not_overwrite_each_other(risk: Risk, owner: User, lead: User) -> None:
    first, second = Risk.objects.get(pk=risk.pk), Risk.objects.get(pk=risk.pk)
    risks.change(first, owner, METHOD, {"title": "Links are guessed"})
    with pytest.raises(ConflictError):
        risks.change(second, lead, METHOD, {"title": "Links are tried out"})
    assert Risk.objects.get(pk=risk.pk).title == "Links are guessed"


def test_a_plan_needs_the_owner_s_word_and_a_change_takes_it_back(risk: Risk, lead: User, owner: User) -> None:
    made = plan(risk, lead)
    assert made.agreed_at is None
    with pytest.raises(UsageError):
        treating.agree(made, lead)
    treating.agree(made, owner)
    assert made.agreed_by == owner
    treating.change(made, lead, {"owner": lead})
    assert Treatment.objects.get().agreed_at is not None
    treating.change(made, lead, {"due_on": today() + timedelta(days=300)})
    assert Treatment.objects.get().agreed_at is None


def test_whoever_carries_a_treatment_out_says_how_far_it_is(risk: Risk, lead: User, engineer: User) -> None:
    made = plan(risk, lead, owner=engineer)
    treating.advance(made, engineer, Stage.BEGUN)
    treating.advance(made, engineer, Stage.DONE)
    assert made.done_on == today()
    other = User.objects.create_user("noah", roles=[Role.ENGINEER])
    with pytest.raises(UsageError):
        treating.advance(made, other, Stage.PLANNED)
    with pytest.raises(UsageError, match="reason"):
        treating.advance(made, engineer, Stage.DROPPED)


def test_only_the_owner_accepts_and_only_within_their_authority(risk: Risk, owner: User, lead: User) -> None:
    assert "Only its owner" in accepting.why_not(risk, lead, METHOD)
    assert "It takes the role" in accepting.why_not(risk, owner, METHOD)  # medium is not for a risk owner alone
    rate(risk, owner, 1, 1)
    made = accepting.accept(risk, owner, METHOD, why="Nobody ever tried.", ends_on=today() + timedelta(days=90))
    assert (made.level, made.authority) == ("low", "risk owner")


def test_what_remains_is_accepted_once_a_plan_is_agreed(risk: Risk, owner: User, lead: User) -> None:
    assert accepting.remaining(risk) == (3, 3)
    made = plan(risk, lead)
    assert accepting.remaining(risk) == (3, 3)
    treating.agree(made, owner)
    assert accepting.remaining(risk) == (2, 2)
    treating.advance(made, owner, Stage.DONE)
    assert accepting.remaining(risk) == (3, 3)


def test_an_acceptance_has_an_end_within_what_the_method_gives(risk: Risk, owner: User) -> None:
    rate(risk, owner, 1, 1)
    with pytest.raises(UsageError, match="365 days"):
        accepting.accept(risk, owner, METHOD, why="So be it.", ends_on=today() + timedelta(days=366))
    with pytest.raises(UsageError, match="reason"):
        accepting.accept(risk, owner, METHOD, why=" ", ends_on=today())


def test_nobody_accepts_what_the_method_lets_nobody_accept(risk: Risk, lead: User) -> None:
    executive = User.objects.create_user("ottoline", roles=[Role.EXECUTIVE])
    risks.change(risk, lead, METHOD, {"owner": executive})
    rate(risk, executive, 5, 5)
    assert "Nobody may accept" in accepting.why_not(risk, executive, METHOD)


def test_how_a_risk_stands(risk: Risk, owner: User, lead: User) -> None:
    def stands() -> str:
        return standing.line(Risk.objects.get(pk=risk.pk), METHOD, None).standing

    assert stands() == "open"
    made = plan(risk, lead)
    assert stands() == "treated"
    treating.change(made, lead, {"due_on": today() - timedelta(days=1)})
    assert stands() == "late"
    treating.advance(made, lead, Stage.DONE)
    assert stands() == "open"
    rate(risk, owner, 2, 2)
    assert stands() == "within"


def test_a_graver_rating_is_no_longer_covered_by_what_was_accepted(risk: Risk, lead: User) -> None:
    executive = User.objects.create_user("ottoline", roles=[Role.EXECUTIVE])
    risks.change(risk, lead, METHOD, {"owner": executive})
    accepting.accept(risk, executive, METHOD, why="Until spring.", ends_on=today() + timedelta(days=30))
    assert standing.line(risk, METHOD, None).standing == "accepted"
    rate(risk, executive, 4, 4)
    assert standing.line(risk, METHOD, None).standing == "open"


def test_what_is_not_rated_is_unknown_and_stands_first(risk: Risk, engineer: User, lead: User) -> None:
    second = risks.raise_risk(engineer, METHOD, SAID)
    shown = standing.lines(lead, METHOD, None)
    assert [(one.number, one.standing) for one in shown] == [(second.pk, "unrated"), (risk.pk, "open")]
    assert shown[0].level is None


def test_others_see_their_own_their_team_s_and_what_they_carry_out(risk: Risk, owner: User, lead: User) -> None:
    noah = User.objects.create_user("noah", roles=[Role.ENGINEER], team="billing")
    assert standing.visible(noah, risk.pk, None) is None
    assert standing.lines(noah, METHOD, None) == []
    plan(risk, lead, owner=noah)
    assert standing.visible(noah, risk.pk, None) is not None
    assert [one.number for one in standing.lines(noah, METHOD, None)] == [risk.pk]
    assert [one.number for one in standing.lines(owner, METHOD, None)] == [risk.pk]


def test_a_past_moment_shows_how_it_stood_then(risk: Risk, owner: User, lead: User) -> None:
    then = datetime.now(UTC)
    rate(risk, owner, 5, 4)
    plan(risk, lead)
    shown = standing.lines(lead, METHOD, then)
    assert [(one.current, one.standing, one.owner) for one in shown] == [((3, 3), "open", "Jonah Example")]
    was = standing.visible(lead, risk.pk, then)
    assert was is not None
    assert standing.line(was, METHOD, then) == shown[0]


def test_controls_are_asked_for_by_open_risks(risk: Risk, lead: User, engineer: User) -> None:
    made = plan(risk, lead)
    plan(risk, lead, controls=["A.8.24", "A.5.1"], title="Another")
    found = controls_asked_for()
    assert list(found) == ["iso27001:A.5.1", "iso27001:A.8.24", "iso27001:A.8.3"]
    assert [(one.name, one.holds_down, one.treatments) for one in found["iso27001:A.8.3"]] == [(str(risk), True, ())]
    assert found["iso27001:A.8.24"][0].treatments == (made.pk, made.pk + 1)
    treating.advance(made, lead, Stage.DROPPED, "Too dear.")
    assert found != controls_asked_for()
    before = datetime.now(UTC)
    risks.close(risk, lead, "Sharing was taken out.")
    assert controls_asked_for() == {}
    assert list(controls_asked_for(before)) == list(found)
    assert engineer.pk


def test_a_closed_risk_leaves_the_register_and_can_come_back(risk: Risk, lead: User) -> None:
    with pytest.raises(UsageError, match="reason"):
        risks.close(risk, lead, "")
    risks.close(risk, lead, "Sharing was taken out.")
    assert standing.lines(lead, METHOD, None) == []
    risks.reopen(risk, lead)
    assert [one.number for one in standing.lines(lead, METHOD, None)] == [risk.pk]


def test_the_history_holds_every_step(risk: Risk, owner: User) -> None:
    risks.confirm(risk, owner, "")
    assert [entry.act for entry in entries(risk)] == ["changed", "changed", "changed", "created"]
    assert list(verify.problems()) == []
