"""What people at the example company have recorded: accounts, risks, the Statement of Applicability, objectives.

The ratings were taken over from a list that the company kept before, so they are as old as they were there.
Nobody can sign in with these accounts: they have no password. Only the first administrator's has one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast.content.load import load_intent
from holdfast.content.references import parse_control
from holdfast.demo import statement
from holdfast.demo.risk_stories import CAUSES, STORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from holdfast.content.model import Company, Content
    from holdfast.content.risk_method import RiskMethod
    from holdfast.demo.risk_stories import Money, Story
    from holdfast.web.accounts.models import User
    from holdfast.web.risk.register import Risk

_TAKEN_OVER = "Taken over from the list that was kept before."
_BEAT = 0.5


def record(folder: Path, wait: Callable[[float], object]) -> bool:
    """Record it all once the console's first account is there; return whether that was now.

    Stops waiting when ``wait`` (given seconds) returns true. The console must have been started once.
    """
    from holdfast.web import start  # noqa: PLC0415  Django is heavy

    start.records(folder)
    from django.db import DatabaseError, connection  # noqa: PLC0415  as above

    from holdfast.web.accounts.models import User  # noqa: PLC0415  models exist once Django is set up

    try:
        while not _ready(User, DatabaseError):
            if wait(_BEAT):
                return False
        return tell(load_intent(folder))
    finally:
        connection.close()


def tell(content: Content) -> bool:
    """Record it all, unless there are risks already; return whether there were none. Django is set up."""
    from django.db import transaction  # noqa: PLC0415  as above

    from holdfast.web.risk.register import Risk  # noqa: PLC0415  as above

    with transaction.atomic():
        if Risk.objects.exists():
            return False
        company = content.company
        people = _accounts(company)
        causes = _causes(people["p001"])
        for story in STORIES:
            _risk(story, company.rates_risks_by, people, causes)
        statement.tell(content, people)
        _evidence(people)
    return True


def _evidence(people: Mapping[str, User]) -> None:
    """Add what the company shows: two attestations, one of them reviewed, and a list as a file."""
    from django.conf import settings  # noqa: PLC0415  as above

    from holdfast.web.accounts.permissions import may  # noqa: PLC0415  as above
    from holdfast.web.evidence import pieces  # noqa: PLC0415  as above

    lead = people["p001"]
    able = (one for one in people.values() if one.pk != lead.pk and may(one, "evidence.review"))
    today = datetime.now(UTC).date()
    reviewed = pieces.attest(
        lead,
        pieces.Said(
            title="Access to production was reviewed",
            controls=("iso27001:A.5.18", "iso27001:A.8.2"),
            effective_on=today - timedelta(days=40),
            expires_on=today + timedelta(days=140),
            about="Everybody who can reach production still needs to, and is on the list of their team.",
            method="Compared the groups of the identity provider with the teams' lists, and asked the leads.",
            population="61 accounts in four groups",
            sample="All of them",
        ),
    )
    if (another := next(able, None)) is not None:
        pieces.review(another, reviewed, "Looked at ten accounts of the list, and asked two leads.")
    pieces.attest(
        lead,
        pieces.Said(
            title="Albums can be restored from a backup",
            controls=("iso27001:A.8.13",),
            effective_on=today - timedelta(days=400),
            expires_on=today - timedelta(days=35),
            about="A day's albums were restored into an empty account, and could be opened.",
            method="Restored last night's backup by the runbook",
            population="The albums of one day",
            sample="200 albums",
        ),
    )
    listed = b"supplier,report,until\nNorthlight Printing,SOC 2 type 2,spring\nQuill Mail,ISO/IEC 27001,autumn\n"
    said = pieces.Said(
        title="Suppliers and their reports",
        controls=("iso27001:A.5.19", "iso27001:A.5.22"),
        effective_on=today - timedelta(days=20),
        about="Which supplier gave us which report, and until when it stands.",
    )
    pieces.add_file(lead, said, settings.HOLDFAST.state, iter([listed]), "suppliers.csv")


def _ready(kind: type[User], error: type[Exception]) -> bool:
    """Whether the first account is there; while the console prepares its database, it is not."""
    try:
        return bool(kind.objects.exists())
    except error:
        return False


def _accounts(company: Company) -> dict[str, User]:
    """Open an account without a password for each person, with the roles that people.yaml says."""
    from holdfast.web.accounts.models import User  # noqa: PLC0415  as above
    from holdfast.web.accounts.roles import Role  # noqa: PLC0415  as above

    known = {role.value for role in Role}
    made = {}
    for person in company.people:
        roles = [Role(role) for role in person.roles if role in known]
        username = person.name.split()[0].lower()
        made[person.id] = User.objects.filter(person=person.id).first() or User.objects.create_user(
            username, roles=roles, name=person.name, email=person.email, person=person.id, team=person.team
        )
    return made


def _causes(lead: User) -> dict[str, int]:
    from holdfast.web.risk import quantifying  # noqa: PLC0415  as above

    return {
        key: quantifying.name_cause(
            lead, {"title": title, "about": about, "frequency_low": often[0], "frequency_high": often[1]}
        ).pk
        for key, (title, about, often) in CAUSES.items()
    }


def _risk(story: Story, method: RiskMethod, people: Mapping[str, User], causes: Mapping[str, int]) -> None:
    from django.utils import timezone  # noqa: PLC0415  as above

    from holdfast.web.history.records import keep  # noqa: PLC0415  as above
    from holdfast.web.risk import accepting, risks  # noqa: PLC0415  as above

    lead, now = people["p001"], timezone.now()
    said: dict[str, object] = {
        "title": story.title,
        "scenario": story.scenario,
        "category": story.category,
        "assets": list(story.assets),
        "controls": _keys(story.controls),
    }
    made = risks.raise_risk(people[story.raised_by], method, said)
    rest: dict[str, object] = {"team": story.team, "rationale": story.rationale, "response": story.response}
    if story.owner:
        rest["owner"] = people[story.owner]
    for name in risks.RATINGS:
        rating = getattr(story, name)
        if rating:
            rest |= {f"{name}_likelihood": rating[0], f"{name}_impact": rating[1]}
    risks.change(made, lead, method, rest, _TAKEN_OVER)
    if story.current:
        made.rated_at = now - timedelta(days=story.rated)
        made.reviewed_on = made.rated_at.date()
        keep(made, lead.key, _TAKEN_OVER)
    _plans(story, made, people)
    if story.accepted:
        ends_on = now.date() + timedelta(days=story.accepted)
        accepting.accept(made, people[story.owner], method, why=story.accepted_why, ends_on=ends_on)
    if story.money:
        _estimate(story.money, made, lead, causes)


def _plans(story: Story, made: Risk, people: Mapping[str, User]) -> None:
    from django.utils import timezone  # noqa: PLC0415  as above

    from holdfast.web.risk import treating  # noqa: PLC0415  as above
    from holdfast.web.risk.register import Stage  # noqa: PLC0415  as above

    for plan in story.plans:
        treatment = treating.plan(
            made,
            people["p001"],
            {
                "title": plan.title,
                "controls": _keys(plan.controls),
                "owner": people.get(plan.by),
                "due_on": timezone.now().date() + timedelta(days=plan.due),
            },
        )
        if plan.agreed:
            treating.agree(treatment, people[story.owner])
        if plan.stage != Stage.PLANNED:
            treating.advance(treatment, people["p001"], Stage(plan.stage))


def _estimate(money: Money, made: Risk, lead: User, causes: Mapping[str, int]) -> None:
    from holdfast.web.risk import quantifying  # noqa: PLC0415  as above

    said: dict[str, object] = {
        "frequency_low": money.often[0],
        "frequency_high": money.often[1],
        "loss_low": money.loss[0],
        "loss_high": money.loss[1],
        "causes": [[causes[name], chance] for name, chance in money.causes],
        "rationale": "Two people gave their ranges apart from each other, then agreed on these.",
    }
    if money.then_often:
        said |= {"after_frequency_low": money.then_often[0], "after_frequency_high": money.then_often[1]}
    if money.then_loss:
        said |= {"after_loss_low": money.then_loss[0], "after_loss_high": money.then_loss[1]}
    quantifying.estimate(made, lead, said)


def _keys(controls: tuple[str, ...]) -> list[str]:
    return [parse_control(name).key for name in controls]
