"""The decider of consent: no answer is never a yes, any no stands, a child's no outranks, each reason is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.consent import (
    ADULT_NO,
    ADULT_SILENT,
    ADULT_VOID,
    ADULT_YES,
    CHILD,
    CHILD_LAPSED,
    CHILD_NO,
    CHILD_SILENT,
    CHILD_UNSURE,
    CHILD_YES,
    MAY_REFUSE,
    MUST_AGREE,
    NOT_ASKED,
    OLDER,
    PARENT,
    REASONS,
    WITHIN,
    YOUNGER,
    Given,
    age_on,
    decide,
    standing_of_age,
)

TERM = date(2027, 1, 5)
DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1))
ADULTS = st.lists(
    st.builds(Given, st.integers(1, 4), st.just(PARENT), st.sampled_from(["yes", "no"]), DAYS, st.booleans()),
    max_size=4,
)
OWN = st.lists(
    st.builds(Given, st.none(), st.just(CHILD), st.sampled_from(["yes", "no", "not sure"]), DAYS), max_size=1
)
WORTH = st.sampled_from([MUST_AGREE, MAY_REFUSE, NOT_ASKED])
AGES = st.sampled_from([YOUNGER, WITHIN, OLDER])


def adult(answer: str, counts: bool = True, on: date = TERM) -> Given:
    return Given(1, PARENT, answer, on, counts)


def child(answer: str, on: date = TERM) -> Given:
    return Given(None, CHILD, answer, on)


@pytest.mark.capability("STO-5")
@given(WORTH, ADULTS, OWN, AGES)
def test_it_allows_only_what_nobody_refused_and_everybody_needed_said_yes_to(worth, adults, own, age):
    decision = decide(worth, [*adults, *own], age, TERM)
    agreed = any(g.answer == "yes" and g.may_count for g in adults)
    refused = any(g.answer == "no" for g in adults) or (worth != NOT_ASKED and any(g.answer == "no" for g in own))
    own_yes = any(g.answer == "yes" and g.on >= TERM for g in own)
    assert decision.allowed == (age == WITHIN and agreed and not refused and (worth != MUST_AGREE or own_yes))
    assert (decision.outcome == "refused") == (age == WITHIN and refused)


@pytest.mark.capability("STO-6")
@given(ADULTS, st.sampled_from([MUST_AGREE, MAY_REFUSE]))
def test_it_lets_a_childs_no_outrank_every_adult(adults, worth):
    decision = decide(worth, [*adults, child("no", TERM - timedelta(days=300))], WITHIN, TERM)
    assert (decision.outcome, decision.by, decision.reasons[0]) == ("refused", CHILD, CHILD_NO)


@pytest.mark.capability("STO-19")
@given(WORTH, ADULTS, OWN)
def test_it_never_counts_the_yes_of_an_adult_who_may_not_answer(worth, adults, own):
    voided = [g._replace(may_count=False) for g in adults]
    assert not decide(worth, [*voided, *own], WITHIN, TERM).allowed


@given(WORTH, ADULTS, OWN)
def test_it_lets_a_no_stand_whether_or_not_its_adult_may_still_answer(worth, adults, own):
    assert decide(worth, [*adults, adult("no", counts=False), *own], WITHIN, TERM).outcome == "refused"


@given(WORTH, ADULTS, OWN, AGES, st.randoms())
def test_it_does_not_matter_who_answered_first(worth, adults, own, age, chance):
    shuffled = [*adults, *own]
    chance.shuffle(shuffled)
    assert decide(worth, shuffled, age, TERM) == decide(worth, [*adults, *own], age, TERM)


@given(WORTH, ADULTS, OWN, AGES)
def test_it_gives_a_reason_that_is_known_for_every_decision(worth, adults, own, age):
    decision = decide(worth, [*adults, *own], age, TERM)
    assert decision.reasons
    assert set(decision.reasons) <= set(REASONS)


@pytest.mark.parametrize(
    ("worth", "given", "outcome", "reasons"),
    [
        (MUST_AGREE, [], "not known", (ADULT_SILENT, CHILD_SILENT)),
        (MUST_AGREE, [child("yes")], "not known", (ADULT_SILENT,)),
        (MUST_AGREE, [adult("yes")], "not known", (CHILD_SILENT,)),
        (MUST_AGREE, [adult("yes"), child("not sure")], "not known", (CHILD_UNSURE,)),
        (MUST_AGREE, [adult("yes"), child("yes", TERM - timedelta(days=1))], "not known", (CHILD_LAPSED,)),
        (MUST_AGREE, [adult("yes"), child("yes")], "allowed", (ADULT_YES, CHILD_YES)),
        (MUST_AGREE, [adult("yes", counts=False), child("yes")], "not known", (ADULT_VOID,)),
        (MUST_AGREE, [adult("no"), child("no")], "refused", (CHILD_NO, ADULT_NO)),
        (MAY_REFUSE, [adult("yes")], "allowed", (ADULT_YES,)),
        (MAY_REFUSE, [adult("yes"), child("not sure")], "allowed", (ADULT_YES, CHILD_UNSURE)),
        (MAY_REFUSE, [adult("yes"), adult("no")], "refused", (ADULT_NO,)),
        (NOT_ASKED, [adult("yes"), child("no")], "allowed", (ADULT_YES,)),
    ],
)
def test_it_says_who_decided_and_what_is_missing(worth, given, outcome, reasons):
    assert decide(worth, given, WITHIN, TERM) == (outcome, reasons)


@given(WORTH, ADULTS, OWN, st.sampled_from([YOUNGER, OLDER]))
def test_it_allows_nothing_outside_the_programmes_ages(worth, adults, own, age):
    assert decide(worth, [*adults, *own], age, TERM).outcome == "outside"


def test_it_counts_years_by_birthdays_and_by_year_group_where_none_is_known():
    ages, years = range(8, 12), (3, 4, 5, 6)
    day = date(2026, 11, 23)
    assert age_on(day, date(2018, 11, 23)) == 8
    assert age_on(day, date(2018, 11, 24)) == 7
    assert age_on(date(2027, 2, 28), date(2016, 2, 29)) == 10, "a birthday that this year does not have"
    found = [standing_of_age(day, born, 5, ages, years) for born in (
        date(2018, 11, 24), date(2018, 11, 23), date(2014, 11, 24), date(2014, 11, 23), None,
    )]  # fmt: skip
    assert found == [YOUNGER, WITHIN, WITHIN, OLDER, WITHIN]
    assert [standing_of_age(day, None, year, ages, years) for year in (2, 3, 6, 7)] == [
        YOUNGER, WITHIN, WITHIN, OLDER,
    ]  # fmt: skip
