"""Saves how pages of the demonstration look, as the persona whose page it is.

bin/screenshots                                       the pictures of docs/screenshots
bin/screenshots all|NAME... [--to FOLDER] [--check]   pages at 320, 768 and 1280 pixels, light and dark

A fresh demonstration is loaded and served for it, unless --address names one that runs. --check also asks axe about
every page and says which are wider than the screen. Exit 1 when anything is found.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import axe, launch, no_sideways_scroll

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
UNIT = "main a[href^='/units/']:not([href='/units/'])"
SESSION = "main a[href^='/sessions/']"
INTAKE = "main td a[href*='/intake/'], main th a[href*='/intake/']"
TO_INTAKE = ("/units/", UNIT, "main a[href$='/intake/']", INTAKE)

# name -> (persona, steps): a step is an address, or which link of the page to follow
PAGES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "personas": (None, ("/demo/",)),
    "sign-in": (None, ("/account/sign-in/",)),
    "style-guide": (None, ("/styleguide",)),
    "style-guide-refused": (None, ("/styleguide?errors",)),
    "not-found": (None, ("/no-such-page",)),
    "today-pcso": ("Priya Shah", ("/",)),
    "today-head-teacher": ("Helen Marsh", ("/",)),
    "today-sergeant": ("Sam Okoro", ("/",)),
    "sessions": ("Priya Shah", ("/sessions/",)),
    "session": ("Priya Shah", ("/", SESSION)),
    "session-not-safe": ("Owen Price", ("/", SESSION)),
    "session-plans": ("Priya Shah", ("/", SESSION, "main a[href$='/plans/']")),
    "units": ("Priya Shah", ("/units/",)),
    "unit": ("Priya Shah", ("/units/", UNIT)),
    "unit-unknown": ("Sam Okoro", ("/units/", "main a:has-text('New Mini Police')")),
    "unit-head-teacher": ("Helen Marsh", ("/units/", UNIT)),
    "checklist": ("Priya Shah", ("/units/", UNIT, "main a[href*='checklist'], main a[href*='/readiness/']")),
    "paper-forms": ("Tom Ellis", ("/units/", UNIT, "main a[href*='/permissions/record/']")),
    "members": ("Tom Ellis", ("/units/", UNIT, "main a[href*='/members/']")),
    "children": ("Helen Marsh", ("/children/",)),
    "child": ("Helen Marsh", ("/children/", "main th a[href^='/children/']")),
    "class-list": ("Helen Marsh", ("/children/", "main a[href$='/class-list/']")),
    "children-twice": ("Helen Marsh", ("/children/", "main a[href$='/twice/']")),
    "intakes": ("Tom Ellis", ("/units/", UNIT, "main a[href$='/intake/']")),
    "intake": ("Tom Ellis", TO_INTAKE),
    "intake-pcso": ("Priya Shah", TO_INTAKE),
    "new-intake": ("Tom Ellis", ("/units/", UNIT, "main a[href$='/intake/']", "main a[href$='/intake/new/']")),
    "applications": ("Tom Ellis", (*TO_INTAKE, "main a[href$='/applications/']")),
    "application": ("Tom Ellis", (*TO_INTAKE, "main a[href$='/applications/']", "main th a[href*='/applications/']")),
    "shares": ("Tom Ellis", (*TO_INTAKE, "main a[href$='/shares/']")),
    "draw": ("Tom Ellis", (*TO_INTAKE, "main a[href$='/draw/']")),
    "decide": ("Helen Marsh", (*TO_INTAKE, "main a[href$='/decide/']")),
    "schools": ("Frances Reid", ("/schools/",)),
    "school": ("Cara Flynn", ("/schools/", "main a[href^='/schools/']")),
    "partnerships": ("Frances Reid", ("/partnerships/",)),
    "partnership": ("Frances Reid", ("/partnerships/", "main a[href^='/partnerships/']")),
    "agreement": ("Helen Marsh", ("/partnerships/", "main a[href^='/partnerships/']", "main a[href^='/agreements/']")),
    "officers": ("Sam Okoro", ("/officers/",)),
    "officer": ("Sam Okoro", ("/officers/", "main td a[href^='/officers/'], main th a[href^='/officers/']")),
    "board": ("Frances Reid", ("/", "nav a:has-text('Board')")),
    "framework": ("Frances Reid", ("/", "nav a:has-text('Framework')")),
    "people": ("Helen Marsh", ("/people/",)),
    "ledger": ("Gwen Hall", ("/ledger/",)),
    "account": ("Priya Shah", ("/account/",)),
}


# picture of the documentation -> (page, width, theme); each is cut at what a reader sees without scrolling
ILLUSTRATIONS: dict[str, tuple[str, int, str]] = {
    "today-on-a-phone": ("today-pcso", 390, "light"),
    "session-ready": ("session", 390, "light"),
    "session-not-safe": ("session-not-safe", 390, "light"),
    "session-in-the-dark": ("session-not-safe", 390, "dark"),
    "board": ("board", 1280, "light"),
    "unit-unknown": ("unit-unknown", 1280, "light"),
    "checklist": ("checklist", 1280, "light"),
    "paper-forms": ("paper-forms", 768, "light"),
    "partnership": ("partnership", 1280, "light"),
    "agreement": ("agreement", 1280, "light"),
    "officer": ("officer", 1280, "light"),
    "due": ("today-sergeant", 1280, "light"),
}
PATIENCE = 120  # seconds for a demonstration to be loaded and served


def main(words: list[str]) -> int:
    """Save the pages asked for. Returns 1 when a check found something or a page could not be reached."""
    asked = arguments(words)
    asked.to.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with served(asked.address) as asked.address, sync_playwright() as playwright:
        browser = launch(playwright)
        for name in asked.names:
            found += save(browser, name, asked)
        for name in [] if asked.names else ILLUSTRATIONS:
            found += illustrate(browser, name, asked)
        browser.close()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


@contextmanager
def served(address: str) -> Iterator[str]:
    """Yield the address of a demonstration: the one that runs there, or a fresh one that ends with us."""
    if address:
        yield address.rstrip("/")
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(ROOT / "bin/demo"), "--port", str(port)]
        surroundings = {**os.environ, "LANYARD_DATA_DIR": folder}
        server = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL)
        try:
            address = f"http://localhost:{port}"
            wait(server, f"{address}/readyz")
            yield address
        finally:
            server.terminate()
            server.wait(30)


def wait(server: subprocess.Popen, address: str) -> None:
    """Return once an address answers. Raises RuntimeError when the server ends or PATIENCE does."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise RuntimeError(f"The demonstration did not start: {address} does not answer")


def illustrate(browser: Browser, name: str, asked: argparse.Namespace) -> list[str]:
    """Save one picture of the documentation; return what is wrong."""
    page_name, width, scheme = ILLUSTRATIONS[name]
    persona, steps = PAGES[page_name]
    context = browser.new_context(base_url=asked.address, viewport={"width": width, "height": 900})
    page = context.new_page()
    try:
        arrive(page, persona, steps)
        show(page, width, scheme)
        page.screenshot(path=asked.to / f"{name}.png")
    except LookupError as missing:
        return [f"{name}: {missing}"]
    finally:
        context.close()
    return []


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line. Exits with 2 for a page that is not named here."""
    parser = argparse.ArgumentParser(prog="bin/screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="all, or " + ", ".join(PAGES))
    parser.add_argument("--address", default="", help="of a demonstration that runs already")
    parser.add_argument("--to", type=Path, help="default docs/screenshots; .build/screenshots for named pages")
    parser.add_argument("--check", action="store_true", help="ask axe as well, and look for sideways scroll")
    asked = parser.parse_args(words)
    if asked.names == ["all"]:
        asked.names = list(PAGES)
    asked.to = asked.to or ROOT / (".build/screenshots" if asked.names else "docs/screenshots")
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
