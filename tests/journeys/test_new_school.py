"""A school that is new to it all: offered a contact, agreement signed, unit set up, safe to operate, certified."""

import io
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.stage import choose, date_of, enter, follow, is_sound, press, says, verdict

pytestmark = pytest.mark.journey
HEAD, TEACHER, UNIT = "Olga Hurst", "Gita Roy", "Owls of the new school"
CHILDREN = (("Ada", "Abbott"), ("Kofi", "Mensah"))
POLICIES = ("Safeguarding and child protection", "Health and safety", "Behaviour", "Bullying")


@dataclass
class Company:
    """The people of the story, each at a window of their own."""

    team: Page
    lead: Page
    head: Page
    teacher: Page
    sergeant: Page
    pcso: Page


@pytest.fixture
def company(visit) -> Company:
    return Company(
        visit("Cara Flynn"),
        visit("Frances Reid"),
        visit(HEAD),
        visit(TEACHER),
        visit("Sam Okoro"),
        visit("Priya Shah"),
    )


@pytest.mark.capability("STO-1", "STO-2", "STO-4", "STO-5", "MPS-1", "MPS-2", "STA-1", "STA-9")
def test_it_takes_a_school_from_the_first_offer_to_a_certificate(company, visit):
    urn = own_school(company.head)
    offer(company.team, urn)
    draft_agreement(company.team)
    sign(company.lead, "Sign for the police force")
    sign(company.head, "Sign for the school")
    opens_tagged(company.head, "Download as PDF")
    supply_policies(company.head, urn)
    set_up_unit(company.sergeant, urn)
    assert verdict(company.sergeant) in ("Not safe: stop", "Unknown, so stop")
    unit = company.sergeant.url
    add_members(company.teacher, unit)
    record_paper_forms(company.teacher, unit)
    take_copy(company.team, unit)
    brief(company.pcso, urn)
    look_after(company.teacher, company.pcso, unit)
    for page in (company.teacher, company.head, company.team, company.pcso):
        confirm_all(page)
    company.sergeant.goto(unit)
    assert verdict(company.sergeant) == "Safe to operate"
    is_sound(company.sergeant)
    anybody_can_check(visit(), certify(company.team, unit))


def own_school(head: Page) -> str:
    """Return the number of the reader's own school in the register: two schools may bear one name."""
    head.goto("/schools/")
    return head.locator("main td[data-label=URN]").inner_text()


def open_school(page: Page, urn: str) -> None:
    page.goto("/schools/")
    enter(page, "Name, town, postcode or URN", urn)
    press(page, "Search")
    page.locator("main tbody a").click()


def offer(team: Page, urn: str) -> None:
    open_school(team, urn)
    follow(team, "Record what the school said to the offer")
    is_sound(team)
    choose(team, "What did the school say?", "Yes, with a named officer")
    choose(team, "Named contact", "Priya Shah")
    press(team, "Save")
    assert "Priya Shah" in says(team)


def draft_agreement(team: Page) -> None:
    follow(team, "Draft Service level agreement")
    press(team, "Begin the draft")
    is_sound(team)
    for group in team.locator("main form fieldset").all():
        group.get_by_role("radio").first.check()
    for box in team.locator("main form input[type=text], main form textarea").all():
        box.fill("12")
    press(team, "Save the draft")
    press(team, "Issue for signature")
    assert "Both sides have been asked to sign" in says(team)
    is_sound(team)


def sign(page: Page, button: str) -> None:
    """Go where the to-do leads, read, tick, sign."""
    page.goto("/")
    follow(page, "Sign: Service level agreement")
    page.get_by_label("I have read the whole agreement").check()
    is_sound(page)
    press(page, button)
    assert "You have signed the agreement" in says(page)


def opens_tagged(page: Page, link: str) -> None:
    """Assert that the link gives a PDF that a screen reader can read in order."""
    address = page.locator("main").get_by_role("link", name=link).get_attribute("href")
    answer = page.request.get(address)
    assert answer.ok
    root = PdfReader(io.BytesIO(answer.body())).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def supply_policies(head: Page, urn: str) -> None:
    open_school(head, urn)
    follow(head, "Open the partnership")
    for topic in POLICIES:
        follow(head, "Supply a policy")
        choose(head, "What is the policy about?", topic)
        enter(head, "Version", "2026")
        date_of(head, "When was it adopted?", localdate() - timedelta(days=30))
        enter(head, "Web address", "https://school.example.org/policy")
        press(head, "Save")
    is_sound(head)


def set_up_unit(sergeant: Page, urn: str) -> None:
    open_school(sergeant, urn)
    follow(sergeant, "Set up a unit")
    is_sound(sergeant)
    enter(sergeant, "Name of the unit", UNIT)
    sergeant.get_by_label("Leader", exact=True).select_option("Priya Shah")
    sergeant.get_by_label("Programme teacher (optional)").select_option(TEACHER)
    press(sergeant, "Set up the unit")
    assert f"{UNIT} is set up" in says(sergeant)


