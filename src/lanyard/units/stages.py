"""Where an intake stands: one pure function of what is recorded and the day. Nothing of it is stored."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

CANCELLED, INTRODUCE, ANNOUNCED, OPEN, CHOOSE, OFFERS, FULL = (
    "cancelled", "introduce", "announced", "open", "choose", "offers", "full",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What an intake's stage follows from."""

    opens_on: date
    closes_on: date
    year_groups: Collection[int]
    introduced: Collection[int]  # the year groups that were introduced to Mini Police
    applications: int
    cancelled: bool = False
    signed: bool = False
    waiting_for_reply: int = 0
    free: int = 0  # places that nobody has or is offered
    on_list: int = 0  # children on the waiting list


def stage(facts: Facts, today: date) -> str:
    """Return where the intake stands. No application is taken before every year group was introduced (NEV-25)."""
    if facts.cancelled:
        return CANCELLED
    if facts.signed:
        going_on = facts.waiting_for_reply or (facts.free and facts.on_list)
        return OFFERS if going_on else FULL
    if facts.applications and today > facts.closes_on:
        return CHOOSE
    if not_introduced(facts):
        return INTRODUCE
    if today < facts.opens_on:
        return ANNOUNCED
    return OPEN if today <= facts.closes_on else CHOOSE


def not_introduced(facts: Facts) -> list[int]:
    """Return the year groups that may apply and were not introduced yet."""
    return sorted(set(facts.year_groups) - set(facts.introduced))
