"""Column generation: weighs the panels there are, and adds those that the weights show to be wanting.

`complete` gives panels weights that miss given chances by as little as can be. Where something is missed it looks for
panels on the other side of what is missed, which cancel it; where that leads nowhere, for the panel that the prices of
what is missed value most. That no panel is worth adding proves that whole panels can't give these chances: then
`fairest` finds, level by level, the fairest that they can give.
"""

import numpy as np

from lanyard.engines.lottery.nearby import Box, Finder
from lanyard.engines.lottery.panels import Weighted, peel
from lanyard.engines.lottery.pool import Pool
from lanyard.engines.lottery.programme import FREE, Programme

GAIN = 1e-9  # a panel must be worth more than this to help
MISSED = 1e-9  # so little is within what the solver rounds
NOISE = 1e-11
EXCHANGES = 200
PROGRESS, PATIENCE = 0.8, 3  # so often the miss may stay above so much of what it was
BOUND = 1e-7  # a kind whose chance has this price can't have more


class _Master:
    """A programme over the panels' weights, with a column for each; its last row says that the weights sum to 1."""

    def __init__(self, pool: Pool, finder: Finder, extra: np.ndarray, costs: np.ndarray, wanted: np.ndarray):
        self.pool, self.finder, self.extra = pool, finder, extra.shape[1]
        self.panels: list[np.ndarray] = []
        self.known: set[bytes] = set()
        columns = costs, np.zeros(self.extra), np.full(self.extra, FREE)
        rows = np.append(wanted, 1.0), np.append(np.full(len(wanted), FREE), 1.0)
        self.programme = Programme(np.vstack([extra, np.zeros((1, self.extra))]), columns, rows)

    def add(self, panel: np.ndarray) -> bool:
        """Add a panel; False when it is there already."""
        key = panel.astype(np.int64).tobytes()
        if key in self.known:
            return False
        self.known.add(key)
        self.panels.append(panel)
        self.programme.add_column(0.0, np.append(panel / self.pool.sizes, 1.0))
        return True

    def solve(self) -> float:
        """Weigh the panels anew and return the objective."""
        if not self.programme.solve():
            raise RuntimeError("panels that could be weighed before can't be weighed any more")
        return self.programme.objective

    def add_helpful(self) -> bool:
        """Add a panel worth more than those in use, looked for quickly, then thoroughly; False: there is none."""
        prices = self.programme.prices
        wish, worth, box = prices[:-1] / self.pool.sizes, GAIN - prices[-1], anywhere(self.pool)
        quick = self.finder.quick(wish, box, EXCHANGES)
        if quick is not None and wish @ quick > worth and self.add(quick):
            return True
        best = self.finder.best(wish, box)
        return best is not None and wish @ best > worth and self.add(best)

    @property
    def weighted(self) -> Weighted:
        """The panels with their weights."""
        weights = np.maximum(self.programme.values[self.extra :], 0)
        return Weighted(self.panels, list(weights), 0.0)


def complete(pool: Pool, chances: np.ndarray, found: Weighted, finder: Finder) -> Weighted:
    """Weigh the panels found, and more, so that they give each kind its chance; what is `left` is missed for good."""
    master = _Master(pool, finder, np.eye(len(chances)), pool.sizes, chances)
    for panel in found.panels:
        master.add(panel)
    last, attempt, stalled = np.inf, 0, 0
    while (missed := master.solve()) > MISSED:
        stalled = stalled + 1 if missed > PROGRESS * last else 0
        last, attempt = missed, attempt + 1
        if stalled < PATIENCE and _add_opposite(master, chances, attempt):
            continue
        if not master.add_helpful():
            break
    weighted = master.weighted
    weighted.left = missed if missed > MISSED else 0.0
    return weighted


def _add_opposite(master: _Master, chances: np.ndarray, attempt: int) -> bool:
    """Add panels that give on average as much too much as those at hand give too little; say whether any is new."""
    pool, weighted = master.pool, master.weighted
    wanted = pool.sizes * chances
    missed = wanted - np.array(weighted.weights) @ np.array(weighted.panels) if weighted.panels else 0 * wanted
    missed[np.abs(missed) < NOISE] = 0
    beyond = wanted + 0.9 * _reach(pool, wanted, missed) * missed
    found = peel(pool, beyond / pool.sizes, master.finder, attempt)
    return sum(master.add(panel) for panel in found.panels) > 0


def _reach(pool: Pool, start: np.ndarray, way: np.ndarray) -> float:
    """Return how far one can go from the start before a bound is met."""
    reaches = [
        _distance(start, way, np.zeros(len(start)), pool.sizes),
        _distance(pool.count(start), pool.count(way), pool.low, pool.high),
    ]
    return min(reaches)


def _distance(start: np.ndarray, way: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    # What stands on a bound and moves is noise: all panels at hand are on that bound.
    room = np.where(way > 0, upper - start, start - lower)
    moving = (np.abs(way) > NOISE) & (room > MISSED)
    return float((room[moving] / np.abs(way[moving])).min(initial=1 / NOISE))


def fairest(pool: Pool, panels: list[np.ndarray], finder: Finder) -> Weighted:
    """Return the panels and weights with the fairest chances that whole panels can give, from at least one panel."""
    kinds = len(pool.kinds)
    chances, open_ = np.zeros(kinds), np.ones(kinds, dtype=bool)
    while open_.any():
        # What is settled may be missed by a trace, or rounding would leave nothing that satisfies all.
        settled = np.where(open_, 0.0, chances - GAIN)
        master = _Master(pool, finder, -open_[:, None].astype(float), np.array([-1.0]), settled)
        for panel in panels:
            master.add(panel)
        level = -master.solve()
        while level < 1 and master.add_helpful():
            level = -master.solve()
        bound = open_ & (master.programme.prices[:-1] > BOUND)
        bound = bound if bound.any() and level < 1 else open_
        chances[bound], open_ = level, open_ & ~bound
        panels = master.panels
    return master.weighted


def anywhere(pool: Pool) -> Box:
    """Return the bounds that every panel keeps to."""
    return Box(np.zeros(len(pool.sizes)), pool.sizes, pool.low, pool.high)
