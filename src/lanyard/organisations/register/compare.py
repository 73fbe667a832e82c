"""What a line of the register means for what we know: new, changed, closed, or nothing to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lanyard.organisations.catalogue import register_words
from lanyard.organisations.models import LocalAuthority, Organisation, School
from lanyard.organisations.register.rows import Line


class Outcome(StrEnum):
    """The one heading under which each line of the file is counted."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    SKIPPED = "skipped"
    UNMAPPED = "unmapped"


@dataclass(frozen=True, slots=True)
class Known:
    """What we have of a school before looking closer."""

    fingerprint: str
    force: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What accepting the register would do to one school."""

    outcome: Outcome
    kinds: tuple[str, ...]
    line: Line
    name: str
    facts: dict[str, list[Any]]
    fingerprint_before: str = ""


@dataclass(frozen=True)
class Knowledge:
    """All that lines are compared with: the schools by URN and the force of each authority.

    `limit` keeps the reading to one force: lines of its authorities, and of no school another force has.
    """

    schools: Mapping[str, Known]
    forces: Mapping[str, int]
    limit: int | None = None

    def same(self, line: Line) -> bool:
        """True when the line's cells are exactly those last accepted."""
        known = self.schools.get(line.urn)
        return known is not None and known.fingerprint == line.fingerprint and self.within(known.force)

    def within(self, force: int | None) -> bool:
        """True when the reading covers the force."""
        return self.limit is None or force == self.limit

    def verdict(self, urn: str, facts: Mapping[str, Any]) -> Outcome | None:
        """Say what to do with a line; None means: known, so compare it fact by fact."""
        words, known, force = register_words(), self.schools.get(urn), self.forces.get(facts["la_code"])
        if known is None and (facts["type"] in words.not_schools or facts["status"] in words.closed | words.future):
            return Outcome.SKIPPED
        if force is None:
            return Outcome.UNMAPPED
        if not self.within(force) or (known and not self.within(known.force)):
            return Outcome.SKIPPED
        return None if known else Outcome.NEW


def knowledge(limit: Organisation | None = None) -> Knowledge:
    """Read what the register is compared with: two queries."""
    rows = School.objects.values_list("urn", "fingerprint", "organisation__force_id")
    return Knowledge(
        {urn: Known(fingerprint, force) for urn, fingerprint, force in rows.iterator(chunk_size=5000)},
        dict(LocalAuthority.objects.values_list("code", "force_id")),
        limit.pk if limit else None,
    )


def plain(value: Any) -> Any:
    """Return a fact as it is kept in a change: JSON's own types."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def opening(line: Line, facts: Mapping[str, Any]) -> Change:
    """Return the change that adds a school."""
    changed = {field: [None, plain(value)] for field, value in facts.items() if value not in ("", None)}
    return Change(Outcome.NEW, ("opened",), line, facts["name"], changed)


def differences(pairs: Iterable[tuple[Line, Mapping[str, Any]]]) -> list[Change | None]:
    """Compare lines of known schools with what we hold, in one query; None where nothing differs."""
    pairs = list(pairs)
    urns = [line.urn for line, _ in pairs]
    held = {s.urn: s for s in School.objects.filter(urn__in=urns).select_related("organisation")}
    return [_difference(held[line.urn], line, facts) for line, facts in pairs]


def _difference(school: School, line: Line, facts: Mapping[str, Any]) -> Change | None:
    changed = {}
    for field, after in facts.items():
        before = school.organisation.name if field == "name" else getattr(school, field)
        if before != after:
            changed[field] = [plain(before), plain(after)]
    if not changed:
        return None
    kinds = kinds_of(changed)
    outcome = Outcome.CLOSED if "closed" in kinds else Outcome.CHANGED
    return Change(outcome, kinds, line, facts["name"], changed, school.fingerprint)


_KINDS = {
    "name": "renamed", "la_code": "moved", "street": "moved", "locality": "moved", "town": "moved",
    "county": "moved", "postcode": "moved", "phase": "phase", "type": "type", "type_group": "type",
}  # fmt: skip


def kinds_of(changed: Mapping[str, list[Any]]) -> tuple[str, ...]:
    """Name the kinds of change among the facts that differ, the weightiest first."""
    said_by_status = {"status", "closed_on"} if "status" in changed else set()
    kinds = {_KINDS.get(field, "details") for field in changed if field not in said_by_status}
    if "status" in changed:
        closed = register_words().closed
        before, after = (word in closed for word in changed["status"])
        kinds.add("closed" if after and not before else "reopened" if before and not after else "status")
    return tuple(kind for kind in ORDER if kind in kinds)


ORDER = ("closed", "opened", "reopened", "renamed", "moved", "phase", "type", "status", "details")
