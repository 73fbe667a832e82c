"""Whoever is told how officers stand leaves an entry in the ledger, on whatever page it was."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lanyard.audit.models import Entry
from tests.cast_programme import make_session
from tests.cast_ready import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-18")]


@pytest.fixture
def officer(unit):
    """The unit's only leader, whose records are gone."""
    person = unit.leaders.get().person
    person.staff_records.all().delete()
    return person


@pytest.fixture
def pages(unit, northshire, officer):
    """The pages that say what the officer lacks."""
    session = make_session(unit, starts=NOW + timedelta(hours=2))
    return {
        "unit": reverse("units:unit", args=[unit.public_id]),
        "session": reverse("programme:session", args=[session.public_id]),
        "unit's checklist": reverse("assurance:checklist", args=["unit", unit.public_id]),
        "session's checklist": reverse("assurance:checklist", args=["session", session.public_id]),
        "board": reverse("assurance:board", args=[northshire.force.public_id]),
        "to-dos": reverse("assurance:people", args=[northshire.force.public_id]),
        "certificate": reverse("assurance:issue_certificate", args=[unit.public_id]),
    }


def looks_at(person) -> list[Entry]:
    entries = Entry.objects.filter(kind=Entry.LOOK, subject_kind="accounts.person")
    return [entry for entry in entries if person.pk in entry.subjects]


@pytest.mark.parametrize(
    "name", ["unit", "session", "unit's checklist", "session's checklist", "board", "to-dos", "certificate"]
)
def test_a_page_that_says_what_an_officer_lacks_records_the_look(pages, officer, northshire, signed_in_as, name):
    page = signed_in_as(northshire.people["force-lead"]).get(pages[name])
    assert officer.name in page.content.decode()
    (entry,) = looks_at(officer)
    assert (entry.actor, entry.force) == (northshire.people["force-lead"].pk, northshire.force.pk)


def test_the_hub_sees_no_officer_on_a_board_and_so_leaves_no_look(pages, officer, hub, signed_in_as):
    page = signed_in_as(hub["hub-analyst"]).get(pages["board"])
    assert officer.name not in page.content.decode()
    assert looks_at(officer) == []


@pytest.mark.parametrize("name", ["unit", "session", "unit's checklist", "session's checklist"])
def test_seeing_oneself_is_no_look(pages, officer, signed_in_as, name):
    assert signed_in_as(officer).get(pages[name]).status_code == 200
    assert looks_at(officer) == []


@pytest.mark.parametrize(
    "name", ["unit", "session", "unit's checklist", "session's checklist", "board", "to-dos", "certificate"]
)
def test_the_look_included_a_page_keeps_to_fifteen_queries(pages, northshire, signed_in_as, count_queries, name):
    lead = signed_in_as(northshire.people["force-lead"])
    lead.get("/framework/")  # the catalogue is read once for all
    assert count_queries(lead, pages[name]) <= 15
