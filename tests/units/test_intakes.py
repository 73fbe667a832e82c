"""An intake begins with an introduction; where it stands follows from what is recorded."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units import stages
from lanyard.units.actions.intakes import (
    cancel_intake,
    change_intake,
    record_introduction,
    set_up_intake,
    withdraw_introduction,
)
from lanyard.units.models import Intake, Introduction
from lanyard.units.queries import introduced_years
from lanyard.units.stages import ANNOUNCED, CANCELLED, CHOOSE, FULL, INTRODUCE, OFFERS, OPEN, Facts, stage
from tests.cast import make_person, make_post
from tests.cast_units import add_member, make_unit
from tests.units.cast_selection import CLOSES, OPENS, applied, details, introduced, listed, make_intake
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8", "NEV-25", "WMP-1")]


def test_it_sets_an_intake_up_and_takes_no_name_of_a_child_into_the_ledger(northshire):
    intake = make_intake(northshire, introduce=False)
    assert intake.years_said == "Years 5 and 6"
    assert Entry.objects.get(verb="intake.set-up").subjects == [intake.pk]


@pytest.mark.parametrize("role", ["pcso", "sergeant", "central-team", "dsl", "force-lead"])
def test_it_lets_only_the_school_set_an_intake_up(northshire, role):
    with pytest.raises(Forbidden):
        set_up_intake(northshire.actor(role), make_unit(northshire), details())


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year_groups": []}, "year_groups"),
        ({"year_groups": [4, 5]}, "year_groups"),
        ({"places": 0}, "places"),
        ({"places": 31}, "places"),
        ({"closes_on": OPENS - timedelta(days=1)}, "closes_on"),
        ({"closes_on": date(2027, 7, 22)}, "closes_on"),
        ({"method": "the tallest"}, "method"),
    ],
)
def test_it_refuses_what_the_unit_cannot_keep(northshire, values, field):
    unit = make_unit(northshire, ends_on=date(2027, 7, 21))
    with pytest.raises(Refused) as refused:
        set_up_intake(northshire.actor("spoc"), unit, details(**values))
    assert refused.value.field == field


def test_it_offers_no_more_places_than_the_unit_has_room_for(northshire):
    unit = make_unit(northshire, max_members=4)
    add_member(unit)
    with pytest.raises(Refused, match="from 1 to 3"):
        make_intake(northshire, unit=unit, places=4)
    assert make_intake(northshire, unit=unit, places=3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"year_groups": []}, "year_groups"),
        ({"year_groups": [4]}, "year_groups"),
        ({"children": 0}, "children"),
        ({"promised": "  "}, "promised"),
    ],
)
def test_it_asks_everything_of_an_introduction(northshire, values, field):
    intake = make_intake(northshire, introduce=False)
    with pytest.raises(Refused) as refused:
        record_introduction(northshire.actor("pcso"), intake, introduced(northshire, **values))
    assert refused.value.field == field


def test_it_knows_who_led_the_introduction_and_who_of_the_school_was_there(northshire, southshire):
    intake = make_intake(northshire, introduce=False)
    head = northshire.people["head-teacher"]
    for values, field in (
        ({"leader": head}, "leader"),
        ({"leader": southshire.people["pcso"]}, "leader"),
        ({"teacher": northshire.people["pcso"]}, "teacher"),
        ({"teacher": southshire.people["head-teacher"]}, "teacher"),
    ):
        with pytest.raises(Refused) as refused:
            record_introduction(northshire.actor("pcso"), intake, introduced(northshire, **values))
        assert refused.value.field == field
    assert record_introduction(northshire.actor("pcso"), intake, introduced(northshire, teacher=head))


def test_it_lets_no_leader_of_another_unit_record_an_introduction(northshire):
    intake = make_intake(northshire, introduce=False)
    other = make_person("Other Leader")
    make_post(other, "pcso", northshire.force)
    northshire.people["other"] = other
    with pytest.raises(Forbidden):
        record_introduction(northshire.actor("other"), intake, introduced(northshire))


def test_it_keeps_an_introduction_that_was_taken_back(northshire):
    intake = make_intake(northshire)
    row = Introduction.objects.get()
    withdraw_introduction(northshire.actor("spoc"), row, "mistake")
    assert introduced_years(intake) == set()
    assert Introduction.objects.get().withdrawn_reason == "mistake"
    with pytest.raises(Conflict):
        withdraw_introduction(northshire.actor("spoc"), row, "mistake")


def test_it_changes_an_intake_but_not_under_the_children_who_applied(northshire):
    intake, teacher = make_intake(northshire), northshire.actor("programme-teacher")
    change_intake(teacher, intake, details(places=5, method="vote"))
    intake.refresh_from_db()
    assert (intake.places, intake.method) == (5, "vote")
    applied(northshire, intake, [listed(northshire, year=6)])
    with pytest.raises(Refused, match="Year 6 have applied"):
        change_intake(teacher, intake, details(year_groups=[5]))


def test_it_calls_an_intake_off_once_and_keeps_why(northshire):
    intake, teacher = make_intake(northshire), northshire.actor("programme-teacher")
    with pytest.raises(Refused, match="Enter why"):
        cancel_intake(teacher, intake, " ")
    cancel_intake(teacher, intake, "The hall is being rebuilt")
    with pytest.raises(Conflict):
        cancel_intake(teacher, intake, "Again")
    with pytest.raises(Conflict):
        change_intake(teacher, intake, details())
    assert Intake.objects.get().cancel_reason == "The hall is being rebuilt"
    assert not Intake.objects.going().exists()


DAYS = st.integers(-30, 30).map(lambda days: TODAY + timedelta(days=days))
YEARS = st.sets(st.integers(3, 6))
FACTS = st.builds(
    Facts, opens_on=DAYS, closes_on=DAYS, year_groups=st.sets(st.integers(3, 6), min_size=1), introduced=YEARS,
    applications=st.integers(0, 40), cancelled=st.booleans(), signed=st.booleans(),
    waiting_for_reply=st.integers(0, 3), free=st.integers(0, 3), on_list=st.integers(0, 3),
)  # fmt: skip


@given(FACTS, DAYS)
def test_it_is_never_open_before_every_year_group_was_introduced(facts, today):
    found = stage(facts, today)
    if found in {OPEN, ANNOUNCED}:
        assert not stages.not_introduced(facts)
    if found == OPEN:
        assert facts.opens_on <= today <= facts.closes_on


@given(FACTS, DAYS)
def test_it_stands_somewhere_and_a_signature_or_a_calling_off_decides_where(facts, today):
    found = stage(facts, today)
    assert found in {CANCELLED, INTRODUCE, ANNOUNCED, OPEN, CHOOSE, OFFERS, FULL}
    assert (found == CANCELLED) == facts.cancelled
    assert (found in {OFFERS, FULL}) == (facts.signed and not facts.cancelled)


def test_it_goes_from_the_introduction_to_the_offers():
    def at(day: int, **values) -> str:
        usual = {"year_groups": [5], "introduced": [5], "applications": 4}
        return stage(Facts(OPENS, CLOSES, **{**usual, **values}), OPENS + timedelta(days=day))

    assert at(-3, introduced=[], applications=0) == INTRODUCE
    assert [at(-1), at(0), at(7), at(8)] == [ANNOUNCED, OPEN, OPEN, CHOOSE]
    assert at(9, signed=True, waiting_for_reply=1) == OFFERS
    assert at(9, signed=True, free=1, on_list=1) == OFFERS
    assert at(9, signed=True, free=1) == FULL
