"""The list of units and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lanyard.assurance.policy import VIEW_VERDICT
from lanyard.assurance.readiness import verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.design.routes import needs
from lanyard.units import policy
from lanyard.units.models import Unit
from lanyard.units.queries import leaders_of, unit_for, units_for

PER_PAGE = 50


@needs(policy.VIEW_UNIT)
def units(request: HttpRequest) -> HttpResponse:
    """List the units that the reader may see."""
    ended = request.GET.get("show") == "ended"
    page = Paginator(units_for(request.actor, ended=ended), PER_PAGE).get_page(request.GET.get("page"))
    if not ended:
        _judge(request, list(page))
    return render(request, "units/units.html", {"page": page, "ended": ended})


def _judge(request: HttpRequest, shown: list[Unit]) -> None:
    """Set each shown unit's verdict, where the reader may see verdicts: one inquiry for the page."""
    if not shown or not request.actor.holds(VIEW_VERDICT):
        return
    found = verdicts(SubjectSet("unit", Unit.objects.filter(pk__in=[unit.pk for unit in shown])))
    words = {each.row.key: each.verdict for each in found}
    for unit in shown:
        unit.verdict = words[unit.pk]


@needs(policy.VIEW_UNIT)
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """Show one unit: first whether it is safe to operate, then who leads it and how many children it has."""
    found = unit_for(request.actor, unit)
    leaders = list(leaders_of(found))
    # What the reader may do is asked several times on this page; the leaders are read once.
    found.leading_today = [row.person_id for row in leaders if row.starts_on <= timezone.localdate()]
    context = {
        "unit": found,
        "years": found.years_said,
        "leaders": leaders,
        "may": what_may(request, found),
    }
    return render(request, "units/unit.html", context)


def what_may(request: HttpRequest, unit: Unit) -> dict[str, bool]:
    """Say what the reader may do here, so that the page shows only links that lead somewhere."""
    may, place = request.actor.may, unit.place
    return {
        "change": may(policy.SET_UP_UNIT, place),
        "leaders": may(policy.NAME_LEADERS, place),
        "school_lead": may(policy.NAME_SCHOOL_LEAD, place),
        "members": may(policy.VIEW_MEMBERS, place),
    }
