"""Lists of sessions, planning them, and their own page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lanyard.assurance.looking import look_at_officers, officers_to_act
from lanyard.design.routes import needs
from lanyard.organisations.scope import fetch
from lanyard.programme import policy
from lanyard.programme.actions import planning
from lanyard.programme.forms import LeadersForm, PlanForm, ReasonForm, ReplanForm, StaffForm
from lanyard.programme.models import Session
from lanyard.programme.models.sessions import SessionQuerySet
from lanyard.programme.queries import named_on, state_now, with_state
from lanyard.programme.session_page import session_page
from lanyard.programme.views.common import back, form_page, session_for, staff_choices, words_page
from lanyard.units.models import Unit, UnitLeader
from lanyard.units.policy import VIEW_UNIT

PAGE = 50


@require_GET
@needs(policy.VIEW_SESSION)
def sessions(request: HttpRequest) -> HttpResponse:
    """List the reader's sessions, or all of those they may see."""
    everybody = request.GET.get("whose") == "all"
    seen = Session.objects.visible_to(request.actor, policy.VIEW_SESSION)
    found = seen if everybody else named_on(request.actor)
    return _list(request, found, everybody=everybody)


@require_GET
@needs(policy.VIEW_SESSION)
def unit_sessions(request: HttpRequest, unit: str) -> HttpResponse:
    """List the sessions of a unit."""
    of = fetch(request.actor, VIEW_UNIT, Unit.objects.select_related("school"), unit)
    found = Session.objects.visible_to(request.actor, policy.VIEW_SESSION).filter(unit=of)
    return _list(request, found, unit=of, may_plan=request.actor.may(policy.PLAN_SESSION, of.place))


def _list(request: HttpRequest, found: SessionQuerySet, **context) -> HttpResponse:
    past = request.GET.get("when") == "past"
    today = timezone.localdate()
    ordered = found.past(today) if past else found.upcoming(today)
    page = Paginator(with_state(ordered), PAGE).get_page(request.GET.get("page"))
    rows = [(session, state_now(session)) for session in page]
    return render(
        request, "programme/sessions.html", {"page": page, "rows": rows, "past": past, "today": today, **context}
    )


@require_GET
@needs(policy.VIEW_SESSION)
def session(request: HttpRequest, session: str) -> HttpResponse:
    """Show a session: the verdict first, what to do next, staff, steps, plan and history. No child is named."""
    page = session_page(request.actor, session)
    if page.verdict is not None:
        officers = officers_to_act([page.verdict])
        look_at_officers(request.actor, "assurance.verdict_seen", officers, page.session.unit.school.place)
    return render(request, "programme/session.html", {"page": page, "session": page.session})


@require_http_methods(["GET", "POST"])
@needs(policy.PLAN_SESSION)
def plan(request: HttpRequest, unit: str) -> HttpResponse:
    """Plan a session of a unit, once or every week."""
    of = fetch(request.actor, VIEW_UNIT, Unit.objects.select_related("school"), unit)
    request.actor.must(policy.PLAN_SESSION, of.place)
    people = _leaders(of, timezone.localdate())
    everybody = {"leaders": [key for key, _name in people]}
    form = PlanForm(request.POST or None, people=people, initial=everybody)

    def act() -> None:
        data = form.cleaned_data
        made.extend(planning.plan(request.actor, of, form.plan, data["leaders"], data["times"]))

    def go_on() -> HttpResponse:
        return back(made[0]) if len(made) == 1 else redirect("programme:unit_sessions", of.public_id)

    made: list[Session] = []
    title = _("Plan a session")
    return form_page(
        request, form, act, go_on, said=_("Planned"), title=title, caption=of.name, button=_("Plan"),
        back_to=("programme:unit_sessions", of.public_id),
    )  # fmt: skip


def _leaders(unit: Unit, day) -> list[tuple[int, str]]:
    leading = UnitLeader.objects.at(day, timezone.now()).filter(unit=unit)
    return list(leading.order_by("person__name").values_list("person", "person__name").distinct())


@require_http_methods(["GET", "POST"])
@needs(policy.PLAN_SESSION)
def replan(request: HttpRequest, session: str) -> HttpResponse:
    """Change what is planned."""
    held = session_for(request, policy.PLAN_SESSION, session)
    names = ("title", "strand", "activity", "where", "day")
    initial = {name: getattr(held, name) for name in names}
    initial["starts"] = timezone.localtime(held.starts_at).time()
    initial["ends"] = timezone.localtime(held.ends_at).time()
    form = ReplanForm(request.POST or None, initial=initial)
    return form_page(
        request, form, lambda: planning.replan(request.actor, held, form.plan), lambda: back(held),
        said=_("Changed. If what is done changed, the plan has to be checked again."),
        title=_("Change the plan"), session=held, button=_("Save"),
    )  # fmt: skip


@require_GET
@needs(policy.VIEW_SESSION)
def plans(request: HttpRequest, session: str) -> HttpResponse:
    """Show what was planned, version by version, each with the time for which it was the plan."""
    held = session_for(request, policy.VIEW_SESSION, session)
    versions = held.plans.select_related("recorded_by").order_by("-recorded_at", "-pk")
    page = Paginator(versions, PAGE).get_page(request.GET.get("page"))
    return render(request, "programme/plans.html", {"session": held, "page": page})


@require_http_methods(["GET", "POST"])
@needs(policy.PLAN_SESSION)
def cancel(request: HttpRequest, session: str) -> HttpResponse:
    """Cancel a session that has not begun."""
    held = session_for(request, policy.PLAN_SESSION, session)
    return words_page(
        request, held, ReasonForm, planning.cancel, said=_("Cancelled"), title=_("Cancel the session"),
        button=_("Cancel the session"), warning=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.PLAN_SESSION)
def leaders(request: HttpRequest, session: str) -> HttpResponse:
    """Name who leads the session."""
    held = session_for(request, policy.PLAN_SESSION, session)
    named = list(held.leaders.standing().values_list("person", flat=True))
    people = _leaders(held.unit, held.day)
    form = LeadersForm(request.POST or None, people=people, initial={"leaders": named})
    return form_page(
        request, form, lambda: planning.name_leaders(request.actor, held, form.cleaned_data["leaders"]),
        lambda: back(held), said=_("Leaders named"), title=_("Who leads the session"), session=held,
        button=_("Save"), nobody=not people and _("Nobody leads this unit on the day of the session."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.NAME_STAFF)
def staff(request: HttpRequest, session: str) -> HttpResponse:
    """Name the school staff who stay for the whole of the session."""
    held = session_for(request, policy.NAME_STAFF, session)
    named = list(held.staff.standing().filter(left_at=None).values_list("person", flat=True))
    people = staff_choices(held)
    form = StaffForm(request.POST or None, people=people, initial={"staff": named})
    return form_page(
        request, form, lambda: planning.name_staff(request.actor, held, form.cleaned_data["staff"]),
        lambda: back(held), said=_("School staff named"), title=_("School staff of the session"), session=held,
        button=_("Save"), nobody=not people and _("Nobody has a post at this school yet. Ask the school to add one."),
    )  # fmt: skip
