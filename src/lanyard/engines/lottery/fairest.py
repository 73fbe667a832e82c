"""The steps from people and quotas to a lottery, or to what stands in its way."""

import numpy as np

from lanyard.engines.lottery import columns, conflict, leximin, panels
from lanyard.engines.lottery.nearby import Finder
from lanyard.engines.lottery.plan import Lottery, weigh
from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.quotas import Infeasible


def fairest(pool: Pool) -> Lottery | Infeasible:
    """Return the fairest lottery of a pool, or why there is none.

    First the chances that no lottery can beat; mostly whole panels can give exactly these. Where they can't, the
    fairest that they can give is found the long way.
    """
    if not pool.kinds or not pool.places:
        return _without_a_choice(pool)
    chances = None if (pool.low > pool.high).any() else leximin.fairest(pool)
    if chances is None:
        return why_not(pool)
    finder = Finder(pool)
    found = panels.peel(pool, chances, finder)
    if not found.panels and not _add_any(pool, finder, found):
        return why_not(pool)
    if found.left > panels.LEFT:
        found = columns.complete(pool, chances, found, finder)
    if found.left > panels.LEFT:
        found = columns.fairest(pool, found.panels, finder)
    return weigh(pool.kinds, found.panels, found.weights, float(chances.min()))


def why_not(pool: Pool) -> Infeasible:
    """Return the quotas that conflict and what would have to give."""
    return Infeasible(conflict.irreducible(pool), conflict.relaxations(pool))


def _add_any(pool: Pool, finder: Finder, found: panels.Weighted) -> bool:
    """Add any panel at all; False when there is none."""
    panel = finder.best(np.zeros(len(pool.kinds)), columns.anywhere(pool))
    if panel is not None:
        found.panels.append(panel)
        found.weights.append(0.0)
    return panel is not None


def _without_a_choice(pool: Pool) -> Lottery | Infeasible:
    if not conflict.can_be_met(pool):
        return why_not(pool)
    return weigh(pool.kinds, [np.zeros(len(pool.kinds))], [1.0], 0.0)
