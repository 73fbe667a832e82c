"""How a small group compares with the whole it was taken from, without pretending to know more than it shows.

Two questions, both answered exactly. Which shares would be compatible with what was counted (Clopper and Pearson's
interval)? And which counts would chance alone give when so many are taken from a whole of known make-up (the
hypergeometric distribution)? Arithmetic on whole numbers; the only rounding is the search for the interval's ends.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import comb

FEWER, AS_EXPECTED, MORE, TOO_FEW = "fewer", "as-expected", "more", "too-few"
_STEPS = 60  # each halves the interval in which an end lies: far below anything that can be shown


def clopper_pearson(count: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a share of which `count` of `total` were seen; (0, 1) where there is nothing.

    Raises ValueError for counts that can't be, or a level that is not between 0 and 1.
    """
    _check(count, total, level)
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else _where(lambda share: at_least(count, total, share) > tail)
    high = 1.0 if count == total else _where(lambda share: 1 - at_least(count + 1, total, share) <= tail)
    return low, high


def at_least(count: int, total: int, share: float) -> float:
    """Return the probability of at least `count` of `total` where each has the same chance."""
    return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1))


def _where(beyond) -> float:
    # `beyond` is false for small shares and true for large ones: the end is where it changes.
    low, high = 0.0, 1.0
    for _turn in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return (low + high) / 2


def possible(taken: int, having: int, whole: int) -> tuple[int, int]:
    """Return the least and the most that can have a property among `taken` of a `whole` in which `having` have it."""
    return max(0, taken + having - whole), min(taken, having)


def chance_range(taken: int, having: int, whole: int, level: float = 0.95) -> tuple[int, int]:
    """Return the counts that chance alone gives in at least `level` of all draws, cut off evenly at both ends.

    Raises ValueError for counts that can't be, or a level that is not between 0 and 1.
    """
    _check(having, whole, level)
    _check(taken, whole, level)
    least, most = possible(taken, having, whole)
    ways = {k: comb(having, k) * comb(whole - having, taken - k) for k in range(least, most + 1)}
    cut = Fraction(1 - Fraction(str(level))) / 2 * comb(whole, taken)
    return _from(list(range(least, most + 1)), ways, cut), _from(list(range(most, least - 1, -1)), ways, cut)


def _from(counts: list[int], ways: dict[int, int], cut: Fraction) -> int:
    beyond = 0
    for count in counts:
        beyond += ways[count]
        if beyond > cut:
            return count
    return counts[-1]


@dataclass(frozen=True, slots=True)
class Compared:
    """One property in a group and in the whole it was taken from, and what may honestly be said of it."""

    count: int
    taken: int
    having: int
    whole: int
    interval: tuple[float, float]
    by_chance: tuple[int, int]
    says: str


def compare(count: int, taken: int, having: int, whole: int, level: float = 0.95) -> Compared:
    """Compare `count` of `taken` with `having` of the `whole` that they are part of.

    It says "fewer" or "more" only for what chance alone seldom gives. Where the group is below (or above) the whole's
    share, but chance alone could have given the least (or most) there can be, no count would have said anything: that
    is "too few", which is not the same as being alike. Raises ValueError for counts that can't be.
    """
    least, most = possible(taken, having, whole)
    interval, by_chance = clopper_pearson(count, taken, level), chance_range(taken, having, whole, level)
    if not least <= count <= most:
        raise ValueError(f"{count} of {taken} can't be, with {having} of {whole} in the whole")
    says = _says(count * whole - having * taken, count, by_chance, (least, most))
    return Compared(count, taken, having, whole, interval, by_chance, says)


def _says(above: int, count: int, by_chance: tuple[int, int], could_be: tuple[int, int]) -> str:
    # `above` is positive where the group's share is greater than the whole's.
    if count < by_chance[0]:
        return FEWER
    if count > by_chance[1]:
        return MORE
    no_fewer, no_more = by_chance[0] == could_be[0], by_chance[1] == could_be[1]
    silent = no_fewer if above < 0 else no_more if above > 0 else no_fewer and no_more
    return TOO_FEW if silent else AS_EXPECTED


def _check(count: int, total: int, level: float) -> None:
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} can't be")
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
