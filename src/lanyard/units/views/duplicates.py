"""Children who may be on the list twice: side by side, joined or kept apart by a person, and taken apart again."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions.merging import keep_apart, merge_children, undo_merge
from lanyard.units.classlist.saying import fact, fact_title, why_alike
from lanyard.units.list_forms import KeepForm
from lanyard.units.listing import alike, child_for, merges_of, school_for
from lanyard.units.models import Child, ChildMerge, Responsibility
from lanyard.units.views.asking import ask
from lanyard.units.views.children import SHOWN
from lanyard.units.views.telling import tell

PER_PAGE = 25


def list_address(child: Child) -> str:
    """Return the address of the list of children who may be there twice."""
    return reverse("units:duplicates", args=[child.school.public_id])


@needs(policy.CHANGE_CHILDREN)
@require_safe
def duplicates(request: HttpRequest, school: str) -> HttpResponse:
    """List who may be on the school's list twice, each with the reason, and which records were joined."""
    found = school_for(request.actor, policy.CHANGE_CHILDREN, school)
    page = Paginator(alike(found), PER_PAGE).get_page(request.GET.get("page"))
    merges = Paginator(merges_of(found), PER_PAGE).get_page(request.GET.get("joined"))
    shown = [child for pair in page for child in (pair.one, pair.other)]
    shown += [child for merge in merges for child in (merge.kept, merge.gone)]
    look(request.actor, "children.compared", list(dict.fromkeys(shown)), found.place)
    context = {
        "school": found, "page": page, "merges": merges,
        "pairs": [{"one": pair.one, "other": pair.other, "why": why_alike(pair.why)} for pair in page],
    }  # fmt: skip
    return render(request, "units/duplicates.html", context)


@needs(policy.CHANGE_CHILDREN)
def same_as(request: HttpRequest, child: str, other_child: str) -> HttpResponse:
    """Show two children side by side, and join their records."""
    one = child_for(request.actor, policy.CHANGE_CHILDREN, child)
    other = child_for(request.actor, policy.CHANGE_CHILDREN, other_child)
    look(request.actor, "children.compared", [one, other], one.place)

    def act(said: dict[str, Any]) -> str:
        kept, gone = (one, other) if said["keep"] == one.public_id else (other, one)
        merge_children(request.actor, kept, gone)
        return _("The records are joined. You can take them apart again below")

    return ask(
        request,
        KeepForm(request.POST or None, one=one, other=other),
        act,
        done=list_address(one),
        title=_("Are these one child?"),
        caption=one.school.name,
        button=_("They are one child: join the records"),
        template="units/same_as.html",
        one=one,
        other=other,
        facts=_beside(one, other),
    )


def _beside(one: Child, other: Child) -> list[tuple[str, str, str]]:
    facts = [(fact_title(name), fact(name, getattr(one, name)), fact(name, getattr(other, name))) for name in SHOWN]
    rows = Responsibility.objects.standing().filter(child__in=[one, other]).select_related("adult").order_by("pk")
    adults = [", ".join(row.adult.name for row in rows if row.child_id == child.pk) for child in (one, other)]
    return [*facts, (_("Adults"), adults[0] or "–", adults[1] or "–")]


@needs(policy.CHANGE_CHILDREN)
@require_POST
def two_children(request: HttpRequest, child: str, other_child: str) -> HttpResponse:
    """Record that two records are of two children."""
    one = child_for(request.actor, policy.CHANGE_CHILDREN, child)
    other = child_for(request.actor, policy.CHANGE_CHILDREN, other_child)
    tell(request, lambda: keep_apart(request.actor, one, other), _("They stay two children. Nobody is asked again"))
    return redirect(list_address(one))


@needs(policy.CHANGE_CHILDREN)
@require_POST
def undo(request: HttpRequest, merge: str) -> HttpResponse:
    """Take two joined records apart."""
    merges = ChildMerge.objects.select_related("kept__school", "gone__school")
    found = fetch(request.actor, policy.CHANGE_CHILDREN, merges, merge)
    tell(request, lambda: undo_merge(request.actor, found), _("The records are taken apart again"))
    return redirect(list_address(found.kept))
