"""Running a session: staff arrive, start, stop, resume, staff leave, end. Each step is an event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.assurance.readiness import Answer, SubjectVerdict, gate
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.programme import policy, state
from lanyard.programme.actions.common import by, happened, lock, must_be, needed, staff_member, state_of
from lanyard.programme.models import Override, Session, SessionStaff
from lanyard.programme.overriding import covered


class NotSafe(Refused):
    """The session may not go on. `answers` are the requirements that stop it, each with who must act."""

    def __init__(self, message: str, answers: Sequence[Answer] = ()):
        super().__init__(message)
        self.answers = list(answers)


@dataclass(frozen=True, slots=True)
class Decision:
    """May the session go on: by the verdict, and by what was overridden."""

    verdict: SubjectVerdict | None
    overridden: frozenset[str]

    @property
    def stopping(self) -> list[Answer]:
        """What stops the session and was not overridden."""
        answers = self.verdict.stopping if self.verdict else []
        return [answer for answer in answers if answer.requirement.id not in self.overridden]

    @property
    def allowed(self) -> bool:
        """True when it is safe, or all that stops it was overridden. No verdict, or an unknown one, is a no."""
        if self.verdict is None:
            return False
        return self.verdict.safe or (bool(self.verdict.stopping) and not self.stopping)

    @property
    def record(self) -> dict:
        """What an event keeps of it."""
        if self.verdict is None:
            return {"verdict": "unknown", "reasons": []}
        reasons = [
            {"id": a.requirement.id, "wording": str(a.requirement.wording), "status": a.finding.status}
            for a in self.verdict.actions
        ]
        return {"verdict": self.verdict.verdict, "reasons": reasons}


def decide(verdict: SubjectVerdict | None, overrides: Iterable[Override]) -> Decision:
    """Return the decision for a verdict and the overrides that stand: each covers what it was given for."""
    return Decision(verdict, covered(verdict, overrides))


def _gate(session: Session) -> Decision:
    return decide(gate("session", Session.objects.filter(pk=session.pk)), session.overrides.standing())


def _must_be_safe(session: Session) -> Decision:
    """Return the decision. Raises NotSafe without school staff in the room, or while readiness says no."""
    if not session.staff.standing().filter(arrived_at__isnull=False, left_at=None).exists():
        raise NotSafe(_("Say which member of school staff is in the room: the session can’t go on without one"))
    decision = _gate(session)
    if not decision.allowed:
        titles = "; ".join(str(answer.requirement.title) for answer in decision.stopping)
        text = _("This session can’t go on yet: %(reasons)s")
        raise NotSafe(text % {"reasons": titles or _("it is not known whether it is safe")}, decision.stopping)
    return decision


def start(actor: Actor, session: Session) -> Session:
    """Start the session.

    Raises Conflict when somebody started, ended or cancelled it first, Refused on another day than planned, NotSafe
    without school staff in the room or while readiness does not say that it is safe: unknown refuses.
    """
    with change(actor, policy.RUN_SESSION, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: now.word == state.PLANNED)
        if session.day != timezone.localdate():
            text = _("This session is planned for %(day)s. Change its date to start it today")
            raise Refused(text % {"day": date_format(session.day)})
        decision = _must_be_safe(session)
        happened(session, state.STARTED, actor, **decision.record)
        doing.record("session.started", session, verdict=decision.record["verdict"])
    return session


def stop(actor: Actor, session: Session, reason: str) -> Session:
    """Stop a session under way. Raises Conflict when it is not running, Refused without a reason.

    A session that stands still for want of school staff can be stopped as well: then it does not go on by itself.
    """
    with change(actor, policy.STOP_SESSION, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: now.word == state.RUNNING or now.why == state.NO_STAFF)
        note = needed(reason, _("Enter why the session stops"), "reason")
        happened(session, state.STOPPED, actor, note=note)
        doing.record("session.stopped", session)
    return session


def resume(actor: Actor, session: Session) -> Session:
    """Go on after a stop. Raises Conflict when it is not stopped, NotSafe as for a start."""
    with change(actor, policy.RUN_SESSION, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: now.word == state.STOPPED)
        decision = _must_be_safe(session)
        happened(session, state.RESUMED, actor, **decision.record)
        doing.record("session.resumed", session, verdict=decision.record["verdict"])
    return session


def end(actor: Actor, session: Session, outcome: str) -> Session:
    """End a session under way, with what came of it. Raises Conflict when it is not, Refused without a note."""
    with change(actor, policy.RUN_SESSION, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: now.begun)
        note = needed(outcome, _("Enter what was done and how it went"), "outcome")
        event = happened(session, state.ENDED, actor, note=note)
        session.closed_at = event.at
        session.save(update_fields=["closed_at"])
        doing.record("session.ended", session)
    return session


def arrive(actor: Actor, session: Session, person: int) -> SessionStaff:
    """Say that a member of school staff is in the room. Somebody not named before is named by it.

    Raises Refused for somebody without a post at the school, on another day, Conflict when they are there already
    or the session is over.
    """
    with change(actor, policy.MARK_PRESENCE, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        if session.day != timezone.localdate():
            raise Refused(_("Staff can arrive on the day of the session only"), "person")
        name = staff_member(session, person, "person")
        stay = session.staff.standing().filter(person=person, left_at=None).first()
        if stay is not None and stay.arrived_at is not None:
            raise Conflict(_("%(name)s is already in the room") % {"name": name}, "person")
        stay = stay or SessionStaff(session=session, person_id=person, **by(actor))
        stay.arrived_at = timezone.now()
        stay.save()
        happened(session, state.ARRIVED, actor, about=name)
        doing.record("session.staff-arrived", session, staff=person)
    return stay


def leave(actor: Actor, session: Session, person: int) -> state.State:
    """Say that a member of school staff has left the room. Return the state after it: stopped when it was the last.

    Raises Conflict when they are not there, or the session is over.
    """
    with change(actor, policy.MARK_PRESENCE, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: not now.over)
        here = session.staff.standing().filter(person=person, arrived_at__isnull=False, left_at=None)
        stay = here.select_related("person").first()
        if stay is None:
            raise Conflict(_("This person is not in the room"), "person")
        stay.left_at = timezone.now()
        stay.save(update_fields=["left_at"])
        happened(session, state.LEFT, actor, about=stay.person.name)
        now = state_of(session)
        doing.record("session.staff-left", session, staff=person, state=now.word)
    return now
