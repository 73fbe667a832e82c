"""Who owes which briefing: the adults who deliver at a school, and the schools where an adult delivers."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.partnerships.delivering import delivers_at
from lanyard.partnerships.models import NamedContact, Partnership
from lanyard.partnerships.models.school import BRIEFING_TOPICS
from lanyard.partnerships.queries import BriefingState, briefing_states, now


@dataclass(frozen=True, slots=True)
class Briefed:
    """One adult and, for each topic, the state of what they confirmed (None: never)."""

    person: Person
    states: list[tuple[Any, BriefingState | None]]


@dataclass(frozen=True, slots=True)
class Owed:
    """One briefing that somebody owes at one school, and whether they once confirmed it."""

    partnership: Partnership
    topic: str
    label: Any
    stale: bool


def briefed_at(partnership: Partnership) -> list[Briefed]:
    """Return everybody who delivers at a school by name, with what each has confirmed."""
    people = Person.objects.filter(pk__in=set(partnership.place.people()), is_active=True).order_by("name", "pk")
    states = {(s.person, s.topic): s for s in briefing_states(now(), schools=[partnership.school_id])}
    return [
        Briefed(person, [(label, states.get((person.pk, topic))) for topic, label in BRIEFING_TOPICS])
        for person in people
    ]


def owed_by(person: int) -> list[Owed]:
    """Return the briefings a person owes where they deliver or are the named contact, by school."""
    day = timezone.localdate()
    named = NamedContact.objects.standing().on(day).filter(person=person).values("partnership__school")
    schools = Partnership.objects.filter(delivers_at(person, day, "school") | Q(school__in=named))
    found = list(schools.filter(closed_on=None).select_related("school").order_by("school__name", "pk"))
    if not found:
        return []
    states = briefing_states(now(), schools=[p.school_id for p in found], people=[person])
    known = {(s.school, s.topic): s for s in states}
    return [
        Owed(p, topic, label, stale=(p.school_id, topic) in known)
        for p in found
        for topic, label in BRIEFING_TOPICS
        if not ((state := known.get((p.school_id, topic))) and state.current)
    ]
