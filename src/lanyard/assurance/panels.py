"""The verdict at the top of a subject's page, and assurance's ways in."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lanyard.assurance import policy
from lanyard.assurance.actions import place_of
from lanyard.assurance.looking import look_at_officers, officers_to_act
from lanyard.assurance.owed import owed_by
from lanyard.assurance.readiness import verdict_for
from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel

nav_item(50, _("Board"), "assurance:boards", policy.VIEW_BOARD)
nav_item(90, _("Framework"), "assurance:framework", policy.VIEW_FRAMEWORK, seldom=True)


@panel("today", 15, "assurance/panel_owed.html")
def to_confirm(request: HttpRequest, subject) -> dict | None:
    """Show the words that only the reader's posts can give."""
    if not request.actor.holds(policy.ATTEST):
        return None
    listed = owed_by(request.actor)
    return {"listed": listed} if listed else None


@panel("today", 45, "assurance/panel_board.html")
def the_board(request: HttpRequest, subject) -> dict | None:
    """Lead to the board whoever answers for more than they do themselves; no query."""
    if not request.actor.holds(policy.VIEW_BOARD):
        return None
    return {"national": request.actor.scope(policy.VIEW_BOARD).everything}


@panel("unit", 10, "assurance/panel_verdict.html")
def unit_verdict(request: HttpRequest, unit) -> dict | None:
    """Say whether the unit is safe to operate and who must do what next."""
    return _verdict(request, "unit", unit, certify=request.actor.holds(policy.ISSUE_CERTIFICATE))


@panel("session", 10, "assurance/panel_verdict.html")
def session_verdict(request: HttpRequest, session) -> dict | None:
    """Say whether the session is safe to operate and who must do what next."""
    return _verdict(request, "session", session)


@panel("partnership", 10, "assurance/panel_verdict.html")
def partnership_verdict(request: HttpRequest, partnership) -> dict | None:
    """Say whether the partnership stands and who must do what next."""
    return _verdict(request, "partnership", partnership)


@panel("officer", 10, "assurance/panel_verdict.html")
def officer_verdict(request: HttpRequest, person) -> dict | None:
    """Say whether the officer may deliver and who must do what next."""
    return _verdict(request, "officer", person)


def _verdict(request: HttpRequest, kind: str, subject, certify: bool = False) -> dict | None:
    if not request.actor.holds(policy.VIEW_VERDICT):
        return None
    found = verdict_for(kind, type(subject)._base_manager.filter(pk=subject.pk))
    if found is None:
        return None
    if kind != "officer":  # the officer's own page records its look itself
        officers = officers_to_act([found])
        look_at_officers(request.actor, "assurance.verdict_seen", officers, place_of(found.row, kind))
    return {"found": found, "kind": kind, "certify": certify}
