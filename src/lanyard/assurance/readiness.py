"""Asks the rooms for evidence and the engine for verdicts: the same call for one unit and for the country."""

import gc
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lanyard.assurance import attested, local
from lanyard.assurance.catalogue import Requirement, framework_at
from lanyard.assurance.gathering import gather
from lanyard.assurance.registers import (
    EvidenceSource,
    Findings,
    Moment,
    Otherwise,
    SubjectRow,
    SubjectSet,
    evidence_names,
    evidence_source,
    has_parts,
    kind_of,
    kinds,
    parts_of,
)
from lanyard.design.saying import one_language
from lanyard.engines.carrying import Carrier
from lanyard.engines.readiness import (
    AT_ONCE,
    UNKNOWN,
    Cell,
    Finding,
    Judgement,
    answered,
    judge_rows,
    shortened,
)

logger = logging.getLogger(__name__)


def _broken() -> Finding:
    return Finding(UNKNOWN, evidence=gettext("The check itself failed, so this is not known"), due=AT_ONCE)


MOST_LISTED = 1000  # more subjects than that are a subquery to the database, not a list


@dataclass(frozen=True, slots=True)
class Answer:
    """One requirement's answer as a page shows it."""

    requirement: Requirement
    cell: Cell

    @property
    def finding(self) -> Finding:
        """What the records say."""
        return self.cell.finding

    @property
    def due(self) -> date | None:
        """The day by which it must be mended."""
        return self.cell.due

    @property
    def stops(self) -> bool:
        """Whether it stops the subject."""
        return self.cell.stops


@dataclass(frozen=True, slots=True)
class SubjectVerdict:
    """The verdict on one subject at a moment, with every requirement answered."""

    row: SubjectRow
    kind: str
    requirements: Mapping[str, Requirement]
    judgement: Judgement
    at: datetime

    @property
    def verdict(self) -> str:
        """The one word."""
        return self.judgement.verdict

    @property
    def raw_cells(self) -> tuple[Cell, ...]:
        """Every requirement's answer as the engine gives it."""
        return self.judgement.cells

    @property
    def cells(self) -> list[Answer]:
        """Every requirement's answer, in the catalogue's order."""
        return [Answer(self.requirements[cell.rule.id], cell) for cell in self.raw_cells]

    @property
    def stopping(self) -> list[Answer]:
        """What stops the subject."""
        return [answer for answer in self._troubles if answer.stops]

    @property
    def actions(self) -> list[Answer]:
        """All that somebody must do, what stops first, then by the day it is due."""
        return sorted(self._troubles, key=lambda a: (not a.stops, a.due, a.requirement.id))

    @property
    def _troubles(self) -> list[Answer]:
        return [Answer(self.requirements[cell.rule.id], cell) for cell in self.judgement.troubles]

    @property
    def safe(self) -> bool:
        """True only when it may operate: ready, or ready with things to do."""
        return self.verdict in ("ready", "ready with actions")


def moment(at: datetime | None = None) -> Moment:
    """Return the moment asked about; nothing later than now can be known."""
    now = timezone.now()
    return Moment(at or now, min(at or now, now))


def verdicts(subjects: SubjectSet, at: datetime | None = None) -> list[SubjectVerdict]:
    """Judge a set of subjects, in a number of queries that does not depend on the size of the set.

    Where no version of the framework covers the day, every verdict is unknown.
    """
    with _uncollected(), one_language():
        return _verdicts(subjects, moment(at))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking a country's new rows again and again: none of them is in a cycle."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _verdicts(subjects: SubjectSet, when: Moment) -> list[SubjectVerdict]:
    rows = kind_of(subjects.kind).rows(subjects, when)
    framework = framework_at(when.day)
    if framework is None or not framework.requirements:
        judged = judge_rows([], [], when.day, [row.since for row in rows])
        return [SubjectVerdict(row, subjects.kind, {}, each, when.at) for row, each in zip(rows, judged, strict=True)]
    return _Inquiry(subjects, rows, framework.requirements, when).answer()


def verdict_for(kind: str, queryset: QuerySet, at: datetime | None = None) -> SubjectVerdict | None:
    """Judge the one subject of a queryset; None when it is empty."""
    found = verdicts(SubjectSet(kind, queryset), at)
    return found[0] if found else None


def gate(kind: str, queryset: QuerySet) -> SubjectVerdict | None:
    """Judge one subject at the moment of an action. The caller refuses unless the answer is `safe`."""
    return verdict_for(kind, queryset)


