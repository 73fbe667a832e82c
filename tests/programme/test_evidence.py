"""What the records of sessions prove."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from lanyard.assurance.readiness import verdict_for
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.consents.actions.answers import withdraw_answer
from lanyard.programme import policy
from lanyard.programme.actions import before, planning
from lanyard.programme.evidence import session_evidence
from lanyard.programme.models import Session, SessionEvent
from lanyard.programme.subjects import live, rows
from lanyard.units.actions.leaders import end_leader
from tests.cast_programme import NOON, add_staff, make_session
from tests.cast_units import add_answer, add_leader, add_member
from tests.programme.test_before import WORDS


def found(session, name, at=None):
    """Return the finding of one name for one session, at a moment."""
    at = at or timezone.now()
    subjects = SubjectSet("session", Session.objects.filter(pk=session.pk))
    return session_evidence(subjects, Moment(at, at))[f"session-{name}"][session.pk]


@pytest.mark.capability("STO-18")
def test_a_session_with_nothing_settled_meets_only_what_is_recorded(session):
    names = ["leaders-named", "staff-named", "staff-present", "behaviour-agreed", "plan-checked",
             "risk-assessment-seen", "photo-refusals-known"]  # fmt: skip
    assert [found(session, name).status for name in names] == [
        "met", "not met", "not applicable", "not met", "not met", "not met", "not met",
    ]  # fmt: skip


@pytest.mark.capability("STO-2")
def test_staff_in_the_room_are_asked_for_from_the_start_on(session, northshire, noon):
    noon.shift(timedelta(hours=1))
    assert found(session, "staff-present").status == "not met"
    stay = add_staff(session, northshire.people["spoc"], arrived_at=timezone.now())
    assert found(session, "staff-present").status == "met"
    noon.shift(timedelta(minutes=10))
    stay.left_at = timezone.now()
    stay.save()
    assert found(session, "staff-present").status == "not met"
    assert found(session, "staff-present", timezone.now() - timedelta(minutes=1)).status == "met"


def test_a_session_started_early_is_asked_for_staff_at_once(session):
    SessionEvent.objects.create(session=session, kind="started", at=NOON, by_name="Priya Shah")
    assert found(session, "staff-present").status == "not met"


@pytest.mark.capability("STO-2")
def test_a_leader_counts_for_the_session_only_as_long_as_they_lead_the_unit(session, unit, northshire, noon):
    assert found(session, "leaders-named").status == "met"
    noon.shift(timedelta(minutes=5))
    yesterday = timezone.localdate() - timedelta(days=1)
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), yesterday)
    finding = found(session, "leaders-named")
    assert (finding.status, finding.about) == ("not met", northshire.people["pcso"].name)
    assert found(session, "leaders-named", NOON).status == "met"


@pytest.mark.capability("STO-2")
def test_a_leader_who_leads_the_unit_no_longer_sees_its_sessions_no_longer(session, unit, northshire):
    pcso = northshire.actor("pcso")
    assert Session.objects.visible_to(pcso, policy.VIEW_SESSION).exists()
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), timezone.localdate() - timedelta(days=1))
    assert not Session.objects.visible_to(pcso, policy.VIEW_SESSION).exists()
    assert not pcso.may(policy.RUN_SESSION, Session.objects.get(pk=session.pk).place)


@pytest.mark.capability("STO-2")
def test_staff_who_left_are_not_named_any_more(session, northshire):
    add_staff(session, northshire.people["spoc"])
    assert found(session, "staff-named").status == "met"
    session.staff.update(arrived_at=NOON, left_at=NOON)
    assert found(session, "staff-named").status == "not met"


@pytest.mark.capability("STO-17")
def test_behaviour_waits_for_the_other_side(session, northshire):
    add_staff(session, northshire.people["spoc"])
    agreement = before.agree_behaviour(northshire.actor("pcso"), session, WORDS)
    assert "school staff" in found(session, "behaviour-agreed").evidence
    before.confirm_behaviour(northshire.actor("spoc"), session, agreement)
    assert found(session, "behaviour-agreed").status == "met"
    planning.name_staff(northshire.actor("pcso"), session, [northshire.people["dsl"].pk])
    assert found(session, "behaviour-agreed").status == "not met"


@pytest.mark.capability("STO-17")
def test_who_agreed_to_the_old_words_has_not_agreed_to_the_new(session, northshire, noon):
    add_staff(session, northshire.people["spoc"])
    agreement = before.agree_behaviour(northshire.actor("pcso"), session, WORDS)
    before.confirm_behaviour(northshire.actor("spoc"), session, agreement)
    agreed = timezone.now()
    noon.shift(timedelta(minutes=5))
    before.agree_behaviour(northshire.actor("pcso"), session, WORDS)
    assert found(session, "behaviour-agreed").status == "not met"
    assert found(session, "behaviour-agreed", agreed).status == "met"


@pytest.mark.capability("STO-12")
def test_the_last_check_of_the_plan_counts_and_the_earlier_as_at_its_time(session, northshire, noon):
    teacher = northshire.actor("programme-teacher")
    before.check_plan(teacher, session, age_appropriate=True, in_curriculum=True)
    noon.shift(timedelta(minutes=5))
    before.check_plan(teacher, session, age_appropriate=True, in_curriculum=False, note="Not ours")
    assert found(session, "plan-checked").status == "not met"
    assert "curriculum" in found(session, "plan-checked").evidence
    assert found(session, "plan-checked", NOON).status == "met"


@pytest.mark.capability("STO-9")
def test_every_leader_has_to_say_so_and_it_names_who_has_not(session, unit, northshire):
    add_leader(unit, northshire.people["officer"], "officer")
    planning.name_leaders(
        northshire.actor("pcso"), session, [northshire.people[role].pk for role in ("pcso", "officer")]
    )
    before.acknowledge(northshire.actor("pcso"), session, "risk-assessment")
    assert found(session, "risk-assessment-seen").about == "Owen Price"
    before.acknowledge(northshire.actor("officer"), session, "risk-assessment")
    assert found(session, "risk-assessment-seen").status == "met"


@pytest.mark.capability("STO-6")
def test_a_photo_answer_that_came_later_has_to_be_looked_at_again(session, unit, northshire, noon):
    child = add_member(unit)
    add_answer(child, "photo-force", "yes")
    before.acknowledge(northshire.actor("pcso"), session, "photo-refusals")
    assert found(session, "photo-refusals-known").status == "met"
    noon.shift(timedelta(minutes=5))
    add_answer(child, "photo-press", "no", recorded_at=timezone.now())
    later = found(session, "photo-refusals-known")
    assert (later.status, later.due, later.about) == ("not met", NOON.date(), "Priya Shah")


@pytest.mark.capability("STO-6")
def test_a_photo_answer_that_was_withdrawn_later_has_to_be_looked_at_again(session, unit, northshire, noon):
    mistaken = add_answer(add_member(unit), "photo-force", "yes")
    before.acknowledge(northshire.actor("pcso"), session, "photo-refusals")
    noon.shift(timedelta(minutes=5))
    withdraw_answer(northshire.actor("programme-teacher"), mistaken, "Another child's form")
    assert found(session, "photo-refusals-known").status == "not met"
    assert found(session, "photo-refusals-known", NOON).status == "met"


def photo_answer(session):
    """Return what readiness says of the leaders' knowing who may not be photographed."""
    cells = verdict_for("session", Session.objects.filter(pk=session.pk)).cells
    return next(answer for answer in cells if answer.requirement.id == "SES-PHOTO-REFUSALS")