def add_members(teacher: Page, unit: str) -> None:
    teacher.goto(unit)
    follow(teacher, "See names")
    for given, family in CHILDREN:
        follow(teacher, "Add a member who is not on the list")
        enter(teacher, "First name", given)
        enter(teacher, "Last name", family)
        choose(teacher, "Year group", "Year 5")
        press(teacher, "Add the member")
    assert "2 children" in says(teacher)


def record_paper_forms(teacher: Page, unit: str) -> None:
    follow(teacher, "Record the paper forms")
    for given, family in CHILDREN:
        name = f"{given} {family}"
        choose(teacher, f"May {name} take part?", "Yes")
        choose(teacher, f"May {name} be in photos (school, police, press)?", "No")
        choose(teacher, f"What does {name} say about taking part?", "Yes")
        choose(teacher, f"What does {name} say about photos?", "Yes")
        teacher.get_by_label(f"Who signed for {name}?").select_option("Somebody who is not on this list")
        enter(teacher, f"Name of the person who signed for {name}, if not on the list", f"R. {family}")
        teacher.get_by_label(f"What are they to {name}?").select_option("Mother")
        teacher.get_by_label(f"Do they hold parental responsibility for {name}?").select_option("Yes")
    is_sound(teacher)
    press(teacher, "Record the answers")


def take_copy(team: Page, unit: str) -> None:
    team.goto(unit)
    follow(team, "The force's copy of the consents")
    is_sound(team)
    press(team, "We have the copy")
    assert "It is recorded that the force has a copy" in says(team)


def look_after(teacher: Page, pcso: Page, unit: str) -> None:
    """The school goes through what every child needs; the leader reads it and says so."""
    teacher.goto(unit)
    follow(teacher, "What you need to know and do")
    is_sound(teacher)
    press(teacher, "We have gone through every child's needs")
    pcso.goto(unit)
    follow(pcso, "What you need to know and do")
    press(pcso, "I have read this")
    is_sound(pcso)
    assert "You confirmed having read this" in pcso.locator("main").inner_text()


def brief(pcso: Page, urn: str) -> None:
    for topic in ("Confirm safeguarding", "Confirm health and safety"):
        open_school(pcso, urn)
        follow(pcso, "Open the partnership")
        follow(pcso, topic)
        for box in pcso.get_by_role("checkbox").all():
            box.check()
        if topic == "Confirm safeguarding":
            choose(pcso, "Who is the school's designated safeguarding lead?", TEACHER)
        press(pcso, "Confirm")


def confirm_all(page: Page) -> None:
    """Give one's word wherever Today asks for it."""
    for _each in range(40):
        page.goto("/")
        owed = page.locator("section[aria-labelledby=owed-heading] a")
        if owed.count() == 0:
            return
        page.goto(owed.first.get_attribute("href"))
        choose(page, "Is this so?", "Yes, I confirm it")
        press(page, "Record in my name")
    raise AssertionError("Today still asks")


def certify(team: Page, unit: str) -> str:
    """Issue a certificate that is a tagged PDF; return its public address."""
    team.goto(unit)
    follow(team, "Issue a certificate")
    press(team, "Issue the certificate")
    is_sound(team)
    opens_tagged(team, "The certificate as a PDF")
    return team.url


def anybody_can_check(stranger: Page, address: str) -> None:
    """Look the certificate up without signing in, and a code that nobody was given."""
    stranger.goto(address)
    assert "This certificate is genuine" in says(stranger)
    assert verdict(stranger) == "Safe to operate"
    assert not {given for given, _family in CHILDREN} & set(says(stranger).split())
    is_sound(stranger)
    stranger.goto("/certificates/2222222222222222")
    assert "Page not found" in says(stranger)


@pytest.mark.capability("MPS-1", "MPS-3")
def test_it_tells_the_area_lead_and_the_central_team_that_a_school_declined(visit):
    team, area = visit("Cara Flynn"), visit("Ada Grant")
    team.goto("/partnerships/?status=not-offered")
    school = team.locator("main tbody a").first
    school.click()
    choose(team, "What did the school say?", "It declined a named contact")
    press(team, "Save")
    assert "Enter" in says(team)  # beside the field: who declined, and why
    is_sound(team)
    enter(team, "Who declined?", "Nina Vale")
    enter(team, "Their post", "Head teacher")
    enter(team, "Reason the school gave", "Another scheme runs until summer.")
    press(team, "Save")
    assert "Declined" in says(team)
    area.goto("/")
    follow(area, "has declined a named contact")
    press(area, "I have read this")
    assert "It is recorded that you have read this" in says(area)
    is_sound(area)
