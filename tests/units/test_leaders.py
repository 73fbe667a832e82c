"""Those who lead a unit are named, from and until, with the kind of leader they are."""

from datetime import date, timedelta

import pytest

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.partnerships.delivering import people_delivering_at
from lanyard.units import policy
from lanyard.units.actions import end_leader, name_leader, name_school_lead
from lanyard.units.models import Member, Unit
from lanyard.units.queries import leaders_of, possible_leaders
from tests.cast import make_person, make_post
from tests.cast_units import add_leader, add_member, began_at, make_unit
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-24", "WMP-1")]


@pytest.mark.parametrize("role", ["officer", "youth-worker", "volunteer"])
def test_it_names_each_kind_of_leader(northshire, role):
    unit = make_unit(northshire)
    leader = name_leader(northshire.actor("sergeant"), unit, northshire.people[role], TODAY)
    assert leader.role == role
    assert leader in leaders_of(unit)


def test_it_takes_the_role_held_on_the_first_day(northshire):
    person = make_person("New Starter")
    make_post(person, "volunteer", northshire.area, starts_on=date(2026, 11, 1))
    unit = make_unit(northshire)
    with pytest.raises(Refused, match="holds no post"):
        name_leader(northshire.actor("sergeant"), unit, person, TODAY)
    assert name_leader(northshire.actor("sergeant"), unit, person, date(2026, 11, 1)).role == "volunteer"


def test_it_refuses_the_same_leader_twice_at_once(northshire):
    unit = make_unit(northshire)
    with pytest.raises(Refused, match="leads this unit already"):
        name_leader(northshire.actor("sergeant"), unit, northshire.people["pcso"], TODAY)


def test_it_names_a_former_leader_again(northshire):
    unit = make_unit(northshire)
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), TODAY)
    again = name_leader(northshire.actor("sergeant"), unit, northshire.people["pcso"], TODAY + timedelta(days=1))
    assert again.ends_on is None


def test_it_refuses_a_first_day_before_the_unit_began_and_a_last_day_before_the_first(northshire):
    unit, officer = make_unit(northshire), northshire.people["officer"]
    with pytest.raises(Refused) as early:
        name_leader(northshire.actor("sergeant"), unit, officer, date(2026, 8, 1))
    with pytest.raises(Refused) as backwards:
        name_leader(northshire.actor("sergeant"), unit, officer, TODAY, TODAY - timedelta(days=1))
    assert (early.value.field, backwards.value.field) == ("starts_on", "ends_on")


@pytest.mark.parametrize("role", ["pcso", "head-teacher", "dro"])
def test_it_refuses_those_who_may_not_name_leaders(northshire, role):
    unit = make_unit(northshire)
    with pytest.raises(Forbidden):
        name_leader(northshire.actor(role), unit, northshire.people["officer"], TODAY)


def test_it_keeps_what_was_known_when_a_leader_ends(northshire):
    unit = make_unit(northshire)
    leader = unit.leaders.get()
    end_leader(northshire.actor("sergeant"), leader, date(2026, 10, 1))
    assert not unit.leaders.today().exists()
    assert unit.leaders.at(date(2026, 10, 3), began_at(date(2026, 10, 3))).exists()
    assert not unit.leaders.at(date(2026, 10, 3), began_at(date(2026, 10, 6))).exists()
    assert unit.leaders.at(date(2026, 10, 1), began_at(date(2026, 10, 6))).exists()


def test_it_tells_the_second_of_two_who_end_the_same_leader(northshire):
    leader = make_unit(northshire).leaders.get()
    end_leader(northshire.actor("sergeant"), leader, TODAY)
    with pytest.raises(Conflict):
        end_leader(northshire.actor("force-lead"), leader, TODAY)


def test_it_shows_a_unit_and_its_members_only_while_somebody_leads_it(northshire):
    unit = make_unit(northshire)
    add_member(unit)
    pcso = northshire.actor("pcso")
    assert Unit.objects.visible_to(pcso, policy.VIEW_UNIT).exists()
    assert Member.objects.visible_to(pcso, policy.VIEW_MEMBERS).exists()
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), TODAY - timedelta(days=1))
    assert not Unit.objects.visible_to(pcso, policy.VIEW_UNIT).exists()
    assert not Member.objects.visible_to(pcso, policy.VIEW_MEMBERS).exists()
    assert not pcso.may(policy.VIEW_MEMBERS, unit.place)


def test_it_does_not_show_a_unit_to_a_leader_before_their_first_day(northshire):
    unit = make_unit(northshire)
    add_leader(unit, northshire.people["officer"], "officer", starts_on=TODAY + timedelta(days=1))
    assert not Unit.objects.visible_to(northshire.actor("officer"), policy.VIEW_UNIT).exists()


def test_it_says_who_delivers_at_the_school(northshire):
    make_unit(northshire)
    assert northshire.people["pcso"].pk in people_delivering_at(northshire.school.pk, TODAY)
    assert people_delivering_at(northshire.school.pk, date(2026, 8, 31)) == []


def test_it_offers_leaders_of_the_schools_area_and_the_whole_force_only(northshire, southshire):
    offered = set(possible_leaders(northshire.school, TODAY))
    assert offered == {northshire.people[r] for r in ("pcso", "officer", "youth-worker", "volunteer")}


def test_it_names_a_programme_teacher_of_the_school_only(northshire, southshire):
    unit, head = make_unit(northshire), northshire.actor("head-teacher")
    assert name_school_lead(head, unit, northshire.people["programme-teacher"]).school_lead
    for wrong in (southshire.people["programme-teacher"], northshire.people["dsl"]):
        with pytest.raises(Refused) as refused:
            name_school_lead(head, unit, wrong)
        assert refused.value.field == "school_lead"
    assert name_school_lead(head, unit, None).school_lead is None
