"""The console as people meet it: a real server, a real browser, by mouse, by keyboard and on a phone."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest
from axe_playwright_python.sync_playwright import Axe
from contact_sheet import ARGUMENTS, CHROMIUM, addresses
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.minutes]

NEW_PASSWORD = "brown lamps over the harbour"
SERVE = """
import sys
from pathlib import Path
from holdfast.web import start
company, port = Path(sys.argv[1]), int(sys.argv[2])
start.prepare(company)
from holdfast.web.accounts.first_admin import ensure_first_administrator
password = ensure_first_administrator()
from holdfast.content.load import load_intent
from holdfast.demo.records import tell
tell(load_intent(company))
print(password, flush=True)
start.serve(company, "127.0.0.1", port)
"""


@dataclass(frozen=True)
class Served:
    """A console that answers, and the password that was shown when it started."""

    address: str
    password: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served") / "papermoon"
    shutil.copytree(company, folder)
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(folder), str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own server
    assert server.stdout is not None
    password = server.stdout.readline().strip()
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/healthz")
    yield Served(address, password)
    server.terminate()
    server.wait(10)


def wait_for(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  our own loopback
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def first_visit(served: Served, browser: Browser) -> BrowserContext:
    """Sign in with the generated password, be asked for another, and land on the overview."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(served.address)
    page.get_by_label("Sign-in name").fill("admin")
    page.get_by_label("Password").fill(served.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    page.get_by_label("Current password").fill(served.password)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("heading", name="Is our program doing what it promises?")).to_be_visible()
    page.close()
    return context


@pytest.fixture
def page(first_visit: BrowserContext) -> Iterator[Page]:
    """A signed-in page; anything that the browser complains about fails the test."""
    page = first_visit.new_page()
    complaints = listen(page)
    yield page
    page.close()
    assert not complaints


def listen(page: Page) -> list[str]:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def another(browser: Browser, first_visit: BrowserContext, **options: object) -> BrowserContext:
    return browser.new_context(storage_state=first_visit.storage_state(), **options)  # type: ignore[arg-type]  # Playwright's options


