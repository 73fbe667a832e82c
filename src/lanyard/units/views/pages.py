"""The list of units and the page of one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

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
    return render(request, "units/units.html", {"page": page, "ended": ended})


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
