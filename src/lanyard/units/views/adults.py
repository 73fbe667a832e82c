"""Who answers for a child: the list, adding, changing, ending. Every page here is a look."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions.adults import add_adult, change_adult, change_standing, end_standing
from lanyard.units.care_forms import AdultForm, ChangeStandingForm, KnownAdultForm, NewAdultForm, ReasonForm
from lanyard.units.models import Adult, Child, Responsibility
from lanyard.units.views.asking import ask

MOST_OFFERED = 50


def list_address(child: Child) -> str:
    """Return the address of the list of who answers for a child."""
    return reverse("units:adults", args=[child.public_id])


def _child(request: HttpRequest, permission: Any, public_id: str) -> Child:
    return fetch(request.actor, permission, Child.objects.select_related("school"), public_id)


def _standing(request: HttpRequest, public_id: str) -> Responsibility:
    rows = Responsibility.objects.standing().select_related("child__school", "adult")
    found = fetch(request.actor, policy.CHANGE_ADULTS, rows, public_id)
    look(request.actor, "adults.listed", found.child, found.place)
    return found


def known_nearby(child: Child) -> QuerySet[Adult]:
    """Return adults the school knows from children with the same last name, and not yet for this child."""
    mine = Responsibility.objects.standing().filter(child=child).values("adult")
    near = Responsibility.objects.standing().filter(Q(child__family_name__iexact=child.family_name))
    found = Adult.objects.filter(school=child.school_id, pk__in=near.values("adult")).exclude(pk__in=mine)
    return found.order_by("name", "pk")


@needs(policy.VIEW_ADULTS)
def adults(request: HttpRequest, child: str) -> HttpResponse:
    """List who answers for a child, and who is barred."""
    found = _child(request, policy.VIEW_ADULTS, child)
    look(request.actor, "adults.listed", found, found.place)
    rows = found.responsibilities.select_related("adult", "recorded_by", "withdrawn_by")
    context = {
        "child": found,
        "rows": rows.standing().order_by("barred", "adult__name", "pk"),
        "past": rows.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at")[:MOST_OFFERED],
        "asked": found.responsibilities.asked().exists(),
        "may_change": request.actor.may(policy.CHANGE_ADULTS, found.place),
        "nearby": known_nearby(found).exists(),
    }
    return render(request, "units/adults.html", context)


@needs(policy.CHANGE_ADULTS)
def add(request: HttpRequest, child: str) -> HttpResponse:
    """Add an adult whom the school does not know yet."""
    found = _child(request, policy.CHANGE_ADULTS, child)
    look(request.actor, "adults.listed", found, found.place)
    form = NewAdultForm(request.POST or None, initial={"language": "en-gb"})

    def act(said: dict[str, Any]) -> str:
        add_adult(request.actor, found, form.adult(), form.standing())
        return _("The adult is recorded")

    form.order_fields(["name", "relationship", "holds", "basis", "email", "phone", "language", "barred", "note"])
    return _ask(request, form, act, found, _("Add an adult"), _("Add"))


@needs(policy.CHANGE_ADULTS)
def add_known(request: HttpRequest, child: str) -> HttpResponse:
    """Record that an adult known from a brother or sister answers for this child too."""
    found = _child(request, policy.CHANGE_ADULTS, child)
    nearby = known_nearby(found)
    look(request.actor, "adults.listed", found, found.place)
    form = KnownAdultForm(request.POST or None, adults=nearby)

    def act(said: dict[str, Any]) -> str:
        add_adult(request.actor, found, said["adult"], form.standing())
        return _("The adult is recorded")

    return _ask(request, form, act, found, _("Add an adult the school knows"), _("Add"))


@needs(policy.CHANGE_ADULTS)
def change_what_they_are(request: HttpRequest, responsibility: str) -> HttpResponse:
    """Change what an adult is to a child, or bar them from contact."""
    row = _standing(request, responsibility)
    form = ChangeStandingForm(request.POST or None, initial=ChangeStandingForm.first(row))

    def act(said: dict[str, Any]) -> str:
        change_standing(request.actor, row, form.standing(), said["reason"])
        return _("The change is saved. Links, messages and lists follow it from now on")

    return _ask(request, form, act, row.child, _("Change what %(name)s is") % {"name": row.adult.name}, _("Save"))


@needs(policy.CHANGE_ADULTS)
def end(request: HttpRequest, responsibility: str) -> HttpResponse:
    """Record that an adult no longer answers for a child."""
    row = _standing(request, responsibility)

    def act(said: dict[str, Any]) -> str:
        end_standing(request.actor, row, said["reason"])
        return _("It is recorded. Links sent to them about this child have stopped")

    title = _("%(name)s no longer answers for this child") % {"name": row.adult.name}
    return _ask(request, ReasonForm(request.POST or None), act, row.child, title, _("Save"))


@needs(policy.CHANGE_ADULTS)
def contact(request: HttpRequest, responsibility: str) -> HttpResponse:
    """Correct how an adult is written to."""
    row = _standing(request, responsibility)
    form = AdultForm(request.POST or None, initial=AdultForm.first(row.adult))

    def act(said: dict[str, Any]) -> str:
        change_adult(request.actor, row.adult, form.adult())
        return _("The correction is saved")

    return _ask(
        request, form, act, row.child, _("Correct how %(name)s is written to") % {"name": row.adult.name}, _("Save")
    )


def _ask(request: HttpRequest, form: Any, act: Any, child: Child, title: str, button: str) -> HttpResponse:
    return ask(request, form, act, done=list_address(child), title=title, caption=child.name, button=button)
