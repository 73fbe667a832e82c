"""Reads of the children of a school: the list, who is looked for, and who may be on it twice."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from lanyard.engines.matching import Likeness, fold, pairs
from lanyard.engines.rights import Actor, Permission
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import fetch
from lanyard.units.classlist.knowledge import known_child
from lanyard.units.models import Adult, Child, ChildMerge, KeptApart, Member, Responsibility, Unit


@dataclass(frozen=True, slots=True)
class Search:
    """Whom somebody looks for in the list of a school."""

    words: str = ""
    year: int | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one child, and why."""

    one: Child
    other: Child
    why: Likeness


def school_for(actor: Actor, permission: Permission, public_id: str) -> Organisation:
    """Return a school whose children the actor may see or change. Raises DoesNotExist."""
    schools = Organisation.objects.filter(kind=Organisation.SCHOOL).select_related("force", "area")
    return fetch(actor, permission, schools, public_id)


def child_for(actor: Actor, permission: Permission, public_id: str) -> Child:
    """Return a child of a school that the actor may see or change. Raises DoesNotExist."""
    children = Child.objects.select_related("school__force", "school__area", "merged_into")
    return fetch(actor, permission, children, public_id)


def children_of(school: Organisation, search: Search) -> QuerySet[Child]:
    """Return the children of a school by name, with the units they belong to."""
    found = Child.objects.filter(school=school, merged_into__isnull=True, left_school_on__isnull=not search.left)
    if search.year is not None:
        found = found.filter(year_group=search.year)
    if words := fold(search.words).split():
        found = found.filter(pk__in=_named(found, words))
    places = Member.objects.current().select_related("unit").order_by("unit__name", "pk")
    return found.prefetch_related(Prefetch("memberships", places, to_attr="places")).order_by(
        "family_name", "given_name", "pk"
    )


def _named(children: QuerySet[Child], words: list[str]) -> list[int]:
    # Compared here, not by the database: it knows nothing of accents, and a school is not large.
    rows = children.values_list("pk", "given_name", "family_name")
    return [pk for pk, given, family in rows if all(word in fold(f"{given} {family}") for word in words)]


def years_of(school: Organisation) -> list[int]:
    """Return the year groups that the school's list has."""
    return list(
        Child.objects.listed()
        .filter(school=school)
        .order_by("year_group")
        .values_list("year_group", flat=True)
        .distinct()
    )


def alike(school: Organisation) -> list[Pair]:
    """Return the children of a school who may be on its list twice, the likeliest first: four queries."""
    children = {child.public_id: child for child in Child.objects.listed().filter(school=school).order_by("pk")}
    adults: dict[int, list[Adult]] = defaultdict(list)
    rows = Responsibility.objects.standing().filter(child__school=school).select_related("adult")
    for row in rows:
        adults[row.child_id].append(row.adult)
    apart = set(KeptApart.objects.standing().filter(first__school=school).values_list("first", "second"))
    found = pairs([known_child(child, adults[child.pk]) for child in children.values()])
    both = ((children[str(one.key)], children[str(other.key)], why) for one, other, why in found)
    return [Pair(one, other, why) for one, other, why in both if (one.pk, other.pk) not in apart]


def who_may_join(unit: Unit) -> QuerySet[Child]:
    """Return the listed children of a unit's school and year groups who are not its members, by name."""
    listed = Child.objects.listed().filter(school=unit.school_id, year_group__in=unit.year_groups)
    others = listed.exclude(pk__in=unit.members.current().values("child"))
    return others.order_by("family_name", "given_name", "pk")


def merges_of(school: Organisation) -> QuerySet[ChildMerge]:
    """Return the joinings of records at a school that stand, newest first."""
    standing = ChildMerge.objects.filter(kept__school=school, undone_at__isnull=True)
    return standing.select_related("kept", "gone", "merged_by").order_by("-merged_at", "-pk")


def schools_with_children(actor: Actor, permission: Permission) -> list[Organisation]:
    """Return the schools whose children the actor may see, by name."""
    return list(
        Organisation.objects.filter(kind=Organisation.SCHOOL).visible_to(actor, permission).order_by("name", "pk")
    )
