"""Free text in which somebody could name a child: it can be read on the page, and nowhere in the database."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lanyard.accounts.actors import actor_for
from lanyard.programme.actions import before, observing, planning, running
from lanyard.programme.models import Observation, SessionEvent
from lanyard.programme.points import points
from tests.cast_programme import NOON, NOT_MET, add_staff, make_session
from tests.in_clear import standing_in_clear
from tests.programme.test_observing import SEEN
from tests.programme.test_planning import FACTS

NAMING = "Ayesha Khan was upset"


@pytest.fixture
def pcso(northshire):
    return northshire.actor("pcso")


def test_it_would_find_words_that_stand_in_clear(session):
    assert standing_in_clear(session.title) == ["programme.Session.title", "programme.SessionPlan.title"]


def test_what_is_planned_checked_and_agreed_stands_nowhere_in_clear(unit, pcso, northshire):
    (session,) = planning.plan(pcso, unit, replace(FACTS, activity=NAMING), [pcso.person])
    planning.replan(pcso, session, replace(FACTS, activity=f"{NAMING} again"))
    before.check_plan(pcso, session, age_appropriate=False, in_curriculum=True, note=NAMING)
    agreement = before.agree_behaviour(pcso, session, before.Behaviour(NAMING, NAMING, NAMING, NAMING))
    agreement.refresh_from_db()
    assert (session.plan_checks.get().note, agreement.who_steps_in) == (NAMING, NAMING)
    assert standing_in_clear("Ayesha") == []


def test_what_is_said_while_it_runs_stands_nowhere_in_clear(session, unit, pcso, northshire, verdict):
    verdict()
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    running.start(pcso, session)
    running.stop(pcso, session, NAMING)
    running.resume(pcso, session)
    running.end(pcso, session, NAMING)
    planning.cancel(pcso, make_session(unit), NAMING)
    notes = [event.note for event in SessionEvent.objects.exclude(kind__in=["started", "resumed"])]
    assert notes == [NAMING] * 3
    assert standing_in_clear("Ayesha") == []


def test_why_a_session_went_on_without_a_requirement_stands_nowhere_in_clear(session, northshire, overridable):
    overridable("session-plan-checked", session_plan_checked=NOT_MET)
    before.override(northshire.actor("sergeant"), session, "SES-PLAN", NAMING)
    assert session.overrides.get().reason == NAMING
    assert standing_in_clear("Ayesha") == []


def test_an_observation_stands_nowhere_in_clear(northshire):
    officer = northshire.people["pcso"]
    rated = {**SEEN.ratings, points()[0].id: "partly"}
    seen = replace(SEEN, ratings=rated, strengths=NAMING, to_improve=NAMING, actions=NAMING)
    made = observing.record_observation(northshire.actor("sergeant"), officer, seen)
    observing.reply_to_observation(actor_for(officer), made, NAMING)
    observing.withdraw_observation(northshire.actor("sergeant"), made, NAMING)
    kept = Observation.objects.get()
    assert [kept.strengths, kept.to_improve, kept.actions, kept.withdrawn_reason, kept.reply.comment] == [NAMING] * 5
    assert standing_in_clear("Ayesha") == []


@pytest.mark.django_db(transaction=True)
def test_what_stood_in_clear_before_is_sealed_by_the_migration(session, northshire):
    """There and back: rows that were written before the columns were encrypted read the same afterwards."""
    SessionEvent.objects.create(session=session, kind="cancelled", at=NOON, by_name="Priya Shah", note=NAMING)
    Observation.objects.create(
        officer=northshire.people["pcso"], organisation=northshire.force, observer=northshire.people["sergeant"],
        observed_on=date(2026, 11, 1), strengths=NAMING, recorded_at=NOON,
    )  # fmt: skip
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate([("programme", "0001_initial")])
        assert {"programme_sessionevent.note", "programme_observation.strengths"} <= set(_readable())
    finally:
        MigrationExecutor(connection).migrate(newest)
    assert (SessionEvent.objects.get().note, Observation.objects.get().strengths) == (NAMING, NAMING)
    assert standing_in_clear("Ayesha") == []


def _readable() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for column in ("programme_sessionevent.note", "programme_observation.strengths"):
            table, name = column.split(".")
            cursor.execute(f"SELECT 1 FROM {table} WHERE {name} = %s", [NAMING])
            found += [column] if cursor.fetchone() else []
    return found
