"""Reads of the calendar: the school year, terms, bank holidays, and whether a school has its pupils in."""

from datetime import date
from functools import cache

import holidays
from django.db.models import Q

from lanyard.calendar.models import ClosedDay, Term
from lanyard.organisations.models import Organisation


def school_year(day: date) -> tuple[date, date]:
    """Return the first and the last day of the school year that a day belongs to: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of England and Wales in a calendar year, by day."""
    return dict(sorted(holidays.country_holidays("GB", subdiv="ENG", years=year).items()))


def terms(organisation: Organisation, year: date | int) -> list[Term]:
    """Return a school's terms in the school year that begins in a calendar year.

    The school's own dates stand before its force's for the local authority, and those before the force's for all.
    """
    began = year if isinstance(year, int) else school_year(year)[0].year
    la_code = getattr(getattr(organisation, "school", None), "la_code", "")
    rows = Term.objects.filter(
        Q(organisation=organisation) | Q(organisation_id=organisation.force_id, la_code__in=["", la_code]),
        year=began,
    )
    return sorted(_nearest(rows, organisation, la_code).values(), key=lambda term: term.starts_on)


def _nearest(rows, organisation: Organisation, la_code: str) -> dict[str, Term]:
    found: dict[str, Term] = {}
    for term in sorted(rows, key=lambda t: (t.organisation_id == organisation.pk, t.la_code == la_code != "")):
        found[term.season] = term
    return found


def is_school_day(organisation: Organisation, day: date) -> bool:
    """Say whether a school has its pupils in on a day; where no terms are kept, weekdays but bank holidays."""
    if day.weekday() >= 5 or day in bank_holidays(day.year):
        return False
    known = terms(organisation, day)
    if known and not any(_in_term(term, day) for term in known):
        return False
    return not ClosedDay.objects.filter(organisation=organisation, day=day).exists()


def _in_term(term: Term, day: date) -> bool:
    on_break = term.break_starts_on and term.break_ends_on and term.break_starts_on <= day <= term.break_ends_on
    return term.starts_on <= day <= term.ends_on and not on_break
