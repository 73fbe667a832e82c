"""Starting, stopping, resuming and ending a session; school staff arriving and leaving."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.programme.actions import running
from lanyard.programme.actions.common import state_of
from lanyard.programme.models import Session, SessionEvent
from tests.cast_programme import NOON, NOT_MET, UNKNOWN, add_staff


@pytest.fixture
def pcso(northshire):
    return northshire.actor("pcso")


@pytest.fixture
def teacher(northshire):
    return northshire.people["programme-teacher"]


@pytest.fixture
def started(session, teacher, pcso, verdict):
    verdict()
    add_staff(session, teacher, arrived_at=NOON)
    return running.start(pcso, session)


@pytest.mark.capability("STO-2", "STO-18")
def test_it_starts_with_staff_in_the_room_and_keeps_the_verdict(started, pcso):
    assert state_of(started).word == "running"
    event = started.events.get(kind="started")
    assert (event.verdict, event.person_id) == ("ready", pcso.person)
    assert Entry.objects.filter(verb="session.started", actor=pcso.person).exists()


@pytest.mark.capability("STO-2")
def test_it_refuses_to_start_without_school_staff_in_the_room(session, teacher, pcso, verdict):
    verdict()
    add_staff(session, teacher)
    with pytest.raises(running.NotSafe, match="in the room"):
        running.start(pcso, session)
    assert not SessionEvent.objects.exists()


@pytest.mark.capability("STO-18", "STO-12")
def test_it_refuses_to_start_while_something_stops_it_and_says_what_and_who(session, teacher, pcso, verdict):
    verdict(session_plan_checked=NOT_MET)
    add_staff(session, teacher, arrived_at=NOON)
    with pytest.raises(running.NotSafe, match="plan suits") as refused:
        running.start(pcso, session)
    assert [answer.requirement.who for answer in refused.value.answers] == ["programme-teacher"]


@pytest.mark.capability("STO-18")
def test_it_refuses_to_start_when_it_is_not_known_whether_it_is_safe(session, teacher, pcso, verdict):
    verdict(session_behaviour_agreed=UNKNOWN)
    add_staff(session, teacher, arrived_at=NOON)
    with pytest.raises(running.NotSafe):
        running.start(pcso, session)


@pytest.mark.capability("STO-18")
def test_it_refuses_to_start_when_readiness_gives_no_verdict(session, teacher, pcso, monkeypatch):
    monkeypatch.setattr(running, "gate", lambda kind, queryset: None)
    add_staff(session, teacher, arrived_at=NOON)
    with pytest.raises(running.NotSafe, match="not known"):
        running.start(pcso, session)


def test_it_refuses_to_start_on_another_day(session, teacher, pcso, verdict):
    verdict()
    Session.objects.update(starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=1))
    add_staff(session, teacher, arrived_at=NOON)
    with pytest.raises(Refused, match="24 November 2026"):
        running.start(pcso, session)


def test_it_tells_the_second_who_starts_that_somebody_was_first(started, northshire):
    with pytest.raises(Conflict, match="Priya Shah started this session at"):
        running.start(northshire.actor("programme-teacher"), started)
    assert started.events.filter(kind="started").count() == 1


@pytest.mark.capability("STO-2")
def test_it_stops_when_the_last_member_of_staff_leaves_and_goes_on_when_another_comes(started, northshire, noon):
    head = northshire.actor("head-teacher")
    assert running.leave(head, started, northshire.people["programme-teacher"].pk).why == "no school staff"
    assert state_of(started).word == "stopped"
    noon.shift(timedelta(minutes=5))
    running.arrive(head, started, northshire.people["spoc"].pk)
    assert state_of(started).word == "running"
    kinds = started.events.order_by("pk").values_list("kind", "about")
    assert list(kinds) == [("started", ""), ("left", "Tom Ellis"), ("arrived", "Sunita Rao")]


@pytest.mark.capability("STO-2")
def test_it_keeps_running_while_another_member_of_staff_stays(started, northshire, pcso):
    running.arrive(pcso, started, northshire.people["spoc"].pk)
    assert running.leave(pcso, started, northshire.people["programme-teacher"].pk).word == "running"


def test_it_records_a_second_stay_of_somebody_who_comes_back(started, teacher, pcso):
    running.leave(pcso, started, teacher.pk)
    running.arrive(pcso, started, teacher.pk)
    assert started.staff.filter(person=teacher).count() == 2


def test_it_tells_that_somebody_is_in_the_room_already(started, teacher, pcso):
    with pytest.raises(Conflict, match="already"):
        running.arrive(pcso, started, teacher.pk)


def test_it_tells_that_somebody_who_leaves_was_not_there(session, teacher, pcso):
    with pytest.raises(Conflict, match="not in the room"):
        running.leave(pcso, session, teacher.pk)


@pytest.mark.capability("STO-2")
def test_it_refuses_somebody_who_does_not_work_at_the_school(session, southshire, northshire, pcso):
    for stranger in (southshire.people["programme-teacher"], northshire.people["officer"]):
        with pytest.raises(Refused, match="works at this school"):
            running.arrive(pcso, session, stranger.pk)


def test_it_stops_with_a_reason_and_resumes_only_when_safe(started, northshire, pcso, verdict):
    with pytest.raises(Refused) as refused:
        running.stop(pcso, started, "  ")
    assert refused.value.field == "reason"
    running.stop(northshire.actor("dsl"), started, "Fire bell")
    assert state_of(started).why == "Fire bell"
    verdict(session_risk_assessment_seen=NOT_MET)
    with pytest.raises(running.NotSafe):
        running.resume(pcso, started)
    verdict()
    running.resume(pcso, started)
    assert state_of(started).word == "running"


def test_a_called_stop_stands_when_staff_come_back(started, teacher, pcso):
    running.leave(pcso, started, teacher.pk)
    running.stop(pcso, started, "Nobody came")
    running.arrive(pcso, started, teacher.pk)
    assert state_of(started).word == "stopped"


def test_it_ends_once_with_a_note(started, pcso):
    with pytest.raises(Refused):
        running.end(pcso, started, "")
    running.end(pcso, started, "Two speeding cardboard cars")
    started.refresh_from_db()
    assert started.closed_at == NOON
    with pytest.raises(Conflict, match="ended this session"):
        running.end(pcso, started, "again")


@pytest.mark.parametrize("act", [running.stop, running.end])
def test_it_can_be_stopped_or_ended_only_once_begun(session, pcso, act):
    with pytest.raises(Conflict, match="not started"):
        act(pcso, session, "why")


def test_nobody_else_runs_it(session, northshire, southshire, hub):
    outsiders = [southshire.actor("pcso"), southshire.actor("programme-teacher"), northshire.actor("officer")]
    for actor in [*outsiders, northshire.actor("sergeant"), northshire.actor("force-lead")]:
        with pytest.raises(Forbidden):
            running.start(actor, session)


def test_two_starts_that_pass_the_check_together_leave_one(started):
    with pytest.raises(IntegrityError):
        SessionEvent.objects.create(session=started, kind="started", at=NOON, by_name="Somebody else")
