"""A force may add requirements and tighten national ones, never relax them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext as _

from lanyard.assurance.catalogue import Attesting, Requirement
from lanyard.assurance.gathering import Row, reader, shaped
from lanyard.assurance.models import LocalRequirement
from lanyard.assurance.registers import Moment, SubjectSet, months_counted
from lanyard.design.words import status_look
from lanyard.engines.readiness import FIX_BY, SEVERITIES
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation

MONTHS = 12  # for how long a word on a force's own requirement counts, where it names no number


# What a requirement consists of besides the columns that every reader's rows have.
_WORDS = (
    "tightens", "title", "wording", "subject_kind", "severity", "who", "by", "months", "fix_days", "warn_days",
    "reason",
)  # fmt: skip


@reader()
def in_force(subjects: SubjectSet, when: Moment) -> QuerySet:
    """Read what forces require of a kind of subject at the moment; the text is all that rows have no column for."""
    rows = LocalRequirement.objects.known(when.known).filter(
        Q(in_force_until__isnull=True) | Q(in_force_until__gt=when.day),
        in_force_from__lte=when.day,
        subject_kind=subjects.kind,
    )
    # As text within the text: a list inside an object is written differently by each database.
    words = {name: Cast(name, TextField()) if name == "by" else F(name) for name in _WORDS}
    return shaped(
        rows, "force", what="code", name="force__name", text=Cast(JSONObject(**words), TextField()), number="version",
        starts="in_force_from", ends="in_force_until", at="recorded_at",
    )  # fmt: skip


def requirements_in_force(
    sets: Mapping[str, SubjectSet], forces: set[int | None], when: Moment, national: Sequence[Requirement]
) -> dict[int, list[Requirement]]:
    """Return each force's own requirements at a moment."""
    by_id = {r.id: r for r in national}
    rows = [row for mine in sets.values() for row in in_force(mine, when) if row.key in forces]
    found: dict[int, dict[str, Requirement]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row.key, row.what, row.number)):
        local = _stored(row)
        if not local.tightens or local.tightens in by_id:
            found[row.key][row.what] = as_requirement(local, by_id.get(local.tightens))
    return {force: list(items.values()) for force, items in found.items()}


def _stored(row: Row) -> LocalRequirement:
    words = json.loads(row.text)
    return LocalRequirement(
        force=Organisation(pk=row.key, name=row.name), code=row.what, version=row.number, in_force_from=row.starts,
        in_force_until=row.ends, recorded_at=row.at, **{**words, "by": json.loads(words["by"])},
    )  # fmt: skip


def as_requirement(row: LocalRequirement, national: Requirement | None) -> Requirement:
    """Return a stored local requirement as the engine and the pages see it."""
    if national is not None:
        return replace(
            national, severity=row.severity, fix_days=row.fix_days, warn_days=row.warn_days, force=row.force_id,
            tightens=national.id, max_months=row.months, version=row.version,
            source=f"{row.force.name}: {row.reason}; tightens {national.source}",
        )  # fmt: skip
    return Requirement(
        id=row.code, part="local", title=row.title, wording=row.wording, kind=row.subject_kind,
        severity=row.severity, who=row.who, source=f"{row.force.name}: {row.reason}",
        last_checked=row.recorded_at.date(), version=row.version, in_force_from=row.in_force_from,
        in_force_until=row.in_force_until, attesting=Attesting(tuple(row.by), row.months or MONTHS, row.wording),
        fix_days=row.fix_days, warn_days=row.warn_days, force=row.force_id,
    )  # fmt: skip


def apply(national: Sequence[Requirement], own: Sequence[Requirement]) -> list[Requirement]:
    """Return what a force's subjects are judged by: the nation's, tightened where it says so, and its own."""
    tightened = {r.tightens: r for r in own if r.tightens}
    return [tightened.get(r.id, r) for r in national] + [r for r in own if not r.tightens]


def must_tighten(national: Requirement, *, severity: str, months: int | None, fix_days: int, warn_days: int) -> None:
    """Raise Refused where nothing would be stricter than it is nationally, or the months would change nothing."""
    counted = national.attesting.months if national.attesting else months_counted(national.evidence)
    if not national.attesting and months and counted and months >= counted:
        message = _("What proves this counts for %(months)s months already. Enter fewer, or leave it empty")
        raise Refused(message % {"months": counted}, field="months")
    sooner = months is not None and (counted is None or months < counted)
    # Days to put it right count only where it may be put right.
    faster = severity == FIX_BY and fix_days < national.fix_days
    if not (sooner or faster or severity != national.severity or warn_days > national.warn_days):
        message = _("This changes nothing. Enter fewer months, or make something else stricter")
        raise Refused(message, field="months")


def must_not_relax(national: Requirement, *, severity: str, months: int | None, fix_days: int, warn_days: int) -> None:
    """Raise Refused where any value would be milder than the national framework's (DESIGN, principle 4)."""
    if SEVERITIES.index(severity) < SEVERITIES.index(national.severity):
        message = _("The national framework says “%(severity)s”. Choose that or something stricter")
        raise Refused(message % {"severity": status_look(national.severity)[1]}, field="severity")
    if national.attesting and months is not None and months > national.attesting.months:
        message = _("The national framework allows %(months)s months. Enter that or fewer")
        raise Refused(message % {"months": national.attesting.months}, field="months")
    # Where the force stops at once, there are no days in which it may be mended.
    if severity == national.severity == FIX_BY and fix_days > national.fix_days:
        message = _("The national framework allows %(days)s days. Enter that or fewer")
        raise Refused(message % {"days": national.fix_days}, field="fix_days")
    if warn_days < national.warn_days:
        message = _("The national framework warns %(days)s days before. Enter that or more")
        raise Refused(message % {"days": national.warn_days}, field="warn_days")
