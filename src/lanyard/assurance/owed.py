"""What a person has still to confirm: the words that only the holder of their post can give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from lanyard.assurance.catalogue import Requirement, framework_at
from lanyard.assurance.gathering import Row, shaped, union
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
    """Return what the actor has to confirm, what would stop something first: one query for all kinds of subject."""
    framework = framework_at(timezone.localdate())
    mine = {grant.role for grant in actor.grants}
    asked = [r for r in framework.requirements if r.attesting and mine & set(r.attesting.by)] if framework else []
    subjects, given = _subjects_and_words(actor, asked)
    listed = [
        Owed(r, [s for s in subjects[r.kind] if (r.id, s.key) not in given and _theirs(actor, r, s)]) for r in asked
    ]
    return sorted(
        (o for o in listed if o.subjects), key=lambda o: (o.requirement.severity != "stop", o.requirement.id)
    )


def _theirs(actor: Actor, requirement: Requirement, subject: Subject) -> bool:
    own = requirement.attesting is not None and requirement.attesting.own
    return not own or requirement.kind != "officer" or subject.key == actor.person


def _subjects_and_words(
    actor: Actor, asked: Sequence[Requirement]
) -> tuple[dict[str, list[Subject]], set[tuple[str, int]]]:
    """Return the subjects of each kind, and (requirement, key) of the words that last."""
    kinds = sorted({r.kind for r in asked})
    found = {kind: _visible(actor, kind) for kind in kinds}
    words = [_words(kind, found[kind], [r for r in asked if r.kind == kind]) for kind in kinds]
    rows = union([*(_named(kind, found[kind]) for kind in kinds), *words])
    subjects = {kind: [Subject(row.key, row.text, row.name) for row in rows[n]] for n, kind in enumerate(kinds)}
    return subjects, _lasting([row for given in rows[len(kinds) :] for row in given], asked)


def _visible(actor: Actor, kind: str) -> QuerySet:
    found = kind_of(kind).visible_to(actor)
    return found.filter(pk=actor.person) if kind == "officer" else found


def _named(kind: str, found: QuerySet) -> QuerySet:
    return shaped(found, "pk", text="public_id", name=kind_of(kind).label).order_by("pk")[:MOST]


def _words(kind: str, found: QuerySet, asked: Sequence[Requirement]) -> QuerySet:
    given = Attestation.objects.standing().filter(subject_kind=kind, requirement__in=[r.id for r in asked])
    about = given.filter(subject_key__in=found.order_by("pk").values("pk")[:MOST])
    return shaped(about, "subject_key", what="requirement", ends="expires_on")


def _lasting(words: Iterable[Row], asked: Iterable[Requirement]) -> set[tuple[str, int]]:
    """Return what was said and is not about to run out."""
    today = timezone.localdate()
    soon = {r.id: today + timedelta(days=r.warn_days) for r in asked}
    return {(row.what, row.key) for row in words if row.ends is not None and row.ends > soon[row.what]}
