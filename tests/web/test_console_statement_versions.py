"""Versions of the statement: approved by somebody else, answered by risk owners, compared, handed to auditors."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from conftest import PASSWORD, signed_in
from holdfast.collectors.records.statement import ORG_SOA, ORG_SOA_ENTRY
from holdfast.pipeline.views import EVERYTHING
from holdfast.reports import soa
from holdfast.web.accounts.models import User
from holdfast.web.accounts.roles import Role
from holdfast.web.applicability import entries, facts, versions
from holdfast.web.applicability.models import Decision, SoaEntry, SoaVersion
from holdfast.web.history import verify

if TYPE_CHECKING:
    from django.test import Client

    from holdfast.pipeline.reads import Reads

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def lead(reads: Reads, db: None) -> User:  # noqa: ARG001  a fixture asks for fixtures by name
    made = User.objects.create_user("vera", PASSWORD, name="Vera Lind", roles=[Role.SECURITY_LEAD])
    entries.begin(reads.intent(EVERYTHING, None).content, made)
    return made


@pytest.fixture
def executive(db: None) -> User:  # noqa: ARG001  as above
    return User.objects.create_user("olga", PASSWORD, name="Olga Brandt", roles=[Role.EXECUTIVE])


@pytest.fixture
def owner(db: None) -> User:  # noqa: ARG001  as above
    return User.objects.create_user("rune", PASSWORD, name="Rune Falk", roles=[Role.RISK_OWNER])


def change(control: str, by: User, **fields: object) -> None:
    entry = SoaEntry.objects.get(control=control)
    for name, value in fields.items():
        setattr(entry, name, value)
    assert entries.save(entry, by)


def decide(client: Client, one: SoaVersion, act: str, why: str = "It holds.") -> int:
    sent = {"act": act, "why": why, "version": str(one.version)}
    return client.post(f"/statement-versions/{one.number}/decide", sent).status_code


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("<wbr>", "")


def test_nobody_approves_what_they_wrote(lead: User, executive: User) -> None:
    vera, olga = signed_in(lead.username), signed_in("olga")
    assert vera.post("/statement-versions/submit", {"note": "The first."}).status_code == 302
    one = SoaVersion.objects.get()
    assert "Nobody approves what they wrote themselves" in text(vera, "/statement-versions/1/")
    assert decide(vera, one, "approve") == 403
    assert decide(olga, one, "approve", "") == 400
    assert decide(olga, one, "approve") == 302
    one.refresh_from_db()
    assert (one.decision, one.decided_by) == (Decision.APPROVED, executive)
    assert "is in force" in text(vera, "/statement/")
    assert facts.rows()[ORG_SOA][0]["approved_by_writer"] is False
    assert list(verify.problems()) == []


def test_who_changed_one_entry_of_it_may_not_approve_it_either(lead: User, executive: User) -> None:
    other = User.objects.create_user("ines", PASSWORD, roles=[Role.SECURITY_LEAD])
    change("A.5.7", other, how="We read two feeds.")
    one = versions.submit(lead, "The first.")
    assert versions.why_not_decide(one, other).startswith("Nobody approves")
    versions.decide(one, executive, approve=True, why="Yes.")
    change("A.5.8", lead, how="In every project.")
    assert versions.why_not_decide(versions.submit(lead, "One more."), other) == ""


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.CONTROL_OWNER, Role.RISK_OWNER, Role.INTERNAL_AUDITOR])
def test_it_takes_the_role_to_approve(lead: User, role: Role) -> None:
    somebody = User.objects.create_user("somebody", PASSWORD, roles=[role])
    one = versions.submit(lead, "The first.")
    assert decide(signed_in(somebody.username), one, "approve") == 403
    one.refresh_from_db()
    assert one.decision == Decision.OPEN


def test_only_what_changed_is_put_forward_and_one_at_a_time(lead: User, executive: User) -> None:
    vera = signed_in("vera")
    one = versions.submit(lead, "The first.")
    assert vera.post("/statement-versions/submit", {"note": "Again."}).status_code == 400
    versions.decide(one, executive, approve=True, why="Yes.")
    answer = vera.post("/statement-versions/submit", {"note": "Again."})
    assert "nothing has changed" in answer.content.decode().casefold()
    change("A.5.7", lead, how="We read two feeds.")
    assert vera.post("/statement-versions/submit", {"note": "Feeds."}).status_code == 302
    assert decide(vera, SoaVersion.objects.get(number=2), "withdraw") == 302
    assert SoaVersion.objects.get(number=2).decision == Decision.WITHDRAWN


def test_the_second_of_two_who_decide_is_told(lead: User, executive: User) -> None:
    versions.submit(lead, "The first.")
    seen = SoaVersion.objects.get()
    olga = signed_in(executive.username)
    assert decide(olga, SoaVersion.objects.get(), "refuse") == 302
    assert decide(olga, seen, "approve") == 409
    assert SoaVersion.objects.get().decision == Decision.REFUSED


def test_risk_owners_answer_for_the_plan_and_what_remains(lead: User, executive: User, owner: User) -> None:
    one = versions.submit(lead, "The first.")
    versions.decide(one, executive, approve=True, why="Yes.")
    rune = signed_in(owner.username)
    assert "do you approve the treatment plan" in text(rune, "/statement-versions/1/")
    assert decide(signed_in(executive.username), one, "accept") == 403
    assert decide(rune, one, "decline", "The laptops come first.") == 302
    assert (facts.rows()[ORG_SOA][0]["accepted"], facts.rows()[ORG_SOA][0]["refused"]) == (0, 1)
    assert decide(rune, one, "accept", "They come first now.") == 302
    (row,) = facts.rows()[ORG_SOA]
    assert (row["accepted"], row["accepted_by"], row["refused"]) == (1, [owner.key], 0)
    page = text(rune, "/statement-versions/1/?tab=plan")
    assert "Rune Falk: They come first now." in page
    assert "A.8.23" in page


def test_a_version_says_what_it_said_whatever_changes_later(lead: User, executive: User) -> None:
    change("A.5.7", lead, reason="The first reason.", owner=lead.key)
    versions.decide(versions.submit(lead, "The first."), executive, approve=True, why="Yes.")
    then = datetime.now(UTC).isoformat().replace("+", "%2B")
    change("A.5.7", lead, reason="The second reason.", applicable=False)
    olga = signed_in("olga")
    said = text(olga, "/statement-versions/1/?tab=says")
    assert "The first reason." in said
    assert "The second reason." not in said
    compared = text(olga, "/statement-compare/?from=v1")
    assert "<del>yes</del> → <ins>no</ins>" in compared
    assert "<del>The first reason.</del>" in compared
    assert "They say the same of every control." in text(olga, f"/statement-compare/?from=v1&to={then}")
    assert "1 control changed since version 1" in text(olga, "/statement/")
    assert olga.get("/statement-compare/?from=v9").status_code == 400
    assert olga.get("/statement-compare/?from=yesterday").status_code == 400
    assert len(facts.rows()[ORG_SOA_ENTRY]) == 93
    assert facts.rows()[ORG_SOA][0]["changed"] == 1


def sheets(data: bytes) -> dict[str, str]:
    """Return the XML of a workbook's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_a_spreadsheet_has_a_cover_and_computes_nothing(lead: User, executive: User) -> None:
    change("A.5.7", lead, reason=FORMULA, how="+1", owner=lead.key)
    versions.decide(versions.submit(lead, "The first."), executive, approve=True, why="Yes.")
    answer = signed_in("olga").get("/statement.xlsx")
    assert answer.status_code == 200
    assert "statement-of-applicability-" in answer["Content-Disposition"]
    parts = sheets(answer.content)
    assert not any("<f>" in part for name, part in parts.items() if "worksheets" in name)
    assert "quotePrefix" in parts["xl/styles.xml"]
    words = parts["xl/sharedStrings.xml"]
    approved = f"Olga Brandt, {datetime.now(UTC).date().isoformat()}"
    for said in ("Papermoon", "Statement of Applicability", "Version 1", approved, "Lanternford", FORMULA, "Vera Lind"):
        assert said in words, said
    assert lead.key not in words
    assert sum(f"<t>A.{theme}." in words for theme in (5, 6, 7, 8)) == 4
    assert "Page &amp;P of &amp;N" in parts["xl/worksheets/sheet2.xml"]


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF says that it has; that stands in one of its compressed parts."""
    parts = [zlib.decompressobj() for _ in range(pdf.count(b"stream"))]
    found = re.findall(rb"/ObjStm.*?stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    said = b"".join(part.decompress(data) for part, data in zip(parts, found, strict=False))
    count = re.search(rb"/Count (\d+)", said)
    return int(count[1]) if count else 0


def test_a_pdf_has_its_cover_its_controls_and_page_numbers(lead: User, reads: Reads) -> None:
    change("A.5.7", lead, reason="<script>alert(1)</script>", owner=lead.key)
    found = reads.statement(EVERYTHING, None, entries.now())
    cover = soa.Cover("Draft; no version was approved yet", names={lead.key: "Vera Lind"})
    html = soa.page(found, cover)
    assert "<script" not in html
    assert "Not approved" in html
    assert len(set(re.findall(r"<td>(A\.\d+\.\d+)</td>", html))) == 93
    answer = signed_in("vera").get("/statement.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert pages(answer.content) > 5
    assert signed_in("vera").get("/statement.exe").status_code == 404


def test_a_document_of_a_version_says_what_was_approved(lead: User, executive: User) -> None:
    change("A.5.7", lead, reason="The first reason.")
    versions.decide(versions.submit(lead, "The first."), executive, approve=True, why="Yes.")
    change("A.5.7", lead, reason="The second reason.")
    olga = signed_in("olga")
    words = sheets(olga.get("/statement-versions/1.xlsx").content)["xl/sharedStrings.xml"]
    assert "The first reason." in words
    assert "The second reason." not in words
    draft = sheets(olga.get("/statement.xlsx").content)["xl/sharedStrings.xml"]
    assert "Draft: 1 control changed since version 1" in draft
