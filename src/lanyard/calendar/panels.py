"""Where the calendar appears on other rooms' pages."""

from typing import Any

from django.http import HttpRequest

from lanyard.calendar import policy
from lanyard.design.panels import panel


@panel("school", order=80, template="calendar_room/panel_school.html")
def school_year_here(request: HttpRequest, school: Any) -> dict | None:
    """Show the way to a school's calendar to those who may see it."""
    return {"school": school} if request.actor.may(policy.VIEW_CALENDAR, school.place) else None
