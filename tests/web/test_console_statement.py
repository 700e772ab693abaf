"""The Statement of Applicability in the console: begun, changed by two at once, read as it was."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import PASSWORD, signed_in
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import ONLY_LOOKS, Role
from holdfast.web.applicability import entries
from holdfast.web.applicability.models import SoaEntry
from holdfast.web.console import reading
from holdfast.web.history import verify

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.pipeline.reads import Reads


@pytest.fixture
def lead(db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    return User.objects.create_user("vera", PASSWORD, name="Vera Lind", roles=[Role.SECURITY_LEAD])


@pytest.fixture
def begun(lead: User, reads: Reads) -> User:
    from holdfast.pipeline.views import EVERYTHING  # noqa: PLC0415  beside its only use

    entries.begin(reads.intent(EVERYTHING, None).content, lead)
    return lead


@pytest.fixture
def vera(begun: User) -> Client:
    return signed_in(begun.username)


def sent(control: str, **more: str) -> dict[str, str]:
    entry = SoaEntry.objects.get(control=control)
    return {
        "applicable": "yes" if entry.applicable else "no",
        "implementation": entry.implementation,
        "reason": entry.reason,
        "how": entry.how,
        "owner": entry.owner,
        "obligations": "\n".join(entry.obligations),
        "version": str(entry.version),
        **more,
    }


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("<wbr>", "")


def test_before_it_is_begun_the_text_says_it(client: Client) -> None:
    page = text(client, "/statement/")
    assert "It is written in the company" in page
    assert "Nobody outside Papermoon writes its software." in page
    assert len(set(re.findall(r"/statement/(A\.\d+\.\d+)/", page))) == 93
    assert "history is that of" in text(client, "/statement/A.8.30/?tab=history")
    assert client.get("/statement/A.8.30/edit/").status_code == 404


def test_beginning_takes_every_control_over_and_counts_once(client: Client) -> None:
    assert client.post("/statement-begin").status_code == 302
    assert client.post("/statement-begin").status_code == 302
    assert SoaEntry.objects.count() == 93
    out = SoaEntry.objects.get(control="A.8.30")
    assert (out.applicable, out.reason) == (False, "Nobody outside Papermoon writes its software.")
    assert list(verify.problems()) == []


def test_what_is_saved_stands_at_once_with_its_history(vera: Client, begun: User) -> None:
    data = sent(
        "A.5.7", obligations="GDPR Art. 32\nNIS 2", how="We read two feeds.", owner=begun.key, why="From the review."
    )
    assert vera.post("/statement/A.5.7/edit/", data).status_code == 302
    page = text(vera, "/statement/A.5.7/")
    assert "NIS 2" in page
    assert "We read two feeds." in page
    history = text(vera, "/statement/A.5.7/?tab=history")
    assert "From the review." in history
    assert "nothing → Vera Lind" in history
    assert begun.key not in history


def test_a_control_declared_otherwise_is_never_shown_as_it_was_judged_before(vera: Client) -> None:
    data = sent("A.8.30", applicable="yes", reason="We hired a studio.", implementation="implemented")
    assert vera.post("/statement/A.8.30/edit/", data).status_code == 302
    assert "the next run judges it anew" in text(vera, "/statement/A.8.30/")
    data = sent("A.8.13", applicable="no", reason="Nothing is worth a backup.")
    assert vera.post("/statement/A.8.13/edit/", data).status_code == 302
    assert "Not applicable: Nothing is worth a backup." in text(vera, "/statement/A.8.13/")


def test_an_exclusion_needs_its_reason(vera: Client) -> None:
    answer = vera.post("/statement/A.5.7/edit/", sent("A.5.7", applicable="no", reason=" "))
    assert answer.status_code == 400
    assert "Say why it does not apply" in answer.content.decode()
    assert SoaEntry.objects.get(control="A.5.7").applicable


def test_the_second_of_two_sees_both_and_loses_nothing(vera: Client, administrator: User) -> None:
    opened_by_both = sent("A.5.7", why="Mine.")
    ada = signed_in(administrator.username)
    theirs = {**opened_by_both, "how": "We read one feed.", "reason": "The risk review asks for it."}
    assert ada.post("/statement/A.5.7/edit/", theirs).status_code == 302
    mine = {**opened_by_both, "how": "We read two feeds.", "contracts": "Schools"}
    answer = vera.post("/statement/A.5.7/edit/", mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "both changed it" in page
    for said in ("We read one feed.", "We read two feeds.", "The risk review asks for it."):
        assert said in page
    assert SoaEntry.objects.get(control="A.5.7").how == "We read one feed."
    form = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    assert (form["how"], form["reason"], form["contracts"]) == (
        "We read two feeds.",
        "The risk review asks for it.",
        "Schools",
    )
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert vera.post("/statement/A.5.7/edit/", {**mine, **form, "version": version[1]}).status_code == 302
    saved = SoaEntry.objects.get(control="A.5.7")
    assert (saved.how, saved.reason, saved.contracts) == (
        "We read two feeds.",
        "The risk review asks for it.",
        ["Schools"],
    )


def test_the_past_says_what_it_said_whatever_changed_since(vera: Client) -> None:
    data = sent("A.5.7", reason="The first reason.", contracts="Labs")
    assert vera.post("/statement/A.5.7/edit/", data).status_code == 302
    then = datetime.now(UTC).isoformat()
    before = reading.reads()
    shown = text(vera, f"/statement/A.5.7/?at={then.replace('+', '%2B')}")
    assert (
        vera.post(
            "/statement/A.5.7/edit/", sent("A.5.7", applicable="no", reason="The second.", contracts="")
        ).status_code
        == 302
    )
    data = {**sent("A.5.7"), "control": "PM-1", "title": "Photos of children", "applicable": "yes"}
    assert vera.post("/statement-new/", data).status_code == 302
    reading.use(before)
    again = text(vera, f"/statement/A.5.7/?at={then.replace('+', '%2B')}")
    for page in (shown, again):
        assert "The first reason." in page
        assert "The second." not in page
        assert "Labs" in page
    assert "PM-1" not in text(vera, f"/statement/?at={then.replace('+', '%2B')}")
    assert "PM-1" in text(vera, "/statement/")


def test_a_control_of_our_own_stands_by_its_checks_and_can_go(vera: Client) -> None:
    data = {"control": "PM-1", "title": "Albums are never public", "applicable": "yes", "implementation": "implemented"}
    assert vera.post("/statement-new/", {**data, "checks": "no.such.check"}).status_code == 400
    assert vera.post("/statement-new/", {**data, "control": "A.9.9"}).status_code == 400
    check = "aws.s3.bucket_blocks_public_access"
    assert vera.post("/statement-new/", {**data, "checks": check}).status_code == 302
    page = text(vera, "/statement/PM-1/")
    assert f"/checks/{check}/" in page
    assert "1 check," in page.casefold()
    assert vera.post("/statement/PM-1/retire", {"why": ""}).status_code == 302
    assert "PM-1" in text(vera, "/statement/")
    assert vera.post("/statement/PM-1/retire", {"why": "It is in A.8.3 now."}).status_code == 302
    assert "PM-1" not in re.sub(r"<div class=.note.*?</div>", "", text(vera, "/statement/"), flags=re.DOTALL)
    assert vera.post("/statement/A.5.7/retire", {"why": "Out."}).status_code == 302
    assert SoaEntry.objects.live().filter(control="A.5.7").exists()


@pytest.mark.parametrize("role", list(Role))
def test_everybody_reads_it_and_few_change_it(begun: User, role: Role) -> None:  # noqa: ARG001  the statement is there
    from test_console_people import with_role  # noqa: PLC0415  beside its only use

    somebody = with_role(role)
    keeps = role in {Role.SECURITY_LEAD, Role.PROGRAM_LEAD, Role.ADMINISTRATOR}
    for page in ("/statement/", "/statement/A.5.1/", "/statement/A.5.1/?tab=history"):
        assert somebody.get(page).status_code == 200
    for page in ("/statement/A.5.1/edit/", "/statement-new/"):
        assert somebody.get(page).status_code == (200 if keeps else 403), page
    for page in ("/statement-begin", "/statement/A.5.1/retire", "/statement/A.5.1/edit/"):
        assert (somebody.post(page).status_code == 403) is not keeps, page
    entry = SoaEntry.objects.get(control="A.5.1")
    entry.owner = User.objects.get(username="somebody").key
    from holdfast.web.history.records import keep  # noqa: PLC0415  as above

    keep(entry, "holdfast")
    owns = keeps or role not in ONLY_LOOKS
    assert somebody.get("/statement/A.5.1/edit/").status_code == (200 if owns else 403)


def test_filters_are_the_address_and_hold_together(vera: Client) -> None:
    def shown(query: str) -> set[str]:
        return set(re.findall(r'href="/statement/([^/"?]+)/"', text(vera, f"/statement/?{query}")))

    assert shown("say=excluded") == {"A.8.30"}
    assert shown("theme=technological&say=planned") == {"A.8.11", "A.8.12", "A.8.23"}
    assert shown("words=masking") == {"A.8.11"}
    assert "No control matches" in text(vera, "/statement/?theme=people&say=excluded")
    assert len(shown("theme=nonsense")) == 93


def test_the_list_asks_the_database_little_and_no_more_for_more_owners(vera: Client, begun: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            text(vera, "/statement/")
        return len(found)

    asked()
    before = asked()
    for number, entry in enumerate(SoaEntry.objects.all()[:20]):
        owner = User.objects.create_user(f"owner{number}", PASSWORD)
        entry.owner = owner.key
        entries.save(entry, begun)
    assert asked() == before
    assert before <= 18


def test_risks_that_ask_for_a_control_come_from_the_register_and_stay_with_a_version(vera: Client, begun: User) -> None:
    from holdfast.web.history.records import keep  # noqa: PLC0415  beside its only use
    from holdfast.web.risk.register import Risk  # noqa: PLC0415  as above

    before = datetime.now(UTC).isoformat().replace("+", "%2B")
    risk = Risk(title="Somebody takes a laptop", scenario="On a train.", controls=["A.8.1"], raised_by=begun)
    keep(risk, begun.key)
    assert f"{risk} Somebody takes a laptop" in text(vera, "/statement/A.8.1/")
    assert "Asked for by" in text(vera, "/statement/?words=laptop")
    assert "Somebody takes a laptop" not in text(vera, f"/statement/A.8.1/?at={before}")
