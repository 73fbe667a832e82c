"""Reads of units, leaders and members for pages, each a fixed number of queries."""

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from lanyard.accounts.models import Person, Post
from lanyard.accounts.roles import leader_roles
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.units import policy
from lanyard.units.catalogue import year_groups
from lanyard.units.models import Child, ForceUnitRule, Intake, Member, Unit, UnitLeader, paused_at


def years_allowed(force: int | None) -> tuple[int, ...]:
    """Return the year groups that units of a force may take: the force's own rule, or the national one."""
    national = year_groups().national
    rule = ForceUnitRule.objects.standing().filter(force=force).first()
    return tuple(y for y in national if rule is None or y in rule.year_groups)


def usual_years(force: int | None) -> list[int]:
    """Return the year groups to offer first: the usual ones as far as the force allows them."""
    allowed = years_allowed(force)
    return [y for y in year_groups().default if y in allowed] or list(allowed)


def with_members_count(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Add `members_now` to each unit: how many children belong to it today."""
    count = (
        Member.objects.current()
        .filter(unit=OuterRef("pk"))
        .order_by()
        .values("unit")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return units.annotate(members_now=Coalesce(Subquery(count, output_field=IntegerField()), 0))


def units_for(actor: Actor, *, ended: bool = False) -> QuerySet[Unit]:
    """Return the units that the actor may see, by school and name: those that run or will, or those that ended."""
    today = timezone.localdate()
    visible = Unit.objects.visible_to(actor, policy.VIEW_UNIT).select_related("school__force", "school__area")
    found = visible.filter(ends_on__lt=today) if ended else visible.live(today)
    return with_members_count(found).order_by("school__name", "name", "pk")


def unit_for(actor: Actor, public_id: str) -> Unit:
    """Return one unit with all that its page says of it, in one query. Raises DoesNotExist."""
    visible = Unit.objects.visible_to(actor, policy.VIEW_UNIT)
    related = visible.select_related("school__force", "school__area", "partnership", "school_lead")
    return with_members_count(related).get(public_id=public_id)


def leaders_of(unit: Unit) -> QuerySet[UnitLeader]:
    """Return those who lead a unit today or will, as far as is known now."""
    today = timezone.localdate()
    standing = unit.leaders.standing().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return standing.select_related("person").order_by("starts_on", "person__name", "pk")


def members_of(unit: Unit, *, left: bool = False) -> QuerySet[Member]:
    """Return a unit's members by name; with `left`, those who are no longer members."""
    if left:
        gone = unit.members.filter(left_on__lte=timezone.localdate())
        return gone.named().order_by("-left_on", "child__family_name", "pk")
    return unit.members.current().named()


def paused_now(unit: Unit) -> set[int]:
    """Return the keys of a unit's members who take a break today."""
    on = paused_at(timezone.localdate(), timezone.now())
    return set(unit.members.filter(on).values_list("pk", flat=True))


def possible_leaders(school: Organisation, day: date) -> QuerySet[Person]:
    """Return who could lead a unit at a school: holders of a leader's post in its area or for the whole force."""
    place = school.place
    near = (
        Q(organisation=place.force) | Q(organisation=place.area) if place.area else Q(organisation__force=place.force)
    )
    return _holders(leader_roles(), near, day)


def possible_school_leads(school: Organisation, day: date) -> QuerySet[Person]:
    """Return the programme teachers of a school."""
    return _holders(["programme-teacher"], Q(organisation=school), day)


def school_staff(school: Organisation, day: date) -> QuerySet[Person]:
    """Return everybody who holds a post at a school on a day."""
    held = Post.objects.held(day).filter(organisation=school)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")


def _holders(roles: list[str], where: Q, day: date) -> QuerySet[Person]:
    held = Post.objects.held(day).filter(where, role__in=roles)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk")


def live_units_of(schools: list[Organisation]) -> QuerySet[Unit]:
    """Return the units of some schools that run or will."""
    return Unit.objects.live(timezone.localdate()).filter(school__in=schools).select_related("school")


def units_outside(force: Organisation, years: tuple[int, ...]) -> int:
    """Return how many live units of a force take a year group that its rule does not allow."""
    live = Unit.objects.live(timezone.localdate()).filter(school__force=force)
    return sum(not set(groups) <= set(years) for groups in live.values_list("year_groups", flat=True))


def introduced_years(intake: Intake) -> set[int]:
    """Return the year groups that were introduced to Mini Police before today or today."""
    held = intake.introductions.standing().filter(held_on__lte=timezone.localdate())
    return {year for groups in held.values_list("year_groups", flat=True) for year in groups}


def may_apply(intake: Intake) -> QuerySet[Child]:
    """Return the children of the intake's years who have not applied and are no members, by name."""
    listed = Child.objects.listed().filter(school=intake.unit.school_id, year_group__in=intake.year_groups)
    applied = intake.applications.standing().values("child")
    members = intake.unit.members.current().order_by().values("child")
    free = listed.exclude(pk__in=applied).exclude(pk__in=members)
    return free.order_by("family_name", "given_name", "pk")
