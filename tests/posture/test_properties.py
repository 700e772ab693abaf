"""What must hold of posture whatever the results are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import EITHER, NOW, aspect, check, content, framework, requirement

from holdfast.content.model import Aspect, Content, Severity
from holdfast.content.model import Evidence as By
from holdfast.posture.compute import judge
from holdfast.posture.evidence import Attested, Certificate, Evidence
from holdfast.posture.model import Kind, Rollup, Status
from holdfast.posture.tally import Tallies, Tally

TODAY = NOW.date()
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CHECKS = tuple(f"aws.s3.c{number}" for number in range(3))
KINDS = st.lists(st.sampled_from(list(By)), min_size=1, max_size=3, unique=True).map(tuple)

#: How good a status is: what is not applicable or not implemented is said, not measured.
GOOD = {
    Status.FAILING: 0,
    Status.UNKNOWN: 1,
    Status.NOT_EVIDENCED: 2,
    Status.EFFECTIVE: 3,
}


@st.composite
def tally(draw: st.DrawFn) -> Tally:
    small = st.integers(0, 30)
    failed = draw(small)
    part = st.integers(0, failed)
    return Tally(
        passed=draw(small),
        failed=failed,
        unknown=draw(st.integers(0, 2)),
        excepted=0,
        not_applicable=draw(st.integers(0, 2)),
        out_of_scope=draw(st.integers(0, 2)),
        late=draw(part),
        exposed=draw(part),
        grave=draw(part),
    )


@st.composite
def intents(draw: st.DrawFn) -> Content:
    aspects = tuple(
        Aspect(id=name, shows="It holds.", by=draw(KINDS))
        for name in draw(
            st.sampled_from([("operates",), ("operates", "designed"), ("operates", "designed", "provider")])
        )
    )
    controls = ["A.8.3"] + [f"A.8.3/{one.id}" for one in aspects]
    checks = tuple(
        check(name, controls=(draw(st.sampled_from(controls)),), severity=draw(st.sampled_from(list(Severity))))
        for name in draw(st.lists(st.sampled_from(CHECKS), unique=True))
    )
    one = requirement("A.8.3", *aspects, responsibility=draw(st.sampled_from(["customer", "shared", "provider"])))
    follows = framework(requirement("CC1", through=("A.8.3",)), id_="soc2")
    return content(frameworks=(framework(one), follows), checks=checks)


DAYS = st.integers(-20, 800).map(lambda days: TODAY - timedelta(days=days))


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    attestations = tuple(
        Attested(
            f"a{number}", "iso27001:A.8.3", draw(st.sampled_from(["operates", "designed", "provider"])), draw(DAYS)
        )
        for number in range(draw(st.integers(0, 3)))
    )
    certificates = tuple(
        Certificate(f"c{number}", "report", draw(DAYS), draw(DAYS), draw(st.none() | DAYS))
        for number in range(draw(st.integers(0, 2)))
    )
    return Evidence(attestations, certificates, draw(st.booleans()), draw(st.booleans()))


TALLIES = st.fixed_dictionaries(dict.fromkeys(CHECKS, tally()))


def posture(intent: Content, tallies: dict[str, Tally], stands: Evidence) -> dict[tuple[Kind, str], Rollup]:
    counted = Tallies(tallies, {}, {}, sum(tallies.values(), Tally()))
    return {(rollup.kind, rollup.id): rollup for rollup in judge(intent, counted, stands, (), TODAY)}


def never_better(before: dict[tuple[Kind, str], Rollup], after: dict[tuple[Kind, str], Rollup]) -> None:
    for key, rollup in after.items():
        if rollup.status in GOOD and before[key].status in GOOD:
            assert GOOD[rollup.status] <= GOOD[before[key].status], key


def never_newly_effective(before: dict[tuple[Kind, str], Rollup], after: dict[tuple[Kind, str], Rollup]) -> None:
    for key, rollup in after.items():
        if rollup.status is Status.EFFECTIVE:
            assert before[key].status is Status.EFFECTIVE, key


@FAST
@given(
    intents(), TALLIES, evidences(), st.sampled_from(CHECKS), st.sampled_from(["passed", "failed", "not_applicable"])
)
def test_making_any_result_unknown_never_makes_anything_effective(
    intent: Content, tallies: dict[str, Tally], stands: Evidence, name: str, was: str
) -> None:
    one = tallies[name]
    if not getattr(one, was):
        return
    less = replace(one, **{was: getattr(one, was) - 1}, unknown=one.unknown + 1)
    less = replace(less, **{part: min(getattr(less, part), less.failed) for part in ("late", "exposed", "grave")})
    never_newly_effective(posture(intent, tallies, stands), posture(intent, {**tallies, name: less}, stands))


@FAST
@given(
    intents(),
    TALLIES,
    evidences(),
    st.sampled_from(CHECKS),
    st.sampled_from(["late", "exposed", "grave", "unsure", ""]),
)
def test_adding_a_fail_never_improves_a_requirement(
    intent: Content, tallies: dict[str, Tally], stands: Evidence, name: str, how: str
) -> None:
    one = tallies[name]
    more = replace(one, failed=one.failed + 1, **({how: getattr(one, how) + 1} if how else {}))
    before, after = posture(intent, tallies, stands), posture(intent, {**tallies, name: more}, stands)
    never_newly_effective(
        {key: rollup for key, rollup in before.items() if one.applicable},
        {key: rollup for key, rollup in after.items() if one.applicable},
    )
    if one.judged:  # a first fail of a check shows at least that it is looked at
        never_better(before, after)


@FAST
@given(intents(), TALLIES, evidences(), st.data())
def test_removing_evidence_never_makes_anything_effective(
    intent: Content, tallies: dict[str, Tally], stands: Evidence, data: st.DataObject
) -> None:
    before = posture(intent, tallies, stands)
    fewer = replace(
        stands,
        attestations=data.draw(st.sets(st.sampled_from(stands.attestations)).map(tuple)) if stands.attestations else (),
        certificates=data.draw(st.sets(st.sampled_from(stands.certificates)).map(tuple)) if stands.certificates else (),
    )
    never_newly_effective(before, posture(intent, tallies, fewer))
    emptied = {name: replace(one, passed=0) for name, one in tallies.items()}
    never_newly_effective(before, posture(intent, emptied, stands))


@FAST
@given(intents(), TALLIES, evidences())
def test_every_status_says_why(intent: Content, tallies: dict[str, Tally], stands: Evidence) -> None:
    for rollup in posture(intent, tallies, stands).values():
        assert rollup.sentence.endswith("."), rollup
        assert "  " not in rollup.sentence


@FAST
@given(TALLIES, st.integers(1, 400))
def test_a_shared_control_is_never_effective_by_certificate_alone(tallies: dict[str, Tally], days: int) -> None:
    one = requirement(
        "A.8.3", aspect("provider", (By.CERTIFICATE,)), aspect("operates", EITHER), responsibility="shared"
    )
    intent = content(frameworks=(framework(one),), checks=())
    stands = Evidence(certificates=(Certificate("c", "report", date(2020, 1, 1), TODAY + timedelta(days=days), TODAY),))
    assert posture(intent, tallies, stands)[Kind.REQUIREMENT, "iso27001:A.8.3"].status is Status.NOT_EVIDENCED
