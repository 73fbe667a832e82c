"""The lottery's chances: as fair as any lottery's can be, and what is drawn keeps to them."""

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lanyard.engines.lottery import Infeasible, Lottery, Quota, lottery
from lanyard.engines.lottery import leximin as relaxed
from lanyard.engines.lottery.pool import pool
from tests.engines.lottery.made import all_panels, crossed, leximin_by_listing, made, meets, small

SHAPES = [
    (60, 12, [2, 3], 0.2),
    (200, 30, [2, 3, 4], 0.1),
    (200, 30, [2, 2, 4, 3], 0.0),
    (120, 90, [2, 3, 3], 0.1),
    (150, 20, [4, 4, 4, 4, 4], 0.15),
]


@pytest.fixture(scope="module", params=SHAPES, ids=str)
def given_lottery(request):
    """A made instance with its lottery."""
    number, places, values, slack = request.param
    people, quotas = made(number, places, values, seed=5, slack=slack)
    return people, quotas, places, lottery(people, quotas, places)


def promised(people, quotas, places):
    """Return the chances that parts of people could have."""
    given = pool(people, quotas, places)
    return {
        person: chance for chance, kind in zip(relaxed.fairest(given), given.kinds, strict=True) for person in kind
    }


@pytest.mark.capability("NEV-8")
@settings(max_examples=150, deadline=None)
@given(small())
def test_it_is_as_fair_as_the_fairest_lottery_among_all_panels(instance):
    people, quotas, places = instance
    panels = all_panels(people, quotas, places)
    found = lottery(people, quotas, places)
    if not panels:
        assert isinstance(found, Infeasible)
        return
    assert isinstance(found, Lottery)
    assert found.chances == pytest.approx(leximin_by_listing(people, panels), abs=1e-6)
    assert found.minimum_chance <= found.bound + 1e-9


@pytest.mark.capability("NEV-8")
def test_it_reaches_the_bound_that_no_lottery_can_beat(given_lottery):
    people, quotas, places, found = given_lottery
    given = pool(people, quotas, places)
    best = {
        person: chance for chance, kind in zip(relaxed.fairest(given), given.kinds, strict=True) for person in kind
    }
    assert found.chances == pytest.approx(best, abs=1e-7)
    assert found.minimum_chance == pytest.approx(found.bound, abs=1e-7)


@pytest.mark.capability("NEV-8")
def test_it_draws_only_panels_that_meet_the_quotas(given_lottery):
    people, quotas, places, found = given_lottery
    for seed in range(200):
        panel = found.draw(seed.to_bytes(4, "big"))
        assert len(set(panel)) == places
        assert panel == sorted(panel)
        assert meets(people, quotas, panel)


def test_it_gives_chances_that_sum_to_the_places(given_lottery):
    _, _, places, found = given_lottery
    assert sum(found.exact_chances.values()) == places
    assert all(0 <= chance <= 1 for chance in found.exact_chances.values())


def test_it_treats_alike_whom_no_quota_tells_apart(given_lottery):
    people, quotas, _, found = given_lottery
    named = {(quota.category, quota.value) for quota in quotas}
    by_kind: dict[frozenset, set[Fraction]] = {}
    for person, chance in found.exact_chances.items():
        by_kind.setdefault(frozenset(named & set(people[person].items())), set()).add(chance)
    assert all(len(chances) == 1 for chances in by_kind.values())


@pytest.mark.capability("NEV-8")
@pytest.mark.parametrize("shape", [(30, 8, [2, 3], 0.2), (60, 12, [2, 3, 3], 0.1)], ids=str)
def test_it_draws_each_person_as_often_as_it_published(shape):
    """10,000 draws: each person's count, and all together, within what chance explains once in a million."""
    number, places, values, slack = shape
    people, quotas = made(number, places, values, seed=3, slack=slack)
    found, draws = lottery(people, quotas, places), 10_000
    drawn = Counter(person for seed in range(draws) for person in found.draw(seed.to_bytes(8, "big")))
    total, freedom = 0.0, 0
    for person, chance in found.chances.items():
        spread = math.sqrt(draws * chance * (1 - chance))
        if spread < 1e-3:
            assert drawn[person] == pytest.approx(draws * chance, abs=1)
            continue
        off = (drawn[person] - draws * chance) / spread
        assert abs(off) < 5.5
        total, freedom = total + off**2, freedom + 1
    # People's counts hang together, so this sum strays further than a chi-square of as many: twice as far is allowed.
    assert total < freedom + 2 * 5 * math.sqrt(2 * freedom)


@settings(max_examples=40, deadline=None)
@given(small(), st.randoms())
def test_it_does_not_matter_in_which_order_people_and_quotas_come(instance, chance):
    people, quotas, places = instance
    found = lottery(people, quotas, places)
    assume(isinstance(found, Lottery))
    order, mixed = list(people), list(quotas)
    chance.shuffle(order)
    chance.shuffle(mixed)
    again = lottery({person: people[person] for person in order}, mixed, places)
    assert again == found
    assert again.draw(b"seed") == found.draw(b"seed")


def test_it_says_plainly_who_has_no_chance():
    """A quota of nought shuts out the only child of year 6."""
    people = {"a": {"year": "5"}, "b": {"year": "5"}, "c": {"year": "6"}}
    found = lottery(people, [Quota("year", "6", 0, 0)], 1)
    assert found.chances == {"a": 0.5, "b": 0.5, "c": 0.0}
    assert found.minimum_chance == 0


def test_it_finds_the_fairest_where_parts_of_people_promise_more_than_whole_panels_keep():
    """Of a, b and c any two count twice for a quota of one: halves of all three would do, whole only one of them."""
    people = {
        "a": {"x": "1", "y": "1", "z": "0"},
        "b": {"x": "1", "y": "0", "z": "1"},
        "c": {"x": "0", "y": "1", "z": "1"},
        "d": {"x": "0", "y": "0", "z": "0"},
    }
    quotas = [Quota(category, "1", 1, 1) for category in "xyz"]
    found = lottery(people, quotas, 2)
    assert isinstance(found, Infeasible)
    wider = [Quota(category, "1", 0, 1) for category in "xyz"]
    assert lottery(people, wider, 2).chances == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3, "d": 1.0}, abs=1e-7)


@pytest.mark.parametrize("seed", [727, 1023, 1090, 1222, 1382, 1441])
def test_it_is_fair_level_by_level_where_parts_of_people_promise_too_much(seed):
    people, quotas, places = crossed(seed)
    found = lottery(people, quotas, places)
    assert found.chances != pytest.approx(promised(people, quotas, places), abs=1e-3)
    assert found.chances == pytest.approx(leximin_by_listing(people, all_panels(people, quotas, places)), abs=1e-6)


@pytest.mark.parametrize("places", [0, 3])
def test_it_takes_nobody_and_everybody(places):
    people = {person: {"year": "5"} for person in "abc"}
    found = lottery(people, [], places)
    assert found.chances == dict.fromkeys("abc", places / 3)
    assert found.draw(b"x") == list("abc")[:places]


def test_it_binds_nobody_by_a_quota_for_a_category_that_they_lack():
    people = {"a": {}, "b": {"year": "5"}, "c": {"year": "4"}}
    found = lottery(people, [Quota("year", "5", 1, 1)], 2)
    assert found.chances == pytest.approx({"a": 0.5, "b": 1.0, "c": 0.5})
