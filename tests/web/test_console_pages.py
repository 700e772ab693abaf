"""Every page answers, keeps the moment, and shows what it is given."""

from __future__ import annotations

import csv
import io
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from console_company import FORMULA, LONG, SCRIPT

from holdfast.config import Settings
from holdfast.web.console import reading

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django import Settings as DjangoSettings

    from holdfast.pipeline.views import Finding

#: Between the company's two runs.
PAST = (datetime.now(UTC) - timedelta(days=4)).date().isoformat()
CHECK = "aws.s3.bucket_blocks_public_access"


def paths(everything: tuple[Finding, ...]) -> list[str]:
    finding = everything[0]
    long = quote(next(one.subject for one in everything if one.subject_name == LONG))
    return [
        "/",
        "/programs/",
        "/programs/cloud-infrastructure/",
        "/programs/cloud-infrastructure/?tab=controls",
        "/programs/cloud-infrastructure/?tab=checks",
        "/programs/cloud-infrastructure/?tab=history",
        "/frameworks/",
        "/frameworks/iso27001/",
        "/frameworks/iso27001/?status=failing",
        "/frameworks/iso27001/?tab=history",
        "/frameworks/iso27001/A.8.3/",
        "/frameworks/iso27001/A.8.3/?tab=findings",
        "/frameworks/iso27001/A.8.3/?tab=history",
        "/frameworks/iso27001/A.8.3/?tab=related",
        "/frameworks/nist-csf/PR.AA-05/",
        "/statement/",
        "/statement/?theme=people&say=unowned",
        "/statement/A.8.30/",
        "/statement/A.8.30/?tab=history",
        "/statement-versions/",
        "/statement-compare/",
        "/objectives/",
        "/findings/",
        "/findings/?verdict=any&severity=critical&severity=high&sort=since",
        "/findings/?words=nothing-is-called-this",
        "/checks/",
        f"/checks/{CHECK}/",
        f"/checks/{CHECK}/?tab=findings",
        f"/checks/{CHECK}/?tab=sql",
        f"/checks/{CHECK}/?tab=history",
        f"/checks/{CHECK}/?tab=related",
        f"/subject/?id={long}",
        f"/subject/?id={long}&tab=facts",
        f"/why/?check={finding.check}&subject={quote(finding.subject)}",
        "/services/",
        "/services/billing/",
        "/services/billing/?tab=findings",
        "/services/billing/?tab=subjects",
        "/services/billing/?tab=history",
        "/teams/",
        "/teams/commerce/",
        "/teams/commerce/?tab=services",
        "/teams/commerce/?tab=findings",
        "/changes/",
        "/aws-and-us/",
        "/aws-and-us/?service=s3",
        "/aws-and-us/?whose=shared",
        "/aws-and-us/?tab=services",
        "/aws-and-us/?tab=reports",
        "/scope/",
        "/sources/",
        "/sources/?tab=runs",
        "/search/",
        "/search/?q=bucket",
        "/password",
    ]


def test_every_page_answers_without_inline_script_or_style(client: Client, everything: tuple[Finding, ...]) -> None:
    for path in paths(everything):
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert "style=" not in text, path
        assert "<style" not in text, path
        assert not re.search(r"<script(?![^>]*src=)", text), path
        assert not re.search(r"\son\w+=", text), path


def test_every_link_keeps_the_moment(client: Client, everything: tuple[Finding, ...]) -> None:
    for path in paths(everything):
        joined = f"{path}{'&' if '?' in path else '?'}at={PAST}"
        answer = client.get(joined)
        text = answer.content.decode()
        assert answer.status_code == 200, path
        if path == "/password":
            continue
        assert "Back to now" in text, path
        without = re.sub(r'<a [^>]*>\s*Back to now|<div class="sheet.*?</div>', "", text, flags=re.DOTALL)
        links = re.findall(r'href="(/(?!static|sign-|password)[^"#]*)"', without)
        lost = [link for link in links if "at=20" not in link]
        assert not lost, (path, lost)


