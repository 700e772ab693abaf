"""The example company's register: whole, believable, and by the same rules as everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from holdfast.content.load import load_intent
from holdfast.demo import records as example
from holdfast.demo.risk_stories import STORIES
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.history import verify
from holdfast.web.risk import quantifying, standing
from holdfast.web.risk.register import Risk

if TYPE_CHECKING:
    from pathlib import Path

    from holdfast.content.model import Content

pytestmark = pytest.mark.django_db


@pytest.fixture
def papermoon(company: Path) -> Content:
    """The example company, whose people have recorded their risks."""
    found = load_intent(company)
    User.objects.create_user("admin", roles=[Role.ADMINISTRATOR])
    assert example.tell(found)
    return found


def test_it_is_recorded_once_and_by_the_rules(papermoon: Content) -> None:
    assert not example.tell(papermoon)
    assert Risk.objects.count() == len(STORIES)
    assert list(verify.problems()) == []
    assert not any(user.has_usable_password() for user in User.objects.exclude(person=""))


def test_each_standing_is_there_to_be_seen(papermoon: Content) -> None:
    method = papermoon.company.rates_risks_by
    found = standing.lines(None, method, None)
    assert {line.standing for line in found} == set(standing.STANDINGS)
    assert any(line.overdue for line in found)
    assert any(line.owner_id is None for line in found)


def test_its_money_is_above_its_appetite_and_treatment_helps(papermoon: Content) -> None:
    limits = papermoon.company.rates_risks_by.appetite.losses
    numbers = Risk.objects.values_list("pk", flat=True)
    found = quantifying.portfolio(list(numbers), trials=20_000, limits=[limit.loss for limit in limits])
    assert found is not None
    today, treated = dict(found.today.limits), dict(found.treated.limits)
    assert any(today[limit.loss] > limit.chance for limit in limits)
    assert found.saved > 0
    assert all(treated[limit.loss] <= today[limit.loss] for limit in limits)
    assert not any(one.strained > 0.5 for one in found.today.outcomes)
    assert found.today.worst_of_hundred > found.today.worst_of_twenty > found.today.mean
