"""AWS and us: both parts by control and by service, and the document for customers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from conftest import signed_in
from holdfast.pipeline.views import EVERYTHING, Scope
from holdfast.posture.model import Status

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.pipeline.reads import Reads
    from holdfast.web.accounts.models import User


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_each_control_of_annex_a_has_both_parts_and_an_owner(client: Client, reads: Reads) -> None:
    found = reads.responsibility(EVERYTHING, None)
    assert len(found.controls) == 93
    assert all(part.requirement.provider_does and part.requirement.company_does for part in found.controls)
    assert all(part.program and part.team for part in found.controls)
    shown = text(client, "/aws-and-us/")
    assert shown.count('data-label="What AWS does"') == 93
    assert "they never make our part true" in shown


def test_with_offices_no_control_rests_on_aws_alone(reads: Reads) -> None:
    found = reads.responsibility(EVERYTHING, None)
    assert found.offices is True
    assert {part.bearer for part in found.controls} == {"shared", "customer"}


def test_our_part_is_never_effective_by_aws_alone(reads: Reads) -> None:
    """Where only AWS's report shows something of a control, our part is not shown."""
    for part in reads.responsibility(EVERYTHING, None).controls:
        ours = [aspect for aspect in part.rollup.aspects if aspect.id != "provider"]
        if part.ours is Status.EFFECTIVE:
            assert ours, part.requirement.id
            assert all(aspect.status is Status.EFFECTIVE for aspect in ours), part.requirement.id


def test_a_service_shows_its_own_controls_and_its_own_checks(client: Client, reads: Reads) -> None:
    uses = {use.service.id: use for use in reads.responsibility(EVERYTHING, None).services}
    assert uses["s3"].used
    assert uses["kms"].used is None  # its keys could not be listed
    shown = text(client, "/aws-and-us/?service=s3")
    assert "Runs the storage, keeps copies over several zones" in shown
    assert "Block public access for every account" in shown
    assert "A.5.4<" not in shown


def test_a_cloud_service_is_none_of_the_companys_own_services(reads: Reads) -> None:
    known = {line.service.id for line in reads.services(EVERYTHING, None)}
    assert "billing" in known
    assert not known & {use.service.id for use in reads.responsibility(EVERYTHING, None).services}


def test_a_service_that_no_certificate_names_is_a_finding(client: Client) -> None:
    shown = text(client, "/aws-and-us/?tab=services")
    assert "Not named" in shown
    assert "No current certificate of AWS that we reviewed names AWS Secrets Manager" in text(
        client, "/findings/?check=org.cloud_service.inside_certificate"
    )


@pytest.mark.parametrize("form", ["html", "csv", "xlsx"])
def test_the_document_for_customers_can_be_had(client: Client, form: str) -> None:
    answer = client.get(f"/aws-and-us.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert answer.content
    if form != "xlsx":
        assert "111111111111" not in answer.content.decode()


def test_another_form_is_not_found(client: Client) -> None:
    assert client.get("/aws-and-us.docx").status_code == 404


def test_whoever_sees_a_team_sees_its_own_numbers_and_not_what_reports_expect(reads: Reads, engineer: User) -> None:
    assert reads.responsibility(Scope(teams=frozenset({"commerce"})), None).expected == ()
    assert "What AWS expects of us" not in text(signed_in(engineer.username), "/aws-and-us/?tab=reports")


def test_a_past_moment_is_judged_as_it_was(client: Client) -> None:
    before = (datetime.now(UTC) - timedelta(days=4)).date().isoformat()
    assert "Back to now" in text(client, f"/aws-and-us/?at={before}")


def test_who_sees_a_part_is_told_so(client: Client, engineer: User) -> None:
    mine = signed_in(engineer.username)
    assert "Counted over what your team owns" in text(mine, "/")
    assert "counted over what your team owns" in text(mine, "/aws-and-us/")
    assert "Counted over" not in text(client, "/")
