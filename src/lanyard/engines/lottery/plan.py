"""A lottery that stands ready: panels with weights, published before the draw, and the draw itself.

Weights are whole numbers that sum to `SUM`. All that is published, chances included, is reckoned from them, exactly:
whatever the solver rounded is in the weights, and nobody needs a solver to check the chances or to draw again.

The draw, from the stream of numbers that `draw` describes: the first number below `SUM` is the ticket. The panel is
the first whose weight, with those before it, exceeds the ticket. Then, kind by kind in their order, whoever is taken
is drawn from the kind's people in their order: the first places of a Fisher-Yates shuffle from the left.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any

from lanyard.engines.lottery.draw import Stream
from lanyard.engines.refusals import Refused

SUM = 10**15
FORMAT = "lanyard lottery 1"


@dataclass(frozen=True, slots=True)
class Panel:
    """How many people of each kind are taken, as pairs (kind, number) in the order of kinds; and the weight."""

    weight: int
    taken: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Lottery:
    """Kinds of people and panels of them. `bound` is the smallest chance that no lottery can go beyond."""

    kinds: tuple[tuple[str, ...], ...]
    panels: tuple[Panel, ...]
    bound: float

    @cached_property
    def exact_chances(self) -> dict[str, Fraction]:
        """Each person's chance, as a fraction."""
        expected: Counter[int] = Counter()
        for panel in self.panels:
            for kind, number in panel.taken:
                expected[kind] += panel.weight * number
        chances = [Fraction(expected[kind], SUM * len(people)) for kind, people in enumerate(self.kinds)]
        return {person: chance for chance, people in zip(chances, self.kinds, strict=True) for person in people}

    @cached_property
    def chances(self) -> dict[str, float]:
        """Each person's chance."""
        return {person: float(chance) for person, chance in sorted(self.exact_chances.items())}

    @property
    def minimum_chance(self) -> float:
        """The smallest chance of anybody; 0 where there is nobody."""
        return min(self.chances.values(), default=0.0)

    def draw(self, seed: bytes) -> list[str]:
        """Return the ids of those drawn, sorted: the same seed always draws the same."""
        stream = Stream(seed)
        panel = self.panels[bisect_right(self._thresholds, stream.below(SUM))]
        return sorted(person for kind, number in panel.taken for person in stream.some(self.kinds[kind], number))

    @cached_property
    def _thresholds(self) -> list[int]:
        return list(accumulate(panel.weight for panel in self.panels))

    def as_json(self) -> dict[str, Any]:
        """Return what is published: all that anybody needs to check the chances and to draw again."""
        return {
            "format": FORMAT,
            "kinds": [list(people) for people in self.kinds],
            "panels": [{"weight": panel.weight, "taken": list(map(list, panel.taken))} for panel in self.panels],
            "bound": self.bound,
        }  # fmt: skip

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Lottery":
        """Return the lottery that was published. Raises Refused for anything else."""
        try:
            kinds = tuple(tuple(str(person) for person in people) for people in document["kinds"])
            panels = tuple(_panel(entry) for entry in document["panels"])
            made = cls(kinds, panels, float(document["bound"]))
        except (KeyError, TypeError, ValueError) as broken:
            raise Refused("this is not a published lottery: use the file as it was published") from broken
        if document.get("format") != FORMAT or not made.is_sound():
            raise Refused("this published lottery does not add up: use the file as it was published")
        return made

    def is_sound(self) -> bool:
        """Say whether the weights add up, nobody is in it twice, and all panels are of one size and can be drawn."""
        people = [person for kind in self.kinds for person in kind]
        sizes = {sum(number for _, number in panel.taken) for panel in self.panels}
        weights = [panel.weight for panel in self.panels]
        return (
            len(people) == len(set(people)) and len(sizes) == 1 and min(weights) > 0 and sum(weights) == SUM
            and all(self._can_be_drawn(panel) for panel in self.panels)
        )  # fmt: skip

    def _can_be_drawn(self, panel: Panel) -> bool:
        kinds = [kind for kind, _ in panel.taken]
        return sorted(set(kinds)) == kinds and all(
            0 <= kind < len(self.kinds) and 0 < number <= len(self.kinds[kind]) for kind, number in panel.taken
        )


def _panel(entry: Mapping[str, Any]) -> Panel:
    return Panel(_whole(entry["weight"]), tuple((_whole(kind), _whole(number)) for kind, number in entry["taken"]))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is not a whole number")
    return value


def weigh(kinds: tuple[tuple[str, ...], ...], panels: Iterable, weights: Iterable[float], bound: float) -> Lottery:
    """Make a lottery from panels (how many of each kind) and weights, rounded so that they sum to `SUM`."""
    parts: dict[tuple[tuple[int, int], ...], float] = {}
    for panel, weight in zip(panels, weights, strict=True):
        taken = tuple((kind, int(number)) for kind, number in enumerate(panel) if number)
        parts[taken] = parts.get(taken, 0.0) + float(weight)
    ordered = sorted(parts.items())
    whole = _rounded([weight for _, weight in ordered])
    made = [Panel(weight, taken) for weight, (taken, _) in zip(whole, ordered, strict=True) if weight]
    return Lottery(kinds, tuple(made), bound)


def _rounded(weights: list[float]) -> list[int]:
    """Return whole numbers in proportion that sum to `SUM`: rounded down, and the largest parts lost given back."""
    total = sum(Fraction(weight) for weight in weights)
    ideal = [Fraction(weight) * SUM / total for weight in weights]
    whole = [int(weight) for weight in ideal]
    lost = sorted(range(len(ideal)), key=lambda place: (whole[place] - ideal[place], place))
    for place in lost[: SUM - sum(whole)]:
        whole[place] += 1
    return whole
