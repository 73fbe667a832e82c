"""Units' answers counted by the database: one pass over the answers, whatever the number of children; no names."""

from datetime import date
from functools import lru_cache, reduce
from operator import mul
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from lanyard.assurance.compiling import asked
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.consents.catalogue import CHILD_PHOTO, CHILD_TAKE_PART, TAKE_PART, photo_purposes
from lanyard.consents.decisions import age_case, may_answer
from lanyard.consents.models import Answer, in_force
from lanyard.units.models import Member


class Tally(NamedTuple):
    """One unit's count of its members: those for whom something is missing, and since when the first of them waits."""

    unit: int
    public_id: str
    members: int
    newest: date  # the day the last of them joined
    outside: int  # not of the programme's ages
    refused: int
    missing: int  # without a yes that counts
    since: date | None  # of those outside, refused or missing
    photos_missing: int
    photos_since: date | None
    unknown: int  # nobody is known who may answer
    unknown_since: date | None
    never_asked: int  # of the children themselves
    never_since: date | None
    asked: date | None  # the child who was asked longest ago, of those who were asked
    school: int
    force: int | None
    la_code: str | None


_DAYS = {Tally._fields.index(name) for name in (
    "newest", "since", "photos_since", "unknown_since", "never_since", "asked",
)}  # fmt: skip

# First by child, then by unit: the one pass over the answers that the ORM can't write. A subquery for each child
# and question took several times as long.
_BY_UNIT = """
SELECT counted.*, units_unit.school_id, organisations_organisation.force_id, organisations_school.la_code
  FROM (
SELECT unit_key, unit_public_id, count(*), max(joined_on),
       sum(CASE WHEN age <> 1 THEN 1 ELSE 0 END),
       sum(CASE WHEN age = 1 THEN refused ELSE 0 END),
       sum(CASE WHEN age = 1 AND agreed = 0 AND refused = 0 THEN 1 ELSE 0 END),
       min(CASE WHEN agreed = 0 OR refused = 1 OR age <> 1 THEN joined_on END),
       sum(CASE WHEN photos < 1 THEN 1 ELSE 0 END), min(CASE WHEN photos < 1 THEN joined_on END),
       sum(CASE WHEN known = 0 THEN 1 ELSE 0 END), min(CASE WHEN known = 0 THEN joined_on END),
       sum(CASE WHEN age = 1 AND (own_part IS NULL OR own_photo IS NULL) THEN 1 ELSE 0 END),
       min(CASE WHEN age = 1 AND (own_part IS NULL OR own_photo IS NULL) THEN joined_on END),
       min(CASE WHEN age <> 1 THEN NULL WHEN own_part < own_photo THEN own_part ELSE own_photo END)
  FROM (
SELECT answered.*, CASE WHEN agreed = 1 OR EXISTS ({answering}) THEN 1 ELSE 0 END AS known
  FROM ({members}) AS answered) AS members GROUP BY unit_key, unit_public_id) AS counted
  JOIN units_unit ON units_unit.id = unit_key
  JOIN organisations_organisation ON organisations_organisation.id = units_unit.school_id
  LEFT JOIN organisations_school ON organisations_school.organisation_id = organisations_organisation.id
"""
_ANSWERING = """
SELECT 1 FROM units_responsibility AS r WHERE r.child_id = answered.child_key AND r.holds = 'yes' AND NOT r.barred
   AND r.recorded_at <= %s AND (r.withdrawn_at IS NULL OR r.withdrawn_at > %s)
"""


def tallies_at(subjects: SubjectSet, moment: Moment) -> list[Tally]:
    """Count the answers of the units' members at a moment; a unit without members has no count. One query."""
    sql, values = asked(_by_member, subjects, moment)
    if not sql:  # no unit can be meant, so there is nothing to ask
        return []
    known = connection.ops.adapt_datetimefield_value(moment.known)
    with connection.cursor() as cursor:
        cursor.execute(_BY_UNIT.format(members=sql, answering=_ANSWERING), (known, known, *values))
        return [_tally(row) for row in cursor.fetchall()]


def _by_member(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Return for each member what was answered: a yes that counts, a no, photos, and when the child was asked."""
    purposes = (TAKE_PART, *photo_purposes(), CHILD_TAKE_PART, CHILD_PHOTO)
    standing = in_force(moment.day, moment.known, "answers__") & Q(answers__purpose__in=purposes)
    counts = Exists(may_answer(moment.known).filter(child=OuterRef("child"), adult=OuterRef("said__adult")))
    refusing = Q(said__purpose__in=(TAKE_PART, CHILD_TAKE_PART), said__answer=Answer.NO)
    return (
        Member.objects.at(moment.day, moment.known)
        .filter(unit__in=subjects.keys)
        .order_by()
        .annotate(said=FilteredRelation("answers", condition=standing))
        .values("pk", "joined_on", child_key=F("child"), unit_key=F("unit"), unit_public_id=F("unit__public_id"))
        .annotate(
            agreed=_any(Q(said__purpose=TAKE_PART, said__answer=Answer.YES) & Q(counts)),
            refused=_any(refusing),
            photos=_every(*photo_purposes(), CHILD_PHOTO),
            own_part=_latest(CHILD_TAKE_PART),
            own_photo=_latest(CHILD_PHOTO),
            age=Max(age_case(moment.day)),
        )
    )


def _any(condition: Q) -> Max:
    return Max(Case(When(condition, then=Value(1)), default=Value(0)))


def _every(*purposes: str) -> Combinable:
    """Return 1 where every purpose has an answer, 0 where one has none."""
    first, *others = (_any(Q(said__purpose=purpose)) for purpose in purposes)
    return reduce(mul, others, first)


def _latest(purpose: str) -> Max:
    return Max(Case(When(said__purpose=purpose, then=F("said__dated_on"))))


def _tally(row: tuple) -> Tally:
    values = list(row)
    for place in _DAYS:
        values[place] = _day(values[place])
    return Tally(*values)


@lru_cache(maxsize=4096)
def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value  # SQLite gives days as text
