"""Reads of what members need: for the school everything, for leaders what they need to know and do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Greatest

from lanyard.units.catalogue.needs import need_kinds
from lanyard.units.models import Member, Need, NeedsNote, NeedsReview, NeedsSeen, Unit


@dataclass(frozen=True, slots=True)
class MemberNeeds:
    """A member with the needs on record: highlighted ones first; `waiting` is what the school has not confirmed."""

    member: Member
    needs: list[Need] = field(default_factory=list)
    waiting: list[Need] = field(default_factory=list)

    @property
    def highlighted(self) -> bool:
        """Whether there is a medical need or an allergy."""
        return any(need.highlighted for need in self.needs)


def needs_of(members: QuerySet[Member]) -> list[MemberNeeds]:
    """Return members by name with their needs: two queries, whatever their number."""
    shown = list(members)
    rows = Need.objects.standing().filter(child__in=[member.child_id for member in shown])
    found: dict[int, list[Need]] = defaultdict(list)
    for need in rows.order_by("pk"):
        found[need.child_id].append(need)
    return [_of(member, found[member.child_id]) for member in shown]


def _of(member: Member, needs: Iterable[Need]) -> MemberNeeds:
    mine = sorted(needs, key=lambda need: not need.highlighted)
    confirmed = [need for need in mine if need.confirmed_at is not None]
    return MemberNeeds(member, confirmed, [need for need in mine if need.confirmed_at is None])


@dataclass(frozen=True, slots=True)
class Needs:
    """How many of those who take part have a medical need or an allergy, or another need; were all gone through?"""

    highlighted: int
    others: int
    reviewed: bool


def count_needs(unit: Unit, day: date, known: datetime) -> Needs:
    """Count the needs of those who take part in a unit on a day: one query, and no child is named."""
    grave = [kind.id for kind in need_kinds().values() if kind.highlight]
    mine = Need.objects.known(known).filter(confirmed_at__lte=known, child=OuterRef("child"))
    members = unit.members.at(day, known).annotate(is_grave=Exists(mine.filter(kind__in=grave)), has_need=Exists(mine))
    found = members.order_by().aggregate(
        grave=Count("pk", filter=Q(is_grave=True)), others=Count("pk", filter=Q(is_grave=False, has_need=True)),
        reviewed=Max(Case(When(Exists(NeedsReview.objects.known(known).filter(unit=unit)), then=1), default=0)),
    )  # fmt: skip
    return Needs(found["grave"], found["others"], bool(found["reviewed"]))


def newest_review(unit: Unit) -> NeedsReview | None:
    """Return when the school last went through what the members need, or None."""
    return unit.needs_reviews.standing().select_related("recorded_by").order_by("-recorded_at", "-pk").first()


def newest_change(unit: Unit) -> datetime | None:
    """Return when what leaders need to know about a unit's members last changed; None with nothing on record."""
    needs = Need.objects.confirmed().filter(child__memberships__in=unit.members.current())
    last = needs.aggregate(last=Max(Greatest("confirmed_at", "child__memberships__recorded_at")))
    return last["last"]


def last_read(unit: Unit, person: int | None) -> datetime | None:
    """Return when somebody last confirmed having read what a unit's members need, or None."""
    return NeedsSeen.objects.standing().filter(unit=unit, person=person).aggregate(last=Max("recorded_at"))["last"]


def notes_of(member: Member) -> Sequence[NeedsNote]:
    """Return the dialogue about a member's arrangements, the newest first."""
    return member.needs_notes.standing().select_related("recorded_by").order_by("-recorded_at", "-pk")
