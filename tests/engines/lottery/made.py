"""Made lotteries, and the fairest chances found the slow and obvious way: by listing every panel."""

import itertools
import random
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from lanyard.engines.lottery import Quota
from lanyard.engines.lottery.programme import FREE, Programme

People = dict[str, dict[str, str]]


def made(number: int, places: int, values: Sequence[int], seed: int, slack: float = 0.1) -> tuple[People, list[Quota]]:
    """Make people with random values in each category, and quotas around a panel that leans away from them."""
    chance = random.Random(seed)
    weights = [[chance.random() ** 1.5 + 0.05 for _ in range(count)] for count in values]
    people = {
        f"p{person:04}": {f"c{c}": f"v{chance.choices(range(len(w)), w)[0]}" for c, w in enumerate(weights)}
        for person in range(number)
    }
    leaning = {f"v{value}": chance.uniform(0.4, 1.6) for value in range(max(values))}
    order = sorted(people, key=lambda p: chance.random() ** (1 / np.prod([leaning[v] for v in people[p].values()])))
    quotas = []
    for category, count in enumerate(values):
        had = Counter(people[person][f"c{category}"] for person in order[-places:])
        for value in (f"v{v}" for v in range(count)):
            give = round(slack * had[value])
            quotas.append(Quota(f"c{category}", value, max(0, had[value] - give), had[value] + give))
    return people, quotas


def crossed(seed: int) -> tuple[People, list[Quota], int]:
    """Make a few people and quotas that cross: parts of people often promise more than whole panels can keep."""
    chance = random.Random(seed)
    number, categories, places = chance.randint(5, 9), chance.randint(3, 4), chance.randint(2, 4)
    people = {f"p{n}": {f"c{c}": str(chance.randint(0, 1)) for c in range(categories)} for n in range(number)}
    quotas = []
    for category in range(categories):
        low = chance.randint(0, 2)
        quotas.append(Quota(f"c{category}", "1", low, low + chance.randint(0, 1)))
    return people, quotas, places


@st.composite
def small(draw: st.DrawFn) -> tuple[People, list[Quota], int]:
    """Give at most nine people, quotas that may or may not be met, and a number of places."""
    shape = draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    number = draw(st.integers(1, 9))
    places = draw(st.integers(0, number))
    people = {
        f"p{person}": {f"c{c}": f"v{draw(st.integers(0, count - 1))}" for c, count in enumerate(shape)}
        for person in range(number)
    }
    quotas = []
    for category, count in enumerate(shape):
        for value in range(count):
            low = draw(st.integers(0, max(0, places // count)))
            quotas.append(Quota(f"c{category}", f"v{value}", low, low + draw(st.integers(0, 3))))
    return people, quotas, places


def meets(people: Mapping, quotas: Sequence[Quota], panel: Sequence[str]) -> bool:
    """Say whether a panel meets the quotas."""
    return all(q.minimum <= sum(people[p].get(q.category) == q.value for p in panel) <= q.maximum for q in quotas)


def all_panels(people: Mapping, quotas: Sequence[Quota], places: int) -> list[tuple[str, ...]]:
    """List every panel that meets the quotas."""
    return [panel for panel in itertools.combinations(sorted(people), places) if meets(people, quotas, panel)]


def leximin_by_listing(people: Mapping, panels: Sequence[Sequence[str]]) -> dict[str, float]:
    """Return the fairest chances: raise the smallest, settle whoever can't have more, one by one; repeat."""
    ids, settled = sorted(people), {}
    inside = np.array([[float(person in panel) for panel in panels] for person in ids])
    while len(settled) < len(ids):
        level = _most(ids, inside, settled, None, 0.0)
        for person in [p for p in ids if p not in settled]:
            if _most(ids, inside, settled, person, level - 1e-9) <= level + 1e-7:
                settled[person] = level
    return settled


def _most(ids: list[str], inside: np.ndarray, settled: Mapping, one: str | None, level: float) -> float:
    """Return the most that the smallest chance, or one person's, can be when all others keep what they have."""
    lower = np.array([settled.get(person, level) - 1e-9 for person in ids])
    gain = np.array([[-1.0 if (person == one if one else person not in settled) else 0.0] for person in ids])
    if one is None:
        lower[[person not in settled for person in ids]] = 0
    else:
        lower[ids.index(one)] = 0
    matrix = np.vstack([np.hstack([inside, gain]), [1.0] * inside.shape[1] + [0.0]])
    width = matrix.shape[1]
    costs = np.zeros(width)
    costs[-1] = 1
    columns = costs, np.zeros(width), np.full(width, FREE)
    programme = Programme(matrix, columns, (np.append(lower, 1), np.append(np.full(len(ids), FREE), 1)), largest=True)
    assert programme.solve()
    return programme.objective
