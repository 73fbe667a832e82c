"""A session on a phone: prepared by two, started only with school staff in the room, stopped when they leave."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from tests.journeys.stage import choose, date_of, enter, follow, is_sound, press, says, verdict

pytestmark = pytest.mark.journey
PHONE = 390
UNIT = "Year 5 Mini Police"


@pytest.mark.capability("STO-11", "STO-12", "STO-14", "STO-15", "STO-17", "STO-18")
def test_it_leads_a_session_from_plan_to_end_on_a_phone(visit):
    pcso, teacher = visit("Priya Shah", width=PHONE), visit("Tom Ellis")
    address = plan(pcso, "Bikes and helmets")
    prepare(pcso, teacher, address)
    start(pcso, teacher, address)
    take_the_register(pcso, address)
    stops_when_the_last_of_the_school_leaves(pcso, teacher, address)
    stop_and_go_on(pcso)
    end(pcso)


def plan(pcso: Page, title: str) -> str:
    """Plan a session for today; return its address."""
    pcso.goto("/units/")
    follow(pcso, UNIT)
    follow(pcso, "Plan a session")
    enter(pcso, "Title", title)
    pcso.get_by_label("Education").check()
    enter(pcso, "What happens", "Fit a helmet, check a bike, ride a course of cones.")
    enter(pcso, "Where", "Playground")
    date_of(pcso, "Date", localdate())
    enter(pcso, "Starts at", "1pm")
    enter(pcso, "Ends at", "2pm")
    pcso.get_by_label("Priya Shah").check()
    is_sound(pcso)
    press(pcso, "Plan")
    pcso.goto("/")
    follow(pcso, title)
    return pcso.url


def prepare(pcso: Page, teacher: Page, address: str) -> None:
    """Do all that comes before: each sees what is left to do and does it."""
    assert verdict(pcso) in ("Not safe: stop", "Unknown, so stop")
    is_sound(pcso)
    follow(pcso, "Name school staff")
    pcso.get_by_label("Tom Ellis").check()
    press(pcso, "Save")
    follow(pcso, "Agree how behaviour is managed")
    enter(pcso, "What to look out for", "Pushing at the start line")
    enter(pcso, "What is done first", "A quiet word")
    enter(pcso, "Who steps in", "Tom Ellis")
    enter(pcso, "When the session stops", "When a child is hurt")
    press(pcso, "Save and agree")
    pcso.goto(address)
    follow(pcso, "Say you have seen the risk assessment")
    is_sound(pcso)
    press(pcso, "I have seen it")
    pcso.goto(address)
    follow(pcso, "Who may not be photographed")
    is_sound(pcso)
    press(pcso, "I know who may not be photographed")
    teacher.goto(address)
    follow(teacher, "Check the plan")
    choose(teacher, "Is it right for the children’s age?", "Yes")
    choose(teacher, "Is it part of the cadets’ curriculum?", "Yes")
    press(teacher, "Record the check")
    teacher.goto(address)
    follow(teacher, "Agree how behaviour is managed")
    press(teacher, "I agree to this")
    pcso.goto(address)


def start(pcso: Page, teacher: Page, address: str) -> None:
    """Start it: not without the teacher, and not on a page that was opened while the teacher was still there."""
    assert "first say which member of school staff is in the room" in says(pcso)
    assert pcso.get_by_role("button", name="Start the session").count() == 0
    teacher.goto(address)
    press(teacher, "Tom Ellis is here")
    pcso.reload()
    is_sound(pcso)
    press(teacher, "Tom Ellis leaves")
    press(pcso, "Start the session")
    assert "Say which member of school staff is in the room" in says(pcso)
    press(teacher, "Tom Ellis is back")
    pcso.reload()
    press(pcso, "Start the session")
    assert "Running" in says(pcso)
    is_sound(pcso)


def take_the_register(pcso: Page, address: str) -> None:
    """Two taps: who is missing, and that everybody else is there."""
    follow(pcso, "Take the register")
    is_sound(pcso)
    pcso.get_by_label("Absent").first.check()
    press(pcso, "Save: everybody else is present")
    pcso.goto(address)
    assert "16 there, 1 absent" in says(pcso)


def stops_when_the_last_of_the_school_leaves(pcso: Page, teacher: Page, address: str) -> None:
    teacher.goto(address)
    press(teacher, "Tom Ellis leaves")
    pcso.reload()
    assert "Stopped: no member of school staff is in the room" in says(pcso)
    is_sound(pcso)
    press(teacher, "Tom Ellis is back")
    pcso.reload()
    assert "Running" in says(pcso)


def stop_and_go_on(pcso: Page) -> None:
    follow(pcso, "Stop the session")
    enter(pcso, "Why", "A thunderstorm")
    press(pcso, "Stop")
    assert "A thunderstorm" in says(pcso)
    press(pcso, "Go on with the session")
    assert "Running" in says(pcso)


def end(pcso: Page) -> None:
    follow(pcso, "End the session")
    enter(pcso, "What was done and how it went", "Everybody rode the course.")
    press(pcso, "End")
    assert "Ended" in says(pcso)
    is_sound(pcso)
