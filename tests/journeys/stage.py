"""What people do on a page, in their own words: follow a link, press a button, answer a question."""

import re
from collections.abc import Iterable
from datetime import date

from playwright.sync_api import Locator, Page

from tests.journeys.browser import CONTRAST, NARROW, WIDE, axe, no_sideways_scroll

GLANCE = {"width": WIDE, "height": 900}


def follow(page: Page, name: str | re.Pattern, *, exact: bool = False, within: str = "main") -> Page:
    """Follow the first link of that name in the page's own part, also one that looks like a button."""
    main = page.locator(within)
    links = main.get_by_role("link", name=name, exact=exact)
    links.or_(main.locator("a").and_(main.get_by_role("button", name=name, exact=exact))).first.click()
    return page


def press(page: Page, name: str | re.Pattern) -> Page:
    """Press the button of that name in the page's own part."""
    page.locator("main").get_by_role("button", name=name).first.click()
    return page


def choose(page: Page, question: str, answer: str) -> None:
    """Choose an answer of a question that shows all its answers."""
    group = page.get_by_role("group", name=question)
    group.get_by_label(answer, exact=True).check()


def enter(page: Page, label: str, words: str) -> None:
    """Fill the field with that label."""
    page.get_by_label(label, exact=True).fill(words)


def date_of(page: Page, question: str, day: date) -> None:
    """Fill the three boxes of a date."""
    group = page.get_by_role("group", name=question)
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(box, exact=True).fill(str(number))


def says(page: Page) -> str:
    """Return all that the page's own part says."""
    return page.locator("main").inner_text()


def verdict(page: Page) -> str:
    """Return the words of the page's first lanyard."""
    return main_lanyard(page).inner_text().strip()


def main_lanyard(page: Page) -> Locator:
    """Return the page's first lanyard."""
    return page.locator("main .lanyard-verdict").first


def listed(page: Page) -> list[str]:
    """Return what the page's links say."""
    return page.locator("main a").all_inner_texts()


def is_sound(page: Page) -> Page:
    """Assert that axe finds nothing at a laptop's width, and that a small phone in the dark can show the page."""
    held = page.viewport_size
    page.set_viewport_size(GLANCE)
    axe(page)
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.emulate_media(color_scheme="dark")
    axe(page, CONTRAST)
    no_sideways_scroll(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(held or GLANCE)
    return page


def every(page: Page, selector: str) -> Iterable[Locator]:
    """Yield each element that the selector finds now."""
    return page.locator(selector).all()
