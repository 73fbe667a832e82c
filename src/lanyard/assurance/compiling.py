"""The SQL of what is asked about subjects whose keys are known: composed once a day, then filled in.

Composing the queries about one unit takes the ORM several times as long as the database takes to answer them. What
differs between two questions of a day is the keys and the moment: each stands in the values, not in the SQL. Nothing
that the database answers is kept.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from lanyard.assurance.registers import Moment, SubjectSet, listed

# Composes a query out of the subjects and the moment and does no more: it reads nothing, and takes no moment but
# the one it is given, and that only to compare it with what is stored.
Build = Callable[[SubjectSet, Moment], QuerySet]


class Compiled(NamedTuple):
    """A query as the database is asked it; no SQL where no row can be meant."""

    sql: str
    values: tuple[Any, ...]


def compiled(query: QuerySet) -> Compiled:
    """Return a query as the database is asked it."""
    try:
        return Compiled(*query.query.sql_with_params())
    except EmptyResultSet:
        return Compiled("", ())


def asked(build: Build, subjects: SubjectSet, moment: Moment) -> Compiled:
    """Return what a build asks about a set of subjects: by the day's pattern where their keys are known."""
    if subjects.only is not None:
        asking = _Asking(build, subjects.kind, subjects.queryset.model, *_days(moment))
        found = _pattern(asking, timezone.localdate())
        if found is not None:
            return found.filled(_given(subjects.only, moment))
    return compiled(build(subjects, moment))


class _Asking(NamedTuple):
    """What a pattern is made for: who builds, what it is asked about, and the days of the moment."""

    build: Build
    kind: str
    model: type[Model]
    day: date
    known: date


def _days(moment: Moment) -> tuple[date, date]:
    return moment.day, timezone.localdate(moment.known)


class _Pattern(NamedTuple):
    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # the place of a value, and which of what is given stands there

    def filled(self, given: list[Any]) -> Compiled:
        values = list(self.values)
        for place, which in self.places:
            values[place] = given[which]
        return Compiled(self.sql, tuple(values))


def _given(keys: tuple[int, ...], moment: Moment) -> list[Any]:
    written = connection.ops.adapt_datetimefield_value
    return [listed(keys).params[0], written(moment.at), written(moment.known)]


# `today` is there for a build that looks at the calendar although it should not: tomorrow it is asked again.
@lru_cache(maxsize=1024)
def _pattern(asking: _Asking, today: date) -> _Pattern | None:
    """Compose a query for two subjects that don't exist, and see where they and their moments stand in it.

    None where the two differ in anything else, or where something was read: then each question is composed anew.
    """
    read: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        read.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        (one, ones), (two, twos) = (_tried(asking, n) for n in (1, 2))
    if read or one.sql != two.sql or len(one.values) != len(two.values):
        return None
    places = []
    for place, (first, second) in enumerate(zip(one.values, two.values, strict=True)):
        if first in ones and twos[ones.index(first)] == second:
            places.append((place, ones.index(first)))
        elif first != second:
            return None
    return _Pattern(one.sql, one.values, tuple(places))


def _tried(asking: _Asking, attempt: int) -> tuple[Compiled, list[Any]]:
    """Compose the query for subjects and a moment that are nobody's and like no other attempt's."""
    keys = (-1_000_000 * attempt,)
    noon, zone = time(12, 0, 0, attempt), timezone.get_current_timezone()
    at, known = (datetime.combine(day, noon, zone) for day in (asking.day, asking.known))
    moment = Moment(at, known + timedelta(microseconds=10))
    subjects = SubjectSet.of(asking.kind, asking.model, keys)
    return compiled(asking.build(subjects, moment)), _given(keys, moment)
