"""The same work without scripts, and without a mouse."""

import pytest
from playwright.sync_api import Page

from tests.journeys.stage import enter, follow, press, says

pytestmark = pytest.mark.journey
PHONE = 390


@pytest.mark.capability("STO-11", "STO-14")
def test_it_leads_a_session_without_scripts_and_corrects_its_register_without_a_mouse(visit):
    pcso, teacher = visit("Priya Shah", width=PHONE, scripts=False), visit("Tom Ellis", scripts=False)
    for page in (pcso, teacher):
        page.goto("/")
        follow(page, "Crossing the road safely")
    press(teacher, "Tom Ellis is here")
    pcso.reload()
    press(pcso, "Start the session")
    follow(pcso, "Take the register")
    pcso.get_by_label("Late").first.check()
    press(pcso, "Save: everybody else is present")
    assert "17 there, 0 absent" in says(pcso)
    with_the_keyboard(visit("Priya Shah"), pcso.url)
    pcso.reload()
    assert "16 there, 1 absent" in says(pcso)
    follow(pcso, "End the session")
    enter(pcso, "What was done and how it went", "All crossed safely.")
    press(pcso, "End")
    assert "Ended" in says(pcso)


def with_the_keyboard(page: Page, session: str) -> None:
    """Say that the first child is absent after all, by keys alone."""
    page.goto(session)
    tab_to(page, "e => e.textContent == 'Take the register'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "e => e.type == 'radio'")
    assert focused(page, "e => e.checked && getComputedStyle(e.labels[0], '::before').boxShadow != 'none'")
    while not focused(page, "e => e.checked && e.labels[0].textContent == 'Absent'"):
        page.keyboard.press("ArrowDown")
    tab_to(page, "e => e.textContent == 'Save the register'")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "1 mark is new or changed" in says(page)


def tab_to(page: Page, wanted: str) -> None:
    """Go on by the tab key until the focus is where it is wanted."""
    for _each in range(200):
        page.keyboard.press("Tab")
        if focused(page, wanted):
            return
    raise AssertionError(f"The tab key never reaches {wanted}")


def focused(page: Page, wanted: str) -> bool:
    """Say whether what has the focus is what is wanted."""
    return page.evaluate(f"({wanted})(document.activeElement)")


@pytest.mark.capability("STO-2", "STA-1")
def test_it_signs_an_agreement_without_scripts(visit):
    head = visit("Maya Dale", scripts=False)
    follow(head, "Sign: Service level agreement")
    press(head, "Sign for the school")
    assert "Tick the box if you have read the agreement" in says(head)
    head.get_by_label("I have read the whole agreement").check()
    press(head, "Sign for the school")
    assert "You have signed the agreement" in says(head)
