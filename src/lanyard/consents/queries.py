"""Who has permission, and who may be photographed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from lanyard.consents.catalogue import CHILD_PHOTO, TAKE_PART, photo_purposes, relationships
from lanyard.consents.models import Answer
from lanyard.engines.consent import Decision, may_take_part, photo_decision
from lanyard.units.models import Member, Responsibility, Unit


@dataclass(frozen=True, slots=True)
class MemberAnswers:
    """What the standing answers amount to for one child: taking part, and each purpose of photos."""

    member: Member
    take_part: Decision
    photos: Mapping[str, Decision]  # photo-school, photo-force, photo-press

    @property
    def no_photos(self) -> bool:
        """True when the child may not be photographed for any purpose."""
        return not any(decision.allowed for decision in self.photos.values())

    @property
    def all_photos(self) -> bool:
        """True when the child may be photographed for every purpose."""
        return all(decision.allowed for decision in self.photos.values())

    @property
    def answered(self) -> bool:
        """True when nothing is left to ask."""
        return all(d.outcome != "not known" for d in (self.take_part, *self.photos.values()))


def answers_of(members: QuerySet[Member], *, day: date | None = None, known: datetime | None = None):
    """Return {member's key: MemberAnswers} in the members' order: two queries, whatever their number."""
    day, known = day or timezone.localdate(), known or timezone.now()
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    keys = members.order_by().values("pk")
    rows = Answer.objects.in_force(day, known).filter(member__in=keys)
    for member, purpose, answer in rows.values_list("member", "purpose", "answer"):
        said[member, purpose].append(answer)
    return {member.pk: _answers(member, said) for member in members}


def _answers(member: Member, said: Mapping[tuple[int, str], list[str]]) -> MemberAnswers:
    own = said.get((member.pk, CHILD_PHOTO), [])
    child = ("no" if "no" in own else "yes") if own else None
    photos = {p: photo_decision(said.get((member.pk, p), []), child) for p in photo_purposes()}
    return MemberAnswers(member, may_take_part(said.get((member.pk, TAKE_PART), [])), photos)


def photo_answers(unit: Unit, *, day: date | None = None) -> dict[int, MemberAnswers]:
    """Return who of a unit's members on a day may be photographed, by member's key, in order of name.

    The reader is shown children's names: the page that asks records the look.
    """
    on = day or timezone.localdate()
    members = unit.members.at(on, timezone.now()).named()
    return answers_of(members, day=on)


@dataclass(frozen=True, slots=True)
class Giver:
    """An adult who may answer for a child, as staff choose them."""

    adult: int
    name: str
    relationship: str


def givers_of(members: Iterable[Member]) -> dict[int, list[Giver]]:
    """Return by child the adults who may be asked, by name: one query. For the school's own staff only."""
    rows = Responsibility.objects.asked().filter(child__in=[m.child_id for m in members])
    found: dict[int, list[Giver]] = defaultdict(list)
    for child, adult, name, relationship in rows.order_by("adult__name", "pk").values_list(
        "child", "adult", "adult__name", "relationship"
    ):
        found[child].append(Giver(adult, name, relationships().get(relationship, "")))
    return found


def history_of(member: Member) -> QuerySet[Answer]:
    """Return every answer ever given for a child, the newest first."""
    return member.answers.select_related("adult", "recorded_by", "withdrawn_by").order_by("-dated_on", "-pk")
