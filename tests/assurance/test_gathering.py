"""Reading for a whole inquiry at once: the same rows as one by one, and one that fails takes no other down."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.assurance import gathering
from lanyard.assurance.readiness import verdicts
from lanyard.assurance.registers import Moment, SubjectSet, kinds, parts_of
from lanyard.units.models import Unit
from tests.cast_ready import judged, ready_unit


def sets_of(units) -> dict[str, SubjectSet]:
    """Return the set of units and those of its parts."""
    parts = ("officer", "partnership", "force")
    whole = SubjectSet("unit", units)
    return {"unit": whole, **{part: parts_of(whole, part) for part in parts}}


def now() -> Moment:
    """Return the present moment."""
    at = timezone.now()
    return Moment(at, at)


def broken_reader(monkeypatch, build):
    """Add a reader of officers that fails."""
    broken = gathering.Reader("officer", build)
    monkeypatch.setattr(gathering, "_readers", [*gathering._readers, broken])
    return broken


def refused_by_the_database(subjects, moment):
    """Build a query that no database takes."""
    return gathering.shaped(Person.objects.extra(where=["no_such_function(1) = 1"]), "pk")


def test_it_gathers_in_one_query_what_every_reader_finds_alone(unit, django_assert_num_queries):
    together, moment = sets_of(Unit.objects.all()), now()
    with django_assert_num_queries(1):
        gathering.gather(together, moment)
    for kind, alone in sets_of(Unit.objects.all()).items():
        mine = [each for each in gathering._readers if each.kind in ("", kind)]
        assert mine
        for each in mine:
            assert sorted(each(together[kind], moment), key=repr) == sorted(each(alone, moment), key=repr), each


def test_it_reads_nothing_twice_for_one_set(unit, django_assert_num_queries):
    together, moment = sets_of(Unit.objects.all()), now()
    gathering.gather(together, moment)
    with django_assert_num_queries(0):
        for each in gathering._readers:
            for kind in (each.kind,) if each.kind else together:
                if kind in together:
                    each(together[kind], moment)


def test_it_asks_nothing_where_no_subject_can_be_meant(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert gathering.union([gathering.shaped(Person.objects.none(), "pk")]) == [[]]


def test_it_keeps_what_the_others_prove_when_one_reader_cannot_be_built(unit, monkeypatch):
    def no_query(subjects, moment):
        raise RuntimeError("the disk is gone")

    before = judged(unit).raw_cells
    broken_reader(monkeypatch, no_query)
    assert judged(unit).raw_cells == before


@pytest.mark.django_db(transaction=True)
def test_it_keeps_what_the_others_prove_when_the_database_refuses_one(northshire, monkeypatch):
    made = ready_unit(northshire)
    before = judged(made).raw_cells
    broken_reader(monkeypatch, refused_by_the_database)
    assert judged(made).raw_cells == before


@pytest.mark.django_db(transaction=True)
def test_it_fails_as_a_whole_inside_a_transaction_that_is_spoilt(northshire, monkeypatch):
    broken_reader(monkeypatch, refused_by_the_database)
    with pytest.raises(DatabaseError), transaction.atomic():
        verdicts(SubjectSet("unit", Unit.objects.all()))


def test_every_reader_is_of_a_kind_that_can_be_judged():
    assert {each.kind for each in gathering._readers} - {""} <= set(kinds())
