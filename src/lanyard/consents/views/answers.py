"""The pages of paper permission: a unit's answers, the class list, one child, a mistake, the form to print."""

from datetime import date, datetime, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.audit.acting import look
from lanyard.consents import policy
from lanyard.consents.actions.answers import record_answers, withdraw_answer
from lanyard.consents.catalogue import asked_of_parents, purposes
from lanyard.consents.decisions import decisions
from lanyard.consents.forms import ListForm, MemberForm, WithdrawForm, today
from lanyard.consents.models import Answer
from lanyard.consents.queries import answers_of, givers_of, history_of
from lanyard.consents.wording import told
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.units import policy as units_policy
from lanyard.units.models import Member, Unit
from lanyard.units.queries import members_of

PER_PAGE, FORMS_PER_PAGE = 50, 20


def _unit(request: HttpRequest, permission: Permission, public_id: str) -> Unit:
    return fetch(request.actor, permission, Unit.objects.select_related("school"), public_id)


@needs(policy.VIEW_PERMISSIONS)
def permissions(request: HttpRequest, unit: str) -> HttpResponse:
    """Show for each member of a unit what is allowed and why, today or as it was known on a past day."""
    found = _unit(request, policy.VIEW_PERMISSIONS, unit)
    day = past_day(request.GET.get("at", ""))
    known = end_of(day)
    members = found.members.at(day, known).named() if day and known else members_of(found)
    page = Paginator(members, PER_PAGE).get_page(request.GET.get("page"))
    decided = decisions(Member.objects.filter(pk__in=[m.pk for m in page]), day=day, known=known)
    look(request.actor, "permissions.listed", list(page), found.place, unit=found.pk, at=day)
    context = {
        "unit": found,
        "page": page,
        "rows": [(member, told(decided[member.pk])) for member in page],
        "titles": [purposes()[purpose].title for purpose in asked_of_parents()],
        "may_record": day is None and request.actor.may(policy.RECORD_PERMISSIONS, found.place),
        "day": day,
        "today": timezone.localdate(),
    }
    return render(request, "consents/permissions.html", context)


def past_day(written: str) -> date | None:
    """Return the past day of an address, None for today. Raises Http404 for what is no day."""
    try:
        day = date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise Http404 from wrong
    return day if day is not None and day < timezone.localdate() else None


def end_of(day: date | None) -> datetime | None:
    """Return the last moment of a day, until which something could be known on it; None for None."""
    return timezone.make_aware(datetime.combine(day, time.max)) if day else None


@needs(policy.RECORD_PERMISSIONS)
def record_list(request: HttpRequest, unit: str) -> HttpResponse:
    """Record a whole class list at once: all lines or none."""
    found = _unit(request, policy.RECORD_PERMISSIONS, unit)
    page = Paginator(members_of(found), FORMS_PER_PAGE).get_page(request.GET.get("page"))
    form = ListForm(request.POST or None, initial=today(), members=page, givers=givers_of(page))
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_answers(request.actor, found, form.answers())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _recorded(len(recorded)))
            return redirect("consents:permissions", unit)
    look(request.actor, "permissions.list-opened", form.members, found.place, unit=found.pk)
    return render(request, "consents/record_list.html", {"unit": found, "page": page, "form": form})


def _recorded(count: int) -> str:
    return ngettext("%(n)s answer is recorded", "%(n)s answers are recorded", count) % {"n": count}


@needs(policy.VIEW_PERMISSIONS)
def member(request: HttpRequest, member: str) -> HttpResponse:
    """Show what was answered for one child, today or as known on a past day; record a form, for those who may."""
    members = Member.objects.select_related("unit__school", "child")
    found = fetch(request.actor, policy.VIEW_PERMISSIONS, members, member)
    day = past_day(request.GET.get("at", ""))
    may_record = day is None and request.actor.may(policy.RECORD_PERMISSIONS, found.place)
    form = _member_form(request, found) if may_record else None
    if request.method == "POST":
        if form is None:
            raise Forbidden(policy.RECORD_PERMISSIONS.id)
        if _record(request, found, form):
            return redirect("consents:member", member)
    look(request.actor, "permission.viewed", found, found.place, at=day)
    sees_adults = request.actor.may(units_policy.VIEW_ADULTS, found.place)
    context = {"member": found, "form": form, "day": day, "today": timezone.localdate(), "sees_adults": sees_adults}
    return render(request, "consents/member.html", {**context, **_history(found, day)})


def _member_form(request: HttpRequest, member: Member) -> MemberForm:
    return MemberForm(request.POST or None, initial=today(), member=member, givers=givers_of([member]))


def _record(request: HttpRequest, member: Member, form: MemberForm) -> bool:
    if not form.is_valid():
        return False
    try:
        recorded = record_answers(request.actor, member.unit, form.answers())
    except Refused as refused:
        about_giver = refused.field == f"member-{form.member.pk}"
        refuse(form, Refused(refused.message, "given_by") if about_giver else refused)
        return False
    messages.success(request, _recorded(len(recorded)))
    return True


def _history(member: Member, day: date | None) -> dict:
    known = end_of(day)
    answers = list(history_of(member, known=known))
    if known is not None:
        for answer in answers:
            answer.as_known(known)
    decided = answers_of(Member.objects.filter(pk=member.pk), day=day, known=known)[member.pk]
    return {"answers": answers, "decided": decided, "decisions": told(decided.decisions)}


@needs(policy.RECORD_PERMISSIONS)
def withdraw(request: HttpRequest, permission: str) -> HttpResponse:
    """Withdraw an answer that was recorded by mistake."""
    rows = Answer.objects.select_related("member__unit__school", "member__child")
    found = fetch(request.actor, policy.RECORD_PERMISSIONS, rows, permission)
    back = reverse("consents:member", args=[found.member.public_id])
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_answer(request.actor, found, form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The answer is withdrawn"))
            return redirect(back)
    look(request.actor, "permission.viewed", found.member, found.place)
    context = {"answer": found, "purpose": purposes()[found.purpose], "form": form, "back": back}
    return render(request, "consents/withdraw.html", context)


@needs(policy.VIEW_PERMISSIONS)
def paper_form(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the blank form to print for parents, carers and children (STO-6): it names no child."""
    found = _unit(request, policy.VIEW_PERMISSIONS, unit)
    asked = {
        "parent": [purpose for purpose in purposes().values() if not purpose.of_child],
        "child": [purpose for purpose in purposes().values() if purpose.of_child],
    }
    return render(request, "consents/paper_form.html", {"unit": found, **asked})
