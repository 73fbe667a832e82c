"""Reads for the programme's pages, each in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from lanyard.assurance.readiness import Answer, SubjectVerdict, gate, verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.engines.rights import Actor, Permission
from lanyard.programme import policy, state
from lanyard.programme.actions.running import Decision, decide
from lanyard.programme.models import RegisterMark, Session, SessionEvent, SessionStaff
from lanyard.programme.models.sessions import day_begins

DAYS_AHEAD = 7


def with_state(sessions: QuerySet) -> QuerySet:
    """Bring along what the state of each session is read from: two more queries, whatever their number."""
    events = SessionEvent.objects.filter(kind__in=state.STEPS)
    return sessions.select_related("unit__school").prefetch_related(
        Prefetch("events", events, to_attr="steps_taken"),
        Prefetch("staff", SessionStaff.objects.standing(), to_attr="staff_named"),
    )


def state_now(session: Session) -> state.State:
    """Return the state of a session that came `with_state`."""
    steps = [state.Step(event.kind, event.at, event.note) for event in session.steps_taken]
    return state.state(steps, [state.Presence(stay.arrived_at, stay.left_at) for stay in session.staff_named])


@dataclass
class SessionPage:
    """All that the session's page shows, read once."""

    actor: Actor
    session: Session
    verdict: SubjectVerdict | None
    events: list[SessionEvent]
    stays: list[SessionStaff]

    @cached_property
    def state(self) -> state.State:
        """The state of the session."""
        steps = [state.Step(event.kind, event.at, event.note) for event in self.events]
        return state.state(steps, [state.Presence(stay.arrived_at, stay.left_at) for stay in self.stays])

    @cached_property
    def decision(self) -> Decision:
        """Whether it may go on, by the verdict and what was overridden."""
        overridden = [event.about for event in self.events if event.kind == state.OVERRIDDEN]
        return decide(self.verdict, overridden)

    @property
    def actions(self) -> list[tuple[Answer, bool]]:
        """What somebody has to do, gravest first, and whether it was overridden."""
        answers = self.verdict.actions if self.verdict else []
        return [(answer, answer.requirement.id in self.decision.overridden) for answer in answers]

    @property
    def present(self) -> list[SessionStaff]:
        """The school staff in the room."""
        return [stay for stay in self.stays if stay.present]

    @property
    def awaited(self) -> list[SessionStaff]:
        """The school staff named who have not come yet."""
        return [stay for stay in self.stays if stay.arrived_at is None]

    @property
    def leaders(self) -> list[str]:
        """The names of the leaders."""
        names = self.verdict.row.names if self.verdict else None
        return sorted(name for (kind, _key), name in (names or {}).items() if kind == "officer")

    @property
    def today(self) -> bool:
        """Whether the session is planned for today."""
        return self.session.day == timezone.localdate()

    def may(self, permission: Permission) -> bool:
        """Say whether the reader has a right on this session."""
        return self.actor.may(permission, self.session.place)

    @cached_property
    def rights(self) -> dict[str, bool]:
        """What the reader may do here, by short names for the template."""
        asked = {
            "plan": policy.PLAN_SESSION,
            "staff": policy.NAME_STAFF,
            "check": policy.CHECK_PLAN,
            "behaviour": policy.AGREE_BEHAVIOUR,
            "run": policy.RUN_SESSION,
            "stop": policy.STOP_SESSION,
            "presence": policy.MARK_PRESENCE,
            "register": policy.VIEW_REGISTER,
            "photos": policy.VIEW_PHOTO_REFUSALS,
            "acknowledge": policy.ACKNOWLEDGE,
            "override": policy.OVERRIDE_GATE,
        }
        return {name: self.may(permission) for name, permission in asked.items()}


def session_page(actor: Actor, session: Session) -> SessionPage:
    """Read what the session's page shows: events, staff and the verdict."""
    return SessionPage(
        actor=actor,
        session=session,
        verdict=gate("session", Session.objects.filter(pk=session.pk)),
        events=list(session.events.all()),
        stays=list(session.staff.standing().select_related("person").order_by("recorded_at", "pk")),
    )


@dataclass(frozen=True, slots=True)
class Coming:
    """A session of today or the next days with its verdict."""

    session: Session
    verdict: str
    stopping: int


def coming(actor: Actor, today: date, most: int = 20) -> list[Coming]:
    """Return the actor's own sessions of today and the next seven days, soonest first, with verdicts."""
    mine = named_on(actor).filter(starts_at__lt=day_begins(today + timedelta(days=DAYS_AHEAD + 1)))
    sessions = {session.pk: session for session in mine.upcoming(today).select_related("unit__school")[:most]}
    if not sessions:
        return []
    found = verdicts(SubjectSet("session", Session.objects.filter(pk__in=list(sessions))))
    return [Coming(sessions[v.row.key], v.verdict, len(v.stopping)) for v in found]


def named_on(actor: Actor) -> QuerySet:
    """Return the sessions at which the actor is expected: as leader, named staff, or with a post at the school."""
    visible = Session.objects.visible_to(actor, policy.VIEW_SESSION)
    if any(grant.kind == "school" for grant in actor.grants):
        return visible
    return visible.filter(leaders__person=actor.person, leaders__withdrawn_at=None)


def register_rows(session: Session) -> dict[int, RegisterMark]:
    """Return the standing marks of a session by child."""
    return {mark.member_id: mark for mark in session.marks.standing()}


def counts(session: Session) -> dict[str, int]:
    """Count the standing marks of a session by mark: no names, for those who may not see them."""
    found = dict.fromkeys(dict(RegisterMark.MARKS), 0)
    for mark in session.marks.standing().values_list("mark", flat=True):
        found[mark] += 1
    return found
