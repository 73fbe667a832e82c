"""Reads for the programme's pages, each in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from lanyard.assurance.readiness import SubjectVerdict, verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.engines.rights import Actor
from lanyard.programme import policy, state
from lanyard.programme.models import RegisterMark, Session, SessionEvent, SessionStaff
from lanyard.programme.models.sessions import SessionQuerySet, day_begins

DAYS_AHEAD = 7


def with_state(sessions: QuerySet) -> QuerySet:
    """Bring along what the state of each session is read from: two more queries, whatever their number."""
    events = SessionEvent.objects.filter(kind__in=state.STEPS)
    return sessions.select_related("unit__school").prefetch_related(
        Prefetch("events", events, to_attr="steps_taken"),
        Prefetch("staff", SessionStaff.objects.standing(), to_attr="staff_named"),
    )


def state_now(session: Any) -> state.State:
    """Return the state of a session that came `with_state`."""
    steps = [state.Step(event.kind, event.at, event.note) for event in session.steps_taken]
    return state.state(steps, [state.Presence(stay.arrived_at, stay.left_at) for stay in session.staff_named])


@dataclass(frozen=True, slots=True)
class Coming:
    """A session of today or the next days with its verdict."""

    session: Session
    verdict: str
    stopping: int
    first: str = ""  # what must be done about the session itself, the most pressing


def coming(actor: Actor, today: date, most: int = 20) -> list[Coming]:
    """Return the actor's own sessions of today and the next seven days, soonest first, with verdicts."""
    mine = named_on(actor).filter(starts_at__lt=day_begins(today + timedelta(days=DAYS_AHEAD + 1)))
    sessions = {session.pk: session for session in mine.upcoming(today).select_related("unit__school")[:most]}
    if not sessions:
        return []
    found = verdicts(SubjectSet("session", Session.objects.filter(pk__in=list(sessions))))
    return [Coming(sessions[v.row.key], v.verdict, len(v.stopping), _first_to_do(v)) for v in found]


def _first_to_do(found: SubjectVerdict) -> str:
    # Of the session alone: what an officer lacks is on the session's page, where the look is recorded.
    own = (answer.requirement for answer in found.actions if answer.requirement.kind == "session")
    return next((str(requirement.to_do) for requirement in own), "")


def named_on(actor: Actor) -> SessionQuerySet:
    """Return the sessions at which the actor is expected: as leader, named staff, or with a post at the school."""
    visible = Session.objects.visible_to(actor, policy.VIEW_SESSION)
    if any(grant.kind == "school" for grant in actor.grants):
        return visible
    return visible.filter(leaders__person=actor.person, leaders__withdrawn_at=None)


def register_rows(session: Session) -> dict[int, RegisterMark]:
    """Return the standing marks of a session by child."""
    return {mark.member_id: mark for mark in session.marks.standing()}
