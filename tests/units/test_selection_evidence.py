"""What an intake's records prove, for one unit and for many, now and as at a past moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.engines.readiness import MET, NOT_APPLICABLE, NOT_MET
from lanyard.units.actions.deciding import sign_selection, take_selection_back
from lanyard.units.actions.intakes import cancel_intake, record_introduction, withdraw_introduction
from lanyard.units.actions.rules import set_force_share
from lanyard.units.models import Application, Introduction, Unit
from lanyard.units.selection_evidence import CHOSEN, INTRODUCED, selection_records
from tests.cast_units import began_at, make_unit
from tests.units.cast_selection import AFTER, a_class, applied, closed, decision, introduced, make_intake, signed
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8", "NEV-25")]


def find(name: str, unit: Unit, moment: Moment | None = None):
    moment = moment or Moment(timezone.now(), timezone.now())
    return selection_records(SubjectSet("unit", Unit.objects.all()), moment)[name].get(unit.pk)


def test_it_finds_a_unit_whose_children_came_in_on_no_record(northshire):
    unit = make_unit(northshire)
    assert [find(name, unit).status for name in (INTRODUCED, CHOSEN)] == [NOT_MET, NOT_MET]


def test_it_finds_which_year_group_was_not_introduced(northshire):
    intake = make_intake(northshire, introduce=False)
    pcso = northshire.actor("pcso")
    record_introduction(pcso, intake, introduced(northshire, year_groups=[5]))
    found = find(INTRODUCED, intake.unit)
    assert (found.status, found.evidence) == (NOT_MET, "Not introduced: Year 6")
    record_introduction(pcso, intake, introduced(northshire, year_groups=[6]))
    assert find(INTRODUCED, intake.unit).status == MET


def test_it_finds_a_child_who_applied_before_the_introduction_that_stands(northshire):
    intake = make_intake(northshire)
    applied(northshire, intake, a_class(northshire, 1))
    Application.objects.update(recorded_at=began_at(TODAY - timedelta(days=2)))
    assert find(INTRODUCED, intake.unit).evidence == "A child applied before the introduction"


def test_it_asks_for_a_signed_decision_once_applications_have_closed(northshire):
    selection, _offers = signed(northshire)
    unit = selection.intake.unit
    assert find(CHOSEN, unit).status == NOT_APPLICABLE
    with closed():
        assert (find(CHOSEN, unit).status, find(CHOSEN, unit).since) == (MET, AFTER)
        take_selection_back(northshire.actor("spoc"), selection, "A child was forgotten")
    with closed(AFTER + timedelta(days=1)):
        assert find(CHOSEN, unit).evidence == "Nobody has signed the decision"
        cancel_intake(northshire.actor("spoc"), selection.intake, "No hall")
        assert find(CHOSEN, unit).evidence == "It is not on record how the children were chosen"


def test_it_tells_the_force_of_a_cohort_below_its_least_share(northshire):
    set_force_share(northshire.actor("force-lead"), northshire.force, 90)
    intake = make_intake(northshire)
    applications = applied(northshire, intake, a_class(northshire, 4))
    with closed():
        made = decision(applications[1:3], departure="They did not want to")
        sign_selection(northshire.actor("spoc"), intake, made)
        assert "Fewer vulnerable children" in find(CHOSEN, intake.unit).evidence


def test_it_answers_as_at_a_past_moment_by_what_was_known_then(northshire):
    selection, _offers = signed(northshire)
    unit, then = selection.intake.unit, began_at(AFTER + timedelta(days=1))
    with closed(AFTER + timedelta(days=2)):
        withdraw_introduction(northshire.actor("spoc"), Introduction.objects.get(), "mistake")
        take_selection_back(northshire.actor("spoc"), selection, "A child was forgotten")
        assert [find(name, unit).status for name in (INTRODUCED, CHOSEN)] == [NOT_MET, NOT_MET]
        past = Moment(then, then)
        assert [find(name, unit, past).status for name in (INTRODUCED, CHOSEN)] == [MET, MET]
        assert find(CHOSEN, unit, Moment(then, timezone.now())).status == NOT_MET


def test_it_finds_for_many_units_what_it_finds_for_each_in_one_query(northshire, django_assert_num_queries):
    units = [make_intake(northshire, introduce=n % 2 == 0, unit=make_unit(northshire, f"U{n}")).unit for n in range(4)]
    with django_assert_num_queries(1):
        moment = Moment(timezone.now(), timezone.now())
        found = selection_records(SubjectSet("unit", Unit.objects.all()), moment)
    for unit in units:
        alone = selection_records(SubjectSet("unit", Unit.objects.filter(pk=unit.pk)), moment)
        assert all(found[name].get(unit.pk) == alone[name].get(unit.pk) for name in (INTRODUCED, CHOSEN))
    assert [found[INTRODUCED].get(unit.pk).status for unit in units] == [MET, NOT_MET] * 2