@pytest.mark.capability("STO-6", "STO-18")
def test_photo_refusals_are_due_by_the_sessions_day_however_long_before_it_was_planned(unit, noon):
    planned = make_session(unit, starts=NOON + timedelta(days=10), planned_at=NOON - timedelta(weeks=6))
    for days in (0, 9):
        noon.move_to(NOON + timedelta(days=days))
        answer = photo_answer(planned)
        assert (answer.stops, answer.due) == (False, planned.day)
    noon.move_to(NOON + timedelta(days=10, hours=-4))
    assert photo_answer(planned).stops


@pytest.mark.capability("STO-6")
def test_an_answer_that_changed_before_the_session_leaves_the_leader_until_its_day(unit, northshire, noon):
    planned = make_session(unit, starts=NOON + timedelta(days=10))
    before.acknowledge(northshire.actor("pcso"), planned, "photo-refusals")
    assert photo_answer(planned).due is None
    noon.shift(timedelta(days=2))
    add_answer(add_member(unit), "photo-press", "no", recorded_at=timezone.now())
    answer = photo_answer(planned)
    assert (answer.stops, answer.due, answer.finding.about) == (False, planned.day, "Priya Shah")


def replanned(session, northshire, noon, day):
    """Move the session to another day and another title, ten minutes after its plan was checked."""
    pcso = northshire.actor("pcso")
    before.check_plan(pcso, session, age_appropriate=True, in_curriculum=True)
    noon.shift(timedelta(minutes=10))
    planning.replan(pcso, session, planning.Plan("Dogs", "reward", "A visit", "Yard", day, time(8), time(9)))


