"""What the answers prove of a unit, counted, as at a moment, in a fixed number of queries."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.calendar.models import Term
from lanyard.consents.actions.copies import take_copy
from lanyard.consents.decisions import decisions
from lanyard.consents.evidence import ASKED, COPIES, PERMISSION, PHOTOS, RESPONSIBILITY, answers_on_record
from lanyard.engines.readiness import MET, NOT_MET
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.units.models import Child, Member, Unit
from tests.cast_units import add_adult, add_answer, add_answers, add_member, adult_of, make_unit

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


@pytest.mark.capability("STO-5")
@pytest.mark.parametrize("age", ["outside", "within"])
def test_it_is_not_met_while_a_member_is_not_of_the_programmes_ages(northshire, age):
    member = add_member(make_unit(northshire))
    add_answers(member)
    Child.objects.update(date_of_birth=date(2014 if age == "outside" else 2016, 10, 5))
    found = find(PERMISSION, member.unit)
    assert found.status == (NOT_MET if age == "outside" else MET)
    assert ("not of the programme's ages" in found.evidence) == (age == "outside")


@pytest.mark.capability("STO-19")
def test_it_knows_for_each_member_who_answers_and_counts_only_their_yes(northshire):
    unit = make_unit(northshire)
    member = add_member(unit)
    assert find(RESPONSIBILITY, unit).evidence == "1 of 1 members has none"
    for name, values in (("Omar", {"barred": True}), ("Una", {"holds": "unknown"}), ("Nia", {"holds": "no"})):
        adult = add_adult(member.child, name, **values)
        add_answer(member, "take-part", adult=adult)
    assert (find(RESPONSIBILITY, unit).status, find(PERMISSION, unit).status) == (NOT_MET, NOT_MET)
    add_adult(member.child, "Sara Khan")
    assert (find(RESPONSIBILITY, unit).status, find(PERMISSION, unit).status) == (MET, NOT_MET)
    add_answer(member, "take-part", given_by="Sara Khan")
    assert find(PERMISSION, unit).status == MET


@pytest.mark.capability("STO-5")
def test_it_takes_the_childs_own_no_for_a_refusal(northshire):
    member = add_member(make_unit(northshire))
    add_answer(member, "take-part")
    add_answer(member, "child-take-part", "no")
    assert "the child said no" in find(PERMISSION, member.unit).evidence


@pytest.mark.capability("STO-6")
def test_it_wants_every_child_asked_again_each_term(northshire):
    unit = make_unit(northshire)
    member = add_member(unit)
    add_answer(member, "photo-child", "no")
    assert find(ASKED, unit).evidence == "1 of 1 members was never asked"
    add_answer(member, "child-take-part", "not sure")
    assert find(ASKED, unit).status == MET
    spring = datetime(2027, 1, 11, 9, tzinfo=UTC)
    found = find(ASKED, unit, spring)
    assert (found.status, found.since) == (NOT_MET, date(2027, 1, 1))
    Term.objects.create(
        organisation=northshire.school, year=2026, season="autumn", starts_on=unit.starts_on, ends_on=spring.date()
    )
    assert find(ASKED, unit, spring).status == MET, "the school's own term is longer"


@pytest.mark.capability("STO-6")
def test_it_wants_a_copy_at_the_force_since_the_last_child_joined_and_each_year(northshire):
    unit = make_unit(northshire)
    add_member(unit)
    assert find(COPIES, unit).evidence == "The force has no copy"
    copy = take_copy(northshire.actor("central-team"), unit)
    assert (copy.members, find(COPIES, unit).status) == (1, MET)
    assert find(COPIES, unit).until == date(2027, 10, 5)
    assert find(COPIES, unit, datetime(2026, 10, 4, tzinfo=UTC)).status == NOT_MET
    add_member(unit, "Ben", joined_on=date(2026, 10, 6))
    assert find(COPIES, unit, datetime(2026, 10, 7, tzinfo=UTC)).evidence == "A child joined since"


@pytest.mark.parametrize("role", ["programme-teacher", "pcso", "sergeant", "dro"])
def test_it_lets_only_the_central_team_take_the_copy(northshire, role):
    unit = make_unit(northshire)
    add_member(unit)
    with pytest.raises(Forbidden):
        take_copy(northshire.actor(role), unit)


def test_it_takes_no_copy_of_nobody(northshire):
    with pytest.raises(Refused, match="no members"):
        take_copy(northshire.actor("central-team"), make_unit(northshire))


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["take-part", "child-take-part", "photo-child"]),
        st.sampled_from(["Sara", "Barred", "child"]),
        st.sampled_from(["yes", "no"]),
    ),
    max_size=6,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, st.none() | st.dates(date(2014, 1, 1), date(2019, 12, 31)))
def test_it_finds_permission_where_the_decision_allows_taking_part(alone, said, born):
    with transaction.atomic():
        Child.objects.update(date_of_birth=born)
        for purpose, who, answer in said:
            own = purpose != "take-part"
            if own == (who == "child"):
                add_answer(alone, purpose, answer, adult=None if own else adult_of(alone.child, who))
        allowed = decisions(Member.objects.all())[alone.pk]["take-part"].allowed
        assert (find(PERMISSION, alone.unit).status == MET) == allowed
        transaction.set_rollback(True)


@pytest.fixture
def alone(northshire) -> Member:
    member = add_member(make_unit(northshire))
    add_adult(member.child, "Sara")
    add_adult(member.child, "Barred", barred=True)
    return member


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
    assert found == {name: {} for name in (PERMISSION, PHOTOS, RESPONSIBILITY, ASKED, COPIES)}
