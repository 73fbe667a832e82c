"""Planning sessions: once, every week, changing, cancelling, naming people."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.programme.actions import before, planning
from lanyard.programme.actions.planning import Plan
from lanyard.programme.models import Session, SessionPlan
from lanyard.programme.models.plans import PLANNED
from tests.cast_programme import NOON, add_staff, make_session
from tests.cast_units import add_leader

FACTS = Plan("Road safety", "education", "Speed checks", "Hall", date(2026, 11, 24), time(13), time(14))


@pytest.fixture
def pcso(northshire):
    return northshire.actor("pcso")


def test_it_plans_one_session_with_its_leaders(unit, pcso):
    (session,) = planning.plan(pcso, unit, FACTS, [pcso.person])
    assert str(session) == "Road safety, 24 November 2026"
    assert [leader.person_id for leader in session.leaders.all()] == [pcso.person]


def test_it_repeats_every_week_on_school_days_at_the_same_local_time(unit, pcso):
    # 25 December 2026 is a Friday and a bank holiday, and so is 1 January.
    made = planning.plan(pcso, unit, replace(FACTS, day=date(2026, 12, 18)), [pcso.person], times=3)
    assert [session.day for session in made] == [date(2026, 12, 18), date(2027, 1, 8), date(2027, 1, 15)]
    summer = planning.plan(pcso, unit, replace(FACTS, day=date(2027, 3, 22)), [pcso.person], times=3)
    assert {timezone.localtime(session.starts_at).time() for session in summer} == {time(13)}


def test_it_says_when_there_are_not_enough_school_days_before_the_unit_ends(unit, pcso):
    unit.ends_on = date(2026, 12, 7)
    with pytest.raises(Refused) as refused:
        planning.plan(pcso, unit, FACTS, [pcso.person], times=5)
    assert (refused.value.field, Session.objects.count()) == ("times", 0)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"activity": ""}, "activity"),
        ({"where": ""}, "where"),
        ({"strand": "sport"}, "strand"),
        ({"ends": time(13)}, "ends"),
        ({"day": date(2026, 11, 22)}, "day"),
    ],
)
def test_it_says_beside_the_field_what_cannot_be_held(unit, pcso, changed, field):
    with pytest.raises(Refused) as refused:
        planning.plan(pcso, unit, replace(FACTS, **changed), [pcso.person])
    assert refused.value.field == field


@pytest.mark.parametrize("times", [0, 40])
def test_it_refuses_a_number_of_times_that_is_no_school_year(unit, pcso, times):
    with pytest.raises(Refused) as refused:
        planning.plan(pcso, unit, FACTS, [pcso.person], times=times)
    assert refused.value.field == "times"


def test_it_refuses_leaders_who_do_not_lead_the_unit(unit, pcso, northshire):
    for chosen in ([], [northshire.people["officer"].pk]):
        with pytest.raises(Refused) as refused:
            planning.plan(pcso, unit, FACTS, chosen)
        assert refused.value.field == "leaders"


def test_only_leaders_and_the_programme_teacher_plan(unit, northshire, southshire):
    planning.plan(northshire.actor("programme-teacher"), unit, FACTS, [northshire.people["pcso"].pk])
    for actor in (northshire.actor("officer"), northshire.actor("head-teacher"), southshire.actor("pcso")):
        with pytest.raises(Forbidden):
            planning.plan(actor, unit, FACTS, [northshire.people["pcso"].pk])


@pytest.mark.capability("STO-12", "STO-9")
def test_a_changed_plan_is_checked_and_read_again(session, pcso):
    before.check_plan(pcso, session, age_appropriate=True, in_curriculum=True)
    before.acknowledge(pcso, session, "risk-assessment")
    before.acknowledge(pcso, session, "photo-refusals")
    same = Plan(session.title, session.strand, session.activity, session.where, session.day, time(14), time(15))
    planning.replan(pcso, session, same)
    assert session.plan_checks.standing().count() == 1
    planning.replan(pcso, session, replace(same, activity="A visit to the dogs"))
    assert not session.plan_checks.standing().exists()
    assert [row.topic for row in session.acknowledgements.standing()] == ["photo-refusals"]


@pytest.mark.capability("STO-12")
def test_a_plan_is_kept_as_it_was_for_as_long_as_it_was_the_plan(session, pcso, noon):
    noon.shift(timedelta(minutes=5))
    planned = before.check_plan(pcso, session, age_appropriate=True, in_curriculum=True)
    noon.shift(timedelta(minutes=5))
    later = Plan("Dogs", "education", "A visit", "Yard", date(2026, 12, 1), time(14), time(15))
    replanned = planning.replan(pcso, session, later)
    for at, title, day in ((NOON, "Road safety", NOON.date()), (timezone.now(), "Dogs", date(2026, 12, 1))):
        (plan,) = session.plans.known(at)
        assert (plan.title, timezone.localdate(plan.starts_at)) == (title, day)
    assert planned.withdrawn_at is None
    assert {name: getattr(replanned, name) for name in PLANNED} == {name: getattr(plan, name) for name in PLANNED}


def test_what_changes_nothing_makes_no_new_version(session, pcso):
    same = Plan(session.title, session.strand, session.activity, session.where, session.day, time(13), time(14))
    planning.replan(pcso, session, same)
    assert session.plans.count() == 1


def test_it_keeps_the_first_plan_of_every_session(unit, pcso):
    made = planning.plan(pcso, unit, FACTS, [pcso.person], times=2)
    assert [plan.starts_at for plan in SessionPlan.objects.order_by("pk")] == [session.starts_at for session in made]
    assert {plan.recorded_by_id for plan in SessionPlan.objects.all()} == {pcso.person}


def test_it_cancels_once_and_only_before_the_start(session, pcso):
    planning.cancel(pcso, session, "Snow")
    session.refresh_from_db()
    assert session.closed_at == NOON
    with pytest.raises(Conflict, match="cancelled this session"):
        planning.cancel(pcso, session, "Snow")


def test_it_names_leaders_from_the_unit(session, unit, pcso, northshire):
    officer = northshire.people["officer"]
    add_leader(unit, officer, "officer")
    planning.name_leaders(pcso, session, [officer.pk])
    assert [row.person_id for row in session.leaders.standing()] == [officer.pk]
    assert session.leaders.count() == 2


@pytest.mark.capability("STO-2")
def test_it_names_school_staff_and_keeps_who_is_in_the_room(session, northshire):
    head, spoc, teacher = (northshire.people[role] for role in ("head-teacher", "spoc", "programme-teacher"))
    add_staff(session, teacher, arrived_at=NOON)
    add_staff(session, spoc)
    planning.name_staff(northshire.actor("head-teacher"), session, [head.pk])
    assert {row.person_id for row in session.staff.standing()} == {head.pk, teacher.pk}
    assert session.events.get(kind="named").about == "Helen Marsh"


@pytest.mark.capability("STO-2")
def test_it_refuses_to_name_nobody_or_a_stranger(session, northshire):
    for people in ([], [northshire.people["pcso"].pk]):
        with pytest.raises(Refused) as refused:
            planning.name_staff(northshire.actor("pcso"), session, people)
        assert refused.value.field == "staff"


def test_lists_part_what_is_over_from_what_comes(unit):
    today = NOON.date()
    over = make_session(unit, closed_at=NOON)
    old = make_session(unit, starts=NOON - timedelta(days=1))
    coming = make_session(unit)
    assert list(Session.objects.upcoming(today)) == [coming]
    assert set(Session.objects.past(today)) == {over, old}
