"""What the recorded answers prove of a unit: permission for every child, and an answer about photos for every child.

Counted by the database: no child's name is read, and the number of queries does not depend on the number of children.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache, reduce
from operator import mul
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, F, FilteredRelation, Max, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.consents.catalogue import CHILD_PHOTO, TAKE_PART, photo_purposes
from lanyard.consents.models import Answer, in_force
from lanyard.design.saying import language
from lanyard.engines.readiness import MET, NOT_MET, Finding
from lanyard.units.models import Member


class Tally(NamedTuple):
    """One unit's count: its members, those without an answer or refused, and since when the first of them waits."""

    unit: int
    public_id: str
    members: int
    newest: date
    missing: int
    refused: int
    since: date | None
    photos_missing: int
    photos_since: date | None


@evidence("permission-to-take-part", "photo-answers-recorded", kind="unit")
def answers_on_record(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find whether every member has permission (STO-5), and an answer about photos (STO-6): one query."""
    tallies = tallies_at(subjects, moment)
    return {
        "permission-to-take-part": {tally.unit: permission_finding(tally) for tally in tallies},
        "photo-answers-recorded": {tally.unit: photo_finding(tally) for tally in tallies},
    }


def tallies_at(subjects: SubjectSet, moment: Moment) -> list[Tally]:
    """Count the answers of the units' members at a moment; a unit without members has no count."""
    try:
        sql, values = _by_member(subjects, moment).query.sql_with_params()
    except EmptyResultSet:  # no unit can be meant, so the ORM has nothing to ask
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT.format(members=sql), values)
        return [_tally(row) for row in cursor.fetchall()]


# First by child, then by unit: the one pass over the answers that the ORM can't write. A subquery for each child
# and question took several times as long.
_BY_UNIT = """
SELECT unit_key, unit_public_id, count(*), max(joined_on),
       sum(CASE WHEN agreed = 0 AND refused = 0 THEN 1 ELSE 0 END), sum(refused),
       min(CASE WHEN agreed = 0 OR refused = 1 THEN joined_on END),
       sum(CASE WHEN photos < 1 THEN 1 ELSE 0 END), min(CASE WHEN photos < 1 THEN joined_on END)
  FROM ({members}) AS members GROUP BY unit_key, unit_public_id
"""


def _by_member(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Return for each member whether there is a yes, a no, and an answer to every question about photos."""
    standing = in_force(moment.day, moment.known, "answers__")
    return (
        Member.objects.at(moment.day, moment.known)
        .filter(unit__in=subjects.keys)
        .order_by()
        .annotate(said=FilteredRelation("answers", condition=standing))
        .values("pk", "joined_on", unit_key=F("unit"), unit_public_id=F("unit__public_id"))
        .annotate(
            agreed=_any(said__purpose=TAKE_PART, said__answer=Answer.YES),
            refused=_any(said__purpose=TAKE_PART, said__answer=Answer.NO),
            photos=_every(*photo_purposes(), CHILD_PHOTO),
        )
    )


def _any(**answer: str) -> Max:
    return Max(Case(When(**answer, then=Value(1)), default=Value(0)))


def _every(*purposes: str) -> Combinable:
    """Return 1 where every purpose has an answer, 0 where one has none."""
    first, *others = (_any(said__purpose=purpose) for purpose in purposes)
    return reduce(mul, others, first)


def _tally(row: tuple) -> Tally:
    days = (3, 6, 8)  # SQLite gives days as text
    return Tally._make(_day(value) if place in days else value for place, value in enumerate(row))


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def permission_finding(tally: Tally) -> Finding:
    """Say whether every member has a yes and nobody a no; names stay on the members' own page."""
    if tally.refused:
        return Finding(NOT_MET, tally.since, evidence=_refused(tally), link=("unit", tally.public_id))
    if tally.missing:
        return Finding(
            NOT_MET, tally.since, evidence=_missing(tally.missing, tally.members), link=("unit", tally.public_id)
        )
    return _all(tally.members, tally.newest, language())


def photo_finding(tally: Tally) -> Finding:
    """Say whether an answer about photos is on record for every member; a no is an answer."""
    if tally.photos_missing:
        text = _missing(tally.photos_missing, tally.members)
        return Finding(NOT_MET, tally.photos_since, evidence=text, link=("unit", tally.public_id))
    return _all(tally.members, tally.newest, language())


@lru_cache(maxsize=4096)
def _all(members: int, since: date, language: str | None) -> Finding:
    # Units share these findings: the engine judges the same object only once. The words are the language's.
    text = ngettext("Recorded for the %(n)s member", "Recorded for all %(n)s members", members)
    return Finding(MET, since, evidence=text % {"n": members})


def _missing(missing: int, members: int) -> str:
    text = ngettext("%(n)s of %(all)s members has none", "%(n)s of %(all)s members have none", missing)
    return text % {"n": missing, "all": members}


def _refused(tally: Tally) -> str:
    said = {"n": tally.refused, "all": tally.members}
    return _("A parent or carer said no for %(n)s of %(all)s members") % said
