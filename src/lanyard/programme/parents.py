"""What the programme shows parents and carers: sessions to come, and those that their child was at.

No other child is ever named here, nor who was absent: only what parents were written, and the plan's own facts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from lanyard.consents.catalogue.asking import numbers
from lanyard.consents.occasions import Occasion, occasions
from lanyard.consents.parents import ParentPage, listed
from lanyard.design.panels import panel
from lanyard.programme.models import ForParents, RegisterMark, Session
from lanyard.programme.models.sessions import SessionQuerySet
from lanyard.programme.state import ENDED
from lanyard.units.models import Unit

THERE = (RegisterMark.PRESENT, RegisterMark.LATE, RegisterMark.LEFT_EARLY)
MOST = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One session as a parent reads it: which of their children it is about, and the words for parents."""

    session: Session
    names: str
    words: str


def _with_words(sessions: SessionQuerySet) -> SessionQuerySet:
    return sessions.prefetch_related(Prefetch("for_parents", ForParents.objects.standing(), to_attr="written"))


def _words(session: Any, part: str) -> str:
    return next((row.words for row in session.written if row.part == part), "")


def _names(members: Iterable[Any]) -> str:
    return listed(list(dict.fromkeys(member.given_name for member in members)))


@panel("parent", order=10, template="programme/panel_parent.html")
def sessions_for_parents(request: HttpRequest, page: ParentPage) -> dict | None:
    """Show what is planned for their children, and what their children were at."""
    if not page.members:
        return None
    return {"planned": _planned(page), "done": _done(page)}


def _planned(page: ParentPage) -> list[Told]:
    units = {member.unit_id for member in page.members}
    coming = Session.objects.filter(unit__in=units).upcoming(timezone.localdate())
    return [
        Told(
            session, _names(m for m in page.members if m.unit_id == session.unit_id), _words(session, ForParents.BRING)
        )
        for session in _with_words(coming)[:MOST]
    ]


def _done(page: ParentPage) -> list[Told]:
    members = {member.pk: member for member in page.members}
    marks = RegisterMark.objects.standing().filter(member__in=members, mark__in=THERE)
    were_at: dict[int, list[Any]] = {}
    for session, member in marks.values_list("session", "member"):
        were_at.setdefault(session, []).append(members[member])
    ended = Session.objects.filter(pk__in=were_at, events__kind=ENDED).order_by("-starts_at", "-pk")
    return [
        Told(session, _names(were_at[session.pk]), _words(session, ForParents.DONE))
        for session in _with_words(ended)[:MOST]
    ]


@occasions
def sessions_to_tell_of(unit: Unit) -> Sequence[Occasion]:
    """Return the sessions to come and those that have ended, near enough in time to tell parents of: two queries."""
    now, (ahead, back) = timezone.now(), numbers("told-days")
    coming = Session.objects.filter(unit=unit, closed_at=None, starts_at__gt=now)
    coming = coming.filter(starts_at__lt=now + timedelta(days=ahead)).order_by("starts_at")
    over = Session.objects.filter(unit=unit, events__kind=ENDED, starts_at__gt=now - timedelta(days=back))
    return [
        *(Occasion("planned", each.public_id, each.starts_at, each.title) for each in coming[:MOST]),
        *(Occasion("done", each.public_id, each.starts_at, each.title) for each in over.order_by("-starts_at")[:MOST]),
    ]
