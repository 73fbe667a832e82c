"""The readiness engine: findings in, verdicts out. Pure: no clock, no database, no falling open.

A requirement that nobody answered is unknown, and unknown is never safe. The engine folds columns (one mapping
of findings for each requirement) because the same call serves one unit's page and the whole country.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from lanyard.engines.months import add_months

MET, NOT_MET, EXPIRING, UNKNOWN, NOT_APPLICABLE = "met", "not met", "expiring", "unknown", "not applicable"
STATUSES = (MET, NOT_MET, EXPIRING, UNKNOWN, NOT_APPLICABLE)

STOP, FIX_BY, ADVISE = "stop", "fix by", "advise"
SEVERITIES = (ADVISE, FIX_BY, STOP)  # from mildest to gravest

READY, WITH_ACTIONS, NOT_READY, NOT_KNOWN = "ready", "ready with actions", "not ready", "unknown"
VERDICTS = (READY, WITH_ACTIONS, NOT_KNOWN, NOT_READY)  # from safest to gravest


class Finding(NamedTuple):
    """What the records say of one requirement for one subject.

    since: the day it became so; until: the day it stops being so (exclusive); evidence: what proves it, in a few
    words; link: (kind, public id) of the record to open; about: whom or what of the subject it concerns; due: the
    day by which it must be mended, where that is the record's own (a session's day) and not so long from `since`.
    """

    status: str
    since: date | None = None
    until: date | None = None
    evidence: str = ""
    link: tuple[str, str] | None = None
    about: str = ""
    due: date | None = None


NO_RECORD = Finding(UNKNOWN, evidence="No record")
# The `due` of a finding that may not be let run at all: nobody knows since when, because nobody could ask.
AT_ONCE = date.min


@dataclass(frozen=True, slots=True)
class Rule:
    """As much of a requirement as the engine needs: its id, how much it matters, days to fix, days of warning."""

    id: str
    severity: str
    fix_days: int = 28
    warn_days: int = 28


class Cell(NamedTuple):
    """One requirement's answer for one subject, with the day by which it must be mended (`due`)."""

    rule: Rule
    finding: Finding
    due: date | None = None
    stops: bool = False


class Judgement(NamedTuple):
    """The verdict for one subject with every requirement's cell, gravest first is left to the page."""

    verdict: str
    cells: tuple[Cell, ...]


def current(finding: Finding, rule: Rule, today: date) -> Finding:
    """Return the finding as it stands today: met turns expiring near its end and not met after it."""
    finding = _ended(finding, today)
    if finding.until is None or finding.status not in (MET, EXPIRING):
        return finding
    if finding.until <= today + timedelta(days=rule.warn_days):
        return finding._replace(status=EXPIRING)
    return finding


def _ended(finding: Finding, today: date) -> Finding:
    if finding.until is None or finding.until > today or finding.status not in (MET, EXPIRING):
        return finding
    return finding._replace(status=NOT_MET, since=finding.until, until=None)


def cell(finding: Finding, rule: Rule, today: date) -> Cell:
    """Judge one finding by its rule: does it stop the subject, and if not, by when must it be mended?"""
    finding = current(finding, rule, today)
    if finding.status in (MET, NOT_APPLICABLE) or rule.severity == ADVISE:
        return Cell(rule, finding)  # advice that runs out is no more than advice that has run out
    if finding.status == EXPIRING:
        return Cell(rule, finding, due=finding.until)
    if rule.severity == STOP:
        return Cell(rule, finding, due=today, stops=True)
    due = _fix_by(finding, rule) or today
    return Cell(rule, finding, due=today if due == AT_ONCE else due, stops=due <= today)


def _fix_by(finding: Finding, rule: Rule) -> date | None:
    """Return the day by which a finding must be mended; None where nothing says, so it can't be let run.

    A finding of several parts can have a day of its own and a day since when: the earlier deadline counts.
    """
    ends = finding.since + timedelta(days=rule.fix_days) if finding.since else None
    return min((day for day in (finding.due, ends) if day is not None), default=None)


def verdict(cells: Iterable[Cell]) -> str:
    """Fold cells into one word. No requirement at all is unknown, and unknown is never safe."""
    stopped = unknown = acting = False
    some = False
    for each in cells:
        some = True
        if each.stops and each.finding.status == UNKNOWN:
            unknown = True
        elif each.stops:
            stopped = True
        elif each.due is not None:
            acting = True
    if stopped:
        return NOT_READY
    if unknown or not some:
        return NOT_KNOWN
    return WITH_ACTIONS if acting else READY