@pytest.mark.capability("STO-12")
def test_as_at_a_moment_before_the_replanning_it_reads_the_plan_of_then(session, northshire, noon):
    replanned(session, northshire, noon, NOON.date() + timedelta(days=7))
    subjects = SubjectSet("session", Session.objects.filter(pk=session.pk))
    then, now = Moment(NOON, NOON), Moment(timezone.now(), timezone.now())
    assert [row.name for row in rows(subjects, then)] == ["Road safety, 23 November 2026"]
    assert [row.name for row in rows(subjects, now)] == ["Dogs, 30 November 2026"]
    assert found(session, "plan-checked", NOON).status == "met"
    assert found(session, "plan-checked").status == "not met"
    assert found(session, "photo-refusals-known", NOON).due == NOON.date()
    assert found(session, "photo-refusals-known").due == NOON.date() + timedelta(days=7)


def test_it_was_live_as_it_was_planned_then(unit, northshire, noon):
    session = make_session(unit, starts=NOON + timedelta(hours=1))
    replanned(session, northshire, noon, NOON.date() + timedelta(days=7))
    tomorrow = NOON + timedelta(days=1)
    assert session in live(Moment(NOON, NOON))
    assert session not in live(Moment(tomorrow, NOON))
    assert session in live(Moment(tomorrow, timezone.now()))


def test_nothing_is_said_of_a_session_before_anybody_planned_it(session):
    long_ago = session.planned_at - timedelta(minutes=1)
    subjects = SubjectSet("session", Session.objects.filter(pk=session.pk))
    assert rows(subjects, Moment(long_ago, long_ago)) == []


def test_it_takes_one_query_for_any_number_of_sessions(unit, session, django_assert_num_queries):
    for _ in range(2):
        subjects = SubjectSet("session", Session.objects.all())
        with django_assert_num_queries(1):
            session_evidence(subjects, Moment(NOON, NOON))
        with django_assert_num_queries(0):  # naming them reads the same rows
            rows(subjects, Moment(NOON, NOON))
        make_session(unit)
        make_session(unit)


def test_rows_say_what_a_session_consists_of(session, unit, northshire):
    (row,) = rows(SubjectSet("session", Session.objects.all()), Moment(NOON, NOON))
    pcso = northshire.people["pcso"]
    assert row.parts == {
        "unit": (unit.pk,), "officer": (pcso.pk,), "partnership": (unit.partnership_id,),
        "force": (northshire.force.pk,),
    }  # fmt: skip
    assert row.names[("officer", pcso.pk)] == "Priya Shah"


def test_live_sessions_are_those_of_today_and_later_that_are_not_over(unit, session):
    make_session(unit, starts=NOON - timedelta(days=1))
    over = make_session(unit, closed_at=NOON)
    assert list(live(Moment(NOON, NOON))) == [session]
    earlier = NOON - timedelta(minutes=1)
    assert set(live(Moment(earlier, earlier))) == {session, over}


@pytest.mark.capability("STO-18")
def test_readiness_itself_says_no_and_why_for_a_session_with_nothing_settled(session):
    verdict = verdict_for("session", Session.objects.all())
    stopping = {answer.requirement.evidence for answer in verdict.stopping}
    assert not verdict.safe
    assert {"session-staff-named", "session-plan-checked", "session-behaviour-agreed"} <= stopping
