"""Every page of the demonstration, as the persona whose page it is: axe finds nothing, nothing sticks out."""

import pytest

from tests.journeys.browser import CONTRAST, NARROW, WIDE, axe, no_sideways_scroll
from tests.journeys.pictures import PAGES, arrive, show

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("name", PAGES)
def test_it_shows_every_page_narrow_and_wide_light_and_dark(browser, demonstration, name):
    persona, steps = PAGES[name]
    context = browser.new_context(base_url=demonstration)
    context.set_default_timeout(20_000)
    page = context.new_page()
    try:
        arrive(page, persona, steps)
        show(page, NARROW, "light")
        axe(page)
        no_sideways_scroll(page)
        show(page, WIDE, "dark")
        axe(page, CONTRAST)
    finally:
        context.close()
