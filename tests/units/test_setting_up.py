"""A unit is set up at a school with a partnership, for the right ages, led by somebody of the force."""

from datetime import date

import pytest

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.organisations.models import School
from lanyard.partnerships.models import StatusRecord
from lanyard.units.actions import UnitDetails, change_unit, end_unit, set_force_rule, set_up_unit
from lanyard.units.models import Unit
from tests.cast import make_person
from tests.cast_units import add_member, began_at, make_partnership, make_unit
from tests.in_clear import standing_in_clear
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("WMP-1")]


def details(**values) -> UnitDetails:
    return UnitDetails(**{"name": "Year 5", "starts_on": TODAY, "year_groups": [5, 6], "max_members": 20, **values})


def set_up(tenant, role="sergeant", leaders=("pcso",), **values) -> Unit:
    people = [tenant.people[leader] for leader in leaders]
    return set_up_unit(tenant.actor(role), make_partnership(tenant), details(**values), people)


def test_it_sets_up_a_unit_with_its_leader_and_the_kind_of_leader(northshire):
    unit = set_up(northshire, leaders=("pcso", "youth-worker"))
    assert unit.year_groups == [5, 6]
    assert {row.role for row in unit.leaders.today()} == {"pcso", "youth-worker"}


@pytest.mark.parametrize("role", ["pcso", "head-teacher", "programme-teacher", "dro", "dsl"])
def test_it_refuses_those_without_the_right(northshire, role):
    with pytest.raises(Forbidden):
        set_up(northshire, role=role)


def test_it_refuses_another_force(northshire, southshire):
    with pytest.raises(Forbidden):
        set_up_unit(southshire.actor("force-lead"), make_partnership(northshire), details(), [])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year_groups": [2, 5]}, "year_groups"),
        ({"year_groups": [7]}, "year_groups"),
        ({"year_groups": []}, "year_groups"),
        ({"max_members": 0}, "max_members"),
        ({"max_members": 61}, "max_members"),
        ({"ends_on": date(2026, 10, 4)}, "ends_on"),
    ],
)
def test_it_refuses_what_breaks_a_rule_beside_its_field(northshire, values, field):
    with pytest.raises(Refused) as refused:
        set_up(northshire, **values)
    assert refused.value.field == field
    assert not Unit.objects.exists()


def test_it_refuses_a_unit_with_no_leader(northshire):
    with pytest.raises(Refused) as refused:
        set_up(northshire, leaders=())
    assert refused.value.field == "leader"


@pytest.mark.capability("NEV-24")
def test_it_refuses_a_leader_who_holds_no_leaders_post_at_the_force(northshire, southshire):
    outsiders = [southshire.people["pcso"], northshire.people["sergeant"], make_person("Nobody Here")]
    for person in outsiders:
        with pytest.raises(Refused, match="holds no post"):
            set_up_unit(northshire.actor("sergeant"), make_partnership(northshire), details(), [person])


def test_it_refuses_a_school_that_declined(northshire):
    partnership = make_partnership(northshire)
    StatusRecord.objects.create(
        partnership=partnership, status="declined", starts_on=date(2026, 9, 2), recorded_at=began_at(TODAY)
    )
    with pytest.raises(Refused, match="declined"):
        set_up(northshire)


def test_it_refuses_a_partnership_that_has_ended(northshire):
    partnership = make_partnership(northshire)
    partnership.closed_on = TODAY
    partnership.save()
    with pytest.raises(Refused, match="has ended"):
        set_up(northshire)


@pytest.mark.parametrize(
    ("low", "high", "years", "fits"),
    [
        (4, 11, [3, 4, 5, 6], True),
        (7, 11, [3], True),
        (4, 7, [3], False),
        (9, 13, [4, 5], False),
        (9, 13, [5, 6], True),
        (11, 16, [6], False),
        (None, None, [5], True),
    ],
)
def test_it_refuses_year_groups_that_the_school_does_not_have(northshire, low, high, years, fits):
    School.objects.filter(organisation=northshire.school).update(low_age=low, high_age=high)
    if fits:
        assert set_up(northshire, year_groups=years).year_groups == years
    else:
        with pytest.raises(Refused, match="register says"):
            set_up(northshire, year_groups=years)


