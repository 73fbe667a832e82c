"""What is settled before a session: the plan's check, behaviour, what leaders have seen, overrides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyard.assurance.catalogue import framework_at
from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.programme import policy
from lanyard.programme.actions import before
from lanyard.programme.forms import BehaviourForm, PlanCheckForm, ReasonForm
from lanyard.programme.models import Acknowledgement, Session
from lanyard.programme.photos import refusals
from lanyard.programme.views.common import back, form_page, press, session_for


@require_http_methods(["GET", "POST"])
@needs(policy.CHECK_PLAN)
def check_plan(request: HttpRequest, session: str) -> HttpResponse:
    """Check the plan for the children's age and the curriculum."""
    held = session_for(request, policy.CHECK_PLAN, session)
    form = PlanCheckForm(request.POST or None)
    return form_page(
        request, form, lambda: before.check_plan(request.actor, held, **form.answers), lambda: back(held),
        said=_("The check is recorded"), title=_("Check the plan"), session=held, button=_("Record the check"),
        plan_shown=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.AGREE_BEHAVIOUR)
def behaviour(request: HttpRequest, session: str) -> HttpResponse:
    """Show how behaviour is managed and who agrees; agree, or write it (again)."""
    held = session_for(request, policy.AGREE_BEHAVIOUR, session)
    agreement = held.behaviour_agreements.standing().first()
    if request.method == "POST" and "agree" in request.POST:
        return _confirm(request, held, request.POST["agree"])
    fields = ("signs", "first_step", "who_steps_in", "when_to_stop")
    initial = {name: getattr(agreement, name) for name in fields} if agreement else {}
    form = BehaviourForm(request.POST or None, initial=initial)
    given = agreement.confirmations.standing().select_related("person") if agreement else ()
    return form_page(
        request, form, lambda: before.agree_behaviour(request.actor, held, form.answers), lambda: back(held),
        said=_("Written. The other side has to agree to it as well."), template="programme/behaviour.html",
        session=held, agreement=agreement, given=list(given), mine=request.actor.person,
    )  # fmt: skip


def _confirm(request: HttpRequest, session: Session, key: str) -> HttpResponse:
    read = session.behaviour_agreements.filter(pk=int(key)) if key.isdecimal() and len(key) < 19 else ()
    agreement = read.first() if read else None
    if agreement is None:
        messages.error(request, _("The words have changed since you read them: read them again"))
        return back(session)
    return press(
        request, session, lambda: before.confirm_behaviour(request.actor, session, agreement), _("You have agreed")
    )


@require_http_methods(["GET", "POST"])
@needs(policy.ACKNOWLEDGE)
def risks(request: HttpRequest, session: str) -> HttpResponse:
    """Say that the reader, a leader, has seen the activity's risk assessment."""
    held = session_for(request, policy.ACKNOWLEDGE, session)
    if request.method == "POST":
        return _acknowledge(request, held, Acknowledgement.RISK)
    return render(request, "programme/risks.html", {"session": held})


@require_http_methods(["GET", "POST"])
@needs(policy.VIEW_PHOTO_REFUSALS)
def photos(request: HttpRequest, session: str) -> HttpResponse:
    """Show who may not be photographed; a leader says that they know."""
    held = session_for(request, policy.VIEW_PHOTO_REFUSALS, session)
    if request.method == "POST":
        return _acknowledge(request, held, Acknowledgement.PHOTOS)
    found = refusals(held)
    look(request.actor, "session.photo-refusals-seen", [row.member for row in found], held.place)
    leads = held.leaders.standing().filter(person=request.actor.person).exists()
    return render(request, "programme/photos.html", {"session": held, "rows": found, "leads": leads})


def _acknowledge(request: HttpRequest, session: Session, topic: str) -> HttpResponse:
    return press(
        request, session, lambda: before.acknowledge(request.actor, session, topic), _("Noted: you have seen it")
    )


@require_http_methods(["GET", "POST"])
@needs(policy.OVERRIDE_GATE)
def override(request: HttpRequest, session: str, requirement: str) -> HttpResponse:
    """Let the session go on without a requirement, where its catalogue entry allows it."""
    held = session_for(request, policy.OVERRIDE_GATE, session)
    form = ReasonForm(request.POST or None)
    return form_page(
        request,
        form,
        lambda: before.override(request.actor, held, requirement, form.cleaned_data["reason"]),
        lambda: back(held),
        said=_("Recorded, and reported to the force lead and the safeguarding lead"),
        title=_("Go on without a requirement"),
        session=held,
        button=_("Go on without it"),
        warning=True,
        wording=_wording(requirement),
    )


def _wording(requirement: str) -> str:
    """Return the words of a national requirement of today; a force's own are on the page before."""
    framework = framework_at(timezone.localdate())
    wordings = {item.id: item.wording for item in framework.requirements} if framework else {}
    return wordings.get(requirement, "")
