"""The changes of the calendar: term dates and closed days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.calendar import policy
from lanyard.calendar.models import ClosedDay, Term
from lanyard.calendar.queries import SchoolYear
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.models import LocalAuthority, Organisation


@dataclass(frozen=True, slots=True)
class TermDates:
    """One term as it is entered."""

    season: str
    starts_on: date
    ends_on: date
    break_starts_on: date | None = None
    break_ends_on: date | None = None


def set_terms(
    actor: Actor, organisation: Organisation, year: SchoolYear, dates: Sequence[TermDates], la_code: str = ""
) -> list[Term]:
    """Set the terms of a school year; an empty list takes them away, and the default holds again.

    `la_code` keeps a force's terms to one of its authorities. Raises Refused, naming the field of the term at fault.
    """
    with change(actor, policy.EDIT_TERMS, organisation.place) as doing:
        # Held, so that two people who save at once don't leave a mixture of both.
        Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=organisation.pk)
        _refuse_strange_authority(organisation, la_code)
        _refuse_disorder(year, dates)
        Term.objects.filter(organisation=organisation, la_code=la_code, year=year[0].year).delete()
        made = [_term(organisation, la_code, year, entered) for entered in dates]
        Term.objects.bulk_create(made)
        said = {t.season: [t.starts_on.isoformat(), t.ends_on.isoformat()] for t in dates}
        doing.record("terms.set", organisation, year=year[0].year, la_code=la_code, terms=said)
    return made


def _term(organisation: Organisation, la_code: str, year: SchoolYear, entered: TermDates) -> Term:
    return Term(
        organisation=organisation, la_code=la_code, year=year[0].year, season=entered.season,
        starts_on=entered.starts_on, ends_on=entered.ends_on, break_starts_on=entered.break_starts_on,
        break_ends_on=entered.break_ends_on,
    )  # fmt: skip


def _refuse_strange_authority(organisation: Organisation, la_code: str) -> None:
    if not la_code:
        return
    if not LocalAuthority.objects.filter(code=la_code, force=organisation).exists():
        raise Refused(_("Choose a local authority of this force"), field="la_code")


def _refuse_disorder(year: SchoolYear, dates: Sequence[TermDates]) -> None:
    before: TermDates | None = None
    for term in sorted(dates, key=lambda t: [season for season, _name in Term.SEASONS].index(t.season)):
        _refuse_disorder_within(year, term)
        if before and term.starts_on <= before.ends_on:
            raise Refused(_("Enter a day after the term before has ended"), field=f"{term.season}_starts_on")
        before = term


def _refuse_disorder_within(year: SchoolYear, term: TermDates) -> None:
    if not year[0] <= term.starts_on <= year[1]:
        raise Refused(_("Enter a day of this school year, 1 September to 31 August"), f"{term.season}_starts_on")
    if not term.starts_on < term.ends_on <= year[1]:
        raise Refused(_("Enter a day after the term starts, at latest 31 August"), f"{term.season}_ends_on")
    begins, ends = term.break_starts_on, term.break_ends_on
    if (begins is None) != (ends is None):
        raise Refused(_("Enter both days of the half-term break, or neither"), f"{term.season}_break_starts_on")
    if begins and ends and not term.starts_on < begins <= ends < term.ends_on:
        raise Refused(_("Enter a half-term break within the term"), f"{term.season}_break_starts_on")


def close_day(actor: Actor, school: Organisation, day: date, reason: str) -> ClosedDay:
    """Say that a school has no pupils in on a day. Raises Refused when it is known already."""
    with change(actor, policy.EDIT_TERMS, school.place) as doing:
        closed, new = ClosedDay.objects.get_or_create(organisation=school, day=day, defaults={"reason": reason})
        if not new:
            raise Refused(_("The school is closed on that day already"), field="day")
        doing.record("day.closed", closed, day=day.isoformat(), reason=reason)
    return closed


def open_day(actor: Actor, closed: ClosedDay) -> None:
    """Take back that a school is closed on a day. Does nothing when somebody was first."""
    with change(actor, policy.EDIT_TERMS, closed.place) as doing:
        ClosedDay.objects.filter(pk=closed.pk).delete()
        doing.record("day.opened", closed, day=closed.day.isoformat())
