"""What records prove of needs: gone through this term, read by whoever leads since they changed, also in the past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.engines.readiness import MET, NOT_MET, Finding
from lanyard.units.actions.needs import NeedSaid, read_needs, record_need, review_needs
from lanyard.units.models import Unit
from lanyard.units.needs_evidence import needs_records
from tests.cast_units import add_leader, add_member, make_unit


def found(name: str, unit: Unit, at=None) -> Finding | None:
    now = at or timezone.now()
    subjects = SubjectSet("unit", Unit.objects.filter(pk=unit.pk))
    return needs_records(subjects, Moment(now, now))[name].get(unit.pk)


@pytest.fixture
def unit(northshire):
    made = make_unit(northshire)
    add_member(made)
    return made


@pytest.mark.capability("STO-7")
def test_what_was_never_gone_through_is_not_known(unit):
    assert found("needs-reviewed", unit) is None
    assert found("needs-read-by-leaders", unit) is None


@pytest.mark.capability("STO-7")
def test_a_review_holds_for_a_term_and_until_a_child_joins(unit, northshire, clock):
    before = timezone.now()
    clock.shift(timedelta(minutes=1))
    review_needs(northshire.actor("dsl"), unit)
    finding = found("needs-reviewed", unit)
    assert (finding.status, finding.since, finding.until) == (MET, date(2026, 10, 5), date(2027, 2, 5))
    clock.shift(timedelta(minutes=1))
    add_member(unit, "Omar", recorded_at=timezone.now())
    assert found("needs-reviewed", unit).status == NOT_MET
    assert found("needs-reviewed", unit, before) is None


@pytest.mark.capability("STO-8")
def test_every_leader_must_have_read_since_the_needs_changed(unit, northshire, clock):
    dsl, pcso = northshire.actor("dsl"), northshire.actor("pcso")
    review_needs(dsl, unit)
    assert found("needs-read-by-leaders", unit).status == NOT_MET
    clock.shift(timedelta(minutes=1))
    read_needs(pcso, unit)
    assert found("needs-read-by-leaders", unit).status == MET
    clock.shift(timedelta(minutes=1))
    read_before = timezone.now()
    clock.shift(timedelta(minutes=1))
    record_need(dsl, unit.members.get().child, NeedSaid("allergy", to_know="Carries a pen"))
    finding = found("needs-read-by-leaders", unit)
    assert (finding.status, finding.about) == (NOT_MET, northshire.people["pcso"].name)
    assert found("needs-read-by-leaders", unit, read_before).status == MET


@pytest.mark.capability("STO-8")
def test_one_leader_who_has_not_read_is_named(unit, northshire, clock):
    add_leader(unit, northshire.people["volunteer"], "volunteer")
    review_needs(northshire.actor("dsl"), unit)
    clock.shift(timedelta(minutes=1))
    read_needs(northshire.actor("pcso"), unit)
    assert found("needs-read-by-leaders", unit).about == northshire.people["volunteer"].name


def test_a_set_is_found_as_its_members_are(unit, northshire, clock):
    other = make_unit(northshire, "Other")
    review_needs(northshire.actor("dsl"), unit)
    now = timezone.now()
    both = needs_records(SubjectSet("unit", Unit.objects.all()), Moment(now, now))
    for name, findings in both.items():
        for one in (unit, other):
            assert findings.get(one.pk) == found(name, one)
