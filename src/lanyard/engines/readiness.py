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


def met(since: date | None, until: date | None, evidence: str, link: tuple[str, str] | None = None) -> Finding:
    """Return the finding that it is met: what a country's are mostly, made in half the time."""
    return _new(Finding, (MET, since, until, evidence, link, "", None))


def linked(finding: Finding, link: tuple[str, str]) -> Finding:
    """Return the finding with the record to open."""
    return _new(Finding, (*finding[:4], link, finding.about, finding.due))


_new = tuple.__new__
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
    """The verdict for one subject, with every rule's finding, and the cells of what is not plainly met, by place.

    Most of a country's cells say no more than their finding and are never looked at: they are made when asked for.
    """

    verdict: str
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    judged: Mapping[int, Cell]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every requirement's cell, in the rules' order; gravest first is left to the page."""
        answers = enumerate(zip(self.rules, self.findings, strict=True))
        return tuple(self.judged.get(place) or Cell(*answer) for place, answer in answers)

    @property
    def troubles(self) -> list[Cell]:
        """The cells of what somebody must mend, in the rules' order."""
        return [each for each in self.judged.values() if each.due is not None]


def current(finding: Finding, rule: Rule, today: date) -> Finding:
    """Return the finding as it stands today: met turns expiring near its end and not met after it."""
    finding = ended(finding, today)
    if finding.until is None or finding.status not in (MET, EXPIRING):
        return finding
    if finding.until <= today + timedelta(days=rule.warn_days):
        return _standing(finding, EXPIRING, finding.since, finding.until)
    return finding


def ended(finding: Finding, today: date) -> Finding:
    """Return the finding as it stands today: what ran out is not met from the day it did."""
    if finding.until is None or finding.until > today or finding.status not in (MET, EXPIRING):
        return finding
    return _standing(finding, NOT_MET, finding.until, None)


def _standing(finding: Finding, status: str, since: date | None, until: date | None) -> Finding:
    return Finding(status, since, until, *finding[3:])  # `_replace` takes several times as long


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
    keys, first = list(subjects), began or {}
    rules, answers = [rule for rule, _ in columns], [answered(findings, keys) for _, findings in columns]
    return dict(zip(keys, judge_rows(rules, answers, today, [first.get(key) for key in keys]), strict=True))


def answered(findings: Mapping[Any, Finding], keys: Sequence[Any]) -> list[Finding]:
    """Return the findings of these subjects in their order; who is missing has no record."""
    return [findings.get(key, NO_RECORD) for key in keys]


def judge_rows(
    rules: Sequence[Rule], columns: Sequence[Sequence[Finding]], today: date, began: Sequence[date | None]
) -> list[Judgement]:
    """Judge many subjects by the findings in their order: a column for every rule, and a day of beginning each."""
    rules = tuple(rules)
    if not rules:
        return [Judgement(NOT_KNOWN, (), (), {}) for _ in began]
    judged: list[dict[int, Cell]] = [{} for _ in began]
    for place, (rule, findings) in enumerate(zip(rules, columns, strict=True)):
        for n in _not_plain(rule, findings, today):
            judged[n][place] = _judged(findings[n], rule, today, began[n])
    rows = zip(zip(*columns, strict=True), judged, strict=True)
    return [Judgement(verdict(cells.values()) if cells else READY, rules, found, cells) for found, cells in rows]


def _not_plain(rule: Rule, findings: Sequence[Finding], today: date) -> list[int]:
    """Return the places of the findings that need judging: not what is met for good, does not apply or is but advice.

    This is where the time of a national picture goes, half a million times round: no call for each, and no names.
    """
    last = today + timedelta(days=rule.warn_days)
    if rule.severity == ADVISE:
        return [n for n, f in enumerate(findings) if f.until is not None and f.until <= last]
    return [
        n
        for n, f in enumerate(findings)
        if not (f.status == NOT_APPLICABLE or (f.status == MET and (f.until is None or f.until > last)))
    ]


def _judged(finding: Finding, rule: Rule, today: date, began: date | None) -> Cell:
    """Judge one finding; what was never recorded has been missing since the subject began."""
    judged = cell(finding, rule, today)
    if judged.stops and judged.finding.since is None and rule.severity == FIX_BY:
        return cell(judged.finding._replace(since=began), rule, today)
    return judged


def shortened(finding: Finding, months: int) -> Finding:
    """Return the finding as it stands where a force allows fewer months than the nation: it ends earlier."""
    if finding.since is None or finding.status not in (MET, EXPIRING):
        return finding
    ends = add_months(finding.since, months)
    return finding._replace(until=ends if finding.until is None else min(ends, finding.until))
