"""The calendar of a school: its terms, bank holidays, closed days and awareness dates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lanyard.calendar import actions, policy, queries
from lanyard.calendar.awareness import awareness_dates
from lanyard.calendar.forms import ClosedDayForm, TermsForm
from lanyard.calendar.models import ClosedDay
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.models import Organisation
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


@needs(policy.VIEW_CALENDAR)
@require_safe
def calendar(request: HttpRequest, organisation: str) -> HttpResponse:
    """Show the school year of a school, or the default of a force."""
    place, year = _place(request, policy.VIEW_CALENDAR, organisation), _year(request)
    terms = queries.terms(place, year)
    holidays = {**queries.bank_holidays(year[0].year), **queries.bank_holidays(year[1].year)}
    context = {
        "place": place, "year": year, "terms": terms, "before": year[0].year - 1, "after": year[0].year + 1,
        "own": bool(terms) and terms[0].organisation_id == place.pk,
        "holidays": [(day, name) for day, name in holidays.items() if year[0] <= day <= year[1]],
        "closed": queries.closed_days(place, *year), "awareness": awareness_dates(*year),
        "may_edit": request.actor.may(policy.EDIT_TERMS, place.place),
    }  # fmt: skip
    return render(request, "calendar_room/calendar.html", context)


@needs(policy.EDIT_TERMS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_terms(request: HttpRequest, organisation: str) -> HttpResponse:
    """Set the terms of a school year."""
    place, year = _place(request, policy.EDIT_TERMS, organisation), _year(request)
    form = TermsForm(request.POST or None, terms=queries.terms(place, year))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_terms(request.actor, place, year, form.dates())
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect(f"{reverse('calendar:calendar', args=[organisation])}?year={year[0].year}")
    title = _("Term dates %(first)s to %(last)s") % {"first": year[0].year, "last": year[1].year}
    return _form(request, form, place, title)


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
    return _form(request, form, place, _("Add a closed day"))


def _form(request: HttpRequest, form: TermsForm | ClosedDayForm, place: Organisation, title: str) -> HttpResponse:
    back = reverse("calendar:calendar", args=[place.public_id])
    context = {"form": form, "back": back, "title": title, "place": place}
    return render(request, "calendar_room/form.html", context)


@needs(policy.EDIT_TERMS)
@require_POST
def open_day(request: HttpRequest, closed_day: str) -> HttpResponse:
    """Take back that a school is closed on a day."""
    days = ClosedDay.objects.select_related("organisation")
    found = fetch(request.actor, policy.EDIT_TERMS, days, closed_day)
    actions.open_day(request.actor, found)
    return redirect("calendar:calendar", found.organisation.public_id)
