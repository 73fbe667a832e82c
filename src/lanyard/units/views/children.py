"""The children of a school: the list, one child, correcting, leaving. Every page here is a look."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions import take_in
from lanyard.units.actions.children import ChildFacts, back_at_school, correct_child, left_school
from lanyard.units.classlist.saying import fact, fact_title
from lanyard.units.forms import AddMemberForm
from lanyard.units.list_forms import ChildFactsForm, LeftSchoolForm, ListedMemberForm, SearchForm
from lanyard.units.listing import child_for, children_of, school_for, schools_with_children, who_may_join, years_of
from lanyard.units.models import Child, ChildMerge, Member, Unit
from lanyard.units.views.asking import ask
from lanyard.units.views.telling import tell

PER_PAGE = 50
SHOWN = ("year_group", "class_name", "date_of_birth", "gender", "vulnerable", "categories")


def address(child: Child) -> str:
    """Return the address of a child's page."""
    return reverse("units:child", args=[child.public_id])


@needs(policy.VIEW_CHILDREN)
@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """Lead to the children of the reader's school, or let them choose where they have several."""
    found = schools_with_children(request.actor, policy.VIEW_CHILDREN)
    if len(found) == 1:
        return redirect("units:children", found[0].public_id)
    return render(request, "units/children_schools.html", {"schools": found})


@needs(policy.VIEW_CHILDREN)
@require_safe
def children(request: HttpRequest, school: str) -> HttpResponse:
    """List the children of a school, as searched for, or those who left."""
    found = school_for(request.actor, policy.VIEW_CHILDREN, school)
    left = request.GET.get("show") == "left"
    form = SearchForm(request.GET, years=years_of(found))
    search = form.search(left=left)
    page = Paginator(children_of(found, search), PER_PAGE).get_page(request.GET.get("page"))
    look(request.actor, "children.listed", list(page), found.place)
    context = {
        "school": found, "search": form, "page": page, "left": left, "searched": bool(search.words or search.year),
        "may_change": request.actor.may(policy.CHANGE_CHILDREN, found.place),
    }  # fmt: skip
    return render(request, "units/children.html", context)


@needs(policy.VIEW_CHILDREN)
@require_safe
def child(request: HttpRequest, child: str) -> HttpResponse:
    """Show one child: what the list says, the units, and what other rooms have of the child."""
    found = child_for(request.actor, policy.VIEW_CHILDREN, child)
    look(request.actor, "child.viewed", found, found.place)
    merges = ChildMerge.objects.filter(gone=found, undone_at__isnull=True) if found.merged_into else ()
    context = {
        "child": found,
        "facts": [(fact_title(name), fact(name, getattr(found, name))) for name in SHOWN],
        "places": Member.objects.filter(child=found).select_related("unit").order_by("-joined_on", "-pk"),
        "merge": next(iter(merges), None),
        "may_change": request.actor.may(policy.CHANGE_CHILDREN, found.place),
    }
    return render(request, "units/child.html", context)


@needs(policy.CHANGE_CHILDREN)
def correct(request: HttpRequest, child: str) -> HttpResponse:
    """Correct what the list says of a child."""
    found = child_for(request.actor, policy.CHANGE_CHILDREN, child)
    look(request.actor, "child.viewed", found, found.place)

    def act(said: dict[str, Any]) -> str:
        correct_child(request.actor, found, ChildFacts(**said))
        return _("The correction is saved")

    form = ChildFactsForm(request.POST or None, initial=ChildFactsForm.values_of(found))
    return ask(
        request,
        form,
        act,
        done=address(found),
        title=_("Correct a child's details"),
        caption=found.name,
        button=_("Save"),
    )


@needs(policy.CHANGE_CHILDREN)
def leave(request: HttpRequest, child: str) -> HttpResponse:
    """Record that a child left the school."""
    found = child_for(request.actor, policy.CHANGE_CHILDREN, child)
    look(request.actor, "child.viewed", found, found.place)

    def act(said: dict[str, Any]) -> str:
        left_school(request.actor, found, said["on"])
        return _("It is recorded that %(name)s left the school") % {"name": found.name}

    return ask(
        request,
        LeftSchoolForm(request.POST or None, initial={"on": timezone.localdate()}),
        act,
        done=address(found),
        title=_("%(name)s left the school") % {"name": found.name},
        caption=found.school.name,
        button=_("Save"),
    )


@needs(policy.CHANGE_MEMBERS)
def take_in_listed(request: HttpRequest, unit: str) -> HttpResponse:
    """Take a child of the school's list into a unit."""
    found = fetch(request.actor, policy.CHANGE_MEMBERS, Unit.objects.select_related("school"), unit)
    offered = who_may_join(found)
    look(request.actor, "children.listed", list(offered), found.place, unit=found.pk)

    def act(said: dict[str, Any]) -> str:
        member = take_in(request.actor, found, said["child"], said["joined_on"])
        return _("%(name)s is a member. Record permission before the child takes part") % {"name": member.given_name}

    return ask(
        request,
        ListedMemberForm(request.POST or None, initial=AddMemberForm.first_day(found), children=offered),
        act,
        done=reverse("units:members", args=[unit]),
        title=_("Add a child of the school's list"),
        caption=found.name,
        button=_("Add the member"),
        template="units/choose_member.html",
        unit=found,
        nobody=not offered,
    )


@needs(policy.CHANGE_CHILDREN)
@require_POST
def back(request: HttpRequest, child: str) -> HttpResponse:
    """Record that a child who left is at the school again."""
    found = child_for(request.actor, policy.CHANGE_CHILDREN, child)
    said = _("%(name)s is on the school's list again") % {"name": found.name}
    tell(request, lambda: back_at_school(request.actor, found), said)
    return redirect(address(found))
