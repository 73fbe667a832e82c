"""A small group beside the whole it was taken from: known values, and what must hold for all numbers."""

from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.proportions import (
    AS_EXPECTED,
    FEWER,
    MORE,
    TOO_FEW,
    at_least,
    chance_range,
    clopper_pearson,
    compare,
    possible,
)

pytestmark = pytest.mark.capability("NEV-8")


@st.composite
def groups(draw):
    """Return (count, taken, having, whole) that can be."""
    whole = draw(st.integers(1, 200))
    taken, having = draw(st.integers(0, min(whole, 60))), draw(st.integers(0, whole))
    least, most = possible(taken, having, whole)
    return draw(st.integers(least, most)), taken, having, whole


# From the closed forms at the ends, and from Newcombe (1998), Statistics in Medicine 17, table I (81/263, 15/148).
@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        (0, 10, 0.0, 1 - 0.025 ** (1 / 10)),
        (10, 10, 0.025 ** (1 / 10), 1.0),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
        (15, 148, 0.0578, 0.1617),
        (81, 263, 0.2527, 0.3676),
        (5, 10, 0.1871, 0.8129),
        (0, 0, 0.0, 1.0),
    ],
)
def test_it_gives_the_known_exact_intervals(count, total, low, high):
    assert clopper_pearson(count, total) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_the_share_seen_and_mirrors(pair):
    count, total = pair
    low, high = clopper_pearson(count, total)
    assert 0 <= low <= high <= 1
    if total:
        assert low <= count / total <= high
    assert clopper_pearson(total - count, total) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 40), st.floats(0.01, 0.99))
def test_an_interval_covers_the_true_share_as_often_as_it_says(total, share):
    """Exact means: whatever the share is, at least the level of all samples give an interval that holds it."""
    covered = 0.0
    for count in range(total + 1):
        low, high = clopper_pearson(count, total)
        if low <= share <= high:
            covered += at_least(count, total, share) - at_least(count + 1, total, share)
    assert covered >= 0.95 - 1e-9


def test_chances_range_is_what_listing_every_draw_gives():
    whole, having, taken = 12, 5, 4
    seen = sorted(sum(child < having for child in drawn) for drawn in combinations(range(whole), taken))
    cut = int(0.025 * len(seen))
    assert chance_range(taken, having, whole) == (seen[cut], seen[-1 - cut])


@given(groups(), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_chances_range_holds_the_level_and_could_not_be_cut_further(group, level):
    _count, taken, having, whole = group
    low, high = chance_range(taken, having, whole, level)
    least, most = possible(taken, having, whole)
    total = comb(whole, taken)

    def share(counts) -> float:
        return sum(comb(having, k) * comb(whole - having, taken - k) for k in counts) / total

    assert least <= low <= high <= most
    assert share(range(low, high + 1)) >= level - 1e-12
    assert share(range(least, low + 1)) > (1 - level) / 2 - 1e-12
    assert share(range(high, most + 1)) > (1 - level) / 2 - 1e-12


@given(groups())
def test_it_says_fewer_or_more_only_of_what_chance_seldom_gives(group):
    found = compare(*group)
    low, high = found.by_chance
    if found.says in {FEWER, MORE}:
        assert not low <= found.count <= high
    else:
        assert low <= found.count <= high


@pytest.mark.parametrize(
    ("group", "says"),
    [
        ((10, 20, 30, 60), AS_EXPECTED),
        ((1, 20, 30, 60), FEWER),
        ((19, 20, 30, 60), MORE),
        ((0, 5, 2, 60), TOO_FEW),  # two children of sixty, neither taken: chance alone mostly takes neither
        ((1, 5, 2, 60), AS_EXPECTED),
        ((2, 5, 2, 60), MORE),  # both, which chance seldom takes
        ((0, 0, 3, 60), TOO_FEW),
        ((3, 60, 3, 60), TOO_FEW),  # everybody was taken: no count but this one could be
    ],
)
def test_it_says_no_more_than_the_numbers_do(group, says):
    assert compare(*group).says == says


@pytest.mark.parametrize("group", [(3, 2, 3, 60), (-1, 2, 3, 60), (0, 61, 3, 60), (1, 5, 0, 60), (0, 5, 58, 60)])
def test_it_refuses_counts_that_cannot_be(group):
    with pytest.raises(ValueError, match="can't be"):
        compare(*group)


@pytest.mark.parametrize("level", [0, 1, 1.5])
def test_it_refuses_a_level_that_is_none(level):
    with pytest.raises(ValueError, match="level"):
        clopper_pearson(1, 2, level)
