"""Quotas that can't be met: an irreducible conflict, and the smallest change that mends it."""

import pytest
from hypothesis import assume, given, settings

from lanyard.engines.lottery import Infeasible, Lottery, Quota, lottery
from lanyard.engines.refusals import Refused
from tests.engines.lottery.made import all_panels, made, small

YEARS = {f"p{n}": {"year": "5" if n < 3 else "6", "gender": "girl" if n % 2 else "boy"} for n in range(10)}


def relaxed(quotas, infeasible):
    """Return the quotas after what would have to give has given."""
    new = {change.quota: Quota(*change.quota[:2], change.minimum, change.maximum) for change in infeasible.relaxations}
    return [new.get(quota, quota) for quota in quotas]


@pytest.mark.capability("NEV-8")
@settings(max_examples=200, deadline=None)
@given(small())
def test_it_names_quotas_that_conflict_and_none_too_many(instance):
    people, quotas, places = instance
    found = lottery(people, quotas, places)
    assume(isinstance(found, Infeasible))
    assert found.conflict
    assert not all_panels(people, found.conflict, places)
    for left_out in found.conflict:
        fewer = [quota for quota in found.conflict if quota != left_out]
        assert all_panels(people, fewer, places), f"{left_out} is not needed for the conflict"


@pytest.mark.capability("NEV-8")
@settings(max_examples=200, deadline=None)
@given(small())
def test_it_says_what_would_have_to_give(instance):
    people, quotas, places = instance
    found = lottery(people, quotas, places)
    assume(isinstance(found, Infeasible))
    assert all_panels(people, relaxed(quotas, found), places)
    assert isinstance(lottery(people, relaxed(quotas, found), places), Lottery)


def test_it_asks_for_the_smallest_change():
    quotas = [Quota("year", "5", 5, 6), Quota("gender", "girl", 0, 9)]
    found = lottery(YEARS, quotas, 6)
    assert found.conflict == (quotas[0],)
    assert [(change.quota, change.minimum, change.maximum) for change in found.relaxations] == [(quotas[0], 3, 6)]


def test_it_names_all_minimums_that_together_exceed_the_places():
    quotas = [Quota("year", "5", 3, 6), Quota("year", "6", 4, 6), Quota("gender", "girl", 1, 6)]
    found = lottery(YEARS, quotas, 6)
    assert set(found.conflict) == set(quotas[:2])
    assert sum(c.quota.minimum - c.minimum + c.maximum - c.quota.maximum for c in found.relaxations) == 1


def test_it_finds_a_conflict_that_only_whole_people_have():
    """Half a person of each kind would do: no two of the three quotas conflict, all three do; the others are idle."""
    people = {
        "a": {"x": "1", "y": "1"},
        "b": {"x": "1", "z": "1"},
        "c": {"y": "1", "z": "1"},
        "d": {},
        "e": {},
        "f": {},
    }
    people = {person: {**values, "w": "1" if person in "ad" else "0"} for person, values in people.items()}
    quotas = [Quota(category, "1", 1, 1) for category in "xyz"]
    idle = [Quota("w", "1", 0, 1), Quota("w", "0", 1, 3)]
    found = lottery(people, [idle[0], *quotas, idle[1]], 2)
    assert set(found.conflict) == set(quotas)


def test_it_says_so_when_a_minimum_is_above_its_maximum():
    quota = Quota("year", "5", 3, 2)
    found = lottery(YEARS, [quota, Quota("year", "6", 0, 6)], 6)
    assert found.conflict == (quota,)
    assert len(found.relaxations) == 1


def test_it_names_a_quota_for_a_value_that_nobody_has():
    quota = Quota("year", "7", 1, 2)
    assert lottery(YEARS, [quota], 6).conflict == (quota,)
    assert isinstance(lottery(YEARS, [Quota("year", "7", 0, 2)], 6), Lottery)


@pytest.mark.parametrize(("people", "places"), [({}, 1), (YEARS, 11)])
def test_it_blames_no_quota_for_too_few_people(people, places):
    assert lottery(people, [Quota("year", "5", 0, 9)], places) == Infeasible((), ())


def test_it_takes_duplicate_quotas_both_to_bind():
    quotas = [Quota("year", "5", 2, 3), Quota("year", "5", 0, 1)]
    assert set(lottery(YEARS, quotas, 6).conflict) == set(quotas)
    assert isinstance(lottery(YEARS, [quotas[0], quotas[0]], 6), Lottery)


@pytest.mark.parametrize(
    ("quotas", "places"), [([], -1), ([Quota("year", "5", -1, 2)], 3), ([Quota("y", "5", 0, -1)], 3)]
)
def test_it_refuses_numbers_below_nought(quotas, places):
    with pytest.raises(Refused):
        lottery(YEARS, quotas, places)


def test_it_reports_a_conflict_in_many_quotas():
    """Forty quotas, of which one asks for more than there are: it alone is named."""
    people, quotas = made(400, 40, [5] * 8, seed=1, slack=0.2)
    holders = sum(person["c3"] == "v2" for person in people.values())
    quotas = [q._replace(minimum=holders + 1, maximum=400) if q[:2] == ("c3", "v2") else q for q in quotas]
    assert [q[:2] for q in lottery(people, quotas, 40).conflict] == [("c3", "v2")]
