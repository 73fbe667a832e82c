"""The way in to the children of a school."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.units import policy

nav_item(35, _("Children"), "units:children_schools", policy.VIEW_CHILDREN)


@panel("school", order=45, template="units/panel_children.html")
def children_here(request: HttpRequest, school: Any) -> dict | None:
    """Lead the school's own staff to its children."""
    organisation = getattr(school, "organisation", school)
    if not request.actor.may(policy.VIEW_CHILDREN, organisation.place):
        return None
    return {"school": organisation, "may_change": request.actor.may(policy.CHANGE_CHILDREN, organisation.place)}
