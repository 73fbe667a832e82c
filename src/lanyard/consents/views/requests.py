"""Staff pages of asking parents and carers: a unit's requests, a new one with its preview, one request, telling."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lanyard.audit.acting import look
from lanyard.consents import policy
from lanyard.consents.actions.requests import open_to_try, send_again, send_request, stop_asking
from lanyard.consents.actions.telling import tell_parents, to_tell
from lanyard.consents.asking import Plan, plan_asking, unanswered
from lanyard.consents.completing import unanswered_of
from lanyard.consents.messages import way_to
from lanyard.consents.models import Asked, ConsentRequest
from lanyard.consents.occasions import occasions_of
from lanyard.consents.request_forms import RequestForm, TellForm, first_values
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.units.models import Unit

PER_PAGE = 50


def _unit(request: HttpRequest, permission: Permission, public_id: str) -> Unit:
    return fetch(request.actor, permission, Unit.objects.select_related("school"), public_id)


@needs(policy.REQUEST_ANSWERS)
def requests(request: HttpRequest, unit: str) -> HttpResponse:
    """List what a unit's parents and carers were asked, newest first, with how many have answered."""
    found = _unit(request, policy.REQUEST_ANSWERS, unit)
    asked = ConsentRequest.objects.filter(unit=found).order_by("-sent_at", "-pk").select_related("sent_by")
    counted = asked.annotate(
        adults=Count("asked"),
        answered=Count("asked", filter=Q(asked__answered_at__isnull=False)),
        waiting=Count("asked", filter=Q(asked__answered_at__isnull=True, asked__stopped_at__isnull=True)),
    )
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "consents/requests.html", {"unit": found, "page": page})


@needs(policy.REQUEST_ANSWERS)
def new(request: HttpRequest, unit: str) -> HttpResponse:
    """Choose whom and what to ask, look at who gets what, then send."""
    found = _unit(request, policy.REQUEST_ANSWERS, unit)
    members = list(found.members.current().named())
    form = RequestForm(
        request.POST or None,
        members=members,
        initial=None if request.POST else first_values(members, unanswered(found)),
    )
    plan = None
    if request.method == "POST" and form.is_valid():
        wish = form.wish()
        if "send" in request.POST and (sent := _send(request, found, form)):
            return redirect("consents:request", sent.public_id)
        plan = plan_asking(found, wish.members, wish.purposes)
    look(request.actor, "request.prepared", members, found.place, unit=found.pk)
    context = {"unit": found, "form": form, "members": members, **_plan(plan, form)}
    return render(request, "consents/new_request.html", context)


def _send(request: HttpRequest, unit: Unit, form: RequestForm) -> ConsentRequest | None:
    try:
        sent = send_request(request.actor, unit, form.wish(), request.POST.get("seen", ""))
    except Refused as refused:
        refuse(form, refused)
        return None
    messages.success(request, _("The messages are on their way"))
    return sent


def _plan(plan: Plan | None, form: RequestForm) -> dict[str, Any]:
    if plan is None or form.errors.keys() - {"__all__", "members"}:
        return {}
    ways = [(Asked.EMAIL, _("By e-mail")), (Asked.SMS, _("By text message")), (Asked.PAPER, _("On paper"))]
    return {"plan": plan, "ways": [(way, title, plan.by(way)) for way, title in ways if plan.by(way)]}


@needs(policy.REQUEST_ANSWERS)
def request_page(request: HttpRequest, consent_request: str) -> HttpResponse:
    """Show one request: who has answered, who has not, and how each was asked."""
    rows = ConsentRequest.objects.select_related("unit__school", "sent_by")
    found = fetch(request.actor, policy.REQUEST_ANSWERS, rows, consent_request)
    asked = found.asked.select_related("adult", "request").prefetch_related("members__child")
    page = Paginator(asked.order_by("adult__name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    missing = unanswered_of(list(page))
    look(
        request.actor,
        "request.viewed",
        list({member.pk: member for row in page for member in row.members.all()}.values()),
        found.place,
        request=found.pk,
    )
    context = {"asking": found, "unit": found.unit, "page": page, "rows": [(row, missing[row.pk]) for row in page]}
    return render(request, "consents/request.html", context)


def _asked(request: HttpRequest, public_id: str) -> Asked:
    rows = Asked.objects.select_related("adult__school", "request__unit__school")
    return fetch(request.actor, policy.REQUEST_ANSWERS, rows, public_id)


@needs(policy.REQUEST_ANSWERS)
@require_POST
def again(request: HttpRequest, asked: str) -> HttpResponse:
    """Send one adult another link."""
    found = _asked(request, asked)
    try:
        send_again(request.actor, found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("A new link is on its way. The older ones no longer work"))
    return redirect("consents:request", found.request.public_id)


@needs(policy.REQUEST_ANSWERS)
@require_POST
def try_link(request: HttpRequest, asked: str) -> HttpResponse:
    """Open an invented parent's page, in the demonstration only."""
    return redirect(urlsplit(open_to_try(request.actor, _asked(request, asked))).path)


@needs(policy.REQUEST_ANSWERS)
@require_POST
def stop(request: HttpRequest, asked: str) -> HttpResponse:
    """Stop an adult's links."""
    found = _asked(request, asked)
    try:
        stop_asking(request.actor, found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The link no longer works, and no reminder is sent"))
    return redirect("consents:request", found.request.public_id)


@needs(policy.TELL_PARENTS)
def tell(request: HttpRequest, unit: str) -> HttpResponse:
    """Tell all who may be told that something is planned or was done."""
    found = _unit(request, policy.TELL_PARENTS, unit)
    told = set(found.parents_told.exclude(about="").values_list("kind", "about"))
    offered = [one for one in occasions_of(found) if (one.kind, one.about) not in told]
    form = TellForm(request.POST if request.method == "POST" else None, occasions=offered)
    if request.method == "POST" and form.is_valid():
        try:
            record = tell_parents(request.actor, found, form.chosen())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _told(record.adults))
            return redirect("units:unit", unit)
    adults = [way_to(adult)[0] for adult in to_tell(found)]
    before = found.parents_told.order_by("-told_at").select_related("told_by")[:10]
    context = {"unit": found, "form": form, "before": before, "reached": len(adults) - adults.count(Asked.PAPER),
               "without": adults.count(Asked.PAPER)}  # fmt: skip
    return render(request, "consents/tell.html", context)


def _told(count: int) -> str:
    return ngettext("%(n)s parent or carer is told", "%(n)s parents and carers are told", count) % {"n": count}
