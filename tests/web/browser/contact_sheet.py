"""Takes a picture of every page at 1440 and 390 px, light and dark, into a folder; run it, then look.

    python tests/web/browser/contact_sheet.py ADDRESS USER PASSWORD FOLDER [WORD ...]

With words, only the pages whose name holds one of them are taken.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"wide": (1440, 900), "phone": (390, 844)}
#: Pages by name; ``{...}`` are found by following the first link of that kind.
PAGES = {
    "overview": "/",
    "programs": "/programs/",
    "program": "/programs/cloud-infrastructure/",
    "program-controls": "/programs/cloud-infrastructure/?tab=controls",
    "frameworks": "/frameworks/",
    "framework": "/frameworks/iso27001/",
    "control": "/frameworks/iso27001/A.8.3/",
    "control-findings": "/frameworks/iso27001/A.8.3/?tab=findings",
    "control-history": "/frameworks/iso27001/A.8.3/?tab=history",
    "control-related": "/frameworks/iso27001/A.8.3/?tab=related",
    "findings": "/findings/",
    "findings-filtered": "/findings/?severity=critical&severity=high&verdict=fail&verdict=unknown&sort=since",
    "findings-none": "/findings/?words=nothing-is-called-this",
    "checks": "/checks/",
    "check": "{check}",
    "check-sql": "{check}?tab=sql",
    "check-history": "{check}?tab=history",
    "check-related": "{check}?tab=related",
    "why": "{why}",
    "subject": "{subject}",
    "subject-facts": "{subject}&tab=facts",
    "services": "/services/",
    "service": "{service}",
    "service-subjects": "{service}?tab=subjects",
    "teams": "/teams/",
    "team": "{team}",
    "statement": "/statement/",
    "statement-entry": "/statement/A.8.30/",
    "statement-versions": "/statement-versions/",
    "statement-compare": "/statement-compare/",
    "risks": "/risks/",
    "risks-filtered": "/risks/?standing=treated&sort=review",
    "risk": "{risk}",
    "risk-treatment": "{risk}?tab=treatment",
    "risk-money": "{risk}?tab=money",
    "risk-history": "{risk}?tab=history",
    "risk-edit": "{risk}edit/",
    "risk-estimate": "{risk}estimate/",
    "treatment-new": "{risk}treatments/new/",
    "risk-new": "/risks/new/",
    "appetite": "/risks/appetite/",
    "cause-new": "/risks/causes/new/",
    "objectives": "/objectives/",
    "objective": "{objective}",
    "evidence": "/evidence/",
    "evidence-piece": "{evidence}",
    "evidence-new": "/evidence/new/",
    "control-evidence": "/frameworks/iso27001/A.8.3/?tab=evidence",
    "own-account": "/account",
    "exceptions": "/exceptions/",
    "exception-new": "{exception}",
    "people": "/people/",
    "person-new": "/people/new/",
    "changes": "/changes/",
    "responsibility": "/aws-and-us/",
    "responsibility-service": "/aws-and-us/?service=s3",
    "responsibility-services": "/aws-and-us/?tab=services",
    "responsibility-reports": "/aws-and-us/?tab=reports",
    "scope": "/scope/",
    "sources": "/sources/",
    "sources-runs": "/sources/?tab=runs",
    "search": "/search/?q=bucket",
    "past": "/?at={past}",
    "past-control": "/frameworks/iso27001/A.8.3/?at={past}",
    "past-findings": "/findings/?at={past}",
    "before-all": "/?at=2020-01-01",
    "password": "/password",
    "not-found": "/no-such-page",
}
#: Pages as they print, by name.
PRINTED = ("overview", "control", "findings", "responsibility")
LINKS = {
    "check": ("/checks/", "td.lead-cell a[href^='/checks/']"),
    "why": ("/findings/", "td.lead-cell a[href^='/why/']"),
    "subject": ("/findings/", "td.subject-cell a"),
    "exception": ("{why}", "a[href^='/exceptions/new/']"),
    "objective": ("/objectives/", "td.lead-cell a"),
    "evidence": ("/evidence/", "td.lead-cell a"),
    "service": ("/services/", "td.lead-cell a"),
    "team": ("/teams/", "td.lead-cell a"),
    "risk": ("/risks/?standing=late", "td.lead-cell a"),
    "past": ("/sources/?tab=runs", "tbody tr:last-child td.lead-cell a"),
}


def sign_in(page: Page, address: str, user: str, password: str) -> None:
    """Sign in, on a page of that browser context."""
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")


def addresses(page: Page, address: str) -> dict[str, str]:
    """Return the pages' addresses, with what stands in braces found on the pages themselves."""
    found: dict[str, str] = {}
    for name, (path, selector) in LINKS.items():
        page.goto(address + path.format(**found))
        link = page.locator(selector).first
        found[name] = (link.get_attribute("href") or "") if link.count() else ""
    found["past"] = found["past"].rpartition("at=")[2]
    return {name: path.format(**found) for name, path in PAGES.items() if "{" not in path or _known(path, found)}


def _known(path: str, found: dict[str, str]) -> bool:
    return all(found[name] for name in found if f"{{{name}}}" in path)


def take(browser: Browser, address: str, user: str, password: str, folder: Path, words: list[str]) -> None:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in WIDTHS.items():
        for theme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
            )
            page = context.new_page()
            if not words or "sign-in" in words:
                page.goto(f"{address}/sign-in")
                page.screenshot(path=folder / f"sign-in-{size}-{theme}.png")
            sign_in(page, address, user, password)
            for name, path in addresses(page, address).items():
                if words and not any(word == name for word in words):
                    continue
                page.goto(address + path)
                page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                if name in PRINTED and (size, theme) == ("wide", "light"):
                    page.emulate_media(media="print")
                    page.screenshot(path=folder / f"{name}-print.png", full_page=True)
                    page.emulate_media(media="screen")
            if not words or "search-dialog" in words:
                page.goto(f"{address}/")
                page.keyboard.press("Control+k")
                page.keyboard.type("bucket")
                page.wait_for_selector("#hits a")
                page.screenshot(path=folder / f"search-dialog-{size}-{theme}.png")
            context.close()


def main() -> None:
    """Read the arguments and take the pictures."""
    address, user, password, folder, *words = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        take(browser, address, user, password, Path(folder), words)
        browser.close()


if __name__ == "__main__":
    main()
