"""What the programme shows on pages of lower rooms."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from lanyard.audit.models import Entry
from lanyard.programme import panels, queries
from lanyard.programme.actions.observing import record_observation
from lanyard.programme.models import Session
from tests.cast_programme import NOON, make_session
from tests.programme.test_observing import SEEN


@pytest.fixture
def asking(northshire):
    """Return a function that makes a request of the holder of a role."""

    def request(role):
        made = RequestFactory().get("/")
        made.actor = northshire.actor(role)
        return made

    return request


@pytest.mark.capability("STO-18")
def test_today_shows_my_sessions_with_verdicts_and_the_next_seven_days(session, unit, asking):
    make_session(unit, starts=NOON + timedelta(days=7), title="Next week")
    make_session(unit, starts=NOON + timedelta(days=9), title="Too far")
    make_session(unit, closed_at=NOON, title="Over")
    shown = panels.my_sessions(asking("pcso"), None)
    assert [(each.session.title, each.verdict) for each in shown["today"]] == [("Road safety", "not ready")]
    assert [each.session.title for each in shown["later"]] == ["Next week"]


def test_today_says_what_to_do_first_about_a_session_and_nothing_of_what_an_officer_lacks(session, asking):
    (shown,) = panels.my_sessions(asking("head-teacher"), None)["today"]
    stopping = [
        a.requirement for a in queries.verdicts(queries.SubjectSet("session", Session.objects.all()))[0].actions
    ]
    assert {requirement.kind for requirement in stopping} > {"session"}
    assert shown.first == next(str(r.to_do) for r in stopping if r.kind == "session")


def test_today_shows_the_school_its_sessions_and_others_none(session, asking):
    assert panels.my_sessions(asking("head-teacher"), None)["today"]
    assert not panels.my_sessions(asking("officer"), None)["today"]
    assert panels.my_sessions(asking("dro"), None) is None


def test_today_takes_the_same_queries_for_many_sessions(session, unit, northshire):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.coming(northshire.actor("pcso"), NOON.date())
        return len(asked)

    one = count()
    for _ in range(4):
        make_session(unit)
    assert count() == one


def test_a_units_page_shows_its_next_sessions(session, unit, asking):
    shown = panels.next_sessions(asking("pcso"), unit)
    assert shown["sessions"] == [session]
    assert shown["may_plan"]
    assert panels.next_sessions(asking("dro"), unit) is None


@pytest.mark.capability("STO-15")
def test_a_supervisor_sees_whose_observation_is_due_and_the_look_is_recorded(unit, asking, northshire):
    officer = northshire.people["pcso"]
    shown = panels.observations_due(asking("sergeant"), None)
    assert [(row.officer, row.last) for row in shown["rows"]] == [(officer, None)]
    assert Entry.objects.filter(verb="observations.due-seen").count() == 1
    record_observation(northshire.actor("sergeant"), officer, SEEN)
    assert panels.observations_due(asking("sergeant"), None) is None


def test_an_officers_page_shows_when_they_were_last_observed(unit, asking, northshire):
    officer = northshire.people["pcso"]
    assert panels.observed(asking("sergeant"), officer)["last"] is None
    made = record_observation(northshire.actor("sergeant"), officer, SEEN)
    shown = panels.observed(asking("sergeant"), officer)
    assert (shown["last"], shown["may_observe"]) == (made, True)
    assert panels.observed(asking("pcso"), officer)["may_observe"] is False
    assert panels.observed(asking("head-teacher"), officer) is None
