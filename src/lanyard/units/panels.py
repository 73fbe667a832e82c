"""Where units appear on other rooms' pages, and the way in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.units import policy
from lanyard.units.models import Unit
from lanyard.units.needs import count_needs

nav_item(30, _("Units"), "units:units", policy.VIEW_UNIT)
MOST_SHOWN = 20


@panel("school", order=40, template="units/panel_school.html")
def units_here(request: HttpRequest, school: Any) -> dict | None:
    """Show a school's units to those who may see them, and the way to set one up."""
    organisation = getattr(school, "organisation", school)
    may_set_up = request.actor.may(policy.SET_UP_UNIT, organisation.place)
    if not (may_set_up or request.actor.holds(policy.VIEW_UNIT)):
        return None
    visible = Unit.objects.visible_to(request.actor, policy.VIEW_UNIT).filter(school=organisation)
    units = list(visible.live(timezone.localdate()).order_by("name", "pk")[:MOST_SHOWN])
    if not units and not may_set_up:
        return None
    return {"units": units, "school": organisation, "may_set_up": may_set_up}


@panel("unit", order=25, template="units/panel_needs.html")
def ways_to_needs(request: HttpRequest, unit: Any) -> dict | None:
    """Lead to what the members need, and to where they go on to."""
    if not request.actor.may(policy.NEEDS_TO_KNOW, unit.place):
        return None
    return {"unit": unit, "may_see_ways": request.actor.may(policy.VIEW_PATHWAY, unit.place)}


@panel("children-of-the-day", order=10, template="units/panel_to_know.html")
def what_to_know(request: HttpRequest, occasion: Any) -> dict | None:
    """Say on a plan or a session how many of those who take part have needs, and lead to them (STO-8): one query.

    `occasion` has a unit and a day. No child is named here: what to know and do is one step on, where the look is
    recorded.
    """
    unit, day = occasion.unit, occasion.day
    if not request.actor.may(policy.NEEDS_TO_KNOW, unit.place):
        return None
    return {"unit": unit, "count": count_needs(unit, day, timezone.now())}
