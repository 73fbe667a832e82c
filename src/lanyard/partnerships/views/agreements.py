"""An agreement: drafting, reading, signing, and the document to keep."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.partnerships import policy
from lanyard.partnerships.actions import agreements as acts
from lanyard.partnerships.actions import signing
from lanyard.partnerships.actions.shared import page_of
from lanyard.partnerships.forms import AnswersForm, DraftForm, PaperForm, ReasonForm, SignForm
from lanyard.partnerships.models import Agreement
from lanyard.partnerships.models.agreements import AUTHORITY, DRAFT, FORCE, ISSUED, KINDS, SCHOOL, SIGNED
from lanyard.partnerships.papers import agreement_pdf, document_of
from lanyard.partnerships.reads import document_terms
from lanyard.partnerships.views.asking import ask, do
from lanyard.partnerships.views.partnerships import fetch_partnership


def fetch_agreement(request: HttpRequest, permission: Permission, public_id: str) -> Agreement:
    """Return the agreement with its parties, if the reader reaches it with the permission."""
    rows = Agreement.objects.select_related("partnership__school__area", "partnership__force", "replaces")
    return fetch(request.actor, permission, rows, public_id)


@needs(policy.DRAFT_AGREEMENT)
def new(request: HttpRequest, partnership: str, kind: str) -> HttpResponse:
    """Begin a draft, or the next version of an agreement that is signed."""
    found = fetch_partnership(request, policy.DRAFT_AGREEMENT, partnership)
    if kind not in dict(KINDS):
        raise Agreement.DoesNotExist
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.draft(request.actor, found, kind, change_note=form.cleaned_data["change_note"])
            return redirect("partnerships:answers", made.public_id)
        except Refused as refused:
            refuse(form, refused)
    context = {"form": form, "title": dict(KINDS)[kind], "caption": found.school.name, "button": _("Begin the draft")}
    return render(request, "partnerships/form.html", {**context, "back": page_of(found)})


@needs(policy.DRAFT_AGREEMENT)
def answers(request: HttpRequest, agreement: str) -> HttpResponse:
    """Answer the questions of a draft."""
    found = fetch_agreement(request, policy.DRAFT_AGREEMENT, agreement)
    done = acts.agreement_page(found)
    if found.state != DRAFT:
        return redirect(done)
    form = AnswersForm(request.POST or None, initial=found.answers, template=acts.template_of(found))

    def act(said: dict[str, Any]) -> str:
        acts.save_answers(request.actor, found, said)
        return _("The draft is saved. Read it through before you issue it")

    context = {"caption": found.partnership.school.name}
    return ask(request, form, act, done=done, title=_title(found), button=_("Save the draft"), **context)


def _title(agreement: Agreement) -> str:
    return acts.template_of(agreement).title


@needs(policy.DRAFT_AGREEMENT)
@require_POST
def issue(request: HttpRequest, agreement: str) -> HttpResponse:
    """Fix the wording and ask both sides to sign; an answer that is missing leads back to its question."""
    found = fetch_agreement(request, policy.DRAFT_AGREEMENT, agreement)
    done = acts.agreement_page(found)
    try:
        acts.issue(request.actor, found)
    except Conflict as conflict:
        messages.error(request, conflict.message)
    except Refused as refused:
        return _answer_again(request, found, refused)
    else:
        messages.success(request, _("The agreement is issued. Both sides have been asked to sign"))
    return redirect(done)


def _answer_again(request: HttpRequest, found: Agreement, refused: Refused) -> HttpResponse:
    form = AnswersForm(found.answers, template=acts.template_of(found))
    refuse(form, refused)
    context = {
        "form": form,
        "title": _title(found),
        "caption": found.partnership.school.name,
        "back": acts.agreement_page(found),
        "action": reverse("partnerships:answers", args=[found.public_id]),
        "button": _("Save the draft"),
    }
    return render(request, "partnerships/form.html", context)


@needs(policy.VIEW_PARTNERSHIP)
def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Show the whole agreement, who has signed it, and what the reader can do about it."""
    return _show(request, fetch_agreement(request, policy.VIEW_PARTNERSHIP, agreement))


