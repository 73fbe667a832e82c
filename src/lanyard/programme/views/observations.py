"""The pages of observations: whose is due, an officer's, one, recording one, the officer's answer."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyard.accounts.models import Person
from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.programme import policy
from lanyard.programme.actions import observing
from lanyard.programme.forms import ReasonForm
from lanyard.programme.models import Observation
from lanyard.programme.observation_form import CommentForm, ObservationForm
from lanyard.programme.observed import due_of, leading, observable, observable_sessions
from lanyard.programme.views.common import form_page
from lanyard.workforce.people import place_of

PAGE = 50


@require_GET
@needs(policy.OBSERVE)
def due(request: HttpRequest) -> HttpResponse:
    """List the officers who lead, those longest unobserved first."""
    today = timezone.localdate()
    page = Paginator(leading(request.actor, today), PAGE).get_page(request.GET.get("page"))
    rows = [due_of(officer) for officer in page]
    if rows:
        look(request.actor, "observations.due-seen", [row.officer for row in rows], place_of(rows[0].officer))
    return render(request, "programme/observations_due.html", {"page": page, "rows": rows, "today": today})


@require_GET
@needs(policy.VIEW_OBSERVATION)
def of_officer(request: HttpRequest, person: str) -> HttpResponse:
    """List the observations of one officer, newest first; withdrawn ones are marked, not hidden."""
    officer = get_object_or_404(Person, public_id=person)
    seen = Observation.objects.visible_to(request.actor, policy.VIEW_OBSERVATION).filter(officer=officer)
    mine = officer.pk == request.actor.person
    may_observe = observable(request.actor).filter(pk=officer.pk).exists()
    if not (mine or may_observe or seen.exists()):
        raise Observation.DoesNotExist
    ordered = seen.select_related("observer", "reply", "organisation").order_by("-observed_on", "-pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        look(request.actor, "observations.seen", list(page), page.object_list[0].place)
    context = {"page": page, "officer": officer, "may_observe": may_observe and not mine, "mine": mine}
    return render(request, "programme/observations.html", context)


@require_http_methods(["GET", "POST"])
@needs(policy.OBSERVE)
def observe(request: HttpRequest, person: str) -> HttpResponse:
    """Record an observation of an officer."""
    officer = observable(request.actor).get(public_id=person)
    today = timezone.localdate()
    sessions = observable_sessions(officer.pk, today)
    if request.method != "POST":
        look(request.actor, "observations.seen", officer, place_of(officer))
    form = ObservationForm(request.POST or None, sessions=sessions, initial={"day": today})
    return form_page(
        request, form, lambda: observing.record_observation(request.actor, officer, form.seen),
        lambda: redirect("programme:observations", officer.public_id),
        said=_("The observation is recorded, and the officer is told"),
        title=_("Observe delivery"), caption=officer.name, button=_("Record the observation"),
        back_to=("programme:observations", officer.public_id),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.VIEW_OBSERVATION)
def observation(request: HttpRequest, observation: str) -> HttpResponse:
    """Show one observation; the officer says that they have read it."""
    found = Observation.objects.select_related("officer", "observer", "organisation", "session", "reply")
    held = fetch(request.actor, policy.VIEW_OBSERVATION, found, observation)
    form = CommentForm(request.POST or None)
    if request.method != "POST":
        look(request.actor, "observation.seen", held, held.place)
    replied = getattr(held, "reply", None)
    mine = held.officer_id == request.actor.person
    return form_page(
        request, form,
        lambda: observing.reply_to_observation(request.actor, held, form.cleaned_data["comment"]),
        lambda: redirect("programme:observation", held.public_id),
        said=_("Noted: you have read it"), template="programme/observation.html", observation=held,
        reply=replied, may_reply=mine and replied is None and held.withdrawn_at is None,
        may_withdraw=held.withdrawn_at is None and request.actor.may(policy.OBSERVE, held.place) and not mine,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.OBSERVE)
def withdraw(request: HttpRequest, observation: str) -> HttpResponse:
    """Withdraw a mistaken observation, with the reason."""
    held = fetch(request.actor, policy.OBSERVE, Observation.objects.select_related("organisation"), observation)
    form = ReasonForm(request.POST or None)
    return form_page(
        request, form,
        lambda: observing.withdraw_observation(request.actor, held, form.cleaned_data["reason"]),
        lambda: redirect("programme:observation", held.public_id), said=_("Withdrawn"),
        title=_("Withdraw the observation"), button=_("Withdraw"), warning=True,
        back_to=("programme:observation", held.public_id),
    )  # fmt: skip
