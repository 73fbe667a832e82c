"""Setting up, changing and ending a unit; a force's rule of year groups."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.design.routes import needs
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch
from lanyard.partnerships.models import Partnership
from lanyard.units import policy
from lanyard.units.actions import UnitDetails, change_unit, end_unit, set_force_rule, set_up_unit
from lanyard.units.catalogue import size, year_groups
from lanyard.units.forms import EndForm, RuleForm, SetUpForm, UnitForm
from lanyard.units.models import Unit
from lanyard.units.queries import (
    possible_leaders,
    possible_school_leads,
    units_outside,
    usual_years,
    years_allowed,
)
from lanyard.units.views.asking import ask
from lanyard.units.wording import year_list


def address(unit: Unit) -> str:
    """Return the address of a unit's page."""
    return reverse("units:unit", args=[unit.public_id])


@needs(policy.SET_UP_UNIT)
def new(request: HttpRequest, school: str) -> HttpResponse:
    """Set up a unit at a school; without a partnership the page says what must come first."""
    schools = Organisation.objects.filter(kind=Organisation.SCHOOL).select_related("force", "area")
    place = fetch(request.actor, policy.SET_UP_UNIT, schools, school)
    partnership = Partnership.objects.filter(school=place, closed_on__isnull=True).select_related("school").first()
    if partnership is None:
        return render(request, "units/no_partnership.html", {"school": place})
    return _ask_new(request, place, partnership)


def _ask_new(request: HttpRequest, school: Organisation, partnership: Partnership) -> HttpResponse:
    force, today = school.place.force, timezone.localdate()
    first = {"year_groups": usual_years(force), "max_members": size().default, "starts_on": today}
    form = SetUpForm(
        request.POST or None,
        initial=first,
        years=years_allowed(force),
        leaders=possible_leaders(school, today),
        teachers=possible_school_leads(school, today),
    )

    made: list[Unit] = []

    def act(said: dict[str, Any]) -> str:
        details = UnitDetails(
            said["name"], said["starts_on"], said["year_groups"], said["max_members"], said["ends_on"]
        )
        made.append(set_up_unit(request.actor, partnership, details, [said["leader"]], said["school_lead"]))
        return _("%(unit)s is set up") % {"unit": made[0].name}

    return ask(
        request,
        form,
        act,
        done=lambda: address(made[0]) if made else reverse("units:units"),
        title=_("Set up a unit"),
        caption=school.name,
        button=_("Set up the unit"),
    )


@needs(policy.SET_UP_UNIT)
def change(request: HttpRequest, unit: str) -> HttpResponse:
    """Change a unit's name, year groups or greatest size."""
    found = _unit(request, unit)
    first = {"name": found.name, "year_groups": found.year_groups, "max_members": found.max_members}
    years = sorted({*years_allowed(found.school.place.force), *found.year_groups})
    form = UnitForm(request.POST or None, initial=first, years=years)

    def act(said: dict[str, Any]) -> str:
        change_unit(request.actor, found, said["name"], said["year_groups"], said["max_members"])
        return _("The unit is changed")

    return ask(
        request,
        form,
        act,
        done=address(found),
        title=_("Change the unit"),
        caption=found.name,
        button=_("Save"),
    )


@needs(policy.SET_UP_UNIT)
def end(request: HttpRequest, unit: str) -> HttpResponse:
    """End a unit, with the reason."""
    found = _unit(request, unit)

    def act(said: dict[str, Any]) -> str:
        end_unit(request.actor, found, said["on"], said["reason"])
        return _("The unit's end is recorded")

    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    return ask(
        request,
        form,
        act,
        done=address(found),
        title=_("End the unit"),
        caption=found.name,
        button=_("End the unit"),
    )


def _unit(request: HttpRequest, public_id: str) -> Unit:
    units = Unit.objects.select_related("school", "partnership")
    return fetch(request.actor, policy.SET_UP_UNIT, units, public_id)


@needs(policy.SET_FORCE_RULE)
def force_rule(request: HttpRequest, force: str) -> HttpResponse:
    """Narrow the year groups that a force's units may take."""
    forces = Organisation.objects.filter(kind=Organisation.FORCE)
    found = fetch(request.actor, policy.SET_FORCE_RULE, forces, force)
    allowed = years_allowed(found.pk)
    form = RuleForm(request.POST or None, initial={"year_groups": list(allowed)}, years=year_groups().national)

    def act(said: dict[str, Any]) -> str:
        set_force_rule(request.actor, found, said["year_groups"])
        return _("Units may take %(years)s") % {"years": year_list(said["year_groups"])}

    return ask(
        request,
        form,
        act,
        done=reverse("units:force_rule", args=[force]),
        back=reverse("units:units"),
        title=_("Year groups of units"),
        caption=found.name,
        button=_("Save"),
        template="units/force_rule.html",
        outside=units_outside(found, allowed),
        source=year_groups().source,
    )