class _Inquiry:
    """One question about one set of subjects: collects findings by requirement, then asks the engine."""

    def __init__(
        self, subjects: SubjectSet, rows: Sequence[SubjectRow], framework: Sequence[Requirement], when: Moment
    ):
        self.kind, self.rows, self.when = subjects.kind, rows, when
        self.sets = {subjects.kind: subjects}
        for part in kinds():
            if has_parts(subjects.kind, part):
                self.sets[part] = parts_of(subjects, part)
        if len(rows) <= MOST_LISTED:
            self.sets = {kind: _only(rows, mine, subjects) for kind, mine in self.sets.items()}
        gather(self.sets, when)
        self.national = [r for r in framework if r.kind in self.sets]
        forces = {row.force for row in rows}
        self.local = local.requirements_in_force(self.sets, forces, when, self.national)

    def answer(self) -> list[SubjectVerdict]:
        """Return a verdict for every row, in the rows' order."""
        found = self._findings([*self.national, *(r for own in self.local.values() for r in own)])
        verdicts: dict[int, SubjectVerdict] = {}
        for force, places in self._groups().items():
            requirements = local.apply(self.national, self.local.get(force, ()) if force else ())
            columns = [self._at(places, found[r.force, r.id]) for r in requirements]
            rows, by_id = self._at(places, self.rows), {r.id: r for r in requirements}
            judged = judge_rows([r.rule for r in requirements], columns, self.when.day, [row.since for row in rows])
            for n, row, judgement in zip(places, rows, judged, strict=True):
                verdicts[n] = SubjectVerdict(row, self.kind, by_id, judgement, self.when.at)
        return [verdicts[n] for n in range(len(self.rows))]

    def _groups(self) -> dict[int | None, list[int]]:
        """Return the places of the rows that are judged alike: by the force, where it has requirements of its own."""
        groups: dict[int | None, list[int]] = defaultdict(list)
        for n, row in enumerate(self.rows):
            groups[row.force if row.force in self.local else None].append(n)
        return groups

    def _at(self, places: list[int], column: Sequence[Any]) -> Sequence[Any]:
        return column if len(places) == len(self.rows) else [column[n] for n in places]

    def _findings(self, asked: Sequence[Requirement]) -> dict[tuple[int | None, str], list[Finding]]:
        """Return the findings of every requirement about the rows, in their order, by the force and the id."""
        proved = self._proved({r.evidence for r in asked if r.evidence})
        words = attested.findings([r for r in asked if r.attesting], self.sets, self.when)
        about = {kind: self._about(kind) for kind in self.sets}
        found = {}
        for r in asked:
            findings = words[r.id] if r.attesting else proved[r.evidence]
            if r.max_months:
                findings = _shortened(findings, r.max_months)
            found[r.force, r.id] = about[r.kind](findings)
        return found

    def _proved(self, names: set[str]) -> dict[str, Findings]:
        found: dict[str, Findings] = {}
        for source in {evidence_source(name) for name in names if name in evidence_names()}:
            found.update(self._ask(source))
        for name in names - set(found):
            logger.error("no room answers the evidence %s", name)
            found[name] = Otherwise(_broken())
        return found

    def _ask(self, source: EvidenceSource) -> Mapping[str, Findings]:
        try:
            return source.find(self.sets[source.kind], self.when)
        except Exception as failure:
            if isinstance(failure, DatabaseError) and connection.in_atomic_block:
                raise  # the transaction is spoilt: the action that asked must fail as a whole
            logger.exception("evidence %s failed", source.names)
            return dict.fromkeys(source.names, Otherwise(_broken()))

    def _about(self, kind: str) -> Callable[[Findings], list[Finding]]:
        """Return what turns findings about a kind of subject into findings about the rows."""
        if kind == self.kind:
            keys = [row.key for row in self.rows]
            return lambda findings: answered(findings, keys)
        parts = [(row.parts or {}).get(kind, ()) for row in self.rows]
        names = {key: name for row in self.rows for (of, key), name in (row.names or {}).items() if of == kind}
        return Carrier(parts, names, self.when.day, [row.since for row in self.rows]).carry


def _only(rows: Sequence[SubjectRow], mine: SubjectSet, whole: SubjectSet) -> SubjectSet:
    """Return the set as what is now known to be in it: the subjects, or those of their parts that count."""
    if mine is whole:
        keys = [row.key for row in rows]
    else:
        keys = list(dict.fromkeys(part for row in rows for part in (row.parts or {}).get(mine.kind, ())))
    return SubjectSet.of(mine.kind, mine.queryset.model, tuple(keys), mine.read)


def _shortened(findings: Findings, months: int) -> Findings:
    own = {key: shortened(finding, months) for key, finding in findings.items()}
    return Otherwise(findings.otherwise, own) if isinstance(findings, Otherwise) else own


VERDICT_WORDS = {
    "ready": _("Safe to operate"),
    "ready with actions": _("Safe, with things to do"),
    "not ready": _("Not safe: stop"),
    "unknown": _("Unknown, so stop"),
}
