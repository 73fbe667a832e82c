"""Quotas that can't be met: which of them conflict, and what would have to give.

The conflict is irreducible: the quotas named can't be met together, and without any one of them they can.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lanyard.engines.lottery.leximin import missed_rows
from lanyard.engines.lottery.nearby import Box, Finder
from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.programme import FREE, Programme
from lanyard.engines.lottery.quotas import Quota, Relaxation

EXCHANGES = 300  # tried before the solver is asked


def can_be_met(pool: Pool) -> bool:
    """Say whether any whole panel meets all quotas."""
    return _Sieve(pool).lets_through(range(1, len(pool.low)), whole=True)


def irreducible(pool: Pool) -> tuple[Quota, ...]:
    """Return quotas that can't be met together, though they can without any one; empty: there are too few people."""
    sieve, rows = _Sieve(pool), list(range(1, len(pool.low)))
    if not sieve.lets_through(rows, whole=False):
        # Most of the sifting is done on parts of people, which is quick; what is left is sifted again on whole ones.
        suspects = missed_rows(pool)
        rows = sieve.sift(rows if sieve.lets_through(suspects, whole=False) else suspects, whole=False)
    return tuple(pool.quotas[row - 1] for row in sieve.sift(rows, whole=True))


class _Sieve:
    """Says whether some of the rows can be met together."""

    def __init__(self, pool: Pool):
        self.pool, self.finder = pool, Finder(pool)
        # Any wish would do; where all kinds are wished for alike, only the first of them would be looked at.
        self.wish = np.random.default_rng(1).standard_normal(len(pool.kinds))

    def sift(self, rows: list[int], whole: bool) -> list[int]:
        """Leave out every row without which the others still can't be met."""
        for row in list(rows):
            fewer = [other for other in rows if other != row]
            if not self.lets_through(fewer, whole):
                rows = fewer
        return rows

    def lets_through(self, rows: Sequence[int], whole: bool) -> bool:
        """Say whether any panel, of whole people or of parts of them, meets these rows and fills the places."""
        kept = np.zeros(len(self.pool.low), dtype=bool)
        kept[[0, *rows]] = True
        low, high = np.where(kept, self.pool.low, 0), np.where(kept, self.pool.high, self.pool.places)
        if (low > high).any() or not self.pool.kinds:
            return bool((low <= high).all() and (low <= 0).all())
        box = Box(0 * self.wish, self.pool.sizes, low, high)
        if self.finder.ideal(self.wish, box) is None:
            return False
        return not whole or self._finds(box)

    def _finds(self, box: Box) -> bool:
        quick = self.finder.quick(self.wish, box, EXCHANGES)
        return quick is not None or self.finder.best(self.wish, box) is not None


def relaxations(pool: Pool) -> tuple[Relaxation, ...]:
    """Return the smallest change of the quotas, in people all told, that leaves a panel; empty: too few people."""
    if pool.places > pool.sizes.sum():
        return ()
    # Whole changes for parts of people are found much sooner, and mostly do for whole people too: then no others
    # can be smaller.
    less, more = _smallest_change(pool, whole_people=False)
    low, high = pool.low - np.append(0, less), pool.high + np.append(0, more)
    if not can_be_met(replace(pool, low=low, high=high)):
        less, more = _smallest_change(pool, whole_people=True)
    return tuple(
        Relaxation(quota, quota.minimum - int(lowered), quota.maximum + int(raised))
        for quota, lowered, raised in zip(pool.quotas, less, more, strict=True)
        if lowered or raised
    )


def _smallest_change(pool: Pool, whole_people: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return by how much each minimum is lowered and each maximum raised."""
    kinds, rows = len(pool.kinds), len(pool.quotas)
    gives, keeps = np.eye(rows + 1)[:, 1:], np.zeros((rows + 1, rows))
    # The two ends of a quota give apart from each other: its minimum may even be above its maximum.
    matrix = np.vstack([np.hstack([pool.holds, gives, keeps]), np.hstack([pool.holds, keeps, -gives])])
    costs = np.concatenate([np.zeros(kinds), np.ones(2 * rows)])
    most = np.concatenate([pool.sizes, pool.low[1:], np.full(rows, pool.sizes.sum())])
    nothing = np.full(rows + 1, FREE)
    bounds = np.concatenate([pool.low, -nothing]), np.concatenate([nothing, pool.high])
    programme = Programme(matrix, (costs, 0 * costs, most), bounds, whole=(kinds if whole_people else 0) + 2 * rows)
    if not programme.solve():
        raise RuntimeError("quotas that may give as far as they like can't be met")
    found = np.round(programme.values[kinds:])
    return found[:rows], found[rows:]
