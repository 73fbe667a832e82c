"""Who delivers at which school. Higher rooms know it (a unit's leaders); they register it here.

A source is given a day and returns a queryset whose rows lead to a person and a school, so that it can stand
inside other queries whatever the number of rows.
"""

from collections.abc import Callable
from datetime import date
from itertools import chain

from django.db.models import Q, QuerySet

Source = Callable[[date], QuerySet]

_sources: list[tuple[Source, str, str]] = []


def delivers(*, person: str, school: str) -> Callable[[Source], Source]:
    """Register a queryset of people who deliver on a day, with the lookup paths of person and school."""

    def register(source: Source) -> Source:
        _sources.append((source, person, school))
        return source

    return register


def delivers_at(person: int, day: date, path: str) -> Q:
    """Return the filter for rows whose school (at the lookup path) is one where a person delivers: no query."""
    found = Q(pk__in=[])
    for rows, who, school in _sources:
        found |= Q(**{f"{path}__in": rows(day).filter(**{who: person}).values(school)})
    return found


def people_delivering_at(school: int, day: date) -> list[int]:
    """Return the ids of the people who deliver at a school on a day: one query for each source."""
    found = (rows(day).filter(Q(**{where: school})).values_list(who, flat=True) for rows, who, where in _sources)
    return sorted(set(chain.from_iterable(found)))
