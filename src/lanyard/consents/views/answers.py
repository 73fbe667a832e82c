"""The pages of paper permission: a unit's answers, the class list, one child, a mistake, the form to print."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.audit.acting import look
from lanyard.consents import policy
from lanyard.consents.actions.answers import record_answers, withdraw_answer
from lanyard.consents.catalogue import photo_purposes, purposes
from lanyard.consents.forms import ListForm, MemberForm, WithdrawForm, today
from lanyard.consents.models import Answer
from lanyard.consents.queries import answers_of, givers_of, history_of
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.units.models import Member, Unit
from lanyard.units.queries import members_of

PER_PAGE = 50


def _unit(request: HttpRequest, permission: Permission, public_id: str) -> Unit:
    return fetch(request.actor, permission, Unit.objects.select_related("school"), public_id)


def _page(request: HttpRequest, unit: Unit) -> Page:
    return Paginator(members_of(unit), PER_PAGE).get_page(request.GET.get("page"))


@needs(policy.VIEW_PERMISSIONS)
def permissions(request: HttpRequest, unit: str) -> HttpResponse:
    """Show for each member of a unit whether they may take part and be photographed."""
    found = _unit(request, policy.VIEW_PERMISSIONS, unit)
    page = _page(request, found)
    keys = [member.pk for member in page]
    rows = list(answers_of(members_of(found).filter(pk__in=keys)).values())
    look(request.actor, "permissions.listed", [row.member for row in rows], found.place, unit=found.pk)
    context = {
        "unit": found,
        "page": page,
        "rows": [(row, [row.photos[purpose] for purpose in photo_purposes()]) for row in rows],
        "photo_titles": [purposes()[purpose].title for purpose in photo_purposes()],
        "purposes": purposes().values(),
        "may_record": request.actor.may(policy.RECORD_PERMISSIONS, found.place),
    }
    return render(request, "consents/permissions.html", context)


@needs(policy.RECORD_PERMISSIONS)
def record_list(request: HttpRequest, unit: str) -> HttpResponse:
    """Record a whole class list at once: all lines or none."""
    found = _unit(request, policy.RECORD_PERMISSIONS, unit)
    page = _page(request, found)
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
    """Show what was answered for one child, and record another form for those who may."""
    members = Member.objects.select_related("unit__school", "child")
    found = fetch(request.actor, policy.VIEW_PERMISSIONS, members, member)
    may_record = request.actor.may(policy.RECORD_PERMISSIONS, found.place)
    form = _member_form(request, found) if may_record else None
    if request.method == "POST":
        if form is None:
            raise Forbidden(policy.RECORD_PERMISSIONS.id)
        if _record(request, found, form):
            return redirect("consents:member", member)
    look(request.actor, "permission.viewed", found, found.place)
    return render(request, "consents/member.html", {"member": found, "form": form, **_history(found)})


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


def _history(member: Member) -> dict:
    answers = list(history_of(member))
    decided = answers_of(Member.objects.filter(pk=member.pk))[member.pk]
    photos = [(purposes()[purpose].title, decision) for purpose, decision in decided.photos.items()]
    return {"answers": answers, "decided": decided, "photos": photos}


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
