"""The invented nation: whole, the same from the same seed, and written in an order the database can follow."""

import pytest
from django.db import connection
from django.utils import timezone

from lanyard.assurance.readiness import verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Refused
from lanyard.organisations.commands import operator
from lanyard.organisations.forces import load_forces
from lanyard.organisations.models import Organisation
from lanyard.programme.models import Session
from lanyard.simulate.nation import simulate
from lanyard.simulate.tables import Tables
from lanyard.units.models import Member, Unit


@pytest.fixture
def forces(db):
    """The 43 forces, as after `lanyard init`."""
    load_forces(operator("init"))


@pytest.mark.django_db
def test_it_fills_an_installation_with_as_many_units_as_asked_and_says_so_in_the_ledger(forces):
    counts = simulate(units=60, seed=7)
    assert counts["units"] == Unit.objects.count() == 60
    assert counts["members"] == Member.objects.count() == 60 * 17
    assert counts["sessions"] == Session.objects.count() >= 60 * 30
    assert Entry.objects.get(verb="simulate.loaded").detail["units"] == 60


@pytest.mark.django_db
def test_every_row_refers_to_rows_that_are_there(forces):
    simulate(units=20, seed=7)
    connection.check_constraints()


@pytest.mark.django_db
def test_one_unit_in_twenty_is_the_largest_forces(forces):
    simulate(units=100, seed=7)
    largest = Organisation.objects.filter(kind=Organisation.FORCE).order_by("code").first()
    assert Unit.objects.filter(school__force=largest).count() == 5


@pytest.mark.django_db
def test_most_of_its_units_may_operate_and_some_may_not(forces):
    simulate(units=150, seed=7)
    words = [v.safe for v in verdicts(SubjectSet("unit", Unit.objects.all()))]
    assert len(words) / 2 < sum(words) < len(words)


@pytest.mark.django_db
def test_a_fifth_of_its_units_have_a_session_today(forces):
    simulate(units=50, seed=7)
    assert Session.objects.filter(starts_at__date=timezone.localdate()).count() == 10


@pytest.mark.django_db
def test_new_records_can_be_added_after_it(forces):
    simulate(units=1, seed=7)
    school = Organisation.objects.filter(kind=Organisation.SCHOOL).get()
    assert Organisation.objects.create(kind="school", name="Another", code="X", force=school.force).pk > school.pk


@pytest.mark.django_db
@pytest.mark.parametrize(("units", "years"), [(0, 1), (100_000, 1), (1, 0), (1, 6)])
def test_it_refuses_a_size_that_cannot_be(forces, units, years):
    with pytest.raises(Refused):
        simulate(units, 7, years)


@pytest.mark.django_db
def test_it_refuses_a_second_nation_and_one_without_forces(db):
    with pytest.raises(Refused, match="lanyard init"):
        simulate(1, 7)
    load_forces(operator("init"))
    simulate(1, 7)
    with pytest.raises(Refused, match="already"):
        simulate(1, 8)


@pytest.mark.django_db
def test_what_is_referred_to_is_written_before_what_refers_to_it(forces):
    tables = Tables()
    for model in (Member, Session, Unit, Organisation):  # asked for the wrong way round
        assert tables[model].waiting == 0
    written = [table.model for table in tables._in_order()]
    assert written.index(Organisation) < written.index(Unit) < min(written.index(Member), written.index(Session))


@pytest.mark.django_db
def test_a_field_that_the_model_does_not_have_is_an_error(forces):
    with pytest.raises(KeyError):
        Tables()[Organisation].add(colour="red")
