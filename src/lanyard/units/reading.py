"""Reading a set of units as known at a moment: one query, whatever the number of units."""

import json
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, FilteredRelation, JSONField, OuterRef, QuerySet, Subquery

from lanyard.accounts.models import Post
from lanyard.accounts.roles import leader_roles
from lanyard.assurance.gathering import day_of, plain
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.units.models import ForceUnitRule, UnitYears, known_at, valid_on


class Facts(NamedTuple):
    """What a unit is judged by besides its leaders; year groups are None when none were recorded by then."""

    key: int
    public_id: str
    name: str
    school: int
    school_name: str
    force: int | None
    area: int | None
    partnership: int
    starts_on: date
    years: tuple[int, ...] | None
    rule: tuple[int, ...] | None


class Leading(NamedTuple):
    """One leader of one unit at the moment, and whether they hold a leader's post at the force."""

    person: int
    name: str
    starts_on: date
    ends_on: date | None
    in_post: bool


def units_at(subjects: SubjectSet, moment: Moment) -> dict[Facts, list[Leading]]:
    """Return the units as known at the moment, each with those who led it then, by school and name: one query.

    What was read for a set is kept with it: naming the units and judging them read the same rows.
    """
    if moment not in subjects.read:
        subjects.read[moment] = _read(subjects, moment)
    return subjects.read[moment]


def _read(subjects: SubjectSet, moment: Moment) -> dict[Facts, list[Leading]]:
    found: dict[Facts, list[Leading]] = defaultdict(list)
    for row in plain(_rows, subjects, moment):
        leaders = found[_facts(*row[:11])]
        person, name, starts, ends, in_post = row[11:]
        if person is not None:
            leaders.append(Leading(person, name, day_of(starts), ends and day_of(ends), bool(in_post)))
    return dict(found)


def _facts(key, public_id, name, school, school_name, force, area, partnership, starts, years, rule) -> Facts:
    return Facts(
        key,
        public_id,
        name,
        school,
        school_name,
        force,
        area,
        partnership,
        day_of(starts),
        _years(years),
        _years(rule),
    )


@lru_cache(maxsize=1024)
def _years(written: str | None) -> tuple[int, ...] | None:
    years = None if written is None else json.loads(written)
    return None if years is None else tuple(years)


def _rows(subjects: SubjectSet, moment: Moment) -> QuerySet:
    years = UnitYears.objects.filter(known_at(moment.known), unit=OuterRef("pk"))
    rule = ForceUnitRule.objects.filter(known_at(moment.known), force=OuterRef("school__force"))
    leading = known_at(moment.known, "leaders__") & valid_on(moment.day, "leaders__")
    units = subjects.queryset.order_by().annotate(
        leading=FilteredRelation("leaders", condition=leading),
        years_then=_newest(years),
        rule_then=_newest(rule),
        in_post=Exists(_leaders_posts(moment)),
    )
    return units.order_by("school__name", "name", "pk", "leading__starts_on", "leading__pk").values_list(
        "pk", "public_id", "name", "school", "school__name", "school__force", "school__area", "partnership",
        "starts_on", "years_then", "rule_then",
        "leading__person", "leading__person__name", "leading__starts_on", "leading__ends_on", "in_post",
    )  # fmt: skip


def _newest(rows: QuerySet) -> Subquery:
    newest = rows.order_by("-recorded_at", "-pk").values("year_groups")[:1]
    return Subquery(newest, output_field=JSONField())


def _leaders_posts(moment: Moment) -> QuerySet:
    return Post.objects.known(moment.known).filter(
        valid_on(moment.day),
        person=OuterRef("leading__person"),
        role__in=leader_roles(),
        organisation__force=OuterRef("school__force"),
    )