def test_it_refuses_a_second_unit_of_the_same_name(northshire):
    set_up(northshire)
    with pytest.raises(Refused, match="already has a unit"):
        set_up(northshire, name="YEAR 5")


def test_it_lets_a_force_narrow_the_year_groups_and_then_refuses_the_others(northshire):
    set_force_rule(northshire.actor("force-lead"), northshire.force, [5])
    with pytest.raises(Refused, match="Year 5 only"):
        set_up(northshire, year_groups=[5, 6])
    set_force_rule(northshire.actor("force-lead"), northshire.force, [6, 5])
    assert set_up(northshire, year_groups=[5, 6])


@pytest.mark.parametrize("years", [[2, 5], [5, 6, 7], []])
def test_it_never_lets_a_force_widen_the_year_groups(northshire, years):
    with pytest.raises(Refused):
        set_force_rule(northshire.actor("force-lead"), northshire.force, years)


@pytest.mark.parametrize("role", ["sergeant", "pcso", "head-teacher"])
def test_it_keeps_the_force_rule_to_the_force_lead_and_the_central_team(northshire, role):
    with pytest.raises(Forbidden):
        set_force_rule(northshire.actor(role), northshire.force, [5])


def test_it_keeps_the_former_year_groups_when_they_change(northshire):
    unit = make_unit(northshire)
    change_unit(northshire.actor("sergeant"), unit, "Year 5 unit", [5], 25)
    assert [row.year_groups for row in unit.years.order_by("pk")] == [[5, 6], [5]]
    assert unit.years.standing().get().year_groups == [5]


def test_it_refuses_a_change_that_the_members_would_not_fit(northshire):
    unit = make_unit(northshire)
    add_member(unit, year=6)
    with pytest.raises(Refused, match="1 member is in another"):
        change_unit(northshire.actor("sergeant"), unit, unit.name, [5], 25)
    add_member(unit, "Ben", year=6)
    with pytest.raises(Refused, match="2 members already"):
        change_unit(northshire.actor("sergeant"), unit, unit.name, [6], 1)


def test_it_ends_a_unit_once_and_tells_the_second_person(northshire):
    unit = make_unit(northshire)
    end_unit(northshire.actor("sergeant"), unit, date(2026, 12, 1), "School is rebuilding")
    with pytest.raises(Conflict):
        end_unit(northshire.actor("force-lead"), unit, TODAY, "Same")
    unit.refresh_from_db()
    assert unit.end_reason == "School is rebuilding"
    assert standing_in_clear("rebuilding") == []
    assert Unit.objects.live(date(2026, 12, 1)).exists()
    assert not Unit.objects.live(date(2026, 12, 2)).exists()


def test_it_refuses_an_end_before_the_beginning_or_without_a_reason(northshire):
    unit = make_unit(northshire)
    with pytest.raises(Refused) as early:
        end_unit(northshire.actor("sergeant"), unit, date(2026, 8, 31), "x")
    with pytest.raises(Refused) as silent:
        end_unit(northshire.actor("sergeant"), unit, TODAY, "  ")
    assert (early.value.field, silent.value.field) == ("on", "reason")


def test_it_still_knows_a_unit_as_live_before_its_end_was_recorded(northshire):
    unit = make_unit(northshire)
    end_unit(northshire.actor("sergeant"), unit, date(2026, 9, 30), "Closed early")
    assert Unit.objects.at(date(2026, 10, 3), began_at(date(2026, 10, 3))).exists()
    assert not Unit.objects.at(date(2026, 10, 3), began_at(date(2026, 10, 6))).exists()
