"""The style guide in a real browser: every component, in both themes, narrow and wide, with and without scripts."""

import pytest

from tests.journeys.browser import NARROW, axe, no_sideways_scroll

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def in_the_demonstration(settings):
    settings.DEMO = True


@pytest.mark.parametrize("path", ["/styleguide", "/styleguide?errors&page=7"])
def test_it_passes_axe_and_fits_the_screen(open_page, view, path):
    page = open_page(path, **view)
    axe(page)
    no_sideways_scroll(page)


def test_it_passes_axe_and_fits_the_screen_without_scripts(open_page):
    page = open_page("/styleguide?errors", width=NARROW, scripts=False)
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_passes_axe_on_the_page_for_what_is_absent(open_page, scheme):
    page = open_page("/no-such-page", scheme=scheme)
    axe(page)


def test_it_moves_the_reader_to_the_summary_of_errors_and_on_to_the_field(open_page):
    page = open_page("/styleguide?errors")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="Enter a real date, like 27 3 2026").click()
    assert page.evaluate("document.activeElement.id") == "id_starts_on_0"


def test_it_lets_the_keyboard_skip_to_the_content(open_page):
    page = open_page("/styleguide")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_it_turns_a_table_into_cards_on_a_narrow_screen(open_page):
    page = open_page("/styleguide", width=NARROW)
    cell = page.locator("td[data-label='Members']").first
    assert cell.evaluate("e => getComputedStyle(e).display") == "block"
    assert "Members" in cell.evaluate("e => getComputedStyle(e, '::before').content")


def test_it_follows_the_systems_theme(open_page):
    colours = {
        scheme: open_page("/styleguide", scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert colours["light"] == "rgb(255, 255, 255)"
    assert colours["dark"] != colours["light"]


def test_it_shows_and_hides_a_password_only_with_scripts(open_page):
    page = open_page("/styleguide")
    page.get_by_role("button", name="Show password").click()
    assert page.locator("#id_secret").get_attribute("type") == "text"
    assert open_page("/styleguide", scripts=False).get_by_role("button", name="Show password").count() == 0
