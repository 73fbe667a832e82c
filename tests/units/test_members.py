"""Children join and leave a unit; the record stays, and holds as little as does the job."""

from datetime import date, timedelta

import pytest

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions import ChildDetails, add_member, correct_member, member_left, take_in
from lanyard.units.models import Child, Member
from tests import cast_units
from tests.cast_units import began_at, make_unit
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("WMP-1")]
AYESHA = ChildDetails("Ayesha", "Khan", 5)


def add(tenant, unit, child=AYESHA, role="programme-teacher", **values) -> Member:
    return add_member(tenant.actor(role), unit, child, values.pop("joined_on", TODAY), **values)


def test_it_adds_a_child_and_keeps_the_name_out_of_the_ledger(northshire):
    member = add(northshire, make_unit(northshire))
    entry = Entry.objects.get(verb="member.added")
    assert entry.subjects == [member.pk]
    assert "Ayesha" not in str(entry.detail)


@pytest.mark.parametrize("role", ["pcso", "sergeant", "central-team", "force-lead", "dsl"])
def test_it_refuses_those_who_may_not_change_members(northshire, role):
    with pytest.raises(Forbidden):
        add(northshire, make_unit(northshire), role=role)


def test_it_refuses_another_schools_teacher(northshire, southshire):
    with pytest.raises(Forbidden):
        add(southshire, make_unit(northshire))


def test_it_refuses_another_year_group(northshire):
    with pytest.raises(Refused) as refused:
        add(northshire, make_unit(northshire), ChildDetails("Ayesha", "Khan", 4))
    assert refused.value.field == "year_group"


def test_it_refuses_one_more_than_the_unit_takes_until_somebody_leaves(northshire):
    unit = make_unit(northshire, max_members=1)
    member = add(northshire, unit)
    other = ChildDetails("Ben", "Cole", 5)
    with pytest.raises(Refused, match="full"):
        add(northshire, unit, other)
    member_left(northshire.actor("programme-teacher"), member, TODAY, "finished")
    assert add(northshire, unit, other)


def test_it_refuses_the_same_child_twice_but_takes_a_namesake(northshire):
    unit = make_unit(northshire)
    add(northshire, unit)
    with pytest.raises(Refused, match="is a member already"):
        add(northshire, unit, ChildDetails("ayesha", "KHAN", 6))
    assert add(northshire, unit, namesake=True)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 7, 22)])
def test_it_refuses_a_day_on_which_the_unit_does_not_run(northshire, day):
    unit = make_unit(northshire, ends_on=date(2027, 7, 21))
    with pytest.raises(Refused) as refused:
        add(northshire, unit, joined_on=day)
    assert refused.value.field == "joined_on"


def test_it_refuses_a_unit_that_has_ended(northshire):
    unit = make_unit(northshire, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="ended on"):
        add(northshire, unit)


def test_it_corrects_and_says_only_which_fields(northshire):
    member = add(northshire, make_unit(northshire))
    correct_member(northshire.actor("spoc"), member, ChildDetails("Aisha", "Khan", 6))
    member.refresh_from_db()
    assert (member.given_name, member.year_group) == ("Aisha", 6)
    entry = Entry.objects.get(verb="member.corrected")
    assert entry.detail["fields"] == ["given_name", "year_group"]


def test_it_takes_a_child_out_from_the_day_on_and_keeps_the_record(northshire):
    unit = make_unit(northshire)
    member = cast_units.add_member(unit)
    member_left(northshire.actor("programme-teacher"), member, TODAY, "permission-withdrawn")
    assert not unit.members.current().exists()
    assert unit.members.at(date(2026, 10, 4), began_at(TODAY + timedelta(days=1))).exists()
    assert not unit.members.at(TODAY, began_at(TODAY + timedelta(days=1))).exists()
    assert unit.members.at(TODAY, began_at(TODAY)).exists(), "not yet known to have left"


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [(date(2026, 8, 1), "finished", "on"), (TODAY, "because", "reason"), (TODAY, "", "reason")],
)
def test_it_refuses_leaving_on_a_wrong_day_or_without_a_known_reason(northshire, on, reason, field):
    member = cast_units.add_member(make_unit(northshire))
    with pytest.raises(Refused) as refused:
        member_left(northshire.actor("programme-teacher"), member, on, reason)
    assert refused.value.field == field


def test_it_tells_the_second_of_two_who_take_the_same_child_out(northshire):
    member = cast_units.add_member(make_unit(northshire))
    member_left(northshire.actor("programme-teacher"), member, TODAY, "finished")
    with pytest.raises(Conflict):
        member_left(northshire.actor("spoc"), member, TODAY, "mistake")
    with pytest.raises(Conflict):
        correct_member(northshire.actor("spoc"), member, AYESHA)


def listed(tenant, year=5, **values) -> Child:
    names = {"given_name": "Ayesha", "family_name": "Khan"}
    return Child.objects.create(
        school=tenant.school, year_group=year, recorded_at=began_at(TODAY), **{**names, **values}
    )


def test_it_takes_in_a_child_of_the_schools_list_once(northshire):
    unit, child, teacher = make_unit(northshire), listed(northshire), northshire.actor("programme-teacher")
    member = take_in(teacher, unit, child, TODAY)
    assert (member.child, member.joined_on) == (child, TODAY)
    assert "Ayesha" not in str(Entry.objects.get(verb="member.added").detail)
    with pytest.raises(Refused, match="is a member already"):
        take_in(teacher, unit, child, TODAY)
    member_left(teacher, member, TODAY, "mistake")
    assert take_in(teacher, unit, child, TODAY) != member


def test_it_takes_in_no_child_who_is_not_on_this_schools_list(northshire, southshire):
    unit, teacher = make_unit(northshire), northshire.actor("programme-teacher")
    wrong = [
        (listed(southshire), "child of this school"),
        (listed(northshire, left_school_on=TODAY), "left the school"),
        (listed(northshire, merged_into=listed(northshire)), "child of this school"),
        (listed(northshire, year=4), "Years 5 and 6 only"),
    ]
    for child, why in wrong:
        with pytest.raises(Refused, match=why):
            take_in(teacher, unit, child, TODAY)
    assert not unit.members.exists()


def test_it_takes_in_nobody_where_the_unit_is_full_or_the_right_is_missing(northshire):
    unit = make_unit(northshire, max_members=1)
    take_in(northshire.actor("spoc"), unit, listed(northshire), TODAY)
    with pytest.raises(Refused, match="full"):
        take_in(northshire.actor("spoc"), unit, listed(northshire, given_name="Ben"), TODAY)
    with pytest.raises(Forbidden):
        take_in(northshire.actor("pcso"), unit, listed(northshire), TODAY)
