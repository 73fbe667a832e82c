"""Finds one whole panel within bounds: by a linear programme, then by exchanging people until every row is met."""

from typing import NamedTuple

import numpy as np

from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.programme import Programme, whole_numbers

NEARLY_WHOLE = 1e-6
FEW = 200  # so many kinds the linear programme weighs at once, where there are many more
LEAVING, JOINING = 60, 300  # so many each way an exchange looks at
AT_ONCE = 250_000  # a larger product would be shared between threads, which costs more than it saves


class Box(NamedTuple):
    """How many of each kind may be taken, and what each row may count."""

    lower: np.ndarray
    upper: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def has_room(self) -> np.ndarray:
        """Say of which kinds more than one number may be taken."""
        return self.upper > self.lower


class Finder:
    """Finds whole panels of a pool, near to what is wished for."""

    def __init__(self, pool: Pool):
        self.pool = pool
        nought = np.zeros(len(pool.kinds))
        self._programme = Programme(
            pool.holds, (nought, nought, pool.sizes), (pool.low, pool.high), largest=True
        )  # fmt: skip
        self._prices: np.ndarray | None = None

    def quick(self, wish: np.ndarray, box: Box, exchanges: int) -> np.ndarray | None:
        """Return a panel within the box in which what is wished for is many, or None when none was found soon."""
        ideal = self.ideal(wish, box)
        if ideal is None:
            return None
        return _exchange(self.pool, _whole(self.pool, ideal), wish, box, exchanges)

    def best(self, wish: np.ndarray, box: Box) -> np.ndarray | None:
        """Return the panel within the box with the most of what is wished for; None proves that there is none."""
        return whole_numbers(self.pool.holds, (wish, box.lower, box.upper), (box.low, box.high), largest=True)

    def ideal(self, wish: np.ndarray, box: Box) -> np.ndarray | None:
        """Return the same with parts of people; None proves that there is nothing within the box."""
        self._programme.set_costs(wish)
        self._programme.set_rows(box.low, box.high)
        for lower, upper in self._narrowed(wish, box):
            self._programme.set_columns(lower, upper)
            if self._programme.solve():
                self._prices = self._programme.prices
                return self._programme.values
        return None

    def _narrowed(self, wish: np.ndarray, box: Box):
        """Give bounds in which, at the last prices, only the undecided kinds are free; then the box itself."""
        free = np.nonzero(box.has_room())[0]
        undecided = max(FEW, 8 * len(box.low))
        if self._prices is not None and len(free) > 2 * undecided:
            gain = (wish - self.pool.price(self._prices))[free]
            decided = np.argsort(-np.abs(gain), kind="stable")[:-undecided]
            kinds, up = free[decided], gain[decided] > 0
            lower, upper = box.lower.copy(), box.upper.copy()
            lower[kinds] = upper[kinds] = np.where(up, box.upper[kinds], box.lower[kinds])
            yield lower, upper
        yield box.lower, box.upper


def _whole(pool: Pool, ideal: np.ndarray) -> np.ndarray:
    """Round to whole numbers that fill the places: the largest parts up, the others down."""
    taken = np.floor(ideal + NEARLY_WHOLE)
    missing = round(pool.places - taken.sum())
    taken[np.argsort(taken - ideal, kind="stable")[:missing]] += 1
    return taken


def _exchange(pool: Pool, taken: np.ndarray, wish: np.ndarray, box: Box, most: int) -> np.ndarray | None:
    """Exchange one for one until every row is within its bounds; None when that takes too long.

    Rows that stay missed weigh more with every step that gains nothing, which leads out of dead ends.
    """
    search = _Search(pool, taken, wish, box)
    for step in range(1, most + 1):
        row = search.worst_row()
        if row is None:
            return search.taken
        search.step(step, row)
    return None


def _product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    step = max(1, AT_ONCE // left.size)
    return np.hstack([left @ right[:, start : start + step] for start in range(0, right.shape[1], step)])


class _Search:
    def __init__(self, pool: Pool, taken: np.ndarray, wish: np.ndarray, box: Box):
        self.pool, self.taken, self.wish, self.box = pool, taken, wish, box
        self.counts = pool.count(taken)
        self.weights = np.ones(len(self.counts))
        self.resting = np.zeros(len(taken), dtype=int)

    def worst_row(self) -> int | None:
        """Return the row that is missed by the most, weighed; None when every row is met."""
        missed = np.maximum(self.counts - self.box.high, 0) + np.maximum(self.box.low - self.counts, 0)
        return int(np.argmax(missed * self.weights)) if missed.any() else None

    def step(self, step: int, row: int) -> None:
        """Make the exchange that mends most, of those that mend this row."""
        leaving, joining = self._candidates(step, row)
        if not len(leaving) or not len(joining):
            self._weigh_missed()
            return
        change = self._changes(leaving, joining)
        if change.min() >= 0:
            self._weigh_missed()
        liked = np.where(change <= change.min(), self.wish[joining] - self.wish[leaving][:, None], -np.inf)
        place, other = np.unravel_index(np.argmax(liked), liked.shape)
        self._move(leaving[place], joining[other], step + 3 + step % 4)

    def _candidates(self, step: int, row: int) -> tuple[np.ndarray, np.ndarray]:
        rested, counted = self.resting < step, self.pool.holds[row] > 0
        too_many = self.counts[row] > self.box.high[row]
        leaving = rested & (self.taken > self.box.lower) & (counted == too_many)
        joining = rested & (self.taken < self.box.upper) & (counted != too_many)
        return self._first(leaving, self.wish, LEAVING), self._first(joining, -self.wish, JOINING)

    @staticmethod
    def _first(among: np.ndarray, order: np.ndarray, most: int) -> np.ndarray:
        found = np.nonzero(among)[0]
        return found[np.argsort(order[found], kind="stable")[:most]]

    def _changes(self, leaving: np.ndarray, joining: np.ndarray) -> np.ndarray:
        """Return by how much more the rows are missed, weighed, after each exchange."""
        counts, (low, high) = self.counts, self.box[2:]
        less = self.weights * (np.where(counts <= low, 1, 0) - np.where(counts > high, 1, 0))
        more = self.weights * (np.where(counts >= high, 1, 0) - np.where(counts < low, 1, 0))
        out, in_ = self.pool.holds[:, leaving], self.pool.holds[:, joining]
        # Where one who leaves and one who joins count for the same row, that row does not change.
        return (less @ out)[:, None] + more @ in_ - _product((out * (less + more)[:, None]).T, in_)

    def _move(self, out: int, in_: int, rest: int) -> None:
        self.taken[out] -= 1
        self.taken[in_] += 1
        self.counts += self.pool.holds[:, in_] - self.pool.holds[:, out]
        self.resting[[out, in_]] = rest

    def _weigh_missed(self) -> None:
        self.weights[(self.counts > self.box.high) | (self.counts < self.box.low)] += 1
