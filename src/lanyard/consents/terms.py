"""When the term began in which a child is asked: a yes of an earlier term no longer counts."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from lanyard.calendar.models import Term
from lanyard.calendar.queries import school_year
from lanyard.consents.catalogue import thirds
from lanyard.organisations.models import Organisation

Whose = tuple[int | None, str]  # an organisation and, for some of a force's terms, a local authority's code
TermOf = Callable[[int, int | None, str | None], date]  # of a school, its force and its local authority's code


def known_terms(day: date) -> TermOf:
    """Return who says when a school's term began, from the terms in the calendar: one query."""
    terms = Term.objects.filter(year=school_year(day)[0].year)
    return term_of(terms.values_list("organisation", "la_code", "starts_on", "ends_on"), day)


def term_of(terms: Iterable[tuple[int, str, date, date]], day: date) -> TermOf:
    """Return who says when a school's term began, from all terms of the school year.

    A school's own terms win over its force's terms for its local authority, and those over the force's for all. In
    the holidays it is the term before. Where no term is known, the school year's third counts.
    """
    known: dict[Whose, list[tuple[date, date]]] = {}
    for whose, code, first, last in sorted(terms, key=lambda term: term[2]):
        known.setdefault((whose, code), []).append((first, last))

    @cache
    def term_began(school: int, force: int | None, la_code: str | None) -> date:
        wanted: tuple[Whose, ...] = ((school, ""), (force, la_code or ""), (force, ""))
        return began(next((known[whose] for whose in wanted if whose in known), ()), day)

    return term_began


def term_began(school: Organisation, day: date) -> date:
    """Return the day on which the term of a school began: two queries."""
    about = Organisation.objects.filter(pk=school.pk).values_list("pk", "force", "school__la_code").get()
    return known_terms(day)(*about)


def began(terms: Iterable[tuple[date, date]], day: date) -> date:
    """Return when the term of a day began, from the first and last days of those known, in their order."""
    third = _third(day)
    begun = [term for term in terms if term[0] <= day]
    if not begun:
        return third
    first, last = begun[-1]
    # A later term that nobody has entered has begun all the same.
    return third if last < third <= day else first


def _third(day: date) -> date:
    first = school_year(day)[0]
    begins = [date(first.year if month >= first.month else first.year + 1, month, on) for month, on in thirds()]
    return max(begin for begin in begins if begin <= day)
