"""Who has permission, and who may be photographed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from lanyard.consents.catalogue import TAKE_PART, photo_purposes
from lanyard.consents.decisions import Decisions, with_decisions
from lanyard.consents.models import Answer
from lanyard.engines.consent import NOT_KNOWN, Decision
from lanyard.units.catalogue.children import relationships
from lanyard.units.models import Member, Responsibility, Unit


@dataclass(frozen=True, slots=True)
class MemberAnswers:
    """What the standing answers amount to for one child, for each purpose."""

    member: Member
    decisions: Decisions

    @property
    def take_part(self) -> Decision:
        """Whether the child may take part."""
        return self.decisions[TAKE_PART]

    @property
    def photos(self) -> Mapping[str, Decision]:
        """For what the child may be photographed: photo-school, photo-force, photo-press."""
        return {purpose: self.decisions[purpose] for purpose in photo_purposes()}

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
        return all(decision.outcome != NOT_KNOWN for decision in self.decisions.values())


def answers_of(
    members: QuerySet[Member], *, day: date | None = None, known: datetime | None = None
) -> dict[int, MemberAnswers]:
    """Return {member's key: MemberAnswers} in the members' order: four queries, whatever their number."""
    return {m.pk: MemberAnswers(m, decided) for m, decided in with_decisions(members, day=day, known=known)}


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


def history_of(member: Member, *, known: datetime | None = None) -> QuerySet[Answer]:
    """Return every answer given for a child that was ever known, or known by a moment, the newest first."""
    rows = member.answers.filter(recorded_at__lte=known) if known else member.answers.all()
    return rows.select_related("adult", "recorded_by", "withdrawn_by").order_by("-dated_on", "-pk")
