"""The draw: the same for everybody who has the seed and the plan, in any language."""

import hashlib
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.lottery import Lottery, Quota, commitment, lottery, new_seed
from lanyard.engines.lottery.draw import Stream
from lanyard.engines.lottery.plan import SUM, weigh
from lanyard.engines.refusals import Refused

PEOPLE = {f"p{n}": {"year": "5" if n < 4 else "6", "gender": "girl" if n % 3 else "boy"} for n in range(12)}
QUOTAS = [Quota("year", "5", 2, 3), Quota("gender", "boy", 1, 2)]


@pytest.fixture(scope="module")
def plan() -> Lottery:
    """A lottery for five of twelve."""
    return lottery(PEOPLE, QUOTAS, 5)


def test_it_commits_to_a_seed_by_its_hash():
    seed = new_seed()
    assert len(seed) == 32
    assert commitment(seed) == hashlib.sha256(seed).hexdigest()
    assert new_seed() != seed


def redrawn(document: dict, seed: bytes) -> list[str]:
    """Draw again from nothing but what is published, as its description says, with no code of ours."""

    def numbers():
        block = 0
        while True:
            digest = hashlib.sha256(b"lanyard lottery 1" + seed + block.to_bytes(8, "big")).digest()
            yield int.from_bytes(digest[:16], "big")
            yield int.from_bytes(digest[16:], "big")
            block += 1

    stream = numbers()

    def below(limit: int) -> int:
        return next(number % limit for number in stream if number < 2**128 // limit * limit)

    ticket, drawn = below(10**15), []
    for panel in document["panels"]:
        if ticket < panel["weight"]:
            break
        ticket -= panel["weight"]
    for kind, count in panel["taken"]:
        people = list(document["kinds"][kind])
        for place in range(count):
            other = place + below(len(people) - place)
            people[place], people[other] = people[other], people[place]
        drawn += people[:count]
    return sorted(drawn)


@pytest.mark.capability("NEV-8")
@given(st.binary(max_size=64))
def test_it_can_be_drawn_again_from_what_is_published(plan, seed):
    published = json.loads(json.dumps(plan.as_json()))
    assert redrawn(published, seed) == plan.draw(seed) == Lottery.from_json(published).draw(seed)


def test_it_draws_what_it_always_drew():
    """Fixed for good: a seed that was published keeps its meaning. Made by hand, without a solver."""
    made = weigh((("a", "b", "c"), ("d", "e")), [[2, 1], [1, 2]], [0.75, 0.25], 0.5)
    assert [panel.weight for panel in made.panels] == [SUM // 4, SUM * 3 // 4]
    drawn = ["".join(made.draw(bytes([n]) * 32)) for n in range(6)]
    assert drawn == ["abd", "bde", "abd", "abd", "ace", "bcd"]


def test_it_keeps_all_of_a_lottery_when_published(plan):
    again = Lottery.from_json(plan.as_json())
    assert again == plan
    assert again.chances == plan.chances


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 10])
def test_it_draws_each_number_as_often(limit):
    stream = Stream(b"even")
    counted = Counter(stream.below(limit) for _ in range(4000))
    assert set(counted) == set(range(limit))
    assert max(abs(count - 4000 / limit) for count in counted.values()) < 5.5 * (4000 / limit) ** 0.5


@pytest.mark.parametrize("limit", [0, -1, 2**128 + 1])
def test_it_draws_no_number_from_an_impossible_range(limit):
    with pytest.raises(ValueError, match="can be drawn"):
        Stream(b"").below(limit)


def change(document: dict, path: str) -> dict:
    """Spoil one thing of a published lottery."""
    spoilt = json.loads(json.dumps(document))
    match path:
        case "a weight":
            spoilt["panels"][0]["weight"] += 1
        case "a weight that is no number":
            spoilt["panels"][0]["weight"] = 0.5
        case "somebody twice":
            spoilt["kinds"][0].append(spoilt["kinds"][1][0])
        case "more than there are":
            spoilt["panels"][0]["taken"][0][1] = 99
        case "an unknown kind":
            spoilt["panels"][0]["taken"][-1][0] = 99
        case "no panels":
            spoilt["panels"] = []
        case "the format":
            spoilt["format"] = "another"
        case "a part":
            del spoilt["kinds"]
    return spoilt


@pytest.mark.parametrize(
    "path",
    ["a weight", "a weight that is no number", "somebody twice", "more than there are", "an unknown kind", "no panels",
     "the format", "a part"],
)  # fmt: skip
def test_it_refuses_a_published_lottery_that_does_not_add_up(plan, path):
    with pytest.raises(Refused):
        Lottery.from_json(change(plan.as_json(), path))
