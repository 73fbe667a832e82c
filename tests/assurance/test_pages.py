"""The checklist, the page on which a person gives their word, and the framework."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.assurance.catalogue import newest
from lanyard.assurance.models import Attestation, LocalRequirement
from lanyard.audit.models import Entry
from lanyard.workforce.models import StaffRecord
from tests.cast import make_person
from tests.cast_programme import make_session
from tests.cast_ready import NOW
from tests.cast_units import add_leader, add_member, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-18")]
CONFIRM = {"holds": "yes", "note": ""}


def confirm_page(kind: str, subject: str, id: str) -> str:
    return reverse("assurance:confirm", args=[kind, subject, id])


def checklist(unit, **at) -> tuple[str, dict]:
    return reverse("assurance:checklist", args=["unit", unit.public_id]), at


@pytest.fixture
def head(northshire, signed_in_as):
    """The head teacher at their desk."""
    return signed_in_as(northshire.people["head-teacher"])


def test_the_checklist_answers_every_requirement_with_its_source(unit, head):
    page = head.get(checklist(unit)[0]).content.decode()
    for requirement in newest().requirements:
        if requirement.kind != "session":
            assert f'id="{requirement.id}"' in page


def folded(page: str) -> str:
    """Return what of a checklist is folded away."""
    return "".join(re.findall(r"<details class=\"govuk-details lanyard-in-order\">.*?</details>", page, re.DOTALL))


def test_the_checklist_folds_what_is_in_order_and_leaves_open_what_needs_doing(unit, head):
    add_leader(unit, make_person("Nora Quill"))  # of whom no record says anything
    where = checklist(unit)[0]
    page = head.get(where)
    lacking = {a.requirement.id for part in page.context["parts"] for a in part.lacking}
    in_order = {a.requirement.id for part in page.context["parts"] for a in part.in_order}
    assert "OFF-VETTING" in lacking
    shut = set(re.findall(r'<tr class="govuk-table__row" id="([^"]+)"', folded(page.content.decode())))
    assert shut == in_order
    assert not lacking & in_order
    assert {a.requirement.id for a in page.context["found"].actions} <= lacking
    counts = [int(n) for n in re.findall(r">(\d+) in order<", page.content.decode())]
    assert sum(counts) == len(in_order)


def test_the_checklist_opens_as_a_whole_for_reading_and_printing_also_for_a_past_day(unit, head):
    page = head.get(checklist(unit)[0], {"at": "2026-11-01", "open": "1"}).content.decode()
    assert not folded(page)
    assert page.count('lanyard-in-order" open') > 3
    assert 'href="?at=2026-11-01"' in page


@pytest.mark.parametrize("kind", ["unit", "officer", "partnership", "force", "session"])
def test_every_kind_of_subject_has_a_checklist_in_few_queries(
    unit, northshire, signed_in_as, kind, django_assert_max_num_queries
):
    subjects = {
        "unit": unit, "officer": northshire.people["pcso"], "partnership": unit.partnership,
        "force": northshire.force, "session": make_session(unit, starts=NOW + timedelta(hours=2)),
    }  # fmt: skip
    client = signed_in_as(northshire.people["force-lead"])
    client.get("/")
    with django_assert_max_num_queries(20 if kind == "officer" else 15):
        page = client.get(reverse("assurance:checklist", args=[kind, subjects[kind].public_id]))
    assert page.status_code == 200


@pytest.mark.parametrize("kind", ["planet", "member"])
def test_there_is_no_checklist_of_what_can_not_be_ready(unit, head, kind):
    assert head.get(reverse("assurance:checklist", args=[kind, unit.public_id])).status_code == 404


def test_looking_at_an_officers_checklist_is_recorded(unit, northshire, signed_in_as):
    officer = northshire.people["pcso"]
    signed_in_as(northshire.people["sergeant"]).get(
        reverse("assurance:checklist", args=["officer", officer.public_id])
    )
    entry = Entry.objects.get(verb="assurance.checklist_seen")
    assert (entry.kind, entry.subjects) == ("look", [officer.pk])


def test_the_checklist_of_another_school_is_not_there(unit, southshire, signed_in_as):
    for role in ("head-teacher", "pcso", "force-lead"):
        assert signed_in_as(southshire.people[role]).get(checklist(unit)[0]).status_code == 404


def test_it_shows_a_past_day_by_what_was_known_then(unit, northshire, signed_in_as, clock):
    clock.shift(timedelta(days=3))
    head = signed_in_as(northshire.people["head-teacher"])
    add_member(unit, "New", "Child", recorded_at=timezone.now())
    where, _ = checklist(unit)
    assert head.get(where).context["found"].verdict == "not ready"
    for asked in (
        {"at": "2026-11-23"},
        {"at_day": "23", "at_month": "11", "at_year": "2026"},
        {"at": "2026-11-23T12:00"},
    ):
        page = head.get(where, asked)
        assert page.context["found"].safe
        assert "As it was known on 23 November 2026" in page.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"at": "yesterday"},
        {"at": "2026-02-30"},
        {"at": "9999-12-31"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "0001-01-01T00:00+14:00"},
        {"at": "2026-11-23T25:61"},
        {"at": "2026-11-24"},
        {"at": "2026-11-24T00:30"},
        {"at_day": "31", "at_month": "2", "at_year": "2026"},
        {"at_day": "x", "at_month": "", "at_year": ""},
        {"at_day": "24", "at_month": "11", "at_year": "2026"},
        {"at_day": "1", "at_month": "1", "at_year": "99999"},
    ],
)
def test_a_day_that_is_none_shows_the_present_and_claims_no_other(unit, head, asked):
    page = head.get(checklist(unit)[0], asked)
    assert page.status_code == 200
    assert page.context["at"] is None
    assert "govuk-error-summary" in page.content.decode()
    assert "As it was known on" not in page.content.decode()


def test_a_bad_day_gets_its_message_beside_the_field(unit, head):
    page = head.get(checklist(unit)[0], {"at_day": "24", "at_month": "11", "at_year": "2026"}).content.decode()
    assert "Enter today" in page
    assert "govuk-error-message" in page


def test_a_day_that_no_framework_covers_is_unknown_and_says_so(unit, head):
    page = head.get(checklist(unit)[0], {"at": "2001-05-05"})
    assert page.context["found"].verdict == "unknown"
    assert "No version of the national framework was in force" in page.content.decode()


@pytest.mark.parametrize(
    ("role", "kind", "id"),
    [
        ("head-teacher", "unit", "UNT-PURPOSE"),
        ("head-teacher", "partnership", "PTN-STAFF"),
        ("dro", "force", "FRC-DRO-ACKNOWLEDGED"),
        ("pcso", "officer", "OFF-PHOTOS"),
    ],
)
def test_a_word_is_given_on_the_page_for_each_kind_of_part(unit, northshire, signed_in_as, role, kind, id):
    Attestation.objects.all().delete()
    subject = {
        "unit": unit, "partnership": unit.partnership, "force": northshire.force,
        "officer": northshire.people["pcso"],
    }[kind]  # fmt: skip
    client = signed_in_as(northshire.people[role])
    where = confirm_page(kind, subject.public_id, id)
    assert newest().get(id).attesting.statement in client.get(where).content.decode()
    assert client.post(where, CONFIRM).status_code == 302
    made = Attestation.objects.get()
    assert (made.requirement, made.subject_key, made.person) == (id, subject.pk, northshire.people[role])


@pytest.mark.parametrize(
    ("role", "kind", "id"),
    [
        ("head-teacher", "partnership", "PTN-STAFF"),
        ("dro", "force", "FRC-DRO-ACKNOWLEDGED"),
        ("pcso", "officer", "OFF-PHOTOS"),
    ],
)
def test_from_the_unit_it_sends_on_to_the_part_the_word_is_about(unit, northshire, signed_in_as, role, kind, id):
    add_leader(unit, northshire.people["officer"], "officer")
    subject = {
        "partnership": unit.partnership, "force": northshire.force, "officer": northshire.people["pcso"]
    }[kind]  # fmt: skip
    sent = signed_in_as(northshire.people[role]).get(confirm_page("unit", unit.public_id, id))
    assert sent["Location"] == confirm_page(kind, subject.public_id, id)


def test_who_may_not_confirm_reads_who_may(unit, northshire, signed_in_as):
    client = signed_in_as(northshire.people["spoc"])
    where = confirm_page("unit", unit.public_id, "UNT-RISKS")
    page = client.get(where).content.decode()
    assert "These can:" in page
    assert 'name="holds"' not in page
    assert "not one that can confirm" in client.post(where, CONFIRM).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Say whether this is so"),
        ({"holds": "maybe"}, "maybe"),
        ({"holds": "no", "note": " "}, "Say what is missing"),
    ],
)
def test_a_form_filled_in_wrongly_says_what_to_do_and_writes_nothing(unit, head, given, said):
    before = Attestation.objects.count()
    page = head.post(confirm_page("unit", unit.public_id, "UNT-RISKS"), given)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert "govuk-error-summary" in page.content.decode()
    assert Attestation.objects.count() == before


def test_a_word_is_taken_back_on_the_page_with_a_reason(unit, head):
    where = confirm_page("unit", unit.public_id, "UNT-RISKS")
    head.post(where, CONFIRM)
    assert "Enter a reason" in head.post(where, {"take_back": "yes", "back-reason": ""}).content.decode()
    assert head.post(where, {"take_back": "yes", "back-reason": "Misread"}).status_code == 302
    assert not Attestation.objects.standing().filter(requirement="UNT-RISKS").exists()
    again = head.post(where, {"take_back": "yes", "back-reason": "Misread"}).content.decode()
    assert "already taken back" in again


def test_nobody_is_offered_to_take_back_anothers_word(unit, head, northshire, signed_in_as):
    where = confirm_page("unit", unit.public_id, "UNT-RISKS")
    head.post(where, CONFIRM)
    dsl = signed_in_as(northshire.people["dsl"])
    assert "Take back your word" not in dsl.get(where).content.decode()
    assert "Only the person" in dsl.post(where, {"take_back": "yes", "back-reason": "No"}).content.decode()


@pytest.mark.parametrize("id", ["XXX-NONE", "SES-PLAN", "CHK-SG-8"])
def test_there_is_no_page_to_confirm_what_is_not_asked(unit, head, id):
    assert head.get(confirm_page("unit", unit.public_id, id)).status_code == 404


def test_outsiders_find_no_page_to_confirm(unit, southshire, northshire, signed_in_as):
    for person in (southshire.people["head-teacher"], northshire.people["officer"]):
        client = signed_in_as(person)
        assert client.post(confirm_page("unit", unit.public_id, "UNT-RISKS"), CONFIRM).status_code == 404


def test_the_framework_shows_every_requirement_and_each_has_its_page(unit, head):
    page = head.get(reverse("assurance:framework")).content.decode()
    for item in newest().requirements:
        where = reverse("assurance:requirement", args=[item.id])
        assert where in page
    shown = head.get(where).content.decode()
    assert item.wording in shown
    assert item.source in shown


@pytest.mark.parametrize("id", ["XXX-NONE", "unt-needs", "CHK-SG-8", "LOCAL-001-1"])
def test_a_requirement_that_is_not_in_the_framework_has_no_page(unit, head, id):
    assert head.get(reverse("assurance:requirement", args=[id])).status_code == 404


def test_a_requirement_says_which_older_question_it_came_from_and_why(unit, head):
    page = head.get(reverse("assurance:requirement", args=["UNT-PHOTO-ANSWERS"])).content.decode()
    assert "CHK-SG-8" in page
    assert "split" in page


@pytest.fixture
def lead(northshire, signed_in_as):
    """The force lead at their desk."""
    return signed_in_as(northshire.people["force-lead"])


LOCAL = {
    "title": "First aid kit", "wording": "A kit is at hand.", "subject_kind": "unit", "severity": "stop",
    "who": "programme-teacher", "by": ["programme-teacher", "head-teacher"], "months": "6", "fix_days": "28",
    "warn_days": "28", "reason": "Force order 12",
}  # fmt: skip


@pytest.mark.capability("NEV-18")
def test_a_force_adds_a_requirement_on_the_page_and_ends_it(unit, northshire, lead):
    where = reverse("assurance:local", args=[northshire.force.public_id])
    assert "nothing beyond the national framework yet" in lead.get(where).content.decode()
    assert lead.post(reverse("assurance:add_local", args=[northshire.force.public_id]), LOCAL).status_code == 302
    assert "First aid kit" in lead.get(where).content.decode()
    made = LocalRequirement.objects.get()
    end = reverse("assurance:end_local", args=[made.public_id])
    assert "Enter a reason" in lead.post(end, {"reason": " "}).content.decode()
    assert lead.post(end, {"reason": "Reviewed"}).status_code == 302
    assert "already ended" in lead.post(end, {"reason": "Again"}).content.decode()
    assert "Reviewed" in lead.get(where).content.decode()


@pytest.mark.parametrize("field", ["title", "wording", "subject_kind", "severity", "who", "by", "months", "reason"])
def test_a_missing_field_is_asked_for_beside_it(northshire, lead, field):
    given = {key: value for key, value in LOCAL.items() if key != field}
    page = lead.post(reverse("assurance:add_local", args=[northshire.force.public_id]), given)
    assert set(page.context["form"].errors) == {field}
    assert not LocalRequirement.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("months", "5"), ("fix_days", "29"), ("warn_days", "27")])
def test_the_page_refuses_what_is_milder_beside_the_field(northshire, lead, field, value):
    where = reverse("assurance:tighten", args=[northshire.force.public_id, "UNT-RISKS"])
    given = {"severity": "stop", "months": "3", "fix_days": "28", "warn_days": "28", "reason": "Order", field: value}
    page = lead.post(where, given)
    if field == "fix_days":  # what stops at once leaves no days to mend it, so any number says the same
        assert page.status_code == 302
        return
    assert set(page.context["form"].errors) == {field}
    assert not LocalRequirement.objects.exists()


def test_the_page_refuses_what_changes_nothing_beside_the_months(northshire, lead):
    where = reverse("assurance:tighten", args=[northshire.force.public_id, "UNT-RISKS"])
    given = {"severity": "stop", "months": "4", "fix_days": "28", "warn_days": "28", "reason": "Order"}
    page = lead.post(where, given)
    assert page.context["form"].errors["months"][0].startswith("This changes nothing")
    assert not LocalRequirement.objects.exists()


def test_records_can_be_tightened_without_naming_months(northshire, lead):
    where = reverse("assurance:tighten", args=[northshire.force.public_id, "PTN-CONTACT"])
    given = {"severity": "stop", "months": "", "fix_days": "28", "warn_days": "28", "reason": "Order"}
    assert lead.get(where).status_code == 200
    assert lead.post(where, given).status_code == 302
    assert LocalRequirement.objects.get().months is None
    assert lead.get(reverse("assurance:local", args=[northshire.force.public_id])).status_code == 200


def test_what_a_force_requires_is_managed_by_its_own_leads_alone(northshire, southshire, signed_in_as):
    for person in (northshire.people["dro"], northshire.people["head-teacher"], southshire.people["force-lead"]):
        client = signed_in_as(person)
        for name, more in (("local", []), ("add_local", []), ("tighten", ["UNT-RISKS"])):
            where = reverse(f"assurance:{name}", args=[northshire.force.public_id, *more])
            assert client.get(where).status_code == 404
            assert client.post(where, LOCAL).status_code == 404


def test_there_is_no_page_to_tighten_what_the_nation_does_not_have(northshire, lead):
    where = reverse("assurance:tighten", args=[northshire.force.public_id, "XXX-NONE"])
    assert lead.get(where).status_code == 404


def test_the_things_to_do_lead_to_the_leader_who_lacks_something(unit, northshire, signed_in_as):
    other = make_unit(northshire, "Two leaders")
    add_leader(other, northshire.people["officer"], "officer")
    StaffRecord.objects.filter(person=northshire.people["officer"]).delete()
    page = signed_in_as(northshire.people["force-lead"]).get(checklist(other)[0])
    about = {a.requirement.id: a.finding.about for a in page.context["found"].stopping}
    assert about["OFF-VETTING"] == "Owen Price"
