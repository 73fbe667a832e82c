"""A force lead at the board: what is unsafe and why, who must act, and what the force asks for beyond the nation."""

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.stage import choose, enter, follow, is_sound, press, says

pytestmark = pytest.mark.journey
SAFE = "Year 5 Mini Police"
OWN = "Every unit has a first-aid bag"


@pytest.fixture
def lead(visit) -> Page:
    page = visit("Frances Reid")
    page.goto("/board/")
    return page


@pytest.mark.capability("STO-1", "NEV-18")
def test_it_finds_units_by_verdict_by_what_is_missing_and_by_who_must_act(lead):
    is_sound(lead)
    lead.get_by_label("Verdict", exact=True).select_option("Unknown, so stop")
    press(lead, "Show")
    assert units(lead) == ["New Mini Police, Bridgeside Primary School"]
    lead.get_by_label("Verdict", exact=True).select_option("All")
    lead.get_by_label("What must be done").select_option(label_of(lead, "permission"))
    press(lead, "Show")
    assert [name.split(",")[0] for name in units(lead)] == ["Mini Police"]
    follow(lead, "To-dos by person")
    is_sound(lead)
    assert "Sam Okoro, Sergeant" in says(lead)
    follow(lead, "Mini Police")
    is_sound(lead)


def units(lead: Page) -> list[str]:
    """Return the names of the units that the board lists."""
    return lead.locator("main tbody tr td:first-child").all_inner_texts()


def label_of(lead: Page, word: str) -> str:
    """Return the choice of what is missing that has the word in it."""
    labels = lead.get_by_label("What must be done").locator("option").all_inner_texts()
    return next(label for label in labels if word in label)


@pytest.mark.capability("NEV-13")
def test_it_adds_a_requirement_of_the_force_that_bites_until_it_is_ended(lead):
    assert SAFE in safe_units(lead)
    follow(lead, "What our force requires")
    follow(lead, "Add a requirement")
    enter(lead, "Short title", OWN)
    enter(lead, "What must hold, in one or two sentences", "A first-aid bag of the force stands in the room.")
    choose(lead, "What is it about?", "Each unit")
    choose(lead, "How much does it matter?", "Stop: not safe until it is so")
    lead.get_by_label("Who must make it so?").select_option("Programme teacher")
    choose(lead, "Who may confirm it?", "Programme teacher")
    enter(lead, "For how many months does the proof count?", "12")
    enter(lead, "Why does your force require this? Name the policy or decision", "First aid policy 4")
    is_sound(lead)
    press(lead, "Add it")
    assert "is in force from today" in says(lead)
    assert SAFE not in safe_units(lead)
    end(lead, OWN)
    assert SAFE in safe_units(lead)


@pytest.mark.capability("NEV-13", "STO-1")
def test_it_can_make_a_national_requirement_stricter_and_never_milder(lead):
    follow(lead, "What our force requires")
    follow(lead, "The school provides enough staff")
    severities = lead.get_by_role("group", name="How much does it matter?")
    assert severities.get_by_role("radio").count() == 1  # it stops everywhere already
    tighten(lead, "For how many months does the proof count?", 60)
    assert "There is a problem" in says(lead)
    is_sound(lead)
    follow(lead, "Back", within="body")
    follow(lead, "Vetting is in date")
    tighten(lead, "For how many months do the records count? (optional)", 6)
    assert "is in force from today" in says(lead)
    assert SAFE not in safe_units(lead)  # Priya Shah was vetted eight months ago
    end(lead, "Vetting is in date")
    assert SAFE in safe_units(lead)


def tighten(lead: Page, question: str, months: int) -> None:
    """Ask for proof that is at most so old."""
    enter(lead, question, str(months))
    lead.get_by_role("radio").first.check()
    enter(lead, "Why does your force require this? Name the policy or decision", "Policy 9")
    press(lead, "Put it in force")


def safe_units(lead: Page) -> str:
    """Return the names of the units that may operate with nothing to do."""
    lead.goto("/board/")
    lead.get_by_label("Verdict", exact=True).select_option("Safe to operate")
    press(lead, "Show")
    return "; ".join(units(lead))


def end(lead: Page, title: str) -> None:
    """End the force's own requirement."""
    follow(lead, "What our force requires")
    follow(lead, re.compile(rf"End it\s*: {title}"))
    enter(lead, "Why does it end?", "It was a trial.")
    press(lead, "End it")
    assert "has ended" in says(lead)
