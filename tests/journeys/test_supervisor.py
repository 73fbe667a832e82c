"""A sergeant's morning: what is due, a vetting recorded, a unit safe again, an observation and its answer."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.journeys.stage import choose, date_of, enter, follow, is_sound, press, says, verdict

pytestmark = pytest.mark.journey
OFFICER, SCHOOL = "Owen Price", "Badger Hill Primary School"


@pytest.mark.capability("STO-20", "STO-21", "MPS-5", "NEV-24")
def test_it_makes_a_unit_safe_by_recording_a_vetting_and_an_observation(visit):
    sergeant, officer = visit("Sam Okoro"), visit(OFFICER)
    assert verdict(own_unit(officer)) == "Not safe: stop"
    record_vetting(sergeant)
    assert verdict(own_unit(officer)) == "Safe, with things to do"
    observe(sergeant)
    answer(officer)
    assert verdict(own_unit(officer)) == "Safe to operate"


def own_unit(officer: Page) -> Page:
    officer.goto("/units/")
    officer.locator("main tbody a").first.click()
    assert SCHOOL in says(officer)
    return is_sound(officer)


def record_vetting(sergeant: Page) -> None:
    sergeant.goto("/")
    follow(sergeant, "See what is due")
    is_sound(sergeant)
    follow(sergeant, OFFICER)
    assert verdict(sergeant) == "Not safe: stop"
    follow(sergeant, "Record Vetting", exact=True)
    press(sergeant, "Record")
    assert "There is a problem" in says(sergeant)
    is_sound(sergeant)
    choose(sergeant, "Level of vetting", "Management vetting (MV)")
    date_of(sergeant, "When was it completed?", localdate())
    enter(sergeant, "What have you seen that proves it?", "Letter of the vetting unit, V-2041")
    press(sergeant, "Record")
    assert verdict(sergeant) == "Safe, with things to do"


def observe(sergeant: Page) -> None:
    follow(sergeant, "Record an observation")
    is_sound(sergeant)
    date_of(sergeant, "Date of the observation", localdate())
    for group in sergeant.locator("main form fieldset:has([type=radio])").all():
        group.get_by_label("Yes", exact=True).check()
    enter(sergeant, "What went well", "Every child had a turn.")
    press(sergeant, "Record")
    assert "Not read yet" in says(sergeant)


def answer(officer: Page) -> None:
    """The officer reads what was seen and says so."""
    officer.goto("/")
    follow(officer, "you have not read")
    follow(officer, "An observation of you is ready to read")
    follow(officer, "Go to what this is about")
    is_sound(officer)
    enter(officer, "Your comment", "Thank you.")
    press(officer, "I have read this")
    assert "Thank you." in says(officer)
