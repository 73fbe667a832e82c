"""A fair lottery: who takes part when there are more children than places, and quotas to meet.

Among all lotteries whose every panel meets the quotas it finds the one whose smallest chance is as large as can be,
then the next smallest (leximin). The plan and a commitment to the seed are published before the draw and the seed
after it, so that anybody can draw again: `plan` and `draw` say how.
"""

from collections.abc import Mapping, Sequence

from lanyard.engines.lottery.draw import commitment, new_seed
from lanyard.engines.lottery.plan import Lottery
from lanyard.engines.lottery.quotas import Infeasible, Quota, Relaxation

__all__ = ["Infeasible", "Lottery", "Quota", "Relaxation", "commitment", "lottery", "new_seed"]


def lottery(people: Mapping[str, Mapping[str, str]], quotas: Sequence[Quota], places: int) -> Lottery | Infeasible:
    """Return the fairest lottery, or what stands in its way. Raises Refused for numbers that can't be meant.

    `people`: the values of each, by id and category. Who has no value in a category, or one that no quota names, is
    bound by no quota there.
    """
    # The solver takes half a second to load, which nobody should wait for who draws no lots.
    from lanyard.engines.lottery.fairest import fairest
    from lanyard.engines.lottery.pool import pool

    return fairest(pool(people, quotas, places))