def test_from_the_overview_down_to_the_rows_and_the_subject(served: Served, page: Page) -> None:
    page.goto(served.address)
    page.get_by_role("link", name="Frameworks").click()
    page.get_by_role("link", name="ISO/IEC 27001").first.click()
    page.get_by_role("link", name=re.compile(r"A\.8\.3\b")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Information access restriction")
    expect(page.get_by_role("heading", name="What must be shown")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Findings \d")).click()
    page.locator("td.lead-cell a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why")
    expect(page.get_by_role("heading", name="The question that was asked")).to_be_visible()
    expect(page.get_by_role("region", name="SQL")).to_contain_text("SELECT")
    page.locator(".subject-line a").click()
    expect(page.get_by_role("link", name=re.compile("^Results"))).to_be_visible()
    page.get_by_role("link", name=re.compile("^Facts")).click()
    expect(page.locator(".row-facts, .rows").first).to_be_visible()


def test_filters_change_the_list_and_the_address_without_a_new_page(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/findings/")
    page.evaluate("window.same = true")
    whole = count(page)
    page.locator("#facet-severity").click()
    page.get_by_role("link", name=re.compile("^Critical")).click()
    expect(page).to_have_url(re.compile("severity=critical"))
    expect(page.get_by_role("link", name=re.compile("Severity: critical"))).to_be_visible()
    critical = count(page)
    assert 0 < critical < whole
    page.get_by_label("Words in names and titles").press_sequentially("table")
    expect(page).to_have_url(re.compile("words=table"))
    assert count(page) <= critical
    assert page.evaluate("window.same") is True
    page.evaluate("history.back()")
    expect(page).not_to_have_url(re.compile("words=table"))
    expect(page.locator(".count strong")).to_have_text(str(critical))
    page.evaluate("history.back()")
    expect(page).to_have_url(f"{served.address}/findings/")
    expect(page.locator(".count strong")).to_have_text(str(whole))


def count(page: Page) -> int:
    return int(page.locator(".count strong").inner_text().replace(",", ""))


def test_the_list_pages_and_exports(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/findings/?verdict=any&in_scope=any")
    first = page.locator("td.subject-cell a").first.get_attribute("href")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("link", name="First page")).to_be_visible()
    assert page.locator("td.subject-cell a").first.get_attribute("href") != first
    with page.expect_download() as download:
        page.get_by_role("link", name="Export CSV").click()
    assert download.value.suggested_filename.startswith("findings-")


def test_any_past_day_is_shown_with_a_band_and_kept(served: Served, page: Page) -> None:
    past = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()
    page.goto(f"{served.address}/findings/?severity=critical")
    page.locator("summary", has_text="Moment shown:").click()
    page.get_by_label("Show the console as it was at the end of").fill(past)
    page.get_by_role("button", name="Show that day").click()
    expect(page.locator(".band")).to_contain_text("nothing can be changed here")
    expect(page).to_have_url(re.compile(f"severity=critical.*at={past}"))
    page.get_by_role("link", name="Services").click()
    expect(page).to_have_url(re.compile(f"at={past}"))
    page.locator(".band").get_by_role("link", name="Back to now").click()
    expect(page.locator(".band")).to_have_count(0)


def test_search_finds_by_keyboard_alone(served: Served, page: Page) -> None:
    page.goto(served.address)
    page.keyboard.press("Control+k")
    page.keyboard.type("A.8.3")
    expect(page.locator("#hits a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/frameworks/"))
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("dialog#search")).to_be_hidden()


def test_dark_is_remembered(served: Served, browser: Browser, first_visit: BrowserContext) -> None:
    context = another(browser, first_visit)
    page = context.new_page()
    page.goto(served.address)
    page.get_by_text("Light or dark").locator("..").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto(f"{served.address}/teams/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    context.close()


def test_everything_works_without_script(served: Served, browser: Browser, first_visit: BrowserContext) -> None:
    context = another(browser, first_visit, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}/findings/?severity=critical")
    page.get_by_label("Words in names and titles").fill("table")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("severity=critical"))
    expect(page).to_have_url(re.compile("words=table"))
    page.locator(".find input").fill("A.8.3")
    page.keyboard.press("Enter")
    expect(page.locator(".hits a").first).to_be_visible()
    context.close()


def test_the_keyboard_reaches_everything_in_order(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/findings/")
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]"
        ".filter(e => e.checkVisibility({checkOpacity: false})"
        " && !e.closest('details:not([open]) > :not(summary)')).length"
    )
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(() => { const e = document.activeElement; if (e === document.body) return '';"
            " e.dataset.stop ??= String(window.stops = (window.stops ?? 0) + 1); return e.dataset.stop })()"
        )
        reached.add(here)
    assert len(reached - {""}) >= wanted - 1


def test_on_a_phone_the_bar_folds_and_nothing_is_cut_off(
    served: Served, browser: Browser, first_visit: BrowserContext
) -> None:
    context = another(browser, first_visit, viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(served.address)
    expect(page.get_by_role("link", name="Programs", exact=True)).to_be_hidden()
    page.get_by_role("link", name="Menu").click()
    page.get_by_role("link", name="Programs", exact=True).click()
    expect(page.get_by_role("heading", name="Programs", level=1)).to_be_visible()
    for name, path in addresses(page, served.address).items():
        page.goto(served.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(served: Served, browser: Browser, first_visit: BrowserContext, scheme: str) -> None:
    context = another(browser, first_visit, color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints = listen(page)
    found = {}
    for name, path in addresses(page, served.address).items():
        page.goto(served.address + path)
        told = Axe().run(page).response["violations"]
        if told:
            found[name] = [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in told]
    context.close()
    assert not found
    assert not [said for said in complaints if "404" not in said]  # the page that is not there says so


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(served: Served, browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]  # one of Playwright's words
    page = context.new_page()
    page.goto(f"{served.address}/sign-in")
    assert not Axe().run(page).response["violations"]
    context.close()
