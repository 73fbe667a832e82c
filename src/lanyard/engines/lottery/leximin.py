"""The fairest chances that quotas leave room for, before panels are looked at: leximin over kinds of people.

Panels are whole; here parts of people count too, so that what comes out is a bound that no lottery can beat, and
mostly one that a lottery meets (`panels` finds out). The smallest chance is made as large as can be; whoever can't
have more keeps it; then the next smallest, and so on.
"""

import numpy as np

from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.programme import FREE, Programme

NOTHING = 1e-8  # so far off a row is on it
DENOMINATORS = range(1, 121)


def fairest(pool: Pool) -> np.ndarray | None:
    """Return the chance of a person of each kind; None when not even parts of people meet the quotas."""
    chances, open_ = np.zeros(len(pool.kinds)), np.ones(len(pool.kinds), dtype=bool)
    shortfall = _Shortfall(pool)
    while open_.any():
        found = _next_level(pool, shortfall, chances, open_)
        if found is None:
            return None
        level, bound = found
        chances[bound] = level
        open_ &= ~bound
    return chances


def missed_rows(pool: Pool) -> list[int]:
    """Return the quotas (rows) whose prices show that all can't be met, in a pool where they can't."""
    if (pool.low > pool.high).any():
        return [int(row) for row in np.nonzero(pool.low > pool.high)[0][:1]]
    prices = _Shortfall(pool).prices(0.0, np.zeros(len(pool.kinds)), np.ones(len(pool.kinds), dtype=bool))
    return [] if prices is None else [int(row) for row in np.nonzero(prices)[0] if row]


def _next_level(pool: Pool, shortfall: "_Shortfall", chances: np.ndarray, open_: np.ndarray):
    """Return the largest chance that all open kinds can have, and the kinds that can't have more; None: no chance.

    Newton's way down: where a level is too high, the prices of the missed rows say how far down it must come at least.
    """
    level = _everybodys_share(pool, chances, open_)
    bound = open_
    while (prices := shortfall.prices(level, chances, open_)) is not None:
        reduced = -pool.price(prices)
        reduced[np.abs(reduced) < NOTHING] = 0
        pushed_up = open_ & (reduced > 0)
        slope = (reduced * pool.sizes)[pushed_up].sum()
        missed = _missed(pool, prices, reduced, chances, open_, level)
        if missed <= NOTHING * max(slope, 1):
            break
        if slope <= NOTHING or missed / slope > level + NOTHING:
            return None
        level, bound = max(level - missed / slope, 0.0), pushed_up
    return level, bound


def _everybodys_share(pool: Pool, chances: np.ndarray, open_: np.ndarray) -> float:
    left = pool.places - (chances * pool.sizes)[~open_].sum()
    return min(1.0, max(0.0, left / pool.sizes[open_].sum()))


def _missed(pool: Pool, prices, reduced, chances, open_, level: float) -> float:
    """Return how much is missed at least, at these prices, whatever is taken: above nought proves a level too high."""
    rows = np.where(prices > 0, pool.low, pool.high) @ prices
    fixed = (reduced * pool.sizes * chances)[~open_].sum()
    least = np.where(reduced > 0, level, 1.0) * pool.sizes * reduced
    return float(rows + fixed + least[open_].sum())


class _Shortfall:
    """By how much the rows are missed at the least, when every open kind has at least a level."""

    def __init__(self, pool: Pool):
        self.pool, rows = pool, len(pool.low)
        nought, whole = np.zeros(len(pool.kinds)), np.zeros(2 * rows)
        matrix = np.hstack([pool.holds, np.eye(rows), -np.eye(rows)])
        costs = np.concatenate([nought, np.ones(2 * rows)])
        lower, upper = np.concatenate([nought, whole]), np.concatenate([pool.sizes, np.full(2 * rows, FREE)])
        self.programme = Programme(matrix, (costs, lower, upper), (pool.low, pool.high))
        self.gaps = (np.zeros(2 * rows), np.full(2 * rows, FREE))

    def prices(self, level: float, chances: np.ndarray, open_: np.ndarray) -> np.ndarray | None:
        """Return the prices of the rows at a level; None when no row is missed."""
        taken = self.pool.sizes * chances
        lower = np.where(open_, self.pool.sizes * level, taken)
        upper = np.where(open_, self.pool.sizes, taken)
        self.programme.set_columns(np.concatenate([lower, self.gaps[0]]), np.concatenate([upper, self.gaps[1]]))
        if not self.programme.solve():
            raise RuntimeError("a programme with gaps for all rows can't be infeasible")
        return None if self.programme.objective <= NOTHING else _cleaned(self.programme.prices)


def _cleaned(prices: np.ndarray) -> np.ndarray:
    """Return prices as the small fractions they are: any prices give a true bound, these one without noise."""
    for denominator in DENOMINATORS:
        near = np.round(prices * denominator)
        if np.abs(prices * denominator - near).max() < 1e-6:
            return near / denominator
    return prices
