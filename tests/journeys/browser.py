"""What a journey does with a page in a real browser: opens it, asks axe, looks for sideways scroll."""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# The only rule that a theme can break on a page that passes in the other.
CONTRAST = ["color-contrast"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = 320, 1280


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium. Raises RuntimeError where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise RuntimeError("Journeys need Chromium: apt-get install chromium")
    return playwright.chromium.launch(executable_path=found, args=QUIET)


def axe(page: Page, rules: list[str] = RULES) -> None:
    """Assert that axe finds nothing wrong with the page as it stands, by sets of rules or by single ones."""
    # Evaluated through the browser's own protocol: our policy forbids a script tag with words of its own.
    page.evaluate(AXE.read_text())
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    assert not result["violations"], told(page.url, result["violations"])


def told(url: str, violations: list[dict]) -> str:
    """Say what axe found and where, briefly."""
    lines = [f"{url}:"]
    for violation in violations:
        places = [node["html"][:160] for node in violation["nodes"][:3]]
        lines.append(f"{violation['id']}: {violation['help']} ({len(violation['nodes'])}): {places}")
    return "\n".join(lines)


def no_sideways_scroll(page: Page) -> None:
    """Assert that the page can be read without scrolling sideways; name what sticks out."""
    outside = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.lanyard-wide'))
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{page.url} is wider than the screen: {outside[:3]}"
