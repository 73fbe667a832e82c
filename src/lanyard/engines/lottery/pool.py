"""What a lottery is given: people with their attributes, quotas, places.

People whom no quota tells apart are of one kind and have the same chance: all that follows reckons in kinds, however
many people there are of each.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lanyard.engines.lottery.quotas import Quota
from lanyard.engines.refusals import Refused

People = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """People by kind, and what must hold of a panel: row 0 counts its places, each further row one quota.

    `holds` is 1 where a kind (column) counts for a row; `low` and `high` bound what a row counts.
    """

    places: int
    quotas: tuple[Quota, ...]
    kinds: tuple[tuple[str, ...], ...]
    sizes: np.ndarray
    holds: np.ndarray
    low: np.ndarray
    high: np.ndarray
    entries: tuple[np.ndarray, np.ndarray]

    def count(self, taken: np.ndarray) -> np.ndarray:
        """Return what each row counts when so many of each kind are taken."""
        # Not a matrix product: the library behind it starts threads for this, which cost more than they save.
        rows, kinds = self.entries
        return np.bincount(rows, weights=taken[kinds], minlength=len(self.low))

    def price(self, prices: np.ndarray) -> np.ndarray:
        """Return what one of each kind costs at a price for each row."""
        rows, kinds = self.entries
        return np.bincount(kinds, weights=prices[rows], minlength=len(self.kinds))


def pool(people: People, quotas: Sequence[Quota], places: int) -> Pool:
    """Sort people into kinds. Raises Refused for numbers that can't be meant.

    A quota that every panel meets is left out, so that it tells nobody apart. Who lacks a category, or has a value
    that no quota names, is bound by no quota there. The order in which people and quotas are given does not matter.
    """
    _check(quotas, places)
    holders = {quota: _holders(people, quota) for quota in quotas}
    binding = tuple(sorted(q for q in holders if q.minimum > 0 or q.maximum < min(places, len(holders[q]))))
    rows_of: dict[str, list[int]] = {person: [0] for person in people}
    for row, quota in enumerate(binding, start=1):
        for person in holders[quota]:
            rows_of[person].append(row)
    kinds: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for person in sorted(people):
        kinds[tuple(rows_of[person])].append(person)
    return _assemble(places, binding, sorted(kinds.items()))


def _check(quotas: Sequence[Quota], places: int) -> None:
    if places < 0:
        raise Refused(f"{places} places can't be filled: name a number of places from 0")
    for quota in quotas:
        if quota.minimum < 0 or quota.maximum < 0:
            raise Refused(f"a quota of {quota.category} {quota.value} is below 0: write numbers from 0")


def _holders(people: People, quota: Quota) -> list[str]:
    return [person for person, attributes in people.items() if attributes.get(quota.category) == quota.value]


def _assemble(places: int, quotas: tuple[Quota, ...], kinds: list[tuple[tuple[int, ...], list[str]]]) -> Pool:
    holds = np.zeros((len(quotas) + 1, len(kinds)))
    for kind, (rows, _) in enumerate(kinds):
        holds[list(rows), kind] = 1
    return Pool(
        places=places,
        quotas=quotas,
        kinds=tuple(tuple(people) for _, people in kinds),
        sizes=np.array([len(people) for _, people in kinds], dtype=float),
        holds=holds,
        low=np.array([places, *(quota.minimum for quota in quotas)], dtype=float),
        high=np.array([places, *(quota.maximum for quota in quotas)], dtype=float),
        entries=np.nonzero(holds),
    )
