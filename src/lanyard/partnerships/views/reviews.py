"""Reviews: write one down, read it, confirm it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.design.routes import needs
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.partnerships import policy
from lanyard.partnerships.actions.reviews import PERMISSIONS, confirm_review, record_review
from lanyard.partnerships.actions.shared import page_of
from lanyard.partnerships.forms import ReviewForm
from lanyard.partnerships.models import Review
from lanyard.partnerships.models.agreements import FORCE, SCHOOL
from lanyard.partnerships.views.asking import ask, do
from lanyard.partnerships.views.partnerships import fetch_partnership


@needs(policy.RECORD_REVIEW)
def new(request: HttpRequest, partnership: str) -> HttpResponse:
    """Write down what police and school found."""
    found = fetch_partnership(request, policy.RECORD_REVIEW, partnership)
    form = ReviewForm(request.POST or None, initial={"held_on": timezone.localdate()})

    def act(said: dict[str, Any]) -> str:
        record_review(request.actor, found, **said)
        return _("The review is recorded. The other side has been asked to confirm it")

    context = {"caption": found.school.name, "source": "STA §9"}
    return ask(request, form, act, done=page_of(found), title=_("Record a review"), button=_("Save"), **context)


def _fetch(request: HttpRequest, permission: Permission, public_id: str) -> Review:
    rows = Review.objects.standing().select_related("partnership__school__area", "partnership__force")
    return fetch(request.actor, permission, rows, public_id)


@needs(policy.VIEW_PARTNERSHIP)
def review(request: HttpRequest, review: str) -> HttpResponse:
    """Show a review, who has confirmed it, and the button for the side that has still to."""
    found = _fetch(request, policy.VIEW_PARTNERSHIP, review)
    confirmations = list(found.confirmations.standing().select_related("person").order_by("recorded_at"))
    done = {each.side for each in confirmations}
    mine = any(each.person_id == request.actor.person for each in confirmations)
    able = [side for side, right in PERMISSIONS.items() if side not in done and request.actor.may(right, found.place)]
    side = able[0] if able and not mine and found.completed_at is None else ""
    address = reverse(f"partnerships:confirm_for_{side}", args=[review]) if side else ""
    context = {"review": found, "partnership": found.partnership, "confirmations": confirmations, "confirm": address}
    return render(request, "partnerships/review.html", context)


@needs(policy.CONFIRM_REVIEW_FOR_SCHOOL)
@require_POST
def confirm_for_school(request: HttpRequest, review: str) -> HttpResponse:
    """Confirm a review for the school."""
    return _confirm(request, _fetch(request, policy.CONFIRM_REVIEW_FOR_SCHOOL, review), SCHOOL)


@needs(policy.CONFIRM_REVIEW_FOR_FORCE)
@require_POST
def confirm_for_force(request: HttpRequest, review: str) -> HttpResponse:
    """Confirm a review for the police force."""
    return _confirm(request, _fetch(request, policy.CONFIRM_REVIEW_FOR_FORCE, review), FORCE)


def _confirm(request: HttpRequest, found: Review, side: str) -> HttpResponse:
    def act() -> str:
        confirm_review(request.actor, found, side)
        return _("You have confirmed the review")

    return do(request, act, reverse("partnerships:review", args=[found.public_id]))
