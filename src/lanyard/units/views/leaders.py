"""Naming those who lead a unit."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.design.routes import needs
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions import end_leader, name_leader, name_school_lead
from lanyard.units.forms import LeaderEndForm, LeaderForm, SchoolLeadForm
from lanyard.units.models import Unit
from lanyard.units.queries import possible_leaders, possible_school_leads
from lanyard.units.views.asking import ask


def _unit(request: HttpRequest, permission: Permission, public_id: str) -> Unit:
    units = Unit.objects.select_related("school", "school_lead")
    return fetch(request.actor, permission, units, public_id)


@needs(policy.NAME_LEADERS)
def name(request: HttpRequest, unit: str) -> HttpResponse:
    """Name another leader of a unit."""
    found, today = _unit(request, policy.NAME_LEADERS, unit), timezone.localdate()
    form = LeaderForm(
        request.POST or None,
        initial={"starts_on": max(today, found.starts_on)},
        leaders=possible_leaders(found.school, today),
    )

    def act(said: dict[str, Any]) -> str:
        name_leader(request.actor, found, said["leader"], said["starts_on"], said["ends_on"])
        return _("%(name)s is named as a leader") % {"name": said["leader"].name}

    done = reverse("units:unit", args=[unit])
    return ask(
        request,
        form,
        act,
        done=done,
        title=_("Name a leader"),
        caption=found.name,
        button=_("Name the leader"),
    )


@needs(policy.NAME_LEADERS)
def end(request: HttpRequest, unit: str, leader: str) -> HttpResponse:
    """End somebody's leading of a unit."""
    found = _unit(request, policy.NAME_LEADERS, unit)
    row = found.leaders.standing().select_related("person", "unit__school").get(public_id=leader)

    def act(said: dict[str, Any]) -> str:
        end_leader(request.actor, row, said["on"])
        return _("The last day of %(name)s as a leader is recorded") % {"name": row.person.name}

    return ask(
        request,
        LeaderEndForm(request.POST or None, initial={"on": row.ends_on or timezone.localdate()}),
        act,
        done=reverse("units:unit", args=[unit]),
        title=_("End %(name)s's leading of the unit") % {"name": row.person.name},
        caption=found.name,
        button=_("Save"),
    )


@needs(policy.NAME_SCHOOL_LEAD)
def school_lead(request: HttpRequest, unit: str) -> HttpResponse:
    """Name the programme teacher who leads a unit for the school."""
    found = _unit(request, policy.NAME_SCHOOL_LEAD, unit)
    teachers = possible_school_leads(found.school, timezone.localdate())
    lead = found.school_lead.public_id if found.school_lead else None

    def act(said: dict[str, Any]) -> str:
        name_school_lead(request.actor, found, said["school_lead"])
        return _("The programme teacher is saved")

    return ask(
        request,
        SchoolLeadForm(request.POST or None, initial={"school_lead": lead}, teachers=teachers),
        act,
        done=reverse("units:unit", args=[unit]),
        title=_("Programme teacher"),
        caption=found.name,
        button=_("Save"),
    )
