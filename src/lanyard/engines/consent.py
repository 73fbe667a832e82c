"""What the answers of adults and child amount to. Pure: answers in, decision with its reasons out.

A child's no outranks an adult's yes; any one refusal stands; silence and "not sure" are never taken for a yes; a yes
counts only from an adult who holds parental responsibility and is not barred (DESIGN §Principles; STO §Working in
partnership: the child's own answer from age 8).
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

YES, NO, NOT_SURE = "yes", "no", "not sure"
ALLOWED, REFUSED, NOT_KNOWN, OUTSIDE = "allowed", "refused", "not known", "outside"
PARENT, CHILD = "parent", "child"
# What the child's own answer is worth for a purpose.
MUST_AGREE, MAY_REFUSE, NOT_ASKED = "must agree", "may refuse", "not asked"
# Where a child's age stands to the programme's.
YOUNGER, WITHIN, OLDER = "younger", "within", "older"

TOO_YOUNG, TOO_OLD = "too-young", "too-old"
CHILD_NO, CHILD_SILENT, CHILD_UNSURE, CHILD_LAPSED, CHILD_YES = (
    "child-no", "child-silent", "child-not-sure", "child-yes-lapsed", "child-yes",
)  # fmt: skip
ADULT_NO, ADULT_SILENT, ADULT_VOID, ADULT_YES = "adult-no", "adult-silent", "adult-yes-void", "adult-yes"
REASONS = (
    TOO_YOUNG, TOO_OLD, CHILD_NO, CHILD_SILENT, CHILD_UNSURE, CHILD_LAPSED, CHILD_YES, ADULT_NO, ADULT_SILENT,
    ADULT_VOID, ADULT_YES,
)  # fmt: skip


class Given(NamedTuple):
    """One standing answer. `may_count`: the adult holds parental responsibility and is not barred at the moment."""

    who: int | None  # the adult's id; None for the child
    kind: str  # PARENT or CHILD
    answer: str
    on: date
    may_count: bool = True


class Decision(NamedTuple):
    """The outcome and its coded reasons, the one that counts first."""

    outcome: str
    reasons: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """True only for an outright yes of everybody whose yes is needed."""
        return self.outcome == ALLOWED

    @property
    def by(self) -> str:
        """Whose answer, or missing answer, made it: PARENT, CHILD, or "" where it is allowed or a matter of age."""
        if self.outcome in (ALLOWED, OUTSIDE):
            return ""
        return CHILD if self.reasons[0].startswith(CHILD) else PARENT


def decide(child_says: str, given: Collection[Given], age: str, term_began: date) -> Decision:
    """Decide one purpose for one child: from the standing answers, where the age stands, and when the term began.

    `child_says` is what the child's own answer is worth: MUST_AGREE, MAY_REFUSE or NOT_ASKED. Where the child is not
    asked, an answer of the child's is not looked at.
    """
    if is_outside(age):
        return Decision(OUTSIDE, (TOO_YOUNG if age == YOUNGER else TOO_OLD,))
    adults = [g for g in given if g.kind == PARENT]
    own = [g for g in given if g.kind == CHILD] if child_says != NOT_ASKED else []
    refusals = refusing(adults, own)
    if refusals:
        return Decision(REFUSED, refusals)
    missing = (*missing_of_adults(adults), *(missing_of_child(own, term_began) if child_says == MUST_AGREE else ()))
    if missing:
        return Decision(NOT_KNOWN, missing)
    return Decision(ALLOWED, agreeing(own, term_began))


def is_outside(age: str) -> bool:
    """Say whether a child is not of the programme's ages: then nobody's answer counts."""
    return age != WITHIN


def refusing(adults: Iterable[Given], own: Iterable[Given]) -> tuple[str, ...]:
    """Say who refuses, the child first: a no stands until who gave it changes it, barred since or not."""
    child = (CHILD_NO,) if any(g.answer == NO for g in own) else ()
    return (*child, ADULT_NO) if any(g.answer == NO for g in adults) else child


def missing_of_adults(adults: Collection[Given]) -> tuple[str, ...]:
    """Say what is missing where no adult agrees whose yes counts now."""
    agreed = [g for g in adults if g.answer == YES]
    if any(g.may_count for g in agreed):
        return ()
    return (ADULT_VOID,) if agreed else (ADULT_SILENT,)


def missing_of_child(own: Collection[Given], term_began: date) -> tuple[str, ...]:
    """Say what is missing where the child has not said yes this term."""
    if any(says_yes(g, term_began) for g in own):
        return ()
    if any(g.answer == NOT_SURE for g in own):
        return (CHILD_UNSURE,)
    return (CHILD_LAPSED,) if own else (CHILD_SILENT,)


def says_yes(own: Given, term_began: date) -> bool:
    """Say whether a child's answer is a yes that counts: the child is asked again each term."""
    return own.answer == YES and own.on >= term_began


def agreeing(own: Collection[Given], term_began: date) -> tuple[str, ...]:
    """Say who agreed, and that a child is not sure where the child's yes is not needed."""
    if any(says_yes(g, term_began) for g in own):
        return (ADULT_YES, CHILD_YES)
    return (ADULT_YES, CHILD_UNSURE) if any(g.answer == NOT_SURE for g in own) else (ADULT_YES,)


def age_on(day: date, born: date) -> int:
    """Return how many years old somebody is on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def standing_of_age(day: date, born: date | None, year_group: int, ages: range, years: Collection[int]) -> str:
    """Say where a child's age stands to the programme's: by birthday, or by year group where none is known."""
    if born is not None:
        age = age_on(day, born)
        return WITHIN if age in ages else YOUNGER if age < ages.start else OLDER
    return WITHIN if year_group in years else YOUNGER if year_group < min(years) else OLDER
