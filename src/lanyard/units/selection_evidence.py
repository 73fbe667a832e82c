"""What an intake's records prove of a unit: children heard of it before they applied, and were chosen openly (NEV-8).

Read for the whole set in the inquiry's one journey; a unit's newest intake is judged.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import CharField, Min, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from lanyard.assurance.gathering import Row, reader, shaped, together
from lanyard.assurance.registers import Findings, Moment, Otherwise, SubjectSet, evidence
from lanyard.design.saying import said as _
from lanyard.engines.readiness import MET, NOT_APPLICABLE, NOT_MET, Finding
from lanyard.units.models import Application, Intake, Introduction, Selection
from lanyard.units.wording import year_list

INTRODUCED, CHOSEN = "children-introduced-first", "children-chosen-openly"


@reader("unit")
def intakes_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the units' intakes that were set up and not called off."""
    rows = Intake.objects.known(moment.known).filter(unit__in=subjects.keys)
    years = Cast("year_groups", CharField())
    return shaped(rows, "unit", name="unit__public_id", text=years, number="pk", starts="opens_on", ends="closes_on")


@reader("unit")
def introductions_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when which year groups were introduced to Mini Police."""
    rows = Introduction.objects.known(moment.known).filter(intake__unit__in=subjects.keys, held_on__lte=moment.day)
    return shaped(rows, "intake__unit", text=Cast("year_groups", CharField()), number="intake", starts="held_on")


@reader("unit")
def first_applications(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when the first child of each year group applied."""
    rows = Application.objects.filter(intake__unit__in=subjects.keys, recorded_at__lte=moment.known)
    first = rows.values("intake", "intake__unit", "child__year_group").annotate(first=Min("recorded_at"))
    years = Cast("child__year_group", CharField())
    return shaped(first, "intake__unit", text=years, number="intake", at="first")


@reader("unit")
def selections_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read which decisions were signed."""
    rows = Selection.objects.known(moment.known).filter(intake__unit__in=subjects.keys, recorded_at__lte=moment.at)
    return shaped(rows, "intake__unit", text=Cast("below_minimum", CharField()), number="intake", at="recorded_at")


@evidence(INTRODUCED, CHOSEN, kind="unit")
def selection_records(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find what is recorded of how the units' children came in (NEV-8, NEV-25)."""
    intakes, introductions, applications, selections = together(
        subjects, moment, intakes_known, introductions_known, first_applications, selections_known
    )
    mine: dict[int, list[Row]] = defaultdict(list)
    for row in intakes:
        mine[row.key].append(row)
    told, applied, signed = (_by_intake(rows) for rows in (introductions, applications, selections))
    return {
        INTRODUCED: Otherwise(
            Finding(NOT_MET, evidence=_("No introduction is on record")),
            {unit: introduced_finding(_newest(rows), told, applied) for unit, rows in mine.items()},
        ),
        CHOSEN: Otherwise(
            Finding(NOT_MET, evidence=_("It is not on record how the children were chosen")),
            {unit: chosen_finding(rows, signed, moment.day) for unit, rows in mine.items()},
        ),
    }


def _by_intake(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.number].append(row)
    return found


def _newest(intakes: Sequence[Row]) -> Row:
    return max(intakes, key=lambda row: (row.starts, row.number))


def introduced_finding(
    intake: Row, told: Mapping[int, Sequence[Row]], applied: Mapping[int, Sequence[Row]]
) -> Finding:
    """Say whether every year group of an intake was introduced, and before the first of its children applied."""
    link = ("unit", intake.name)
    first: dict[int, date] = {}
    for row in sorted(told.get(intake.number, ()), key=lambda row: row.starts):
        for year in json.loads(row.text):
            first.setdefault(year, row.starts)
    missing = [year for year in json.loads(intake.text) if year not in first]
    if missing:
        return Finding(NOT_MET, intake.starts, evidence=_("Not introduced: %s") % year_list(missing), link=link)
    for row in applied.get(intake.number, ()):
        day = timezone.localdate(row.at)
        if first.get(int(row.text), date.max) > day:
            return Finding(NOT_MET, day, evidence=_("A child applied before the introduction"), link=link)
    return Finding(MET, max(first.values()), evidence=_("Introduced before children applied"), link=link)


def chosen_finding(intakes: Sequence[Row], signed: Mapping[int, Sequence[Row]], day: date) -> Finding:
    """Say whether a person signed who is offered a place in the newest intake that has closed."""
    closed = [row for row in intakes if row.ends < day]
    link = ("unit", intakes[0].name)
    if not closed:
        return Finding(NOT_APPLICABLE, evidence=_("Children can still apply"), link=link)
    newest = _newest(closed)
    decisions = signed.get(newest.number)
    if not decisions:
        return Finding(NOT_MET, newest.ends, evidence=_("Nobody has signed the decision"), link=link)
    since = timezone.localdate(decisions[0].at)
    if decisions[0].text.lower() in ("1", "t", "true"):
        text = _("Fewer vulnerable children than the force asks for; the reason is on record")
        return Finding(NOT_MET, since, evidence=text, link=link)
    return Finding(MET, since, evidence=_("Open to all, compared with the school's children, signed"), link=link)
