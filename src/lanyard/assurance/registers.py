"""What rooms register with readiness: their kinds of subject, the relations between them, and their evidence.

A room's `evidence.py` declares what its records prove. Evidence is set-based: it is asked once for a whole set of
subjects and answers with a finding for each, in a fixed number of queries whatever the size of the set.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from lanyard.engines.readiness import Finding
from lanyard.engines.rights import Actor


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment a question is about: what was true at `at`, by what was known at `known`."""

    at: datetime
    known: datetime

    @property
    def day(self) -> date:
        """The local calendar day of the moment."""
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class SubjectSet:
    """A set of subjects of one kind, as a queryset. Use `keys` inside other queries: a subquery, never a list.

    `only` holds the primary keys where they are known and few: a page's subjects, or their parts.
    """

    kind: str
    queryset: QuerySet
    # What a room has read of this very set, so that one inquiry reads it once.
    read: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    only: tuple[int, ...] | None = None

    @classmethod
    def of(
        cls, kind: str, model: type[Model], keys: tuple[int, ...], read: dict[Any, Any] | None = None
    ) -> "SubjectSet":
        """Return the set of these subjects and no others; what was read of the set they are out of comes with them."""
        return cls(kind, model._default_manager.filter(pk__in=listed(keys)), {} if read is None else read, keys)

    @property
    def keys(self) -> QuerySet:
        """The primary keys, to be used as `…__in=subjects.keys`."""
        return self.queryset.order_by().values("pk")


def listed(keys: Sequence[int]) -> RawSQL:
    """Return keys as a subquery that takes them all in one value, so that the SQL is the same for any number."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(keys),))
    return RawSQL("SELECT unnest(%s::bigint[])", (list(keys),))


Findings = Mapping[int, Finding]


class Otherwise(dict[int, Finding]):
    """Findings with one answer for every subject that has none of its own: nobody holds the post, the check failed."""

    def __init__(self, otherwise: Finding, own: Mapping[int, Finding] | None = None):
        super().__init__(own or {})
        self.otherwise = otherwise

    def get(self, key, default=None):
        """Return the subject's own finding, or the one for all others."""
        return super().get(key, self.otherwise)

    def __missing__(self, key: int) -> Finding:
        """Return the finding for all others."""
        return self.otherwise


Evidence = Callable[[SubjectSet, Moment], Mapping[str, Findings]]


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """One function that answers one or more kinds of evidence about one kind of subject."""

    names: tuple[str, ...]
    kind: str
    find: Evidence


@dataclass(frozen=True, slots=True)
class SubjectKind:
    """A kind of thing that can be ready: how to get all of them, how to name one, and its page."""

    kind: str
    all: Callable[[Moment], QuerySet]
    rows: Callable[[SubjectSet, Moment], Sequence["SubjectRow"]]
    permission: Any
    page: Callable[[str], str]
    visible: Callable[[Actor], QuerySet] | None = None  # where the queryset has no `visible_to` of its own
    label: str = "name"  # the lookup path to what a list calls it

    def visible_to(self, actor: Actor) -> QuerySet:
        """Return the subjects of this kind that the actor may see."""
        if self.visible is not None:
            return self.visible(actor)
        now = timezone.now()
        found: Any = self.all(Moment(now, now))
        return found.visible_to(actor, self.permission)


class SubjectRow(NamedTuple):
    """One subject as readiness shows it. Keys are database ids; `parts` maps a kind to the subject's parts.

    `since` is the day the subject came to be: what was never recorded has been missing since then.
    """

    key: int
    public_id: str
    name: str
    organisation: int | None
    force: int | None
    area: int | None = None
    parts: Mapping[str, tuple[int, ...]] | None = None
    names: Mapping[tuple[str, int], str] | None = None
    since: date | None = None


_evidence: dict[str, EvidenceSource] = {}
_months: dict[str, int] = {}
_kinds: dict[str, SubjectKind] = {}
_relations: dict[tuple[str, str], Callable[[SubjectSet], QuerySet]] = {}


def evidence(*names: str, kind: str) -> Callable[[Evidence], Evidence]:
    """Register a function that finds the named evidence for a kind of subject.

    It receives a SubjectSet and a Moment and returns {name: {primary key: Finding}}. A subject it leaves out has no
    record. Raises ValueError when a name is taken.
    """

    def register(find: Evidence) -> Evidence:
        source = EvidenceSource(names, kind, find)
        for name in names:
            if name in _evidence:
                raise ValueError(f"evidence {name!r} is registered twice")
            _evidence[name] = source
        return find

    return register


def evidence_source(name: str) -> EvidenceSource:
    """Return who answers the named evidence. Raises KeyError when nobody does."""
    return _evidence[name]


def evidence_names() -> set[str]:
    """Return all registered names of evidence."""
    return set(_evidence)


def counts_for(months: Mapping[str, int]) -> None:
    """Say for how many months what proves the named evidence counts, where it runs out by itself."""
    _months.update(months)


def months_counted(name: str) -> int | None:
    """Return for how many months what proves the named evidence counts; None where it does not run out by itself."""
    return _months.get(name)


def subject_kind(definition: SubjectKind) -> SubjectKind:
    """Register a kind of subject (unit, session, officer, partnership, force)."""
    _kinds[definition.kind] = definition
    return definition


def kind_of(kind: str) -> SubjectKind:
    """Return the definition of a kind of subject. Raises KeyError for an unknown kind."""
    return _kinds[kind]


def kinds() -> list[str]:
    """Return all kinds of subject."""
    return sorted(_kinds)


def related(whole: str, part: str) -> Callable[[Callable[[SubjectSet], QuerySet]], Callable]:
    """Register how to get, from a set of wholes, the queryset of all their parts (a unit's officers)."""

    def register(find: Callable[[SubjectSet], QuerySet]) -> Callable[[SubjectSet], QuerySet]:
        _relations[(whole, part)] = find
        return find

    return register


def parts_of(subjects: SubjectSet, part: str) -> SubjectSet:
    """Return the parts of a kind of a set of subjects. Raises KeyError where no relation is registered."""
    return SubjectSet(part, _relations[(subjects.kind, part)](subjects))


def has_parts(whole: str, part: str) -> bool:
    """Say whether a kind of subject is judged by another kind's requirements as well."""
    return (whole, part) in _relations
