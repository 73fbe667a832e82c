"""What a person has still to confirm: the words that only the holder of their post can give."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import timezone

from lanyard.assurance.catalogue import Requirement, framework_at
from lanyard.assurance.models import Attestation
from lanyard.assurance.registers import kind_of
from lanyard.engines.rights import Actor

# More subjects than this are counted on the board, not listed one by one.
MOST = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that a requirement is about, as far as a list needs it."""

    key: int
    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A word that is missing or runs out soon, and for which subjects."""

    requirement: Requirement
    subjects: list[Subject]

    @property
    def only(self) -> Subject | None:
        """The subject where there is just one."""
        return self.subjects[0] if len(self.subjects) == 1 else None


def owed_by(actor: Actor) -> list[Owed]:
    """Return what the actor has to confirm, what would stop something first.

    One query for each kind of subject that the actor's posts can confirm, and one for the words given.
    """
    framework = framework_at(timezone.localdate())
    mine = {grant.role for grant in actor.grants}
    asked = [r for r in framework.requirements if r.attesting and mine & set(r.attesting.by)] if framework else []
    subjects = {kind: _subjects(actor, kind) for kind in {r.kind for r in asked}}
    given = _given({kind: [s.key for s in found] for kind, found in subjects.items() if found}, asked)
    listed = [
        Owed(r, [s for s in subjects[r.kind] if (r.id, s.key) not in given and _theirs(actor, r, s)]) for r in asked
    ]
    return sorted(
        (o for o in listed if o.subjects), key=lambda o: (o.requirement.severity != "stop", o.requirement.id)
    )


def _theirs(actor: Actor, requirement: Requirement, subject: Subject) -> bool:
    own = requirement.attesting is not None and requirement.attesting.own
    return not own or requirement.kind != "officer" or subject.key == actor.person


def _subjects(actor: Actor, kind: str) -> list[Subject]:
    definition = kind_of(kind)
    found = definition.visible_to(actor)
    if kind == "officer":
        found = found.filter(pk=actor.person)
    rows = found.order_by("pk").values_list("pk", "public_id", definition.label)[:MOST]
    return [Subject(*row) for row in rows]


def _given(keys: dict[str, list[int]], asked: Iterable[Requirement]) -> set[tuple[str, int]]:
    """Return (requirement, key) of the words that stand and are not about to run out."""
    if not keys:
        return set()
    warn = {r.id: r.warn_days for r in asked}
    about = reduce(or_, (Q(subject_kind=kind, subject_key__in=found) for kind, found in keys.items()))
    standing = Attestation.objects.standing().filter(about, requirement__in=warn)
    latest: dict[tuple[str, int], bool] = defaultdict(bool)
    for requirement, key, expires_on in standing.values_list("requirement", "subject_key", "expires_on"):
        soon = timezone.localdate() + timedelta(days=warn[requirement])
        latest[(requirement, key)] |= expires_on > soon
    return {pair for pair, lasting in latest.items() if lasting}
