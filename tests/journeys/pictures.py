"""Saves how named pages of a running demonstration look, as the persona whose page it is.

bin/screenshots [--address URL] [--to FOLDER] [--check] [NAME...]

Each page is saved at 320, 768 and 1280 pixels, in light and in dark. --check also asks axe about every page and
says which are wider than the screen; exit 1 when anything is found.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import axe, launch, no_sideways_scroll

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
UNIT = "main a[href^='/units/']:not([href='/units/'])"
SESSION = "main a[href^='/sessions/']"

# name -> (persona, steps): a step is an address, or which link of the page to follow
PAGES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "personas": (None, ("/demo/",)),
    "sign-in": (None, ("/account/login/",)),
    "style-guide": (None, ("/styleguide",)),
    "style-guide-refused": (None, ("/styleguide?errors",)),
    "not-found": (None, ("/no-such-page",)),
    "today-pcso": ("Priya Shah", ("/",)),
    "today-head-teacher": ("Helen Marsh", ("/",)),
    "today-sergeant": ("Sam Okoro", ("/",)),
    "sessions": ("Priya Shah", ("/sessions/",)),
    "session": ("Priya Shah", ("/", SESSION)),
    "units": ("Priya Shah", ("/units/",)),
    "unit": ("Priya Shah", ("/units/", UNIT)),
    "unit-head-teacher": ("Helen Marsh", ("/units/", UNIT)),
    "checklist": ("Priya Shah", ("/units/", UNIT, "main a[href*='checklist'], main a[href*='/readiness/']")),
    "members": ("Tom Ellis", ("/units/", UNIT, "main a[href*='/members/']")),
    "schools": ("Frances Reid", ("/schools/",)),
    "school": ("Cara Flynn", ("/schools/", "main a[href^='/schools/']")),
    "partnerships": ("Frances Reid", ("/partnerships/",)),
    "partnership": ("Frances Reid", ("/partnerships/", "main a[href^='/partnerships/']")),
    "officers": ("Sam Okoro", ("/officers/",)),
    "officer": ("Sam Okoro", ("/officers/", "main td a[href^='/officers/'], main th a[href^='/officers/']")),
    "board": ("Frances Reid", ("/", "nav a:has-text('Board')")),
    "framework": ("Frances Reid", ("/", "nav a:has-text('Framework')")),
    "people": ("Helen Marsh", ("/people/",)),
    "ledger": ("Gwen Hall", ("/ledger/",)),
    "account": ("Priya Shah", ("/account/",)),
}


def main(words: list[str]) -> int:
    """Save the pages asked for. Returns 1 when a check found something or a page could not be reached."""
    asked = arguments(words)
    names = asked.names or list(PAGES)
    asked.to.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name in names:
            found += save(browser, name, asked)
        browser.close()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line. Exits with 2 for a page that is not named here."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PAGES))
    parser.add_argument("--address", default="http://localhost:8000")
    parser.add_argument("--to", type=Path, default=ROOT / ".build/screenshots")
    parser.add_argument("--check", action="store_true", help="ask axe as well, and look for sideways scroll")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.names if name not in PAGES]
    if unknown:
        parser.error(f"no page is named {', '.join(unknown)}: choose from {', '.join(PAGES)}")
    return asked


def save(browser: Browser, name: str, asked: argparse.Namespace) -> list[str]:
    """Save one page in every width and theme; return what is wrong with it."""
    persona, steps = PAGES[name]
    context = browser.new_context(base_url=asked.address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    page = context.new_page()
    found = []
    try:
        arrive(page, persona, steps)
        for width in WIDTHS:
            for scheme in SCHEMES:
                show(page, width, scheme)
                page.screenshot(path=asked.to / f"{name}-{width}-{scheme}.png", full_page=True)
                found += check(page, f"{name} {width} {scheme}") if asked.check and width != 768 else []
    except LookupError as missing:
        found.append(f"{name}: {missing}")
    context.close()
    return found


def arrive(page: Page, persona: str | None, steps: tuple[str, ...]) -> None:
    """Sign in as the persona and take the steps. Raises LookupError where a link is not on the page."""
    if persona:
        page.goto("/demo/")
        page.get_by_role("button", name=f"Continue as {persona}").click()
    for step in steps:
        if step.startswith("/"):
            page.goto(step)
            continue
        links = page.locator(step)
        if links.count() == 0:
            raise LookupError(f"{page.url} has no link {step}")
        page.goto(links.first.get_attribute("href"))


def show(page: Page, width: int, scheme: str) -> None:
    """Give the page a width and a theme, and let it settle."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.fonts.ready.then(() => true)")


def check(page: Page, where: str) -> list[str]:
    """Return what axe and the ruler say."""
    found = []
    for ask in (axe, no_sideways_scroll):
        try:
            ask(page)
        except AssertionError as wrong:
            found.append(f"{where}: {wrong}")
    return found
