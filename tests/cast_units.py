"""Units, their leaders and members, as other rooms' tests need them: rows straight to the database."""

from datetime import UTC, date, datetime

from lanyard.accounts.models import Person
from lanyard.consents.catalogue import purposes
from lanyard.consents.models import Answer
from lanyard.partnerships.models import Partnership
from lanyard.units.models import Adult, Child, Member, Responsibility, Unit, UnitLeader, UnitYears
from tests.cast import Tenant

BEGAN = date(2026, 9, 1)


def began_at(day: date) -> datetime:
    """Return the first moment of a day, when a record of that day may have been made."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def make_partnership(tenant: Tenant, opened_on: date = BEGAN) -> Partnership:
    """Return the partnership of the tenant's school and force."""
    found, _ = Partnership.objects.get_or_create(
        school=tenant.school, force=tenant.force, defaults={"area": tenant.area, "opened_on": opened_on}
    )
    return found


def make_unit(tenant: Tenant, name: str = "Year 5 unit", leader: Person | None = None, **values) -> Unit:
    """Return a unit of the tenant's school, led by its PCSO (or `leader`) since it began."""
    began = values.setdefault("starts_on", BEGAN)
    known = values.pop("recorded_at", began_at(began))
    values = {"year_groups": [5, 6], "max_members": 30, "planned_end": values.get("ends_on"), **values}
    unit = Unit.objects.create(
        partnership=make_partnership(tenant),
        school=tenant.school,
        name=name,
        recorded_at=known,
        **values,
    )
    UnitYears.objects.create(unit=unit, year_groups=unit.year_groups, recorded_at=known)
    add_leader(unit, leader or tenant.people["pcso"])
    return unit


def add_leader(unit: Unit, person: Person, role: str = "pcso", starts_on: date | None = None, **values) -> UnitLeader:
    """Name a leader of the unit, known since the day they began."""
    began = starts_on or unit.starts_on
    values = {"recorded_at": began_at(began), **values}
    return UnitLeader.objects.create(unit=unit, person=person, role=role, starts_on=began, **values)


def add_member(unit: Unit, given: str = "Ayesha", family: str = "Khan", year: int = 5, **values) -> Member:
    """Add a child to the unit, known since the day they joined."""
    began = values.setdefault("joined_on", unit.starts_on)
    values = {"recorded_at": began_at(began), **values}
    child = Child.objects.create(
        school=unit.school, given_name=given, family_name=family, year_group=year, recorded_at=values["recorded_at"]
    )
    return Member.objects.create(unit=unit, child=child, **values)


def add_adult(child: Child, name: str = "Sara Khan", holds: str = "yes", barred: bool = False, **values) -> Adult:
    """Add an adult of the child, known as long as the child is; `values` go to the responsibility."""
    adult = Adult.objects.create(school=child.school, kind=Adult.PERSON, name=name, recorded_at=child.recorded_at)
    values = {"relationship": "mother", "recorded_at": child.recorded_at, **values}
    Responsibility.objects.create(child=child, adult=adult, holds=holds, barred=barred, **values)
    return adult


def adult_of(child: Child, name: str) -> Adult:
    """Return the child's adult of a name, added where there is none: they hold parental responsibility."""
    found = Adult.objects.filter(responsibilities__child=child, name__iexact=name).first()
    return found or add_adult(child, name)


def add_answer(member: Member, purpose: str, answer: str = "yes", given_by: str = "Sara Khan", **values):
    """Record one answer for a child, dated the day the child joined; the child's own has nobody else's name."""
    dated = values.setdefault("dated_on", member.joined_on)
    if "adult" not in values:
        values["adult"] = None if purposes()[purpose].of_child else adult_of(member.child, given_by)
    values = {"recorded_at": began_at(dated), "channel": Answer.PAPER, "wording_version": 1, **values}
    return Answer.objects.create(member=member, purpose=purpose, answer=answer, **values)


def add_answers(member: Member, take_part: str = "yes", photos: str = "yes", child: str = "yes") -> None:
    """Record every answer that a full paper form gives."""
    add_answer(member, "take-part", take_part)
    for purpose in ("photo-school", "photo-force", "photo-press"):
        add_answer(member, purpose, photos)
    add_answer(member, "photo-child", child)
    add_answer(member, "child-take-part")


def make_unit_like(unit: Unit, name: str) -> Unit:
    """Return another unit of the same school, year groups and leader."""
    other = Unit.objects.create(
        partnership=unit.partnership, school=unit.school, name=name, starts_on=unit.starts_on,
        year_groups=unit.year_groups, max_members=unit.max_members, recorded_at=unit.recorded_at,
    )  # fmt: skip
    UnitYears.objects.create(unit=other, year_groups=unit.year_groups, recorded_at=unit.recorded_at)
    leader = unit.leaders.first()
    if leader:
        add_leader(other, leader.person)
    return other
