"""The ways to permission and to parents from a unit's page, and from its list of members."""

from typing import Any

from django.http import HttpRequest

from lanyard.consents import policy
from lanyard.design.panels import panel


def _ways(request: HttpRequest, unit: Any) -> dict | None:
    if not request.actor.may(policy.VIEW_PERMISSIONS, unit.place):
        return None
    return {"unit": unit, "may_record": request.actor.may(policy.RECORD_PERMISSIONS, unit.place)}


@panel("unit", order=30, template="consents/panel_unit.html")
def ways_from_unit(request: HttpRequest, unit: Any) -> dict | None:
    """Lead to the answers of a unit's members."""
    return _ways(request, unit)


@panel("members", order=10, template="consents/panel_unit.html")
def ways_from_members(request: HttpRequest, unit: Any) -> dict | None:
    """Lead from the list of members to their answers."""
    return _ways(request, unit)


@panel("unit", order=35, template="consents/panel_asking.html")
def ways_to_parents(request: HttpRequest, unit: Any) -> dict | None:
    """Lead to asking parents and carers, and to telling them something."""
    if not request.actor.may(policy.REQUEST_ANSWERS, unit.place):
        return None
    return {"unit": unit, "may_tell": request.actor.may(policy.TELL_PARENTS, unit.place)}


@panel("unit", order=36, template="consents/panel_copy.html")
def way_to_the_copy(request: HttpRequest, unit: Any) -> dict | None:
    """Lead the force's central team to its copy of the answers."""
    return {"unit": unit} if request.actor.may(policy.COPY_CONSENTS, unit.place) else None
