"""Schools: the list, one school, and where it stands among areas and clusters."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations import actions, policy, queries, wording
from lanyard.organisations.catalogue import profiles_for
from lanyard.organisations.filters import school_filters
from lanyard.organisations.forms import PlaceForm, SearchForm

PAGE = 50


@needs(policy.VIEW_SCHOOL)
@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """List the schools the reader may see, as searched for."""
    form = SearchForm(request.GET, filters=school_filters(request.actor))
    found = queries.find_schools(request.actor, form.search())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/schools.html", {"search": form, "page": page})


@needs(policy.VIEW_SCHOOL)
@require_safe
def school(request: HttpRequest, school: str) -> HttpResponse:
    """Show a school: what the register says, what officers do there, and what other rooms have of it."""
    found = queries.school_organisation(request.actor, policy.VIEW_SCHOOL, school)
    context = {
        "school": found,
        "facts": found.school,
        "profiles": profiles_for(found.school.type, found.school.phase),
        "fellows": queries.same_cluster(request.actor, found),
        "history": [
            {"when": change.register.accepted_at, "said": wording.ChangeSaid.of(change)}
            for change in queries.register_history(found)
        ],
        "may_place": request.actor.may(policy.MANAGE_AREAS, found.place),
    }
    return render(request, "organisations/school.html", context)


@needs(policy.MANAGE_AREAS)
@require_http_methods(["GET", "HEAD", "POST"])
def place_school(request: HttpRequest, school: str) -> HttpResponse:
    """Choose a school's area and cluster."""
    found = queries.school_organisation(request.actor, policy.MANAGE_AREAS, school)
    areas = list(queries.areas(request.actor, policy.MANAGE_AREAS).filter(force=found.force_id))
    initial = {"area": found.area.public_id if found.area else "", "cluster": found.school.cluster}
    form = PlaceForm(request.POST or None, areas=areas, initial=initial)
    back = reverse("organisations:school", args=[school])
    if request.method == "POST" and form.is_valid():
        try:
            actions.place_school(request.actor, found, form.chosen_area(), form.cleaned_data["cluster"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved"))
            return redirect(back)
    title = _("Area and cluster of %(school)s") % {"school": found.name}
    context = {"form": form, "back": back, "title": title, "button": _("Save")}
    return render(request, "organisations/form.html", context)
