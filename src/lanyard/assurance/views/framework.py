"""The national framework, and what a force requires beyond it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lanyard.assurance import policy
from lanyard.assurance.actions import add_local_requirement, end_local_requirement
from lanyard.assurance.catalogue import (
    framework_at,
    frameworks,
    mapping_since,
    newest,
    sources,
    sources_of,
    statements,
)
from lanyard.assurance.forms import EndForm, LocalForm, TightenForm
from lanyard.assurance.models import LocalRequirement
from lanyard.assurance.queries import national_requirements, role_title
from lanyard.assurance.readiness import moment
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import scoped


def _force(request: HttpRequest, public_id: str) -> Organisation:
    scope = request.actor.scope(policy.MANAGE_LOCAL)
    return Organisation.objects.filter(scoped(scope, tenant=""), kind=Organisation.FORCE).get(public_id=public_id)


@needs(policy.VIEW_FRAMEWORK)
def framework(request: HttpRequest) -> HttpResponse:
    """Show every national requirement in force today, by part."""
    scope = request.actor.scope(policy.MANAGE_LOCAL)
    context = {
        "framework": framework_at(moment().day), "parts": national_requirements(), "versions": frameworks(),
        "sources": sources().values(),
        "managed": Organisation.objects.filter(scoped(scope, tenant=""), kind=Organisation.FORCE),
    }  # fmt: skip
    return render(request, "assurance/framework.html", context)


@needs(policy.VIEW_FRAMEWORK)
def requirement(request: HttpRequest, requirement: str) -> HttpResponse:
    """Show one requirement: its wording, proof, source, history and the sentences it carries."""
    item = newest().get(requirement) if requirement in {r.id for r in newest().requirements} else None
    if item is None:
        raise Organisation.DoesNotExist
    first = frameworks()[0]
    came_from = [m for m in mapping_since(first.version).values() if item.id in m.new]
    context = {
        "item": item, "sources": sources_of(item.source), "came_from": came_from, "who": role_title(item.who),
        "by": [role_title(role) for role in item.attesting.by] if item.attesting else [],
        "carries": [s for s in statements() if item.id in s.get("items", ())],
    }  # fmt: skip
    return render(request, "assurance/requirement.html", context)


@needs(policy.MANAGE_LOCAL)
def local(request: HttpRequest, force: str) -> HttpResponse:
    """Show what the force requires beyond the nation."""
    organisation = _force(request, force)
    items = LocalRequirement.objects.filter(force=organisation).select_related("recorded_by", "withdrawn_by")
    context = {
        "force": organisation,
        "items": items.order_by("withdrawn_at", "code")[:200],
        "parts": national_requirements(),
    }
    return render(request, "assurance/local.html", context)


@needs(policy.MANAGE_LOCAL)
def add(request: HttpRequest, force: str) -> HttpResponse:
    """Add a requirement of the force's own."""
    organisation = _force(request, force)
    form = LocalForm(request.POST or None)
    return _save(request, organisation, form, {}, "assurance/add_local.html")


@needs(policy.MANAGE_LOCAL)
def tighten(request: HttpRequest, force: str, requirement: str) -> HttpResponse:
    """Make a national requirement stricter for the force."""
    organisation = _force(request, force)
    national = next((r for r in newest().requirements if r.id == requirement), None)
    if national is None:
        raise Organisation.DoesNotExist
    form = TightenForm(request.POST or None, national=national)
    return _save(request, organisation, form, {"tightens": national.id}, "assurance/tighten.html", national=national)


def _save(request, organisation, form, extra: dict, template: str, **context) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = add_local_requirement(request.actor, organisation, {**form.cleaned_data, **extra})
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(code)s is in force from today") % {"code": made.code})
            return redirect("assurance:local", force=organisation.public_id)
    return render(request, template, {"form": form, "force": organisation, **context})


@needs(policy.MANAGE_LOCAL)
def end(request: HttpRequest, local_requirement: str) -> HttpResponse:
    """End a requirement of the force's own."""
    mine = LocalRequirement.objects.visible_to(request.actor, policy.MANAGE_LOCAL).select_related("force")
    item = mine.get(public_id=local_requirement)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_local_requirement(request.actor, item, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(code)s has ended") % {"code": item.code})
            return redirect("assurance:local", force=item.force.public_id)
    return render(request, "assurance/end_local.html", {"form": form, "item": item})
