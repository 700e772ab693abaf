"""Accounts as facts: what checks ask of them, and nothing that names a person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD
from holdfast.collectors.records.tables import ORG_ACCOUNT
from holdfast.content.signing_in import SignIn
from holdfast.web.accounts import facts, people
from holdfast.web.accounts.models import Factor, FactorKind, Identity, User
from holdfast.web.accounts.roles import Role
from holdfast.web.history.records import SYSTEM, keep

if TYPE_CHECKING:
    from pytest_django import Settings as DjangoSettings

pytestmark = [pytest.mark.without_company, pytest.mark.django_db]


def row(user: User) -> dict[str, object]:
    made = facts.rows(datetime.now(UTC))[ORG_ACCOUNT]
    (found,) = [one for one in made if one["id"] == user.key]
    assert set(found) == {column.name for column in ORG_ACCOUNT}
    return found


def test_a_second_factor_is_there_or_not_or_only_a_provider_can_tell(settings: DjangoSettings) -> None:
    settings.SIGN_IN = SignIn()
    lead = User.objects.create_user("lea", PASSWORD, roles=[Role.SECURITY_LEAD])
    assert (row(lead)["second_factor_needed"], row(lead)["second_factor"]) == (True, False)
    keep(Factor(user=lead, means=FactorKind.CODES, material="[]"), SYSTEM)
    assert row(lead)["second_factor"] is False, "recovery codes only stand in for a factor"
    keep(Factor(user=lead, means=FactorKind.PASSKEY, material="x"), SYSTEM)
    assert row(lead)["second_factor"] is True
    elsewhere = User.objects.create_user("kim", None, roles=[Role.ENGINEER])
    keep(Identity(user=elsewhere, provider="directory", subject="k-1"), SYSTEM)
    assert (row(elsewhere)["second_factor_needed"], row(elsewhere)["second_factor"]) == (False, None)


def test_a_leaver_is_closed_and_holds_nothing() -> None:
    User.objects.create_user("ada", PASSWORD, roles=[Role.ADMINISTRATOR])
    kim = User.objects.create_user("kim", PASSWORD, roles=[Role.EXECUTIVE])
    assert (row(kim)["active"], row(kim)["roles"]) == (True, ["executive"])
    people.leave(kim, SYSTEM, "Left.")
    assert (row(kim)["active"], row(kim)["roles"]) == (False, [])
    assert "kim" not in str(row(kim).values())
