"""The school's policies, and the briefings of the adults who deliver there."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.accounts.queries import holders_at
from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.partnerships import policy as rights
from lanyard.partnerships.actions.briefings import confirm_briefing
from lanyard.partnerships.actions.policies import supply_policy, withdraw_policy
from lanyard.partnerships.actions.shared import page_of
from lanyard.partnerships.briefed import briefed_at
from lanyard.partnerships.forms import BriefingForm, PolicyForm, ReasonForm
from lanyard.partnerships.models import Partnership, SchoolPolicy
from lanyard.partnerships.models.school import BRIEFING_TOPICS
from lanyard.partnerships.reads import policies_of
from lanyard.partnerships.views.asking import ask
from lanyard.partnerships.views.partnerships import PER_PAGE, fetch_partnership, fetch_school


@needs(rights.SUPPLY_POLICY)
def new_policy(request: HttpRequest, school: str) -> HttpResponse:
    """Supply a new version of a policy."""
    found = fetch_school(request, rights.SUPPLY_POLICY, school)
    form = PolicyForm(request.POST or None, request.FILES or None, initial={"topic": request.GET.get("topic", "")})

    def act(said: dict[str, Any]) -> str:
        supply_policy(request.actor, found, upload=said.pop("file"), **said)
        return _("The policy is supplied. Those who deliver here have been told")

    context = {"caption": found.name, "source": "STO §Useful checklist; STA §5"}
    return ask(request, form, act, done=_page(found), title=_("Supply a policy"), button=_("Save"), **context)


def _page(school: Any) -> str:
    found = Partnership.objects.filter(school=school, force=school.force_id).first()
    return page_of(found) if found else reverse("partnerships:partnerships")


@needs(rights.SUPPLY_POLICY)
def withdraw(request: HttpRequest, policy: str) -> HttpResponse:
    """Take back a policy that was entered by mistake."""
    rows = SchoolPolicy.objects.standing().select_related("school")
    found = fetch(request.actor, rights.SUPPLY_POLICY, rows, policy)

    def act(said: dict[str, Any]) -> str:
        withdraw_policy(request.actor, found, said["reason"])
        return _("The policy is taken back")

    title = _("Take back a policy")
    context = {"caption": str(found)}
    return ask(
        request, ReasonForm(request.POST or None), act, done=_page(found.school), title=title, button=title, **context
    )


@needs(rights.CONFIRM_BRIEFING)
def brief(request: HttpRequest, partnership: str, topic: str) -> HttpResponse:
    """Confirm what one knows of a school: one page, for the phone."""
    found = fetch_partnership(request, rights.CONFIRM_BRIEFING, partnership)
    if topic not in dict(BRIEFING_TOPICS):
        raise Partnership.DoesNotExist
    staff = holders_at(found.school)
    form = BriefingForm(request.POST or None, topic=topic, staff=staff)

    def act(said: dict[str, Any]) -> str:
        dsl = Person.objects.filter(public_id=said["dsl"]).first() if "dsl" in said else None
        confirm_briefing(request.actor, found, topic, said["confirmed"], dsl=dsl)
        return _("Recorded: you are briefed at %(school)s until the end of the school year") % {"school": found.school}

    context = {
        "caption": found.school.name,
        "staff": [post for post in staff if post.role in ("dsl", "deputy-dsl")],
        "seen": next((row for row in policies_of(found.school) if row.topic == topic), None),
        "topic": topic,
        "template": "partnerships/brief.html",
    }
    title = str(dict(BRIEFING_TOPICS)[topic])
    return ask(request, form, act, done=page_of(found), title=title, button=_("Confirm"), **context)


@needs(rights.VIEW_BRIEFINGS)
def briefings(request: HttpRequest, partnership: str) -> HttpResponse:
    """List the adults who deliver at the school with what each has confirmed."""
    found = fetch_partnership(request, rights.VIEW_BRIEFINGS, partnership)
    page = Paginator(briefed_at(found), PER_PAGE).get_page(request.GET.get("page"))
    shown = [row.person for row in page]
    if shown:
        look(request.actor, "briefings.listed", shown, found.place)
    return render(request, "partnerships/briefings.html", {"partnership": found, "page": page})
