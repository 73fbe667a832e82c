"""Reads for the pages of observations."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from lanyard.accounts.models import Person
from lanyard.engines.rights import Actor
from lanyard.programme import policy
from lanyard.programme.models import Observation, Session
from lanyard.programme.points import counts_until
from lanyard.units.models import UnitLeader
from lanyard.workforce.models import latest_leader_posts


@dataclass(frozen=True, slots=True)
class Due:
    """An officer who leads, with the last observation and the day by which the next one is due."""

    officer: Person
    last: date | None
    due: date | None

    def overdue(self, today: date) -> bool:
        """Whether the day has passed, or none was ever made."""
        return self.due is None or self.due <= today


def leading(actor: Actor, today: date) -> QuerySet:
    """Return the people the actor may observe who lead a unit today, longest unobserved first.

    By their posts: somebody whose profile nobody has filled in yet is observed as everybody else is.
    """
    seen = Observation.objects.standing().filter(officer=OuterRef("pk")).order_by("-observed_on")
    return (
        observable(actor)
        .filter(pk__in=UnitLeader.objects.today().values("person"))
        .exclude(pk=actor.person)
        .annotate(last=Subquery(seen.values("observed_on")[:1]))
        .order_by(F("last").asc(nulls_first=True), "name", "pk")
    )


def observable(actor: Actor) -> QuerySet:
    """Return the people whose leader post the actor reaches with the right to observe."""
    posts = latest_leader_posts().visible_to(actor, policy.OBSERVE)
    return Person.objects.filter(pk__in=posts.values("person"))


def due_of(officer: Any) -> Due:
    """Return when the next observation of an officer, read by `leading`, is due."""
    return Due(officer, officer.last, counts_until(officer.last) if officer.last else None)


def observable_sessions(officer: int, today: date, most: int = 30) -> list[Session]:
    """Return the sessions an officer led lately, newest first."""
    led = Session.objects.filter(leaders__person=officer, leaders__withdrawn_at=None)
    return list(led.filter(starts_at__date__lte=today).order_by("-starts_at", "-pk")[:most])
