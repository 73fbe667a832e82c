"""What members need: the unit's page for leaders and school, a child's page, and going through all of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations.scope import fetch
from lanyard.units import policy
from lanyard.units.actions.needs import add_note, change_need, close_need, read_needs, record_need, review_needs
from lanyard.units.care_forms import NeedForm, NoteForm, ReasonForm
from lanyard.units.models import Member, Need, Unit
from lanyard.units.needs import last_read, needs_of, newest_change, newest_review, notes_of
from lanyard.units.views.asking import ask


def address(unit: Unit) -> str:
    """Return the address of what a unit's members need."""
    return reverse("units:needs", args=[unit.public_id])


def _unit(request: HttpRequest, permission: Any, public_id: str) -> Unit:
    return fetch(request.actor, permission, Unit.objects.select_related("school"), public_id)


def _member(request: HttpRequest, permission: Any, public_id: str) -> Member:
    return fetch(request.actor, permission, Member.objects.select_related("unit__school", "child"), public_id)


@needs(policy.NEEDS_TO_KNOW)
def unit_needs(request: HttpRequest, unit: str) -> HttpResponse:
    """Show what leaders need to know and do; to the school also what waits and who has no need on record."""
    found = _unit(request, policy.NEEDS_TO_KNOW, unit)
    rows = needs_of(found.members.current().named())
    look(request.actor, "needs.listed", [row.member for row in rows], found.place, unit=found.pk)
    school = request.actor.may(policy.VIEW_NEEDS, found.place)
    review, changed, read = newest_review(found), newest_change(found), last_read(found, request.actor.person)
    newest = max((at for at in (review.recorded_at if review else None, changed) if at is not None), default=None)
    context = {
        "unit": found,
        "rows": sorted((row for row in rows if row.needs), key=lambda row: not row.highlighted),
        "waiting": [row for row in rows if row.waiting] if school else [],
        "without": [row.member for row in rows if not row.needs] if school else [],
        "school": school,
        "review": review,
        "joined_since": sum(1 for row in rows if review and row.member.recorded_at > review.recorded_at),
        "read": read,
        "must_read": newest is not None and (read is None or read < newest),
        "may_review": request.actor.may(policy.RECORD_NEEDS, found.place),
        "may_read": request.actor.may(policy.READ_NEEDS, found.place),
    }
    return render(request, "units/needs.html", context)


@needs(policy.RECORD_NEEDS)
@require_POST
def review(request: HttpRequest, unit: str) -> HttpResponse:
    """Record that the school has gone through what every member needs."""
    return _press(request, _unit(request, policy.RECORD_NEEDS, unit), review_needs, _("It is recorded"))


@needs(policy.READ_NEEDS)
@require_POST
def read(request: HttpRequest, unit: str) -> HttpResponse:
    """Record that a leader has read what members need."""
    return _press(request, _unit(request, policy.READ_NEEDS, unit), read_needs, _("Thank you. It is recorded"))


def _press(request: HttpRequest, unit: Unit, act: Any, said: str) -> HttpResponse:
    try:
        act(request.actor, unit)
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(address(unit))


@needs(policy.NEEDS_TO_KNOW)
def member_needs(request: HttpRequest, member: str) -> HttpResponse:
    """Show what one child needs and what school and leaders wrote about the arrangements; add a note."""
    found = _member(request, policy.NEEDS_TO_KNOW, member)
    look(request.actor, "need.viewed", found, found.place)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_note(request.actor, found, form.cleaned_data["text"])
            messages.success(request, _("Your note is saved"))
            return redirect(request.path)
        except Refused as refused:
            refuse(form, refused)
    school = request.actor.may(policy.VIEW_NEEDS, found.place)
    [row] = needs_of(Member.objects.filter(pk=found.pk).named())
    context = {"member": found, "row": row, "notes": notes_of(found)[:50], "form": form, "school": school,
               "may_record": request.actor.may(policy.RECORD_NEEDS, found.place)}  # fmt: skip
    return render(request, "units/member_needs.html", context)


@needs(policy.RECORD_NEEDS)
def add(request: HttpRequest, member: str) -> HttpResponse:
    """Record a need of a child."""
    found = _member(request, policy.RECORD_NEEDS, member)
    look(request.actor, "need.viewed", found, found.place)
    form = NeedForm(request.POST or None)

    def act(said: dict[str, Any]) -> str:
        record_need(request.actor, found.child, form.need())
        return _("The need is recorded. The unit's leaders are told to read it")

    return ask(
        request, form, act, done=address(found.unit), title=_("Record a need"), caption=found.name, button=_("Save")
    )


def _need(request: HttpRequest, public_id: str) -> Need:
    rows = Need.objects.standing().select_related("child__school")
    found = fetch(request.actor, policy.RECORD_NEEDS, rows, public_id)
    look(request.actor, "need.viewed", found, found.place)
    return found


def _done(need: Need) -> str:
    member = need.child.memberships.current().select_related("unit").order_by("-joined_on", "-pk").first()
    return address(member.unit) if member else reverse("notices:today")


@needs(policy.RECORD_NEEDS)
def change(request: HttpRequest, need: str) -> HttpResponse:
    """Change a need, or confirm what a parent or carer told."""
    found = _need(request, need)
    form = NeedForm(request.POST or None, initial=NeedForm.first(found))
    confirming = found.confirmed_at is None

    def act(said: dict[str, Any]) -> str:
        change_need(request.actor, found, form.need())
        return _("The need is saved. The unit's leaders are told to read it")

    title = _("Confirm what a parent or carer told") if confirming else _("Change a need")
    return ask(
        request, form, act, done=_done(found), title=title, caption=found.child.name, button=_("Save"),
        template="units/need_form.html", need=found, confirming=confirming, today=timezone.localdate(),
    )  # fmt: skip


@needs(policy.RECORD_NEEDS)
def close(request: HttpRequest, need: str) -> HttpResponse:
    """Take back a need that is over or was a mistake."""
    found = _need(request, need)

    def act(said: dict[str, Any]) -> str:
        close_need(request.actor, found, said["reason"])
        return _("The need is no longer shown")

    return ask(
        request, ReasonForm(request.POST or None), act, done=_done(found), title=_("A need is over"),
        caption=found.child.name, button=_("Save"),
    )  # fmt: skip
