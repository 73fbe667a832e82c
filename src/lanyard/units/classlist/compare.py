"""A list beside what the school knows: each child new, changed, the same, or possibly one who is there already.

Who is the same child is certain only by name and date of birth. Where there is no date of birth, one child of that
name in that year is taken for the same. All else is asked of a person.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from lanyard.engines.matching import NO_BIRTH, SAME_NAME, Index, Known, Likeness
from lanyard.engines.refusals import Refused
from lanyard.units.classlist.adults import AdultPlan, plan_adults
from lanyard.units.classlist.knowledge import Knowledge
from lanyard.units.classlist.rows import ListedChild
from lanyard.units.models import Child

ANOTHER = "another"  # the answer to a doubt: this is another child
_FACTS = ("given_name", "family_name", "date_of_birth", "year_group", "class_name", "gender", "vulnerable")


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DOUBTFUL = "doubtful"
    LEFT_OUT = "left-out"  # a person said that it is the same child as another line


@dataclass(frozen=True, slots=True)
class Doubt:
    """Somebody who may be the child of a line: a child of the school, or the child of an earlier line."""

    answer: str
    name: str
    why: Likeness
    child: Child | None = None
    line: int = 0


@dataclass(slots=True)
class Compared:
    """One line, what it is taken for, and what it changes: each fact with what was known before."""

    row: ListedChild
    outcome: Outcome
    child: Child | None = None
    facts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    adults: AdultPlan = field(default_factory=AdultPlan)
    doubts: tuple[Doubt, ...] = ()


@dataclass(slots=True)
class Comparison:
    """Every line, and the children whom the list no longer names although it has their year."""

    lines: list[Compared]
    missing: list[Child]

    def counts(self) -> Counter[Outcome]:
        """Return how many lines there are of each outcome."""
        return Counter(line.outcome for line in self.lines)

    def of(self, outcome: str) -> list[Compared]:
        """Return the lines of one outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    def children(self) -> list[Child]:
        """Return every child of the school whom the comparison is about, each once."""
        about = [line.child for line in self.lines if line.child]
        about += [doubt.child for line in self.lines for doubt in line.doubts if doubt.child]
        return list(dict.fromkeys([*about, *self.missing]))

    def mark(self) -> str:
        """Return what tells whether the same list would still change the same: a fingerprint."""
        told = [
            (c.row.line, c.outcome, c.child and c.child.public_id, sorted(c.facts), [d.answer for d in c.doubts],
             [(s.adult and s.adult.public_id, sorted(s.changes), s.holds) for s in c.adults.steps])
            for c in self.lines
        ]  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()


def compare(rows: Sequence[ListedChild], known: Knowledge, answers: Mapping[int, str] | None = None) -> Comparison:
    """Compare the children of a list with those of the school; `answers` says who is who, by line, where asked.

    Raises Refused for an answer that was not offered, or where two lines are said to be the same child.
    """
    same = _same(rows, known)
    doubts = _doubts(rows, same, known)
    given = {line: answer for line, answer in (answers or {}).items() if line in doubts}
    taken = {line: child for line, answer in given.items() if (child := _answered(line, answer, doubts))}
    _refuse_twice([*same.values(), *taken.values()])
    lines = [_line(row, same.get(row.line) or taken.get(row.line), doubts, given, known) for row in rows]
    return Comparison(lines, _missing(rows, lines, known))


def _same(rows: Sequence[ListedChild], known: Knowledge) -> dict[int, Child]:
    """Return which lines are which children beyond doubt, by line."""
    found: dict[int, Child] = {}
    namesakes = Counter(row.known().folded for row in rows)
    for row in rows:
        alike = known.index.like(row.known())
        certain = [other for other, why in alike if why.certain]
        enough = [other for other, why in alike if (why.name, why.birth) == (SAME_NAME, NO_BIRTH)]
        if len(certain) == 1:
            found[row.line] = known.children[str(certain[0].key)]
        elif not certain and len(enough) == 1 and namesakes[row.known().folded] == 1:
            child = known.children[str(enough[0].key)]
            if row.year_group - child.year_group in (0, 1) and child.left_school_on is None:
                found[row.line] = child
    claimed = Counter(child.pk for child in found.values())
    return {line: child for line, child in found.items() if claimed[child.pk] == 1}


