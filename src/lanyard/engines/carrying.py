"""Carrying findings about the parts of a thing up to it: a unit's officers, its partnership, its force. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from lanyard.engines.readiness import (
    AT_ONCE,
    EXPIRING,
    MET,
    NO_RECORD,
    NOT_APPLICABLE,
    NOT_MET,
    UNKNOWN,
    Finding,
    ended,
)

_GRAVITY = {NOT_APPLICABLE: 0, MET: 1, EXPIRING: 2, UNKNOWN: 3, NOT_MET: 4}
_LACKING, _HOLDS = (NOT_MET, UNKNOWN), (MET, NOT_APPLICABLE)


def worst(findings: Iterable[Finding]) -> Finding:
    """Fold the findings of several parts (the officers of a unit) into the gravest; none at all is no record.

    What is lacking has been lacking since the first day it was for any part, so that the days a newcomer has to mend
    it don't cover for another whose days are over. It is undated where a part's is.
    """
    found = list(findings)
    if not found:
        return NO_RECORD
    gravest = max(found, key=lambda f: (_GRAVITY[f.status], -(f.until or date.max).toordinal()))
    if gravest.status not in _LACKING:
        return gravest
    lacking = [f for f in found if f.status in _LACKING]
    since = _earliest(lacking) if all(f.since or f.due for f in lacking) else None
    return gravest._replace(since=since, due=min((f.due for f in lacking if f.due), default=None))


def _earliest(findings: Iterable[Finding]) -> date | None:
    return min((f.since for f in findings if f.since), default=None)


_NOBODY = object()  # the part of a whole that has none


class Carrier:
    """Carries findings about parts up to the wholes they belong to, one requirement after another.

    `parts` holds the parts of each whole; `names` says what to call a part in the explanation; `began` says since
    when each whole has been, and so since when it has lacked what was never recorded of a part.
    """

    def __init__(
        self, parts: Sequence[Sequence[Any]], names: Mapping[Any, str], today: date, began: Sequence[date | None]
    ):
        self.names, self.today, self.began = names, today, began
        # Most wholes have one part of a kind: no folding.
        self.first = [members[0] if members else _NOBODY for members in parts]
        self.several = {n: tuple(members) for n, members in enumerate(parts) if len(members) > 1}

    def carry(self, findings: Mapping[Any, Finding]) -> list[Finding]:
        """Return the finding of every whole, in their order; a whole with no parts has no record."""
        get = findings.get
        result = [NO_RECORD if part is _NOBODY else get(part, NO_RECORD) for part in self.first]
        self._name(result)
        folded = {  # an officer leads several units
            group: _folded(group, findings, self.names, self.today) for group in set(self.several.values())
        }
        for n, group in self.several.items():
            result[n] = _dated(*folded[group], self.began[n])
        return result

    def _name(self, findings: list[Finding]) -> None:
        """Let each finding say whose it is, unless it holds for good (`_lasting`, without a call for each)."""
        if not self.names:
            told = [n for n, f in enumerate(findings) if f.about and not _lasting(f)]
        else:
            told = [n for n, f in enumerate(findings) if f.until is not None or f.status not in _HOLDS]
        done: dict[Any, Finding] = {}  # an officer leads several units
        for n in told:
            part = self.first[n]
            if part not in done:
                done[part] = _named(findings[n], self.names.get(part, ""))
            findings[n] = done[part]


def carried(
    parts: Mapping[Any, Sequence[Any]],
    findings: Mapping[Any, Finding],
    names: Mapping[Any, str],
    today: date,
    began: Mapping[Any, date | None],
) -> dict[Any, Finding]:
    """Carry the findings of one requirement up to the wholes that `parts` names, as a Carrier does."""
    carrier = Carrier(list(parts.values()), names, today, [began.get(whole) for whole in parts])
    return dict(zip(parts, carrier.carry(findings), strict=True))


def _dated(found: Finding, undated: bool, first: date | None, start: date | None) -> Finding:
    """Date what a part has lacked since nobody knows when: from the whole's beginning, or else at once."""
    if not undated:
        return found
    since = min(filter(None, (first, start)), default=None) if start else None
    # With no day to count from, another part's later deadline may not cover for it.
    return found._replace(since=since, due=found.due if start else AT_ONCE)


def _folded(
    members: tuple[Any, ...], findings: Mapping[Any, Finding], names: Mapping[Any, str], today: date
) -> tuple[Finding, bool, date | None]:
    """Return what the parts come to, whether one has lacked it since nobody knows when, and the first day known."""
    found = [(ended(findings.get(member, NO_RECORD), today), member) for member in members]
    gravest = worst(f for f, _ in found)
    if _lasting(gravest):
        return gravest, False, None
    lacking = [f for f, _ in found if f.status in _LACKING]
    undated = any(f.since is None and f.due is None for f in lacking)
    return _about(gravest, found, names), undated, _earliest(lacking)


def _lasting(finding: Finding) -> bool:
    # What holds for good needs no name; what runs out one day is somebody's to renew.
    return finding.until is None and finding.status in _HOLDS


def _about(gravest: Finding, found: Sequence[tuple[Finding, Any]], names: Mapping[Any, str]) -> Finding:
    concerned = [names.get(m, "") for f, m in found if _like(f, gravest)]
    return _named(gravest, ", ".join(dict.fromkeys(n for n in concerned if n)))


def _like(finding: Finding, gravest: Finding) -> bool:
    if gravest.status in _LACKING:
        return finding.status in _LACKING
    return finding.status == gravest.status and (finding.status != MET or finding.until == gravest.until)


def _named(finding: Finding, about: str) -> Finding:
    if finding.about == about:
        return finding
    return _new(Finding, (*finding[:5], about, finding.due))


_new = tuple.__new__  # `_replace` takes several times as long
