"""School years, terms and school days: what planning asks the calendar."""

from datetime import date
from functools import cache
from typing import Any

import holidays
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from lanyard.calendar.models import ClosedDay, Term
from lanyard.organisations.models import LocalAuthority, Organisation

SchoolYear = tuple[date, date]
_SATURDAY = 5


def school_year(day: date) -> SchoolYear:
    """Return the school year of a day: 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of England and Wales in a calendar year, by day."""
    return dict(sorted(holidays.country_holidays("GB", subdiv="ENG", years=year).items()))


def terms(organisation: Organisation, year: SchoolYear) -> list[Term]:
    """Return the terms that hold for an organisation in a school year: one query.

    A school's own terms win over its force's terms for the school's local authority, and those over the force's
    terms for all. Empty when nobody has entered any.
    """
    found: list[Any] = list(_terms_for(organisation).filter(year=year[0].year).order_by("nearness", "starts_on"))
    return [term for term in found if term.nearness == found[0].nearness]


def authority_terms(authority: LocalAuthority, year: SchoolYear) -> list[Term]:
    """Return the terms that hold for the schools of a local authority: its own, else its force's for all."""
    kept = Term.objects.filter(organisation=authority.force_id, la_code__in=("", authority.code), year=year[0].year)
    found = list(kept.order_by("-la_code", "starts_on"))
    return [term for term in found if term.la_code == found[0].la_code]


def authorities(force: Organisation, year: SchoolYear) -> list[tuple[LocalAuthority, bool]]:
    """Return a force's local authorities by name, each with whether it has terms of its own in a school year."""
    own = Term.objects.filter(organisation=force, la_code=OuterRef("code"), year=year[0].year)
    found: Any = force.authorities.annotate(own=Exists(own)).order_by("name", "code")
    return [(authority, authority.own) for authority in found]


def _terms_for(organisation: Organisation) -> QuerySet[Any]:
    of_force = Q(organisation=organisation.force_id, organisation__kind=Organisation.FORCE)
    authority = of_force & Q(la_code=_la_code(organisation)) & ~Q(la_code="")
    everybody = of_force & Q(la_code="")
    own = Q(organisation=organisation, la_code="")
    nearness = Case(When(own, then=Value(0)), When(authority, then=Value(1)), default=Value(2))
    return Term.objects.filter(own | authority | everybody).annotate(nearness=nearness)


def _la_code(organisation: Organisation) -> str:
    school = getattr(organisation, "school", None) if organisation.kind == Organisation.SCHOOL else None
    return school.la_code if school else ""


def closed_days(organisation: Organisation, first: date, last: date) -> QuerySet[ClosedDay]:
    """Return the days of a span on which a school has no pupils in."""
    return ClosedDay.objects.filter(organisation=organisation, day__range=(first, last))


def is_school_day(organisation: Organisation, day: date) -> bool:
    """Say whether pupils are in on a day: two queries.

    Where no term dates are known, any weekday that is no bank holiday counts: a session must not become impossible
    because nobody has typed in the terms.
    """
    if day.weekday() >= _SATURDAY or day in bank_holidays(day.year):
        return False
    known = terms(organisation, school_year(day))
    if known and not any(in_term(term, day) for term in known):
        return False
    return not closed_days(organisation, day, day).exists()


def in_term(term: Term, day: date) -> bool:
    """Say whether a day is in a term and not in its half-term break."""
    resting = bool(term.break_starts_on and term.break_ends_on and term.break_starts_on <= day <= term.break_ends_on)
    return term.starts_on <= day <= term.ends_on and not resting
