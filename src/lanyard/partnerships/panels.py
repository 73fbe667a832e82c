"""Where partnerships appear on other rooms' pages, and the ways in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanyard.design.links import link_kind
from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.organisations.filters import SchoolFilter, school_filter
from lanyard.partnerships import policy
from lanyard.partnerships.briefed import owed_by
from lanyard.partnerships.models.partnership import STATUSES
from lanyard.partnerships.reads import schools_with_status

nav_item(25, _("Partnerships"), "partnerships:partnerships", policy.VIEW_PARTNERSHIP)
school_filter(
    SchoolFilter(
        "partnership", _("Partnership"), STATUSES, policy.VIEW_PARTNERSHIP,
        lambda actor, status: schools_with_status(actor, status),
    )
)  # fmt: skip
link_kind("partnership", "partnerships:partnership")
link_kind("agreement", "partnerships:agreement")
link_kind("review", "partnerships:review")


@panel("school", order=20, template="partnerships/panel_school.html")
def partnership_here(request: HttpRequest, school: Any) -> dict | None:
    """Show the school's status and what is signed, and the way to its partnership."""
    organisation = getattr(school, "organisation", school)
    if not request.actor.holds(policy.VIEW_PARTNERSHIP):
        return None
    row = schools_with_status(request.actor).filter(pk=organisation.pk).first()
    if row is None:
        return None
    row.status_words = dict(STATUSES)[row.status]
    return {"row": row, "may_record": request.actor.may(policy.RECORD_STATUS, organisation.place)}


@panel("today", order=30, template="partnerships/panel_today.html")
def briefings_owed(request: HttpRequest, subject: Any) -> dict | None:
    """Show an adult who delivers what they have still to confirm, school by school."""
    if request.actor.person is None or not request.actor.holds(policy.CONFIRM_BRIEFING):
        return None
    owed = owed_by(request.actor.person)
    return {"owed": owed} if owed else None
