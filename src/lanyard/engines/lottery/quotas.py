"""Quotas, and what becomes of them when they can't be met."""

from dataclasses import dataclass
from typing import NamedTuple


class Quota(NamedTuple):
    """Of those drawn, at least `minimum` and at most `maximum` have this value in this category."""

    category: str
    value: str
    minimum: int
    maximum: int

    def met_by(self, count: int) -> bool:
        """Say whether so many people with the value meet the quota."""
        return self.minimum <= count <= self.maximum


class Relaxation(NamedTuple):
    """A quota that would have to give, and the minimum and maximum it would have then."""

    quota: Quota
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Infeasible:
    """The quotas can't be met.

    `conflict`: quotas that can't be met together, though they can without any one of them; empty where there are more
    places than people. `relaxations`: the smallest change after which all quotas can be met.
    """

    conflict: tuple[Quota, ...]
    relaxations: tuple[Relaxation, ...]