def test_a_moment_that_is_not_past_is_now(client: Client) -> None:
    answer = client.get("/findings/?severity=high&at=2999-01-01")
    assert answer.status_code == 302
    assert answer["Location"] == "/findings/?severity=high"


def test_what_is_no_date_is_told(client: Client) -> None:
    answer = client.get("/?at=yesterday")
    assert answer.status_code == 400
    assert "Write a date as 2026-11-01" in answer.content.decode()


def test_before_the_first_run_the_overview_says_so(client: Client) -> None:
    assert "Nothing was evaluated by" in client.get("/?at=2020-01-01").content.decode()


def test_what_is_not_known_is_not_found(client: Client) -> None:
    for path in (
        "/programs/none/",
        "/frameworks/none/",
        "/frameworks/iso27001/A.99/",
        "/checks/none/",
        "/subject/?id=none",
        "/why/?check=none&subject=none",
        "/services/none/",
        "/teams/none/",
        "/no-such-page",
    ):
        assert client.get(path).status_code == 404, path


def test_a_store_that_cannot_be_read_says_what_to_do(
    client: Client, company: Path, tmp_path: Path, settings: DjangoSettings
) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(company, damaged)
    for run in (damaged / ".holdfast" / "store" / "runs").glob("*.json"):
        run.write_text("{")
    settings.HOLDFAST = Settings(company=damaged)
    reading.use(None)
    answer = client.get("/findings/")
    assert answer.status_code == 503
    text = answer.content.decode()
    assert "What to do next" in text
    assert str(damaged) in text


def test_before_anything_was_judged_the_overview_says_what_to_run(
    client: Client, tmp_path: Path, settings: DjangoSettings
) -> None:
    (tmp_path / "holdfast.yaml").write_text("name: New\n")
    settings.HOLDFAST = Settings(company=tmp_path)
    reading.use(None)
    for path in ("/", "/findings/", "/sources/"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "holdfast run" in answer.content.decode(), path


def test_the_filter_is_the_address(client: Client) -> None:
    text = client.get("/findings/?severity=critical&service=billing").content.decode()
    assert "Severity: critical" in text
    assert "Service: billing" in text
    assert 'href="/findings/?service=billing"' in text  # the chip's way out


def test_htmx_is_given_the_list_alone(client: Client) -> None:
    answer = client.get("/findings/", headers={"HX-Request": "true", "HX-Target": "findings"})
    assert answer.content.lstrip().startswith(b'<div id="findings"')


def test_paging_by_key_shows_every_finding_once(client: Client, everything: tuple[Finding, ...]) -> None:
    seen: list[str] = []
    path = "/findings/?verdict=any&in_scope=any"
    while path:
        text = client.get(path).content.decode()
        seen += re.findall(r'<td class="lead-cell"><a href="(/why/[^"]+)"', text)
        following = re.search(r'id="page-next" href="([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == len(everything)


def test_the_file_holds_exactly_what_is_filtered(client: Client, everything: tuple[Finding, ...]) -> None:
    answer = client.get("/findings.csv?verdict=any&in_scope=any&severity=high")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert answer["Content-Type"].startswith("text/csv")
    assert len(rows) == sum(one.severity == "high" for one in everything)
    assert {row["severity"] for row in rows} == {"high"}


def test_no_cell_of_the_file_is_a_formula(client: Client) -> None:
    text = client.get("/findings.csv?verdict=any&in_scope=any").getvalue().decode()
    rows = list(csv.reader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_people_type_is_escaped(client: Client, text: str) -> None:
    for path in ("/search/?q=", "/findings/?words=", "/findings/?service=", "/subject/?id="):
        assert text not in client.get(path + quote(text)).content.decode(), path


def test_what_stands_in_facts_is_escaped(client: Client) -> None:
    text = client.get("/findings/?verdict=any&words=alert").content.decode()
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text
