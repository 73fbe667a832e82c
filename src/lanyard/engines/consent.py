"""What the answers of parents and child amount to. Pure: answers in, decision out.

A child's no outranks a parent's yes; any one parent's no stands until the parents settle it; no answer is never
taken for a yes (DESIGN §Principles; STO §Working in partnership: the child's own answer from age 8).
"""

from collections.abc import Collection
from typing import NamedTuple

YES, NO = "yes", "no"
ALLOWED, REFUSED, NOT_KNOWN = "allowed", "refused", "not known"
PARENT, CHILD = "parent", "child"


class Decision(NamedTuple):
    """The outcome, and whose answer (or missing answer) made it."""

    outcome: str
    by: str = ""

    @property
    def allowed(self) -> bool:
        """True only for an outright yes."""
        return self.outcome == ALLOWED


def may_take_part(parents: Collection[str]) -> Decision:
    """Decide whether a child may take part, from the standing answer of each parent who gave one."""
    if NO in parents:
        return Decision(REFUSED, PARENT)
    if YES in parents:
        return Decision(ALLOWED)
    return Decision(NOT_KNOWN, PARENT)


def photo_decision(parents: Collection[str], child: str | None) -> Decision:
    """Decide whether a photo for one purpose may be taken, from each parent's answer and the child's own."""
    if child == NO:
        return Decision(REFUSED, CHILD)
    parental = may_take_part(parents)
    if not parental.allowed:
        return parental
    return parental if child == YES else Decision(NOT_KNOWN, CHILD)
