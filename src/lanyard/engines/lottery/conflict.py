"""Quotas that can't be met: which of them conflict, and what would have to give.

The conflict is irreducible: the quotas named can't be met together, and without any one of them they can.
"""

from collections.abc import Sequence

import numpy as np

from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.programme import FREE, Programme, whole_numbers
from lanyard.engines.lottery.quotas import Quota, Relaxation


def can_be_met(pool: Pool) -> bool:
    """Say whether any whole panel meets all quotas."""
    return _feasible(pool, list(range(1, len(pool.low))), whole=True)


def irreducible(pool: Pool) -> tuple[Quota, ...]:
    """Return quotas that can't be met together, though they can without any one; empty: there are too few people."""
    rows = list(range(1, len(pool.low)))
    if not _feasible(pool, rows, whole=False):
        # Most of the sifting is done on parts of people, which is quick; what is left is sifted again on whole ones.
        rows = _sift(pool, rows, whole=False)
    return tuple(pool.quotas[row - 1] for row in _sift(pool, rows, whole=True))


def _sift(pool: Pool, rows: list[int], whole: bool) -> list[int]:
    """Leave out every row without which the others still can't be met."""
    for row in list(rows):
        fewer = [other for other in rows if other != row]
        if not _feasible(pool, fewer, whole):
            rows = fewer
    return rows


def _feasible(pool: Pool, rows: Sequence[int], whole: bool) -> bool:
    if any(pool.low[row] > pool.high[row] for row in rows):
        return False
    nought, kept = np.zeros(len(pool.kinds)), [0, *rows]
    if not len(nought):
        return bool((pool.low[kept] <= 0).all())
    programme = Programme(
        pool.holds[kept], (nought, nought, pool.sizes), (pool.low[kept], pool.high[kept]), whole=whole
    )
    return programme.solve()


def relaxations(pool: Pool) -> tuple[Relaxation, ...]:
    """Return the smallest change of the quotas, in people all told, that leaves a panel; empty: too few people."""
    kinds, rows = len(pool.kinds), len(pool.low) - 1
    if pool.places > pool.sizes.sum():
        return ()
    gives, keeps = np.eye(rows + 1)[:, 1:], np.zeros((rows + 1, rows))
    # The two ends of a quota give apart from each other: its minimum may even be above its maximum.
    minimums, maximums = np.hstack([pool.holds, gives, keeps]), np.hstack([pool.holds, keeps, -gives])
    costs = np.concatenate([np.zeros(kinds), np.ones(2 * rows)])
    most = np.concatenate([pool.sizes, pool.low[1:], np.full(rows, FREE)])
    found = whole_numbers(
        np.vstack([minimums, maximums]), (costs, np.zeros(kinds + 2 * rows), most),
        (np.concatenate([pool.low, np.full(rows + 1, -FREE)]), np.concatenate([np.full(rows + 1, FREE), pool.high])),
    )  # fmt: skip
    return () if found is None else tuple(_changes(pool, found[kinds : kinds + rows], found[kinds + rows :]))


def _changes(pool: Pool, less: np.ndarray, more: np.ndarray) -> list[Relaxation]:
    return [
        Relaxation(quota, quota.minimum - int(lowered), quota.maximum + int(raised))
        for quota, lowered, raised in zip(pool.quotas, less, more, strict=True)
        if lowered or raised
    ]
