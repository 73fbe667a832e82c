"""Where units appear on other rooms' pages, and the way in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.units import policy
from lanyard.units.models import Unit

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
