"""An intake: the list of a unit's, its page with the steps, setting up, changing, introducing, calling off."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.design.routes import needs
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions.intakes import (
    Introduced,
    cancel_intake,
    change_intake,
    record_introduction,
    set_up_intake,
    withdraw_introduction,
)
from lanyard.units.actions.rules import set_force_share
from lanyard.units.catalogue.selecting import methods
from lanyard.units.cohort import force_share
from lanyard.units.intake_page import stage_said, standing_of, steps, what_may
from lanyard.units.models import Intake
from lanyard.units.queries import possible_leaders, school_staff
from lanyard.units.selection_forms import ForceShareForm, IntakeForm, IntroductionForm, SureForm, WhyForm
from lanyard.units.views.asking import ask
from lanyard.units.views.selecting import address, intake_of, unit_of

PER_PAGE = 20


@needs(policy.VIEW_INTAKE)
def intakes(request: HttpRequest, unit: str) -> HttpResponse:
    """List a unit's intakes, the newest first."""
    found = unit_of(request, policy.VIEW_INTAKE, unit)
    rows = Intake.objects.filter(unit=found).order_by("-opens_on", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    may_set_up = request.actor.may(policy.CHOOSE_CHILDREN, found.place)
    return render(request, "units/selection/intakes.html", {"unit": found, "page": page, "may_set_up": may_set_up})


@needs(policy.VIEW_INTAKE)
def intake(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Show where an intake stands and what comes next; no child is named here."""
    found = standing_of(intake_of(request, policy.VIEW_INTAKE, unit, intake))
    found.intake.unit.leading_today = list(found.intake.unit.leaders.today().values_list("person_id", flat=True))
    may = what_may(request, found.intake)
    told = found.intake.introductions.standing().select_related("leader", "teacher").order_by("held_on", "pk")
    context = {
        "intake": found.intake,
        "unit": found.intake.unit,
        "standing": found,
        "stage_said": stage_said(found.stage),
        "steps": steps(found, may),
        "may": may,
        "introductions": list(told),
        "source": methods()[found.intake.method].source,
        "force_percent": force_share(found.intake.unit.school.force_id),
    }
    return render(request, "units/selection/intake.html", context)


@needs(policy.CHOOSE_CHILDREN)
def new(request: HttpRequest, unit: str) -> HttpResponse:
    """Set up an intake."""
    found, made = unit_of(request, policy.CHOOSE_CHILDREN, unit), []
    form = IntakeForm(request.POST or None, initial={"year_groups": found.year_groups}, unit=found)

    def act(said: dict[str, Any]) -> str:
        made.append(set_up_intake(request.actor, found, form.details()))  # type: ignore[attr-defined]
        return _("The intake is set up. Introduce Mini Police to the children next")

    back = reverse("units:intakes", args=[unit])
    return ask(
        request,
        form,
        act,
        done=lambda: address("intake", made[0]) if made else back,
        back=back,
        title=_("Set up an intake"),
        caption=found.name,
        button=_("Set up the intake"),
    )


@needs(policy.CHOOSE_CHILDREN)
def change(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Change an intake before lots are drawn or anything is signed."""
    found = intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)
    form = IntakeForm(request.POST or None, initial=IntakeForm.values(found), unit=found.unit)

    def act(said: dict[str, Any]) -> str:
        change_intake(request.actor, found, form.details())
        return _("The intake is changed")

    return ask(
        request,
        form,
        act,
        done=address("intake", found),
        title=_("Change the intake"),
        caption=found.unit.name,
        button=_("Save"),
    )


@needs(policy.CHOOSE_CHILDREN)
def cancel(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Call an intake off."""
    found = intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)

    def act(said: dict[str, Any]) -> str:
        cancel_intake(request.actor, found, said["reason"])
        return _("The intake is called off. Tell the children who applied")

    return ask(
        request,
        WhyForm(request.POST or None),
        act,
        done=address("intake", found),
        title=_("Call the intake off"),
        caption=found.unit.name,
        button=_("Call it off"),
    )


@needs(policy.RECORD_INTRODUCTION)
def introduction(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Record an introductory session."""
    found, today = intake_of(request, policy.RECORD_INTRODUCTION, unit, intake), timezone.localdate()
    form = IntroductionForm(
        request.POST or None,
        initial={"held_on": today, "year_groups": found.year_groups},
        intake=found,
        leaders=possible_leaders(found.unit.school, today),
        teachers=school_staff(found.unit.school, today),
    )

    def act(said: dict[str, Any]) -> str:
        record_introduction(request.actor, found, Introduced(**said))
        return _("The introduction is recorded")

    return ask(
        request,
        form,
        act,
        done=address("intake", found),
        title=_("Record the introduction"),
        caption=found.unit.name,
        button=_("Save"),
    )


@needs(policy.RECORD_INTRODUCTION)
def introduction_mistake(request: HttpRequest, unit: str, intake: str, introduction: str) -> HttpResponse:
    """Take back the record of an introduction."""
    found = intake_of(request, policy.RECORD_INTRODUCTION, unit, intake)
    row = found.introductions.standing().select_related("intake__unit__school").get(public_id=introduction)

    def act(said: dict[str, Any]) -> str:
        withdraw_introduction(request.actor, row, "mistake")
        return _("The introduction is taken back")

    return ask(
        request,
        SureForm(request.POST if request.method == "POST" else None),
        act,
        done=address("intake", found),
        title=_("Take the introduction back as a mistake"),
        caption=found.unit.name,
        button=_("Take it back"),
    )


@needs(policy.SET_FORCE_SHARE)
def force_minimum(request: HttpRequest, force: str) -> HttpResponse:
    """Set the least share of vulnerable children that a force asks of its schools."""
    forces = Organisation.objects.filter(kind=Organisation.FORCE)
    found = fetch(request.actor, policy.SET_FORCE_SHARE, forces, force)
    form = ForceShareForm(request.POST or None, initial={"percent": force_share(found.pk)})

    def act(said: dict[str, Any]) -> str:
        set_force_share(request.actor, found, said["percent"])
        return _("The least share is saved")

    return ask(
        request,
        form,
        act,
        done=reverse("units:force_minimum", args=[force]),
        back=reverse("units:units"),
        title=_("Least share of vulnerable children"),
        caption=found.name,
        button=_("Save"),
    )