def judge(
    subjects: Sequence[Any],
    columns: Sequence[tuple[Rule, Mapping[Any, Finding]]],
    today: date,
    began: Mapping[Any, date | None] | None = None,
) -> dict[Any, Judgement]:
    """Judge many subjects at once.

    `columns` holds, for every requirement, the findings by subject. A subject missing from a column has no record
    there, which is unknown. `began` says when each subject came to be: what was never recorded has been missing
    since then. The result for a set equals the results for its members one by one.
    """
    began, keys = began or {}, list(subjects)
    troubles: list[list[Cell]] = [[] for _ in keys]
    column = [_column(rule, findings, keys, today, began, troubles) for rule, findings in columns]
    if not column:
        return {key: Judgement(NOT_KNOWN, ()) for key in keys}
    rows = zip(keys, troubles, zip(*column, strict=True), strict=True)
    return {key: Judgement(verdict(trouble) if trouble else READY, cells) for key, trouble, cells in rows}


def _column(
    rule: Rule,
    findings: Mapping[Any, Finding],
    keys: Sequence[Any],
    today: date,
    began: Mapping[Any, date | None],
    troubles: Sequence[list[Cell]],
) -> list[Cell]:
    """Judge one requirement for all subjects, and add what is not in order to the subjects' troubles.

    This is where the time of a national picture goes, half a million times round, so what is plainly met is told
    apart without a call.
    """
    cells, warned = [], today + timedelta(days=rule.warn_days)
    for key, trouble in zip(keys, troubles, strict=True):
        finding = findings.get(key, NO_RECORD)
        status, until = finding[0], finding[2]
        if (status == MET and (until is None or until > warned)) or status == NOT_APPLICABLE:
            cells.append(_new(Cell, (rule, finding, None, False)))
            continue
        judged = cell(finding, rule, today)
        if judged.stops and judged.finding.since is None and rule.severity == FIX_BY:
            judged = cell(judged.finding._replace(since=began.get(key)), rule, today)
        cells.append(judged)
        if judged.due is not None:
            trouble.append(judged)
    return cells


_new = tuple.__new__  # a named tuple's own constructor takes three times as long

_GRAVITY = {NOT_APPLICABLE: 0, MET: 1, EXPIRING: 2, UNKNOWN: 3, NOT_MET: 4}


def shortened(finding: Finding, months: int) -> Finding:
    """Return the finding as it stands where a force allows fewer months than the nation: it ends earlier."""
    if finding.since is None or finding.status not in (MET, EXPIRING):
        return finding
    ends = add_months(finding.since, months)
    return finding._replace(until=ends if finding.until is None else min(ends, finding.until))


_LACKING = (NOT_MET, UNKNOWN)


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


def carried(
    parts: Mapping[Any, Sequence[Any]],
    findings: Mapping[Any, Finding],
    names: Mapping[Any, str],
    today: date,
    began: Mapping[Any, date | None],
) -> dict[Any, Finding]:
    """Carry findings about parts up to the wholes they belong to.

    `parts` maps each whole to its parts; `names` says what to call a part in the explanation; `began` says since
    when a whole has been, and so since when it has lacked what was never recorded of a part. A whole with no parts
    has no record.
    """
    known: dict[tuple[Any, ...], tuple[Finding, bool, date | None]] = {}  # an officer leads several units
    find, result = findings.get, {}
    for whole, members in parts.items():
        if len(members) == 1:
            # Most wholes have one part of a kind: no folding, and no call where its finding needs no name.
            only = find(members[0], NO_RECORD)
            result[whole] = only if _lasting(only) else _named(only, names.get(members[0], ""))
        elif members:
            group = tuple(members)
            if group not in known:
                known[group] = _folded(group, findings, names, today)
            result[whole] = _dated(*known[group], began.get(whole))
    return result


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
    found = [(_ended(findings.get(member, NO_RECORD), today), member) for member in members]
    gravest = worst(f for f, _ in found)
    if _lasting(gravest):
        return gravest, False, None
    lacking = [f for f, _ in found if f.status in _LACKING]
    undated = any(f.since is None and f.due is None for f in lacking)
    return _about(gravest, found, names), undated, _earliest(lacking)


def _lasting(finding: Finding) -> bool:
    # What holds for good needs no name; what runs out one day is somebody's to renew.
    return finding.until is None and finding.status in (MET, NOT_APPLICABLE)


def _about(gravest: Finding, found: Sequence[tuple[Finding, Any]], names: Mapping[Any, str]) -> Finding:
    concerned = [names.get(m, "") for f, m in found if _like(f, gravest)]
    return _named(gravest, ", ".join(dict.fromkeys(n for n in concerned if n)))


def _like(finding: Finding, gravest: Finding) -> bool:
    if gravest.status in _LACKING:
        return finding.status in _LACKING
    return finding.status == gravest.status and (finding.status != MET or finding.until == gravest.until)


def _named(finding: Finding, about: str) -> Finding:
    return finding if finding.about == about else finding._replace(about=about)
