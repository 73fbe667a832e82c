"""The children in a unit: the list, adding, correcting, leaving. Every page here is a look."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions import ChildDetails, add_member, correct_member, member_left
from lanyard.units.forms import AddMemberForm, ChildForm, LeaveForm, child_values
from lanyard.units.models import Member, Unit
from lanyard.units.queries import members_of, paused_now
from lanyard.units.views.asking import ask

PER_PAGE = 50


def list_address(unit: Unit) -> str:
    """Return the address of a unit's list of members."""
    return reverse("units:members", args=[unit.public_id])


@needs(policy.VIEW_MEMBERS)
def members(request: HttpRequest, unit: str) -> HttpResponse:
    """List a unit's members, or those who left."""
    found = fetch(request.actor, policy.VIEW_MEMBERS, Unit.objects.select_related("school"), unit)
    left = request.GET.get("show") == "left"
    page = Paginator(members_of(found, left=left), PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    look(request.actor, "members.listed", shown, found.place, unit=found.pk)
    context = {
        "unit": found,
        "page": page,
        "left": left,
        "paused": set() if left else paused_now(found),
        "may_change": request.actor.may(policy.CHANGE_MEMBERS, found.place),
    }
    return render(request, "units/members.html", context)


@needs(policy.CHANGE_MEMBERS)
def add(request: HttpRequest, unit: str) -> HttpResponse:
    """Add one child to a unit; the page stays ready for the next child."""
    found = fetch(request.actor, policy.CHANGE_MEMBERS, Unit.objects.select_related("school"), unit)

    def act(said: dict[str, Any]) -> str:
        add_member(request.actor, found, _child(said), said["joined_on"], namesake=said["namesake"])
        return _("%(name)s is a member. Record permission before the child takes part") % {"name": said["given_name"]}

    return ask(
        request,
        AddMemberForm(request.POST or None, initial=AddMemberForm.first_day(found), unit=found),
        act,
        done=list_address(found),
        title=_("Add a member"),
        caption=found.name,
        button=_("Add the member"),
    )


def _child(said: dict[str, Any]) -> ChildDetails:
    return ChildDetails(said["given_name"], said["family_name"], said["year_group"])


def _member(request: HttpRequest, public_id: str) -> Member:
    members = Member.objects.select_related("unit__school", "child")
    return fetch(request.actor, policy.CHANGE_MEMBERS, members, public_id)


@needs(policy.CHANGE_MEMBERS)
def correct(request: HttpRequest, member: str) -> HttpResponse:
    """Correct a child's name or year group."""
    found = _member(request, member)
    look(request.actor, "member.viewed", found, found.place)
    form = ChildForm(request.POST or None, initial=child_values(found), unit=found.unit, also=[found.year_group])

    def act(said: dict[str, Any]) -> str:
        correct_member(request.actor, found, _child(said), namesake=said["namesake"])
        return _("The correction is saved")

    return ask(
        request,
        form,
        act,
        done=list_address(found.unit),
        title=_("Correct a member's details"),
        caption=found.unit.name,
        button=_("Save"),
    )


@needs(policy.CHANGE_MEMBERS)
def leave(request: HttpRequest, member: str) -> HttpResponse:
    """Record that a child leaves a unit."""
    found = _member(request, member)
    look(request.actor, "member.viewed", found, found.place)

    def act(said: dict[str, Any]) -> str:
        member_left(request.actor, found, said["on"], said["reason"])
        return _("It is recorded that %(name)s leaves the unit") % {"name": found.given_name}

    return ask(
        request,
        LeaveForm(request.POST or None, initial={"on": max(timezone.localdate(), found.joined_on)}),
        act,
        done=list_address(found.unit),
        title=_("%(name)s leaves the unit") % {"name": found.name},
        caption=found.unit.name,
        button=_("Save"),
    )
