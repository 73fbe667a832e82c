"""What a unit's records prove, for one unit and for many, now and as at a past moment."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from lanyard.assurance.registers import Moment, SubjectSet, kind_of, parts_of
from lanyard.engines.readiness import MET, NOT_MET, UNKNOWN
from lanyard.partnerships.models import Briefing
from lanyard.units.actions import end_leader, set_force_rule
from lanyard.units.evidence import BRIEFED, LEADERS, YEARS, unit_records
from lanyard.units.models import Unit
from tests.cast_units import add_leader, began_at, make_unit
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("WMP-1")]
SAFEGUARDING, HEALTH = BRIEFED


def now() -> Moment:
    return Moment(timezone.now(), timezone.now())


def find(name: str, unit: Unit, moment: Moment | None = None):
    found = unit_records(SubjectSet("unit", Unit.objects.all()), moment or now())
    return found[name].get(unit.pk)


def brief(tenant, person, topic, at=None) -> Briefing:
    return Briefing.objects.create(
        person=person,
        school=tenant.school,
        topic=topic,
        confirmed_at=at or began_at(date(2026, 9, 10)),
        recorded_at=at or began_at(date(2026, 9, 10)),
        catalogue_version=1,
        dsl=tenant.people["dsl"] if topic == "safeguarding" else None,
    )


def test_it_finds_the_leader_named(northshire):
    found = find(LEADERS, make_unit(northshire))
    assert (found.status, found.since, found.evidence) == (MET, date(2026, 9, 1), "Priya Shah")


def test_it_finds_no_leader_the_day_after_the_last_ones_end(northshire):
    unit = make_unit(northshire)
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), TODAY)
    assert find(LEADERS, unit).until == date(2026, 10, 6)
    later = datetime(2026, 10, 6, 9, tzinfo=UTC)
    assert find(LEADERS, unit, Moment(later, later)).status == NOT_MET


def test_it_finds_a_leader_whose_post_at_the_force_has_ended(northshire):
    unit = make_unit(northshire)
    northshire.people["pcso"].posts.update(ends_on=date(2026, 10, 4))
    found = find(LEADERS, unit)
    assert (found.status, found.about) == (NOT_MET, "Priya Shah")


def test_it_finds_year_groups_outside_the_national_and_the_forces_rule(northshire):
    unit, wrong = make_unit(northshire), make_unit(northshire, "Year 2", year_groups=[2])
    assert find(YEARS, unit).status == MET
    assert find(YEARS, wrong).status == NOT_MET
    set_force_rule(northshire.actor("force-lead"), northshire.force, [5])
    assert "Year 6" in find(YEARS, unit).evidence


def test_it_answers_as_at_a_past_moment_by_what_was_known_then(northshire):
    unit = make_unit(northshire)
    set_force_rule(northshire.actor("force-lead"), northshire.force, [5])
    end_leader(northshire.actor("sergeant"), unit.leaders.get(), date(2026, 9, 15))
    then = datetime(2026, 9, 20, 9, tzinfo=UTC)
    assert find(YEARS, unit, Moment(then, then)).status == MET
    assert find(LEADERS, unit, Moment(then, then)).status == MET
    assert find(LEADERS, unit, Moment(then, timezone.now())).status == NOT_MET


@pytest.mark.capability("STO-20")
def test_a_past_moment_keeps_the_briefing_that_was_known_then(northshire):
    unit = make_unit(northshire)
    given = brief(northshire, northshire.people["pcso"], "safeguarding", datetime(2026, 9, 14, 9, tzinfo=UTC))
    Briefing.objects.filter(pk=given.pk).update(withdrawn_at=datetime(2026, 9, 20, 9, tzinfo=UTC))
    days = [datetime(2026, 9, day, 12, tzinfo=UTC) for day in (13, 15, 21)]
    assert [find(SAFEGUARDING, unit, Moment(day, day)).status for day in days] == [UNKNOWN, MET, UNKNOWN]


@pytest.mark.capability("STO-20")
def test_it_finds_whose_safeguarding_briefing_is_missing(northshire):
    unit = make_unit(northshire)
    add_leader(unit, northshire.people["officer"], "officer")
    brief(northshire, northshire.people["pcso"], "safeguarding")
    found = find(SAFEGUARDING, unit)
    assert (found.status, found.about) == (UNKNOWN, "Owen Price")
    brief(northshire, northshire.people["officer"], "safeguarding")
    assert find(SAFEGUARDING, unit).status == MET


@pytest.mark.capability("STO-11")
def test_it_finds_a_health_and_safety_briefing_of_another_school_worth_nothing_here(northshire, southshire):
    unit = make_unit(northshire)
    brief(southshire, northshire.people["pcso"], "health-and-safety")
    assert find(HEALTH, unit).status == UNKNOWN
    brief(northshire, northshire.people["pcso"], "health-and-safety")
    found = find(HEALTH, unit)
    assert (found.status, found.until) == (MET, date(2027, 9, 1))


def test_it_asks_the_same_number_of_queries_whatever_the_number_of_units(
    northshire, southshire, django_assert_num_queries
):
    make_unit(northshire)
    for units in (1, 4):
        for number in range(units):
            make_unit(southshire, f"Unit {units}-{number}")
        with django_assert_num_queries(2):
            unit_records(SubjectSet("unit", Unit.objects.all()), now())
        with django_assert_num_queries(1):
            kind_of("unit").rows(SubjectSet("unit", Unit.objects.all()), now())


def test_it_names_each_unit_with_its_parts(northshire):
    unit = make_unit(northshire)
    subjects = SubjectSet("unit", Unit.objects.filter(pk=unit.pk))
    [row] = kind_of("unit").rows(subjects, now())
    pcso = northshire.people["pcso"].pk
    assert row.parts == {
        "officer": (pcso,),
        "partnership": (unit.partnership_id,),
        "force": (northshire.force.pk,),
    }
    assert row.names == {("officer", pcso): "Priya Shah"}
    assert row.name == "Year 5 unit, Northshire Primary School"
    for part, keys in row.parts.items():
        assert set(keys) <= set(parts_of(subjects, part).queryset.values_list("pk", flat=True))


def test_it_leaves_out_units_that_have_ended_or_were_not_set_up_yet(northshire):
    make_unit(northshire, "Old", ends_on=date(2026, 9, 30))
    running = make_unit(northshire)
    make_unit(northshire, "New", recorded_at=began_at(date(2026, 11, 1)))
    assert list(kind_of("unit").all(now())) == [running]
