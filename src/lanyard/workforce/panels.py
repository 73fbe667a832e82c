"""What this room shows on Today: what I must declare myself, and how many things are due of those I supervise."""

from typing import Any

from django.http import HttpRequest

from lanyard.accounts.actors import whoever
from lanyard.accounts.models import Person
from lanyard.design.panels import panel
from lanyard.engines.readiness import MET
from lanyard.workforce import policy, queries


@panel("today", order=6, template="workforce/panel_own.html")
def own_record(request: HttpRequest, subject: Any) -> dict | None:
    """Show what is missing or due of my own record: first what I can declare, then what a supervisor records."""
    if not request.actor.holds(policy.DECLARE):
        return None
    person = whoever(request)
    me = Person.objects.filter(pk=person.pk)
    found = queries.current_findings(me, queries.moment_of(None)).get(person.pk, [])
    needs = [need for need in found if need.finding.status != MET]
    return {"needs": sorted(needs, key=lambda need: not need.kind.is_own)} if needs else None


@panel("today", order=8, template="workforce/panel_supervised.html")
def supervised(request: HttpRequest, subject: Any) -> dict | None:
    """Show a supervisor how many of their people may not deliver or have something due; no names, so no look."""
    if not request.actor.holds(policy.RECORD):
        return None
    rows = queries.leader_list(request.actor, supervised=True)
    stopped = sum(row.state == queries.STOPPED for row in rows)
    due = sum(row.state == queries.DUE for row in rows)
    return {"stopped": stopped, "due": due} if stopped or due else None
