"""Pages of the people who deliver: the list, what is due, one person, and recording."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.workforce import actions, policy, queries
from lanyard.workforce.catalogue import RecordKind, record_kinds
from lanyard.workforce.exports import officers_file
from lanyard.workforce.forms import DeclareForm, ProfileForm, RecordForm, WithdrawForm
from lanyard.workforce.people import fetch_leader

PAGE = 50
STATES = (queries.STOPPED, queries.DUE, queries.CURRENT)


@needs(policy.LIST_OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    """List the people I am answerable for, narrowed by words, role and what they need."""
    asked = _asked(request)
    rows = queries.leader_list(request.actor, asked["q"], asked["role"])
    counts = {state: sum(row.state == state for row in rows) for state in STATES}
    page = Paginator(_shown(rows, asked), PAGE).get_page(request.GET.get("page"))
    _looked(request, "officers.listed", list(page))
    context = {"page": page, "asked": asked, "counts": counts, "roles": queries.role_choices()}
    return render(request, "workforce/officers.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("q", "role", "show")}


def _shown(rows: list[queries.LeaderRow], asked: dict[str, str]) -> list[queries.LeaderRow]:
    return [row for row in rows if row.state == asked["show"]] if asked["show"] in STATES else rows


@needs(policy.LIST_OFFICERS)
def export(request: HttpRequest) -> HttpResponse:
    """Return the list as CSV, narrowed as the page is; who is in it is a look at each of them."""
    asked = _asked(request)
    rows = _shown(queries.leader_list(request.actor, asked["q"], asked["role"]), asked)
    _looked(request, "officers.exported", rows)
    return officers_file(rows)


@needs(policy.LIST_OFFICERS)
def due(request: HttpRequest) -> HttpResponse:
    """List what is missing, ran out or falls due in 90 days, the most pressing first."""
    mine = request.GET.get("mine") == "1"
    lines = queries.due_list(queries.leader_list(request.actor, supervised=mine))
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    _looked(request, "officers.due-listed", [row for row, _need in page])
    context = {"page": page, "mine": mine, "days": queries.DAYS_AHEAD}
    return render(request, "workforce/due.html", context)


def _looked(request: HttpRequest, verb: str, rows: list[queries.LeaderRow]) -> None:
    if rows:
        people = list({row.person.pk: row.person for row in rows}.values())
        look(request.actor, verb, people, queries.list_place(rows))


@needs(policy.VIEW_OFFICER)
def officer(request: HttpRequest, person: str) -> HttpResponse:
    """Show a person's record, today or as it was known on a past day."""
    found, posts = fetch_leader(request.actor, policy.VIEW_OFFICER, person)
    day = _day(request.GET.get("at", ""))
    moment = queries.moment_of(day)
    place = posts[0].place
    records = queries.history(found, moment)
    needs = queries.standing_of(found, posts, records, moment)
    lacking = queries.lacking(needs)
    look(request.actor, "officer.viewed", found, place, at=day)
    context = {
        "person": found,
        "posts": posts,
        "profile": getattr(found, "officer", None),
        "needs": needs,
        "lacking": lacking,
        "in_order": [need for need in needs if need not in lacking],
        "records": records,
        "day": day,
        "today": timezone.localdate(),
        "own": request.actor.person == found.pk,
        "may_record": day is None and _may(request, policy.RECORD, found, place),
        "may_manage": day is None and request.actor.may(policy.MANAGE_PROFILE, place),
    }
    return render(request, "workforce/officer.html", context)


def _may(request: HttpRequest, permission: Permission, person: Person, place) -> bool:
    # Nobody confirms their own vetting, whatever posts they hold.
    return request.actor.may(permission, place) and request.actor.person != person.pk


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise Http404 from wrong
    return day if day is not None and day < timezone.localdate() else None


def _me(request: HttpRequest) -> Person:
    return cast(Person, request.user)  # signed in: `needs` has seen to it


@needs(policy.DECLARE)
def my_record(request: HttpRequest) -> HttpResponse:
    """Lead me to my own record."""
    return redirect("workforce:officer", _me(request).public_id)


def _sent(request: HttpRequest) -> tuple:
    # An empty form that was sent must answer with its errors, and Django's idiom of `or None` would not.
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _kind(kind: str, *, own: bool) -> RecordKind:
    found = record_kinds().get(kind)
    if found is None or found.is_own is not own:
        raise Http404
    return found


@needs(policy.RECORD)
def add_record(request: HttpRequest, person: str, kind: str) -> HttpResponse:
    """Record vetting, training, recruitment or age of somebody."""
    found, posts = fetch_leader(request.actor, policy.RECORD, person)
    chosen = _kind(kind, own=False)
    form = RecordForm(chosen, *_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(request.actor, found, form.new_record())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("%(title)s is recorded") % {"title": chosen.title})
            return redirect("workforce:officer", person)
    look(request.actor, "officer.viewed", found, posts[0].place)
    context = {"form": form, "person": found, "kind": chosen}
    return render(request, "workforce/record.html", context)


@needs(policy.DECLARE)
def declare(request: HttpRequest, kind: str) -> HttpResponse:
    """Sign the code of conduct, or say that I am comfortable to deliver."""
    chosen = _kind(kind, own=True)
    form = DeclareForm(chosen, *_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare(request.actor, _me(request), chosen.id, form.cleaned_data["agreed"])
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("%(title)s is recorded") % {"title": chosen.title})
            return redirect("workforce:officer", _me(request).public_id)
    return render(request, "workforce/declare.html", {"form": form, "kind": chosen})


@needs(policy.VIEW_OFFICER)
def withdraw(request: HttpRequest, person: str, record: str) -> HttpResponse:
    """Withdraw a record that was wrong, or take back what I declared."""
    found, posts = fetch_leader(request.actor, policy.VIEW_OFFICER, person)
    # Through the right to withdraw for supervisors, and one's own declarations for everybody.
    chosen = fetch(request.actor, _right_to_withdraw(request, found), found.staff_records.standing(), record)
    form = WithdrawForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(request.actor, chosen, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The record is withdrawn"))
            return redirect("workforce:officer", person)
    look(request.actor, "officer.viewed", found, posts[0].place)
    context = {"form": form, "person": found, "record": chosen, "kind": record_kinds()[chosen.kind]}
    return render(request, "workforce/withdraw.html", context)


def _right_to_withdraw(request: HttpRequest, person: Person) -> Permission:
    return policy.DECLARE if request.actor.person == person.pk else policy.WITHDRAW


@needs(policy.MANAGE_PROFILE)
def profile(request: HttpRequest, person: str) -> HttpResponse:
    """Say who supervises a person."""
    found, posts = fetch_leader(request.actor, policy.MANAGE_PROFILE, person)
    now = getattr(found, "officer", None)
    initial = {"supervisor": now.supervisor_id, "collar_number": now.collar_number} if now else {}
    supervisors = queries.supervisors_for(posts[0].organisation).exclude(pk=found.pk)
    form = ProfileForm(supervisors, *_sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_profile(request.actor, found, given["supervisor"], given["collar_number"])
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("workforce:officer", person)
    look(request.actor, "officer.viewed", found, posts[0].place)
    return render(request, "workforce/profile.html", {"form": form, "person": found})
