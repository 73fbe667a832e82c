"""What the programme shows on pages of lower rooms: today, the unit, the officer."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.audit.acting import look
from lanyard.design.navigation import nav_item
from lanyard.design.panels import panel
from lanyard.programme import policy
from lanyard.programme.models import Observation, Session
from lanyard.programme.observed import due_of, leading
from lanyard.programme.queries import coming
from lanyard.workforce.people import place_of

nav_item(20, _("Sessions"), "programme:sessions", policy.VIEW_SESSION)

ON_UNIT, ON_TODAY = 5, 5


@panel("today", order=10, template="programme/panel_today.html")
def my_sessions(request: HttpRequest, subject: Any) -> dict | None:
    """Show the reader's sessions of today and the next seven days, each with its verdict."""
    if not request.actor.holds(policy.VIEW_SESSION):
        return None
    today = timezone.localdate()
    found = coming(request.actor, today)
    return {
        "today": [each for each in found if each.session.day == today],
        "later": [each for each in found if each.session.day > today],
    }


@panel("today", order=40, template="programme/panel_due.html")
def observations_due(request: HttpRequest, subject: Any) -> dict | None:
    """Show a supervisor whose observation is due, those longest unobserved first."""
    if not request.actor.holds(policy.OBSERVE):
        return None
    today = timezone.localdate()
    rows = [due for due in map(due_of, leading(request.actor, today)[:ON_TODAY]) if due.overdue(today)]
    if rows:
        look(request.actor, "observations.due-seen", [row.officer for row in rows], place_of(rows[0].officer))
    return {"rows": rows} if rows else None


@panel("unit", order=20, template="programme/panel_unit.html")
def next_sessions(request: HttpRequest, unit: Any) -> dict | None:
    """Show the unit's next sessions: one query. Their state is on their own pages."""
    if not request.actor.holds(policy.VIEW_SESSION):
        return None
    seen = Session.objects.filter(unit=unit).upcoming(timezone.localdate())[:ON_UNIT]
    return {"unit": unit, "sessions": list(seen), "may_plan": request.actor.holds(policy.PLAN_SESSION)}


@panel("officer", order=40, template="programme/panel_officer.html")
def observed(request: HttpRequest, officer: Any) -> dict | None:
    """Show when an officer was last observed. The page it stands on records the look at the officer."""
    if not request.actor.holds(policy.VIEW_OBSERVATION):
        return None
    person = getattr(officer, "person", officer)
    seen = Observation.objects.standing().visible_to(request.actor, policy.VIEW_OBSERVATION).filter(officer=person)
    may_observe = request.actor.holds(policy.OBSERVE) and person.pk != request.actor.person
    last = seen.order_by("-observed_on", "-pk").first()
    return {"officer": person, "last": last, "may_observe": may_observe}
