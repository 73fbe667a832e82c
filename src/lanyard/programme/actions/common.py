"""What the changes of a session share: reading it again inside, its state, its events, withdrawing records."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lanyard.accounts.models import Post
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor
from lanyard.programme import state
from lanyard.programme.models import Session, SessionEvent


def lock(session: Session) -> Session:
    """Read the session again inside the change and hold it: two may be at it at once."""
    held = Session.objects.select_for_update(of=("self",)).select_related("unit__school")
    return held.get(pk=session.pk)


def state_of(session: Session) -> state.State:
    """Return the state of a session from its rows: two queries."""
    taken = session.events.filter(kind__in=state.STEPS).only("public_id", "kind", "at", "note")
    steps = [state.Step(event.kind, event.at, event.note) for event in taken]
    staff = session.staff.standing().values_list("arrived_at", "left_at")
    return state.state(steps, (state.Presence(*row) for row in staff))


def must_be_planned(session: Session) -> None:
    """Raise Conflict when the session has been started, ended or cancelled by somebody first."""
    must_be(session, lambda now: now.word == state.PLANNED)


def must_be(session: Session, allowed) -> state.State:
    """Return the state when it is allowed. Raises Conflict, saying who took the session where it is now."""
    now = state_of(session)
    if not allowed(now):
        raise Conflict(_already(session, now))
    return now


def _already(session: Session, now: state.State) -> str:
    last = session.events.filter(kind__in=state.STEPS).order_by("-at", "-pk").first()
    if last is None:
        return _("This session has not started yet")
    at = date_format(timezone.localtime(last.at), "TIME_FORMAT")
    words = {
        state.STARTED: _("%(who)s started this session at %(at)s"),
        state.RESUMED: _("%(who)s resumed this session at %(at)s"),
        state.STOPPED: _("%(who)s stopped this session at %(at)s"),
        state.ENDED: _("%(who)s ended this session at %(at)s"),
        state.CANCELLED: _("%(who)s cancelled this session at %(at)s"),
    }
    return words[last.kind] % {"who": last.by_name, "at": at}


def happened(session: Session, kind: str, actor: Actor, **detail: Any) -> SessionEvent:
    """Write one event of a session, now, in the actor's name."""
    return SessionEvent.objects.create(
        session=session, kind=kind, at=timezone.now(), person_id=actor.person, by_name=actor.name, **detail
    )


def person_of(actor: Actor) -> int:
    """Return the key of the person who acts. Raises Forbidden at the machine, where nobody can speak for themself."""
    if actor.person is None:
        raise Forbidden(actor.name)
    return actor.person


def by(actor: Actor) -> dict[str, Any]:
    """Return the fields that say who recorded a row, and when: now."""
    return {"recorded_at": timezone.now(), "recorded_by_id": actor.person}


def withdraw(rows: Any, actor: Actor, reason: str, at: datetime | None = None) -> int:
    """Withdraw records: they stay readable as at the past and count no more from a moment on, now. Return how many."""
    return rows.filter(withdrawn_at=None).update(
        withdrawn_at=at or timezone.now(), withdrawn_by=actor.person, withdrawn_reason=reason
    )


def staff_posts(session: Session) -> list[Post]:
    """Return the posts held at the session's school on its day, by name; one for each person."""
    held = Post.objects.held(session.day).filter(organisation=session.unit.school_id)
    posts = held.select_related("person").order_by("person__name", "pk")
    return list({post.person_id: post for post in posts}.values())


def staff_member(session: Session, person: int, field: str | None = None) -> str:
    """Return the name of a member of school staff. Raises Refused for somebody without a post at the school."""
    for post in staff_posts(session):
        if post.person_id == person:
            return post.person.name
    raise Refused(_("Choose somebody who works at this school"), field)


def needed(value: str, message: str, field: str) -> str:
    """Return the text without the blanks around it. Raises Refused with the message when there is none."""
    if not value.strip():
        raise Refused(message, field)
    return value.strip()
