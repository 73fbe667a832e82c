"""The calendar of a school: its terms, bank holidays, closed days and awareness dates."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lanyard.calendar import actions, policy, queries
from lanyard.calendar.awareness import awareness_dates
from lanyard.calendar.forms import ClosedDayForm, TermsForm
from lanyard.calendar.models import ClosedDay, Term
from lanyard.design.forms import Form, refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.models import LocalAuthority, Organisation
from lanyard.organisations.scope import fetch

_KINDS = (Organisation.SCHOOL, Organisation.FORCE)


def _place(request: HttpRequest, permission: Permission, public_id: str) -> Organisation:
    found = Organisation.objects.filter(kind__in=_KINDS).select_related("school", "force")
    return fetch(request.actor, permission, found, public_id)


def _year(request: HttpRequest) -> queries.SchoolYear:
    """Return the school year of the address, else the present one; an impossible one is the present one."""
    wanted, this = request.GET.get("year", ""), queries.school_year(timezone.localdate())
    if not wanted.isascii() or not wanted.isdigit() or abs(int(wanted[:4]) - this[0].year) > 10:
        return this
    return queries.school_year(this[0].replace(year=int(wanted[:4])))


def _authority(request: HttpRequest, place: Organisation) -> LocalAuthority | None:
    """Return the local authority of the address; none where the page is about all. Another force's is not there."""
    code = request.GET.get("authority", "")
    return place.authorities.get(code=code) if code else None


def _terms(place: Organisation, authority: LocalAuthority | None, year: queries.SchoolYear) -> list[Term]:
    return queries.authority_terms(authority, year) if authority else queries.terms(place, year)


@needs(policy.VIEW_CALENDAR)
@require_safe
def calendar(request: HttpRequest, organisation: str) -> HttpResponse:
    """Show the school year of a school, or the default of a force for all its schools or for one authority's."""
    place, year = _place(request, policy.VIEW_CALENDAR, organisation), _year(request)
    authority = _authority(request, place)
    terms = _terms(place, authority, year)
    holidays = {**queries.bank_holidays(year[0].year), **queries.bank_holidays(year[1].year)}
    context = {
        "place": place, "year": year, "terms": terms, "before": year[0].year - 1, "after": year[0].year + 1,
        "own": bool(terms) and _whose(terms[0]) == (place.pk, authority.code if authority else ""),
        "authority": authority, "authorities": queries.authorities(place, year) if authority is None else [],
        "holidays": [(day, name) for day, name in holidays.items() if year[0] <= day <= year[1]],
        "closed": queries.closed_days(place, *year), "awareness": awareness_dates(*year),
        "force": place.force if place.kind == Organisation.SCHOOL and _keeps_terms(request, place.force) else None,
        "may_edit": request.actor.may(policy.EDIT_TERMS, place.place),
    }  # fmt: skip
    return render(request, "calendar_room/calendar.html", context)


def _keeps_terms(request: HttpRequest, force: Organisation | None) -> bool:
    return force is not None and request.actor.may(policy.EDIT_TERMS, force.place)


def _whose(term: Term) -> tuple[int, str]:
    return term.organisation_id, term.la_code


@needs(policy.EDIT_TERMS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_terms(request: HttpRequest, organisation: str) -> HttpResponse:
    """Set the terms of a school year: of a school, of a force, or of one of the force's local authorities."""
    place, year = _place(request, policy.EDIT_TERMS, organisation), _year(request)
    authority = _authority(request, place)
    about = {"year": year[0].year, **({"authority": authority.code} if authority else {})}
    back = f"{reverse('calendar:calendar', args=[organisation])}?{urlencode(about)}"
    form = TermsForm(request.POST or None, terms=_terms(place, authority, year))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(request.actor, place, year, form.dates(), authority.code if authority else "")
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect(back)
    title = _("Term dates %(first)s to %(last)s") % {"first": year[0].year, "last": year[1].year}
    return _form(request, form, f"{place}, {authority.name}" if authority else place, title, back)


@needs(policy.EDIT_TERMS)
@require_http_methods(["GET", "HEAD", "POST"])
def close_day(request: HttpRequest, organisation: str) -> HttpResponse:
    """Say that a school has no pupils in on a day."""
    place = _place(request, policy.EDIT_TERMS, organisation)
    form = ClosedDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_day(request.actor, place, *form.cleaned())
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("calendar:calendar", organisation)
    back = reverse("calendar:calendar", args=[organisation])
    return _form(request, form, place, _("Add a closed day"), back)


def _form(request: HttpRequest, form: Form, about: object, title: str, back: str) -> HttpResponse:
    context = {"form": form, "back": back, "title": title, "about": str(about)}
    return render(request, "calendar_room/form.html", context)


@needs(policy.EDIT_TERMS)
@require_POST
def open_day(request: HttpRequest, closed_day: str) -> HttpResponse:
    """Take back that a school is closed on a day."""
    days = ClosedDay.objects.select_related("organisation")
    found = fetch(request.actor, policy.EDIT_TERMS, days, closed_day)
    actions.open_day(request.actor, found)
    return redirect("calendar:calendar", found.organisation.public_id)
