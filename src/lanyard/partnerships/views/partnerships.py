"""The list of schools with their status, a partnership's page, the school's answer, the named contact."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.accounts.models import Person
from lanyard.assurance.looking import look_at_officers
from lanyard.design.routes import needs
from lanyard.engines.rights import Permission
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch, scoped
from lanyard.partnerships import policy
from lanyard.partnerships.actions.closing import close_partnership
from lanyard.partnerships.actions.shared import page_of
from lanyard.partnerships.actions.status import (
    acknowledge_refusal,
    current_status,
    name_contact,
    open_partnership,
    record_status,
)
from lanyard.partnerships.forms import ContactForm, ReasonForm, StatusForm
from lanyard.partnerships.models import Partnership, StatusRecord
from lanyard.partnerships.models.partnership import DECLINED, NOT_OFFERED, SSP, STATUSES
from lanyard.partnerships.reads import (
    PartnershipPage,
    history_of,
    partnership_page,
    possible_contacts,
    schools_with_status,
    with_contact_and_review,
)
from lanyard.partnerships.views.asking import ask, do

PER_PAGE = 50


def fetch_partnership(request: HttpRequest, permission: Permission, public_id: str) -> Partnership:
    """Return the partnership with its school and force, if the reader reaches it with the permission."""
    rows = Partnership.objects.select_related("school__area", "force")
    return fetch(request.actor, permission, rows, public_id)


def fetch_school(request: HttpRequest, permission: Permission, public_id: str) -> Organisation:
    """Return a school of a force, if the reader reaches it with the permission."""
    within = scoped(request.actor.scope(permission), tenant="")
    schools = Organisation.objects.select_related("force", "area").filter(within, kind=Organisation.SCHOOL)
    return schools.get(public_id=public_id, force__isnull=False)


@needs(policy.VIEW_PARTNERSHIP)
def partnerships(request: HttpRequest) -> HttpResponse:
    """List the schools the reader reaches with their status; filter by status and by what has lapsed."""
    status = request.GET.get("status", "")
    status = status if status in dict(STATUSES) else ""
    lapsed = request.GET.get("lapsed") == "1"
    words = request.GET.get("words", "")[:100]
    rows = schools_with_status(request.actor, status, lapsed, words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.status_words = dict(STATUSES)[row.status]
    context = {
        "page": page,
        "statuses": STATUSES,
        "status": status,
        "lapsed": lapsed,
        "words": words,
        "may_record": request.actor.holds(policy.RECORD_STATUS),
        "filtered": bool(status or lapsed or words),
    }
    return render(request, "partnerships/list.html", context)


@needs(policy.VIEW_PARTNERSHIP)
def partnership(request: HttpRequest, partnership: str) -> HttpResponse:
    """Show a partnership: what is to be done first, then status, agreements, reviews, policies and history."""
    found = fetch(request.actor, policy.VIEW_PARTNERSHIP, with_contact_and_review(), partnership)
    read = partnership_page(found)
    context = {"partnership": found, "read": read, "may": _rights(request, found), "told": _told_to(request, read)}
    status = read.status.status if read.status else NOT_OFFERED
    context |= {"declined": status == DECLINED, "ssp": status == SSP, "offered": status != NOT_OFFERED}
    if found.contact_person is not None:
        look_at_officers(request.actor, "partnership.contact-seen", [Person(pk=found.contact_person)], found.place)
    return render(request, "partnerships/partnership.html", context)


def _rights(request: HttpRequest, found: Partnership) -> dict[str, bool]:
    # Rights that reach by assignment alone are asked of the posts: who sees the page is assigned to it.
    may = request.actor.may
    return {
        "status": may(policy.RECORD_STATUS, found.place),
        "draft": may(policy.DRAFT_AGREEMENT, found.place),
        "review": may(policy.RECORD_REVIEW, found.place),
        "policy": may(policy.SUPPLY_POLICY, found.place),
        "brief": request.actor.holds(policy.CONFIRM_BRIEFING),
        "briefings": may(policy.VIEW_BRIEFINGS, found.place),
    }


def _told_to(request: HttpRequest, read: PartnershipPage) -> bool:
    """Say whether the reader was told of the refusal and has not said so yet."""
    return any(row.told_person == request.actor.person and not row.told_read_at for row in read.told)


@needs(policy.VIEW_PARTNERSHIP)
def history(request: HttpRequest, partnership: str) -> HttpResponse:
    """Show what a partnership went through: statuses, named contacts, reviews."""
    found = fetch_partnership(request, policy.VIEW_PARTNERSHIP, partnership)
    may_review = request.actor.may(policy.RECORD_REVIEW, found.place) and not found.closed_on
    told = history_of(found)
    contacts = {row.person_id: row.person for row in told.contacts}
    look_at_officers(request.actor, "partnership.contact-seen", list(contacts.values()), found.place)
    context = {"partnership": found, "history": told, "may_review": may_review}
    return render(request, "partnerships/history.html", context)


@needs(policy.RECORD_STATUS)
def status(request: HttpRequest, school: str) -> HttpResponse:
    """Record what a school was offered and what it said."""
    found = fetch_school(request, policy.RECORD_STATUS, school)
    here = Partnership.objects.filter(school=found, force=found.force_id).select_related("school", "force")
    existing = here.first()
    before = current_status(existing) if existing else None
    initial = {"on": timezone.localdate(), "seen": before.public_id if before else ""}
    form = StatusForm(request.POST or None, initial=initial, contacts=possible_contacts(found.force))

    def act(said: dict[str, Any]) -> str:
        record_status(request.actor, open_partnership(request.actor, found), **said)
        return _("What %(school)s said is recorded") % {"school": found.name}

    def done() -> str:
        made = here.first()
        return page_of(made) if made else reverse("partnerships:partnerships")

    title = _("Record what the school said")
    context = {"caption": found.name, "before": before, "source": "MPS §1.2", "template": "partnerships/status.html"}
    return ask(request, form, act, done=done, title=title, button=_("Save"), **context)


@needs(policy.RECORD_STATUS)
def contact(request: HttpRequest, partnership: str) -> HttpResponse:
    """Name another contact for the school."""
    found = fetch_partnership(request, policy.RECORD_STATUS, partnership)
    form = ContactForm(
        request.POST or None, initial={"on": timezone.localdate()}, contacts=possible_contacts(found.force)
    )

    def act(said: dict[str, Any]) -> str:
        name_contact(request.actor, found, said["contact"], said["on"])
        return _("%(name)s is the school's named contact") % {"name": said["contact"].name}

    context = {"caption": found.school.name, "source": "MPS §1.2"}
    return ask(request, form, act, done=page_of(found), title=_("Named contact"), button=_("Save"), **context)


@needs(policy.ACKNOWLEDGE_REFUSAL)
@require_POST
def read_refusal(request: HttpRequest, status: str) -> HttpResponse:
    """Say that one has read of a refusal."""
    rows = StatusRecord.objects.standing().select_related("partnership__school", "partnership__force")
    record = fetch(request.actor, policy.ACKNOWLEDGE_REFUSAL, rows, status)

    def act() -> str:
        acknowledge_refusal(request.actor, record)
        return _("It is recorded that you have read this")

    return do(request, act, page_of(record.partnership))


@needs(policy.DRAFT_AGREEMENT)
def end(request: HttpRequest, partnership: str) -> HttpResponse:
    """Bring a partnership to an end."""
    found = fetch_partnership(request, policy.DRAFT_AGREEMENT, partnership)
    if found.closed_on:
        return redirect(page_of(found))

    def act(said: dict[str, Any]) -> str:
        close_partnership(request.actor, found, said["reason"])
        return _("The partnership has ended")

    context = {"caption": found.school.name, "template": "partnerships/end.html"}
    title, button = _("End the partnership"), _("End the partnership and its agreements")
    return ask(
        request, ReasonForm(request.POST or None), act, done=page_of(found), title=title, button=button, **context
    )