def _show(request: HttpRequest, found: Agreement, form: SignForm | None = None) -> HttpResponse:
    # Its words name the school's contact and others.
    look(request.actor, "agreement.seen", found, found.place)
    signatures = list(found.signatures.standing().order_by("recorded_at"))
    side = _side_to_sign(request, found, {each.side for each in signatures})
    context = {
        "agreement": found,
        "partnership": found.partnership,
        "document": document_of(found),
        "signatures": signatures,
        "waiting": _waiting(found, {each.side for each in signatures}),
        "terms": document_terms(found),
        "side": side,
        "form": form or (SignForm(initial={"wording_hash": found.wording_hash}) if side else None),
        "may_draft": request.actor.may(policy.DRAFT_AGREEMENT, found.place),
        "draft": found.state == DRAFT,
        "issued": found.state == ISSUED,
        "signed": found.state == SIGNED,
        "authority_open": AUTHORITY in acts.template_of(found).may_sign
        and found.state in (ISSUED, SIGNED)
        and AUTHORITY not in {each.side for each in signatures},
    }
    return render(request, "partnerships/agreement.html", context)


def _waiting(found: Agreement, signed: set[str]) -> list[str]:
    names = {SCHOOL: found.partnership.school.name, FORCE: found.partnership.force.name}
    return [names[s] for s in acts.template_of(found).signed_by if s not in signed] if found.state == ISSUED else []


def _side_to_sign(request: HttpRequest, found: Agreement, signed: set[str]) -> str:
    if found.state != ISSUED:
        return ""
    able = (side for side, right in signing.PERMISSIONS.items() if request.actor.may(right, found.place))
    return next((side for side in able if side not in signed), "")


@needs(policy.SIGN_FOR_SCHOOL)
def sign_for_school(request: HttpRequest, agreement: str) -> HttpResponse:
    """Sign for the school."""
    return _sign(request, fetch_agreement(request, policy.SIGN_FOR_SCHOOL, agreement), SCHOOL)


@needs(policy.SIGN_FOR_FORCE)
def sign_for_force(request: HttpRequest, agreement: str) -> HttpResponse:
    """Sign for the police force."""
    return _sign(request, fetch_agreement(request, policy.SIGN_FOR_FORCE, agreement), FORCE)


def _sign(request: HttpRequest, found: Agreement, side: str) -> HttpResponse:
    done = acts.agreement_page(found)
    if request.method != "POST":
        return redirect(done)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)

    def act() -> str:
        signing.sign(request.actor, found, side, form.cleaned_data["wording_hash"])
        return _("You have signed the agreement")

    return do(request, act, done)


@needs(policy.VIEW_PARTNERSHIP)
def pdf(request: HttpRequest, agreement: str) -> HttpResponse:
    """Give the whole agreement as a document to keep."""
    found = fetch_agreement(request, policy.VIEW_PARTNERSHIP, agreement)
    look(request.actor, "agreement.seen", found, found.place)
    response = HttpResponse(agreement_pdf(found), content_type="application/pdf")
    name = f"{found.kind}-{found.partnership.school.code}-{found.number}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@needs(policy.DRAFT_AGREEMENT)
def discard(request: HttpRequest, agreement: str) -> HttpResponse:
    """Give up a draft, or an agreement that waits for signatures."""
    found = fetch_agreement(request, policy.DRAFT_AGREEMENT, agreement)

    def act(said: dict[str, Any]) -> str:
        acts.discard(request.actor, found, said["reason"])
        return _("The draft is discarded")

    title = _("Discard this draft")
    return _with_reason(request, found, act, title)


@needs(policy.DRAFT_AGREEMENT)
def end(request: HttpRequest, agreement: str) -> HttpResponse:
    """Bring a signed agreement to an end."""
    found = fetch_agreement(request, policy.DRAFT_AGREEMENT, agreement)

    def act(said: dict[str, Any]) -> str:
        acts.end(request.actor, found, said["reason"])
        return _("The agreement has ended")

    return _with_reason(request, found, act, _("End this agreement"))


def _with_reason(request: HttpRequest, found: Agreement, act: Any, title: str) -> HttpResponse:
    caption = f"{_title(found)}, {found.partnership.school.name}"
    form = ReasonForm(request.POST or None)
    return ask(request, form, act, done=acts.agreement_page(found), title=title, button=title, caption=caption)


@needs(policy.DRAFT_AGREEMENT)
def paper(request: HttpRequest, agreement: str) -> HttpResponse:
    """Record the local authority's signature on paper."""
    found = fetch_agreement(request, policy.DRAFT_AGREEMENT, agreement)
    form = PaperForm(request.POST or None, request.FILES or None)

    def act(said: dict[str, Any]) -> str:
        said["paper"] = said.pop("file")
        signing.record_paper_signature(request.actor, found, **said)
        return _("The local authority's signature is recorded")

    title = _("The local authority signed on paper")
    return ask(
        request, form, act, done=acts.agreement_page(found), title=title, button=_("Save"), caption=_title(found)
    )
