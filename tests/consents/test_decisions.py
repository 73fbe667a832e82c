"""Decisions for each child and purpose: the set's are each child's own, as at a moment, in few queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyard.calendar.models import Term
from lanyard.consents.catalogue import asked_of_children, asked_of_parents, wordings
from lanyard.consents.decisions import decisions, decisions_of
from lanyard.consents.terms import began, term_began
from lanyard.consents.wording import OUTCOMES, REASONS
from lanyard.engines import consent
from lanyard.units.models import Member, Responsibility
from tests.cast_units import BEGAN, add_adult, add_answer, add_answers, add_member, adult_of, began_at, make_unit
from tests.consents.conftest import TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def decided(member: Member, purpose: str = "take-part", **at):
    return decisions(Member.objects.filter(pk=member.pk), **at)[member.pk][purpose]


@pytest.fixture
def member(northshire) -> Member:
    return add_member(make_unit(northshire))


@pytest.mark.capability("STO-5", "STO-6")
def test_it_decides_each_purpose_by_itself(member):
    add_answers(member)
    add_answer(member, "survey", "no")
    found = decisions(Member.objects.all())[member.pk]
    assert {purpose for purpose, decision in found.items() if decision.allowed} == {
        "take-part", "photo-school", "photo-force", "photo-press",
    }  # fmt: skip
    assert found["survey"] == ("refused", ("adult-no",))
    assert found["off-site"] == ("not known", ("adult-silent",))
    assert tuple(found) == asked_of_parents()


@pytest.mark.capability("STO-6")
def test_it_lets_the_childs_no_refuse_all_that_its_question_covers(member):
    for purpose in asked_of_parents():
        add_answer(member, purpose)
    add_answer(member, "child-take-part", "no")
    add_answer(member, "photo-child", "yes")
    found = decisions(Member.objects.all())[member.pk]
    assert [purpose for purpose, decision in found.items() if decision.allowed] == [
        "photo-school", "photo-force", "photo-press",
    ]  # fmt: skip
    assert found["off-site"] == ("refused", ("child-no",))


@pytest.mark.capability("STO-6")
def test_it_asks_the_child_about_photos_again_each_term(member, northshire):
    add_answers(member)
    assert decided(member, "photo-school").allowed
    assert decided(member, "photo-school", day=date(2027, 1, 4)).reasons == ("child-yes-lapsed",)
    for season, first, last in (("autumn", BEGAN, date(2027, 1, 29)), ("spring", date(2027, 2, 1), date(2027, 4, 1))):
        Term.objects.create(
            organisation=northshire.force, year=2026, season=season, starts_on=first, ends_on=last
        )  # fmt: skip
    assert decided(member, "photo-school", day=date(2027, 1, 4)).allowed, "the force's autumn term is long"
    assert not decided(member, "photo-school", day=date(2027, 2, 1)).allowed


@pytest.mark.capability("STO-6")
def test_it_lets_a_childs_no_stand_in_every_later_term(member):
    add_answers(member, child="no")
    assert decided(member, "photo-school", day=date(2027, 5, 4)).reasons == ("child-no",)


@pytest.mark.capability("STO-6")
def test_it_never_takes_not_sure_for_a_yes(member):
    add_answers(member, child="not sure")
    assert decided(member, "photo-school") == ("not known", ("child-not-sure",))
    assert decided(member).allowed


@pytest.mark.capability("STO-19")
def test_it_counts_a_yes_only_while_its_adult_may_answer(member):
    add_answer(member, "take-part", given_by="Sara Khan")
    row = Responsibility.objects.get()
    known = datetime(2026, 10, 1, 12, tzinfo=UTC)
    Responsibility.objects.filter(pk=row.pk).update(withdrawn_at=known)
    row.pk, row.public_id, row.barred, row.recorded_at = None, "barred", True, known
    row.save()
    assert decided(member) == ("not known", ("adult-yes-void",))
    assert decided(member, known=known - DAY).allowed, "what was known the day before"
    row.withdrawn_at = known + DAY
    row.save()
    assert decided(member).reasons == ("adult-yes-void",), "nobody is known to hold it any more"


@pytest.mark.capability("STO-19")
def test_it_lets_a_no_stand_of_an_adult_who_is_barred_since(member):
    omar = add_adult(member.child, "Omar Khan", barred=True)
    add_answer(member, "take-part", "no", adult=omar)
    add_answer(member, "take-part", "yes")
    assert decided(member) == ("refused", ("adult-no",))


@pytest.mark.capability("STO-19")
def test_it_tells_adults_apart_by_their_record_and_never_by_name(member):
    one, other = add_adult(member.child, "Sam Khan"), add_adult(member.child, "Sam Khan")
    add_answer(member, "take-part", "yes", adult=one)
    add_answer(member, "take-part", "no", adult=other)
    assert decided(member).outcome == "refused"


@pytest.mark.parametrize(
    ("born", "outcome"),
    [
        (TODAY.replace(year=2018), "allowed"),
        (TODAY.replace(year=2018) + DAY, "outside"),
        (TODAY.replace(year=2014) + DAY, "allowed"),
        (TODAY.replace(year=2014), "outside"),
        (None, "allowed"),
    ],
)
def test_it_allows_nothing_to_a_child_under_eight_or_turned_twelve(member, born, outcome):
    add_answers(member)
    member.child.date_of_birth = born
    member.child.save()
    assert decided(member).outcome == decided(member, "photo-press").outcome == outcome


def test_it_answers_as_at_a_day_and_by_what_was_known(member):
    add_answer(member, "take-part", dated_on=date(2026, 9, 7), recorded_at=datetime(2026, 9, 20, tzinfo=UTC))
    assert decided(member, day=date(2026, 9, 6)).outcome == "not known"
    assert decided(member, day=date(2026, 9, 7)).allowed
    assert decided(member, day=date(2026, 9, 7), known=datetime(2026, 9, 19, tzinfo=UTC)).outcome == "not known"


def test_it_asks_four_queries_whatever_the_number_of_children(northshire, django_assert_num_queries):
    unit = make_unit(northshire)
    for number in range(7):
        add_answers(add_member(unit, f"Child {number}"))
    with django_assert_num_queries(4):
        found = decisions(Member.objects.all())
    assert len({id(mapping) for mapping in found.values()}) == 1, "children with the same answers share one"


def test_it_decides_nothing_for_nobody():
    assert decisions(Member.objects.none()) == {}


def test_it_has_words_for_every_reason_and_outcome():
    assert set(REASONS) == set(consent.REASONS)
    assert set(OUTCOMES) == {consent.ALLOWED, consent.REFUSED, consent.NOT_KNOWN, consent.OUTSIDE}


def test_it_keeps_every_wording_and_says_in_the_newest_how_to_change_ones_mind():
    for id in (*asked_of_parents(), *asked_of_children()):
        versions = [w for w in wordings().values() if w.id == id]
        newest = max(versions, key=lambda w: w.version)
        assert newest.change
        assert [w.version for w in sorted(versions, key=lambda w: w.version)] == list(range(1, len(versions) + 1))
        assert newest.of_child or newest.child in (consent.MUST_AGREE, consent.MAY_REFUSE, consent.NOT_ASKED)
    covered = [id for child in asked_of_children() for id in wordings()[child, 1].covers]
    assert sorted(covered) == sorted(asked_of_parents()), "one question of the child's for each of the parents'"


def test_it_says_when_a_term_began():
    terms = [(date(2026, 9, 3), date(2026, 12, 18)), (date(2027, 1, 5), date(2027, 3, 25))]
    assert began(terms, date(2026, 9, 2)) == date(2026, 9, 1), "before the first day: the year's own"
    assert began(terms, date(2026, 12, 25)) == date(2026, 9, 3), "in the holidays: the term before"
    assert began(terms, date(2027, 1, 3)) == date(2027, 1, 1), "holidays after the third began: asked anew"
    assert began(terms, date(2027, 2, 1)) == date(2027, 1, 5)
    assert began(terms, date(2027, 5, 1)) == date(2027, 4, 16), "nobody entered the summer term"
    assert began([], date(2027, 2, 1)) == date(2027, 1, 1)


def test_it_takes_a_schools_own_terms_before_its_forces(northshire):
    mine = {"year": 2026, "season": "autumn", "ends_on": date(2026, 12, 18)}
    Term.objects.create(organisation=northshire.force, starts_on=date(2026, 9, 2), **mine)
    assert term_began(northshire.school, TODAY) == date(2026, 9, 2)
    Term.objects.create(organisation=northshire.school, starts_on=date(2026, 9, 7), **mine)
    assert term_began(northshire.school, TODAY) == date(2026, 9, 7)


# --- The set is each child ------------------------------------------------------------------------------------------

WHO = ("child", "Sara", "Omar", "Barred", "Unknown")
SAID = st.lists(
    st.tuples(
        st.integers(0, 2),  # which child
        st.sampled_from(WHO),
        st.sampled_from((*asked_of_parents(), *asked_of_children())),
        st.sampled_from(["yes", "no", "not sure"]),
        st.dates(date(2026, 3, 1), date(2026, 11, 1)),
        st.sampled_from(["", "withdrawn", "replaced"]),
    ),
    max_size=40,
    unique_by=lambda row: (row[0], row[1], row[2]),
)
BIRTHDAYS = st.lists(st.none() | st.dates(date(2013, 1, 1), date(2020, 1, 1)), min_size=3, max_size=3)
YEARS = st.lists(st.integers(2, 7), min_size=3, max_size=3)


def play(members: list[Member], said, birthdays, years) -> None:
    for member, born, year in zip(members, birthdays, years, strict=True):
        member.child.date_of_birth, member.child.year_group = born, year
        member.child.save()
    for number, who, purpose, answer, on, state in said:
        own = purpose in asked_of_children()
        if own != (who == "child") or (answer == "not sure" and not own):
            continue
        add_answer(
            members[number], purpose, answer, dated_on=on,
            adult=None if own else adult_of(members[number].child, who),
            withdrawn_at=began_at(on) + 5 * DAY if state == "withdrawn" else None,
            replaced_at=began_at(on) + 5 * DAY if state == "replaced" else None,
            replaced_on=on + 2 * DAY if state == "replaced" else None,
        )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAID, BIRTHDAYS, YEARS, st.dates(date(2026, 8, 25), date(2026, 11, 5)), st.integers(-10, 10))
def test_it_decides_for_all_at_once_as_for_each_child(members, said, birthdays, years, day, later):
    known = began_at(day) + later * DAY
    with transaction.atomic():
        play(members, said, birthdays, years)
        together = decisions(Member.objects.all(), day=day, known=known)
        alone = {member.pk: decisions_of(Member.objects.get(pk=member.pk), day=day, known=known) for member in members}
        transaction.set_rollback(True)
    assert together == alone


@pytest.fixture
def members(northshire) -> list[Member]:
    unit = make_unit(northshire)
    found = [add_member(unit, name) for name in ("Ayesha", "Ben", "Cy")]
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    for member in found:
        for name, holds, barred in (
            ("Sara", "yes", False), ("Omar", "yes", False), ("Barred", "yes", True), ("Unknown", "unknown", False),
        ):  # fmt: skip
            add_adult(member.child, name, holds, barred, recorded_at=long_ago)
    return found
