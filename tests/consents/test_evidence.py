"""What the answers prove of a unit, counted, as at a moment, in a fixed number of queries."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.consents.evidence import ASKED, COPIES, PERMISSION, PHOTOS, RESPONSIBILITY, answers_on_record
from lanyard.engines.readiness import MET, NOT_MET
from lanyard.units.models import Unit
from tests.cast_units import add_answer, add_answers, add_member, make_unit

pytestmark = pytest.mark.django_db


def find(name: str, unit: Unit, at: datetime | None = None):
    at = at or timezone.now()
    return answers_on_record(SubjectSet("unit", Unit.objects.all()), Moment(at, at))[name].get(unit.pk)


@pytest.mark.capability("STO-5")
def test_it_is_met_only_when_every_member_has_permission(northshire):
    unit = make_unit(northshire)
    assert find(PERMISSION, unit) is None, "no member: no record"
    members = [add_member(unit, name) for name in ("Ayesha", "Ben", "Cy")]
    add_answer(members[0], "take-part")
    found = find(PERMISSION, unit)
    assert (found.status, found.evidence) == (NOT_MET, "2 of 3 members have none")
    for member in members[1:]:
        add_answer(member, "take-part")
    assert find(PERMISSION, unit).status == MET


@pytest.mark.capability("STO-5")
def test_it_is_not_met_while_a_member_has_a_no(northshire):
    unit = make_unit(northshire)
    member = add_member(unit)
    add_answer(member, "take-part", "yes", "Sara Khan")
    add_answer(member, "take-part", "no", "Omar Khan")
    found = find(PERMISSION, unit)
    assert (found.status, found.evidence) == (NOT_MET, "A parent, a carer or the child said no for 1 of 1 members")


@pytest.mark.capability("STO-5")
def test_it_forgets_children_who_left_and_counts_those_who_had_not_then(northshire):
    unit = make_unit(northshire)
    add_member(unit, left_on=date(2026, 10, 1), left_recorded_at=datetime(2026, 10, 1, 8, tzinfo=UTC))
    assert find(PERMISSION, unit) is None
    assert find(PERMISSION, unit, datetime(2026, 9, 20, tzinfo=UTC)).status == NOT_MET


@pytest.mark.capability("STO-5")
def test_it_answers_by_what_was_known_at_the_moment(northshire):
    unit = make_unit(northshire)
    member = add_member(unit)
    add_answer(member, "take-part", dated_on=date(2026, 9, 2), recorded_at=datetime(2026, 9, 20, tzinfo=UTC))
    assert find(PERMISSION, unit, datetime(2026, 9, 19, 12, tzinfo=UTC)).status == NOT_MET
    assert find(PERMISSION, unit, datetime(2026, 9, 20, 12, tzinfo=UTC)).status == MET


@pytest.mark.capability("STO-6")
def test_it_wants_an_answer_for_each_photo_purpose_and_the_childs_own_but_takes_a_no(northshire):
    unit = make_unit(northshire)
    member = add_member(unit)
    for purpose in ("photo-school", "photo-force", "photo-press"):
        add_answer(member, purpose, "no")
    assert find(PHOTOS, unit).evidence == "1 of 1 members has none"
    add_answer(member, "photo-child", "no")
    assert find(PHOTOS, unit).status == MET


def test_it_asks_one_query_whatever_the_number_and_answers_each_unit_alike(
    northshire, southshire, django_assert_num_queries
):
    units = [make_unit(northshire), make_unit(southshire)]
    for number in range(6):
        add_answers(add_member(units[number % 2], f"Child {number}"))
    add_member(units[1], "Last")
    everything, at = SubjectSet("unit", Unit.objects.all()), Moment(timezone.now(), timezone.now())
    with django_assert_num_queries(2):
        together = answers_on_record(everything, at)
    for unit in units:
        alone = answers_on_record(SubjectSet("unit", Unit.objects.filter(pk=unit.pk)), at)
        for name in (PERMISSION, PHOTOS):
            assert together[name][unit.pk] == alone[name][unit.pk]
    assert [together[PERMISSION][unit.pk].status for unit in units] == [MET, NOT_MET]


def test_it_finds_nothing_for_no_unit_at_all():
    now = Moment(timezone.now(), timezone.now())
    found = answers_on_record(SubjectSet("unit", Unit.objects.none()), now)
    assert found == dict.fromkeys((PERMISSION, PHOTOS, RESPONSIBILITY, ASKED, COPIES), {})
