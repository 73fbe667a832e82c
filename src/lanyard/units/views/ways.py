"""A member's way: a break, coming back, and on to the cadets. Every page here is a look."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.design.tables import safe_cell
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions.ways import Pause, Wish, bring_back, hand_over, open_pause, pause_member, record_pathway
from lanyard.units.care_forms import BackForm, HandOverForm, PathwayForm, PauseForm
from lanyard.units.models import Member, Pathway, Unit
from lanyard.units.views.asking import ask
from lanyard.units.views.members import list_address

PER_PAGE = 50


def _member(request: HttpRequest, permission: Any, public_id: str) -> Member:
    members = Member.objects.select_related("unit__school", "child")
    found = fetch(request.actor, permission, members, public_id)
    look(request.actor, "member.viewed", found, found.place)
    return found


@needs(policy.CHANGE_MEMBERS)
def pause(request: HttpRequest, member: str) -> HttpResponse:
    """Let a member take a break."""
    found = _member(request, policy.CHANGE_MEMBERS, member)

    def act(said: dict[str, Any]) -> str:
        wanted = Pause(said["starts_on"], said["reason"], said["decided_by"], said["returns_on"])
        pause_member(request.actor, found, wanted)
        return _("%(name)s takes a break. Answers and records are kept") % {"name": found.given_name}

    return ask(
        request, PauseForm(request.POST or None, initial={"starts_on": timezone.localdate()}), act,
        done=list_address(found.unit), title=_("%(name)s takes a break") % {"name": found.name},
        caption=found.unit.name, button=_("Save"),
    )  # fmt: skip


@needs(policy.CHANGE_MEMBERS)
def back(request: HttpRequest, member: str) -> HttpResponse:
    """Record that a member takes part again."""
    found = _member(request, policy.CHANGE_MEMBERS, member)

    def act(said: dict[str, Any]) -> str:
        bring_back(request.actor, found, said["on"])
        return _("%(name)s is back. The answers given before count again") % {"name": found.given_name}

    paused = open_pause(found)
    first = timezone.localdate()
    return ask(
        request, BackForm(request.POST or None, initial={"on": first}), act, done=list_address(found.unit),
        title=_("%(name)s is back") % {"name": found.name}, caption=found.unit.name, button=_("Save"),
        template="units/back.html", paused=paused,
    )  # fmt: skip


@needs(policy.VIEW_PATHWAY)
def pathways(request: HttpRequest, unit: str) -> HttpResponse:
    """List where a unit's members would like to go on to."""
    found = fetch(request.actor, policy.VIEW_PATHWAY, Unit.objects.select_related("school"), unit)
    page = Paginator(found.members.named(), PER_PAGE).get_page(request.GET.get("page"))
    members = list(page)
    look(request.actor, "pathways.listed", members, found.place, unit=found.pk)
    said = {row.member_id: row for row in Pathway.objects.standing().filter(member__in=members)}
    context = {
        "unit": found,
        "page": page,
        "rows": [(member, said.get(member.pk)) for member in members],
        "may_record": request.actor.may(policy.RECORD_PATHWAY, found.place),
    }
    return render(request, "units/pathways.html", context)


@needs(policy.RECORD_PATHWAY)
def pathway(request: HttpRequest, member: str) -> HttpResponse:
    """Record where a child would like to go on to."""
    found = _member(request, policy.RECORD_PATHWAY, member)
    standing = found.pathways.standing().first()
    form = PathwayForm(request.POST or None, initial=PathwayForm.first(standing))

    def act(said: dict[str, Any]) -> str:
        wish = Wish(said["interest"], said["asked_on"], said["parent_agrees"], said["next_school"])
        record_pathway(request.actor, found, wish)
        return _("What %(name)s would like is recorded") % {"name": found.given_name}

    return ask(
        request, form, act, done=reverse("units:pathways", args=[found.unit.public_id]),
        title=_("On to the cadets"), caption=found.name, button=_("Save"),
    )  # fmt: skip


def _agreed(force: Organisation) -> QuerySet[Pathway]:
    """Return those of a force whose parents or carers agreed that their wish is handed over."""
    rows = Pathway.objects.standing().filter(member__unit__school__force=force, parent_agrees=Pathway.YES)
    wished = rows.exclude(interest="none").select_related("member__unit__school", "member__child")
    return wished.order_by("handed_on", "member__child__family_name", "pk")


@needs(policy.SEE_HANDED_OVER)
def handovers(request: HttpRequest, force: str) -> HttpResponse:
    """List the children of a force whose parents agreed to a handover to the cadets; `?format=csv` is the file."""
    forces = Organisation.objects.filter(kind=Organisation.FORCE)
    found = fetch(request.actor, policy.SEE_HANDED_OVER, forces, force)
    if request.GET.get("format") == "csv":
        return _csv(request, found)
    page = Paginator(_agreed(found), PER_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    look(request.actor, "pathways.listed", [row.member for row in rows], found.place)
    return render(request, "units/handovers.html", {"force": found, "page": page, "rows": rows})


def _csv(request: HttpRequest, force: Organisation) -> HttpResponse:
    rows = list(_agreed(force))
    look(request.actor, "pathways.listed", [row.member for row in rows], force.place, export=True)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="on-to-the-cadets.csv"'
    writer = csv.writer(response)
    writer.writerow(
        ["name", "year_group", "school", "would_like", "next_school", "asked_on", "handed_to", "handed_on"]
    )
    for row in rows:
        cells = [row.member.name, row.member.year_group, row.member.unit.school.name, row.interest_said,
                 row.next_school, row.asked_on, row.handed_to, row.handed_on or ""]  # fmt: skip
        writer.writerow([safe_cell(str(cell)) for cell in cells])
    return response


@needs(policy.SEE_HANDED_OVER)
def hand(request: HttpRequest, pathway: str) -> HttpResponse:
    """Record who took a child's wish over."""
    rows = Pathway.objects.standing().select_related("member__unit__school__force", "member__child")
    found = fetch(request.actor, policy.SEE_HANDED_OVER, rows.filter(parent_agrees=Pathway.YES), pathway)
    look(request.actor, "member.viewed", found.member, found.place)

    def act(said: dict[str, Any]) -> str:
        hand_over(request.actor, found, said["handed_to"], said["on"])
        return _("The handover is recorded")

    force = found.member.unit.school.force
    return ask(
        request, HandOverForm(request.POST or None, initial={"on": timezone.localdate()}), act,
        done=reverse("units:handovers", args=[force.public_id]), title=_("Hand over to the cadets"),
        caption=found.member.name, button=_("Save"),
    )  # fmt: skip
