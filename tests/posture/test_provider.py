"""What a provider's certificate shows of a control: only what is current, read by us, and not doubted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from worlds import CERTIFIED, TODAY, aspect, content, framework, judged, requirement

from holdfast.posture.evidence import Certificate, Evidence
from holdfast.posture.model import Status

if TYPE_CHECKING:
    from holdfast.content.model import Content

SOC = Certificate("soc", "SOC 2 report", date(2026, 1, 1), date(2026, 12, 31), date(2026, 2, 1))


def physical(*, offices: bool | None) -> Content:
    """One physical control: our offices' part, and the provider's."""
    whole = requirement(
        "A.7.1",
        aspect("operates"),
        aspect("provider", CERTIFIED),
        responsibility="provider",
        offices_still_ours=True,
    )
    made = content(frameworks=(framework(whole),), checks=())
    return replace(made, company=replace(made.company, offices=offices))


def shown(*certificates: Certificate, offices: bool | None = False) -> tuple[Status, str]:
    one = judged([], physical(offices=offices), stands=Evidence(certificates=certificates))["A.7.1"]
    return one.status, one.sentence


def test_a_physical_control_rests_on_the_provider_only_where_there_are_no_offices() -> None:
    assert shown(SOC)[0] is Status.EFFECTIVE
    assert shown(SOC, offices=True)[0] is Status.NOT_EVIDENCED
    assert shown(SOC, offices=None)[0] is Status.NOT_EVIDENCED


@pytest.mark.parametrize(
    ("certificate", "sentence"),
    [
        (replace(SOC, end=TODAY - timedelta(days=1)), "The provider's SOC 2 report expired on 2026-11-23."),
        (replace(SOC, reviewed=None), "Nobody of ours has reviewed the provider's SOC 2 report yet."),
        (replace(SOC, reviewed=TODAY + timedelta(days=1)), "Nobody of ours has reviewed"),
        (replace(SOC, reviewed=date(2025, 11, 1)), "was last reviewed by us on 2025-11-01."),
        (replace(SOC, doubted=frozenset({"iso27001:A.7.1"})), "the auditor qualified what bears on it"),
        (replace(SOC, doubted=frozenset({"*"})), "the auditor qualified what bears on it"),
    ],
)
def test_what_is_expired_unread_or_doubted_leaves_the_control_unknown(certificate: Certificate, sentence: str) -> None:
    status, said = shown(certificate)
    assert status is Status.UNKNOWN
    assert sentence in said


def test_one_that_stands_is_enough_beside_one_that_does_not() -> None:
    assert shown(SOC, replace(SOC, id="old", reviewed=None))[0] is Status.EFFECTIVE


def test_what_one_auditor_doubts_no_other_certificate_outweighs() -> None:
    assert shown(SOC, replace(SOC, id="other", doubted=frozenset({"*"})))[0] is Status.UNKNOWN
    assert shown(SOC, replace(SOC, id="other", doubted=frozenset({"iso27001:A.5.1"})))[0] is Status.EFFECTIVE