def _doubts(rows: Sequence[ListedChild], same: Mapping[int, Child], known: Knowledge) -> dict[int, tuple[Doubt, ...]]:
    """Return whom each other line may be, by line: children nobody else is, and children of earlier lines."""
    claimed = {child.public_id for child in same.values()}
    open_rows = [row for row in rows if row.line not in same]
    index = Index(row.known() for row in open_rows)
    by_line = {f"line {row.line}": row for row in open_rows}
    found = {}
    for row in open_rows:
        here = [
            _child_doubt(other, why, known) for other, why in known.index.like(row.known()) if other.key not in claimed
        ]
        earlier = [
            _line_doubt(by_line[str(other.key)], why)
            for other, why in index.like(row.known())
            if by_line[str(other.key)].line < row.line
        ]
        if here or earlier:
            found[row.line] = (*here, *earlier)
    return found


def _child_doubt(other: Known, why: Likeness, known: Knowledge) -> Doubt:
    child = known.children[str(other.key)]
    return Doubt(child.public_id, child.name, why, child)


def _line_doubt(row: ListedChild, why: Likeness) -> Doubt:
    return Doubt(f"line-{row.line}", row.name, why, line=row.line)


def _answered(line: int, answer: str, doubts: Mapping[int, tuple[Doubt, ...]]) -> Child | None:
    """Return the child that a line was said to be; None for another child, or for an earlier line's."""
    if answer == ANOTHER:
        return None
    for doubt in doubts[line]:
        if doubt.answer == answer:
            return doubt.child
    raise Refused(_("Line %(line)s: choose one of the answers") % {"line": line}, f"line_{line}")


def _refuse_twice(children: Sequence[Child]) -> None:
    counts = Counter(child.pk for child in children)
    for child in children:
        if counts[child.pk] > 1:
            raise Refused(_("Two lines are said to be %(name)s. Look at them again") % {"name": child.name})


def _line(
    row: ListedChild,
    child: Child | None,
    doubts: Mapping[int, tuple[Doubt, ...]],
    given: Mapping[int, str],
    known: Knowledge,
) -> Compared:
    answer, asked = given.get(row.line), doubts.get(row.line, ())
    if asked and answer is None:
        return Compared(row, Outcome.DOUBTFUL, doubts=asked)
    if child is None and asked and answer != ANOTHER:
        return Compared(row, Outcome.LEFT_OUT, doubts=asked)
    if child is None:
        return Compared(row, Outcome.NEW, adults=plan_adults(row, (), known), doubts=asked)
    facts = differences(row, child)
    adults = plan_adults(row, known.relations[child.pk], known)
    outcome = Outcome.CHANGED if facts or adults.steps else Outcome.UNCHANGED
    return Compared(row, outcome, child, facts, adults, asked)


def differences(row: ListedChild, child: Child) -> dict[str, tuple[Any, Any]]:
    """Return what a line changes about a child; what it does not say stays, and so do the capitals of a name."""
    found = {}
    for name in _FACTS:
        before, after = getattr(child, name), getattr(row, name)
        if after in (None, "") or before == after:
            continue
        if name in ("given_name", "family_name") and before.casefold() == after.casefold():
            continue
        found[name] = (before, after)
    categories = {**child.categories, **dict(row.categories)}
    if categories != child.categories:
        found["categories"] = (child.categories, categories)
    if child.left_school_on is not None:
        found["left_school_on"] = (child.left_school_on, None)
    return found


def _missing(rows: Sequence[ListedChild], lines: Sequence[Compared], known: Knowledge) -> list[Child]:
    years = {row.year_group for row in rows}
    named = {line.child.pk for line in lines if line.child}
    named |= {
        doubt.child.pk for line in lines if line.outcome is Outcome.DOUBTFUL for doubt in line.doubts if doubt.child
    }
    gone = (
        child
        for child in known.children.values()
        if child.left_school_on is None and child.year_group in years and child.pk not in named
    )
    return sorted(gone, key=lambda child: (child.family_name.casefold(), child.given_name.casefold(), child.pk))
