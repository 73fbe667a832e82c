"""Turns chances into whole panels with weights: a lottery among panels that gives everybody their chance.

A panel near to the chances is found and given as much weight as can be without asking the impossible of the rest; then
the same for the rest, until nothing is left. Each panel makes one more thing of the rest whole, so this ends. That
nothing is left is the proof that the chances can be had; where it does not work out, `columns` takes over.
"""

from dataclasses import dataclass, replace

import numpy as np

from lanyard.engines.lottery.nearby import Box, Finder
from lanyard.engines.lottery.pool import Pool

ON = 1e-11  # so near to a bound, measured in weight, is on it
LEFT = 1e-10  # so little weight left over is nothing
# How far from the rest a panel may be: in its rows, in its kinds, and how many exchanges are tried.
REACHES = ((0, 0, 60), (1, 0, 60), (np.inf, 1, 200))
STRAY = 0.5  # how far a later attempt strays from what is wished for, so as to find other panels


@dataclass(slots=True)
class Weighted:
    """Whole panels, as numbers taken of each kind, and their weights."""

    panels: list[np.ndarray]
    weights: list[float]
    left: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """What the panels not yet found must give on average: of each kind, and in each row."""

    pool: Pool
    taken: np.ndarray
    weight: float

    @property
    def near(self) -> float:
        return ON / self.weight

    def box(self, rows: float, kinds: float) -> Box:
        """Return the bounds of the panels that are so near to the rest, and on every bound that the rest is on."""
        lower, upper = _around(self.taken, 0 * self.pool.sizes, self.pool.sizes, self.near, kinds)
        counts = self.pool.count(self.taken)
        return Box(lower, upper, *_around(counts, self.pool.low, self.pool.high, 10 * self.near, rows))

    def wish(self, box: Box) -> np.ndarray:
        """Return how much each kind is wished for: the odds that it is rounded up, as a logarithm."""
        part = (self.taken - box.lower) / np.maximum(box.upper - box.lower, 1)
        part = np.clip(part, 1e-9, 1 - 1e-9)
        return np.log(part / (1 - part))

    def share(self, panel: np.ndarray, box: Box) -> float:
        """Return the largest share of the rest that the panel can have: what remains stays within the box."""
        counts, found = self.pool.count(self.taken), self.pool.count(panel)
        kinds = _most(self.taken, panel, box.lower, box.upper, self.near)
        return min(1.0, kinds, _most(counts, found, box.low, box.high, 10 * self.near))

    def without(self, panel: np.ndarray, share: float) -> "_Rest":
        """Return the rest after a panel has had its share."""
        taken = np.maximum(self.taken - share * panel, 0) / max(1 - share, LEFT / 2)
        return replace(self, taken=taken, weight=self.weight * (1 - share))


def peel(pool: Pool, chances: np.ndarray, finder: Finder, attempt: int = 0) -> Weighted:
    """Find panels and weights that give each kind its chance; what weight is left could not be given.

    A later attempt finds other panels and takes longer over each.
    """
    found, rest = Weighted([], []), _Rest(pool, pool.sizes * chances, 1.0)
    astray = STRAY * np.random.default_rng(attempt).standard_normal(len(chances)) if attempt else 0 * chances
    while rest.weight > LEFT and (near := _next(rest, finder, astray, 1 + attempt)) is not None:
        panel, box = near
        share = rest.share(panel, box)
        if share <= 0:
            break
        found.panels.append(panel)
        found.weights.append(share * rest.weight)
        rest = rest.without(panel, share)
    found.left = rest.weight
    return found


def _next(rest: _Rest, finder: Finder, astray: np.ndarray, patience: int) -> tuple[np.ndarray, Box] | None:
    for rows, kinds, exchanges in REACHES:
        box = rest.box(rows, kinds)
        panel = finder.quick(rest.wish(box) + astray, box, exchanges * patience)
        if panel is not None:
            return panel, box
    return None


def _around(value, least, most, near: float, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the whole numbers below and above, further out by the reach; on a bound, only that bound."""
    lower = np.maximum(least, np.floor(value + near) - reach)
    upper = np.minimum(most, np.ceil(value - near) + reach)
    lower, upper = np.where(most - value <= near, most, lower), np.where(value - least <= near, least, upper)
    return np.minimum(lower, most), np.maximum(upper, lower)


def _most(rest, panel, lower, upper, near: float) -> float:
    below, above = (panel > rest + near) & (panel > lower), (panel < rest - near) & (panel < upper)
    shares = [
        np.maximum(rest - lower, 0)[below] / (panel - lower)[below],
        np.maximum(upper - rest, 0)[above] / (upper - panel)[above],
    ]
    return float(min((part.min() for part in shares if len(part)), default=1.0))
