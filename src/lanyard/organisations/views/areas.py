"""Areas of a force, and the schools in them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations import actions, policy, queries
from lanyard.organisations.forms import AreaForm, RenameForm
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch

PAGE = 50


@needs(policy.MANAGE_AREAS)
@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """List the areas of the reader's force."""
    page = Paginator(queries.areas(request.actor, policy.MANAGE_AREAS), PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/areas.html", {"page": page})


@needs(policy.MANAGE_AREAS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_area(request: HttpRequest) -> HttpResponse:
    """Add an area to a force."""
    forces = queries.places_with(request.actor, policy.MANAGE_AREAS)
    form = AreaForm(request.POST or None, forces=forces)
    if request.method == "POST" and form.is_valid():
        try:
            area = actions.create_area(request.actor, form.chosen_force(), form.cleaned_data["name"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("organisations:area", area.public_id)
    context = {"form": form, "back": reverse("organisations:areas"), "title": _("Add an area"), "button": _("Add")}
    return render(request, "organisations/form.html", context)


def _area(request: HttpRequest, public_id: str) -> Organisation:
    found = Organisation.objects.filter(kind=Organisation.AREA).select_related("force")
    return fetch(request.actor, policy.MANAGE_AREAS, found, public_id)


def _force_of(area: Organisation) -> Organisation:
    assert area.force is not None  # an area is made within its force
    return area.force


@needs(policy.MANAGE_AREAS)
@require_http_methods(["GET", "HEAD", "POST"])
def rename_area(request: HttpRequest, area: str) -> HttpResponse:
    """Give an area another name."""
    found = _area(request, area)
    form = RenameForm(request.POST or None, initial={"name": found.name})
    back = reverse("organisations:area", args=[area])
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_area(request.actor, found, form.cleaned_data["name"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect(back)
    context = {"form": form, "back": back, "title": _("Rename the area"), "button": _("Save")}
    return render(request, "organisations/form.html", context)


@needs(policy.MANAGE_AREAS)
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: HttpRequest, area: str) -> HttpResponse:
    """Show the schools of an area's force, and put those ticked in the area."""
    found, words = _area(request, area), request.GET.get("q", "")[:100]
    schools = queries.schools_to_place(request.actor, _force_of(found), words)
    if request.method == "POST":
        return _place(request, found)
    page = Paginator(schools, PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/area.html", {"area": found, "page": page, "words": words})


def _place(request: HttpRequest, area: Organisation) -> HttpResponse:
    ticked = [public_id.replace("\0", "") for public_id in request.POST.getlist("school")[:PAGE]]
    chosen = Organisation.objects.visible_to(request.actor, policy.MANAGE_AREAS).filter(
        public_id__in=ticked, kind=Organisation.SCHOOL
    )
    where = None if request.POST.get("do") == "remove" else area
    try:
        count = actions.place_schools(request.actor, _force_of(area), where, list(chosen))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        said = ngettext("%(count)s school moved", "%(count)s schools moved", count) % {"count": count}
        messages.success(request, said)
    return redirect(request.get_full_path())
