"""The checklist with its answers and sources, and the page on which a person gives their word."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.assurance import policy
from lanyard.assurance.actions import attest, attesting_role, place_of, withdraw_attestation
from lanyard.assurance.forms import ConfirmForm, MomentForm, TakeBackForm
from lanyard.assurance.looking import look_at_officers, officers_in
from lanyard.assurance.models import Attestation
from lanyard.assurance.moments import read_moment
from lanyard.assurance.queries import parts, published_checklist, requirement_for, role_title, subject_for
from lanyard.assurance.registers import kind_of
from lanyard.audit.acting import look
from lanyard.design.forms import Form, refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Conflict, Refused


@needs(policy.VIEW_VERDICT)
def checklist(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """Show every requirement of one subject with its answer, evidence and source, now or as at a past moment."""
    form, at = _asked(request)
    found = subject_for(request.actor, kind, subject, at)
    if kind == "officer":
        people = kind_of("officer").visible_to(request.actor).filter(public_id=subject)
        look(request.actor, "assurance.checklist_seen", list(people), place_of(found.row, kind))
    else:
        look_at_officers(request.actor, "assurance.checklist_seen", officers_in([found]), place_of(found.row, kind))
    roles = {a.requirement.id for a in found.cells if attesting_role(request.actor, a.requirement, found.row)}
    context = {
        "found": found, "kind": kind, "parts": parts(found), "published": published_checklist(found), "at": at,
        "form": form, "page_url": kind_of(kind).page(subject), "mine": roles if at is None else set(),
        "open": request.GET.get("open") == "1",
    }  # fmt: skip
    return render(request, "assurance/checklist.html", context)


def _asked(request: HttpRequest) -> tuple[MomentForm, datetime | None]:
    """Return the form and the past moment asked about: a day from the boxes, or a moment from a link; none is now."""
    text = request.GET.get("at", "").strip()
    at = read_moment(text)
    if at is not None and timezone.localdate(at) <= timezone.localdate():
        return MomentForm(initial={"at": timezone.localdate(at)}), at
    form = MomentForm(request.GET if text or "at_day" in request.GET else None)
    return form, form.moment() if form.is_bound and form.is_valid() else None


@needs(policy.ATTEST)
def confirm(request: HttpRequest, kind: str, subject: str, requirement: str) -> HttpResponse:
    """Let the holder of the right post give their word, or take it back."""
    found = subject_for(request.actor, kind, subject)
    answer = requirement_for(found, requirement)
    if answer.requirement.kind != kind:
        return _to_part(request, found, answer)
    role = attesting_role(request.actor, answer.requirement, found.row)
    request.actor.must(policy.ATTEST, place_of(found.row, kind))
    standing = Attestation.objects.standing().filter(
        requirement=requirement, subject_kind=kind, subject_key=found.row.key
    )
    latest = standing.select_related("person").order_by("-recorded_at").first()
    taking_back = "take_back" in request.POST
    form = ConfirmForm(request.POST if request.method == "POST" and not taking_back else None)
    back = TakeBackForm(request.POST if taking_back else None, prefix="back")
    if request.method == "POST":
        try:
            if _carry_out(request, answer.requirement, found.row, form, back, latest):
                return redirect("assurance:checklist", kind=kind, subject=subject)
        except Refused as refused:
            _say(request, refused, back if taking_back else form, shown=not taking_back or _theirs(request, latest))
    context = {
        "found": found, "answer": answer, "form": form, "back": back, "latest": latest, "kind": kind,
        "role": role_title(role) if role else "", "by": [role_title(r) for r in _by(answer)],
    }  # fmt: skip
    return render(request, "assurance/confirm.html", context)


def _to_part(request: HttpRequest, found, answer) -> HttpResponse:
    """Send on to the part that the requirement is about: the unit's force, its partnership, the reader themself."""
    kind = answer.requirement.kind
    parts = list((found.row.parts or {}).get(kind, ()))
    if request.actor.person in parts and kind == "officer":
        parts = [request.actor.person]
    part = kind_of(kind).visible_to(request.actor).filter(pk__in=parts).order_by("pk").first()
    if part is None:
        raise Http404
    return redirect("assurance:confirm", kind=kind, subject=part.public_id, requirement=answer.requirement.id)


def _theirs(request: HttpRequest, latest: Attestation | None) -> bool:
    return latest is not None and latest.person_id == request.actor.person


def _say(request: HttpRequest, refused: Refused, form: Form, *, shown: bool) -> None:
    """Say why it was refused: beside the field, or at the top where the page no longer shows the form."""
    if shown:
        refuse(form, refused)
    else:
        messages.error(request, refused.message)


def _by(answer) -> tuple[str, ...]:
    return answer.requirement.attesting.by if answer.requirement.attesting else ()


def _carry_out(request, requirement, row, form, back, latest) -> bool:
    if back.is_bound:
        if not back.is_valid():
            return False
        if latest is None:
            raise Conflict(_("This was already taken back"))
        withdraw_attestation(request.actor, latest, row, back.cleaned_data["reason"])
        messages.success(request, _("You have taken back your word"))
        return True
    if not form.is_valid():
        return False
    values = form.cleaned_data
    attest(request.actor, requirement, row, holds=values["holds"] == "yes", note=values["note"])
    messages.success(request, _("Recorded in your name"))
    return True
