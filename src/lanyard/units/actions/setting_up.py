"""Setting a unit up, changing it and ending it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.partnerships.models import Partnership
from lanyard.units import policy
from lanyard.units.actions import checks
from lanyard.units.models import Unit, UnitLeader, UnitYears


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """What a unit is to be: its name, when it runs, whom it takes and how many."""

    name: str
    starts_on: date
    year_groups: Sequence[int]
    max_members: int
    ends_on: date | None = None


def set_up_unit(
    actor: Actor,
    partnership: Partnership,
    details: UnitDetails,
    leaders: Sequence[Person],
    school_lead: Person | None = None,
) -> Unit:
    """Set up a unit at a school with a partnership (WMP-1), led by at least one named leader of the force.

    Raises Forbidden without the right, Refused when the details break a rule.
    """
    school = partnership.school
    with change(actor, policy.SET_UP_UNIT, school.place) as doing:
        # Holding the partnership's row keeps two people from setting up the same unit at once.
        held = Partnership.objects.select_for_update().get(pk=partnership.pk)
        day = max(details.starts_on, timezone.localdate())
        checks.check_partnership(held, timezone.localdate())
        _check_details(held, details)
        checks.check_school_lead(school_lead, school, day)
        unit = _write(actor, held, details, school_lead)
        roles = _write_leaders(actor, unit, leaders, day)
        doing.record("unit.set-up", unit, year_groups=unit.year_groups, leaders=roles)
    return unit


def _check_details(partnership: Partnership, details: UnitDetails) -> None:
    checks.check_days(details.starts_on, details.ends_on)
    checks.check_years(details.year_groups, partnership.school.place.force, partnership.school)
    checks.check_size(details.max_members)
    _check_name(partnership, details.name)


def _check_name(partnership: Partnership, name: str, besides: int | None = None) -> None:
    live = Unit.objects.live(timezone.localdate()).filter(school_id=partnership.school_id)
    if live.filter(name__iexact=name).exclude(pk=besides).exists():
        raise Refused(_("This school already has a unit called %(name)s") % {"name": name}, "name")


def _write(actor: Actor, partnership: Partnership, details: UnitDetails, school_lead: Person | None) -> Unit:
    now = timezone.now()
    unit = Unit.objects.create(
        partnership=partnership,
        school_id=partnership.school_id,
        name=details.name,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        planned_end=details.ends_on,
        year_groups=sorted(set(details.year_groups)),
        max_members=details.max_members,
        school_lead=school_lead,
        recorded_at=now,
    )
    UnitYears.objects.create(unit=unit, year_groups=unit.year_groups, recorded_at=now, recorded_by_id=actor.person)
    return unit


def _write_leaders(actor: Actor, unit: Unit, leaders: Sequence[Person], day: date) -> dict[str, str]:
    if not leaders:
        raise Refused(_("Choose at least one leader"), "leader")
    force, now = unit.school.place.force, timezone.now()
    roles = {person.pk: checks.leader_role(person, force, day) for person in leaders}
    UnitLeader.objects.bulk_create(
        UnitLeader(
            unit=unit,
            person_id=person,
            role=role,
            starts_on=unit.starts_on,
            recorded_at=now,
            recorded_by_id=actor.person,
        )
        for person, role in roles.items()
    )
    return {str(person): role for person, role in roles.items()}


def change_unit(actor: Actor, unit: Unit, name: str, year_groups: Sequence[int], max_members: int) -> Unit:
    """Change a unit's name, year groups or greatest size. Raises Refused when the members would not fit."""
    with change(actor, policy.SET_UP_UNIT, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        checks.check_years(year_groups, unit.school.place.force, unit.school)
        checks.check_size(max_members)
        _check_name(unit.partnership, name, besides=unit.pk)
        members = list(unit.members.current().values_list("child__year_group", flat=True))
        checks.check_members_fit(year_groups, max_members, members)
        _change_years(actor, unit, sorted(set(year_groups)))
        unit.name, unit.max_members = name, max_members
        unit.save(update_fields=["name", "max_members", "year_groups"])
        doing.record("unit.changed", unit, year_groups=unit.year_groups, max_members=max_members)
    return unit


def _change_years(actor: Actor, unit: Unit, years: list[int]) -> None:
    if years == unit.year_groups:
        return
    now = timezone.now()
    unit.years.filter(withdrawn_at__isnull=True).update(
        withdrawn_at=now, withdrawn_by_id=actor.person, withdrawn_reason="changed"
    )
    UnitYears.objects.create(unit=unit, year_groups=years, recorded_at=now, recorded_by_id=actor.person)
    unit.year_groups = years


def end_unit(actor: Actor, unit: Unit, on: date, reason: str) -> Unit:
    """End a unit: `on` is its last day. Raises Conflict when somebody ended it already, Refused on a bad day."""
    with change(actor, policy.SET_UP_UNIT, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        if on < unit.starts_on:
            first = formats.date_format(unit.starts_on)
            raise Refused(_("Enter a last day on or after %(day)s") % {"day": first}, "on")
        if not reason.strip():
            raise Refused(_("Enter why the unit is ending"), "reason")
        unit.ends_on, unit.ended_at, unit.end_reason = on, timezone.now(), reason.strip()
        unit.save(update_fields=["ends_on", "ended_at", "end_reason"])
        doing.record("unit.ended", unit, on=on)
    return unit


def lock(unit: Unit) -> Unit:
    """Read the unit again inside the change, holding its row."""
    return Unit.objects.select_for_update(of=("self",)).select_related("school", "partnership").get(pk=unit.pk)


def check_running(unit: Unit) -> None:
    """Raise Conflict when the unit was ended meanwhile, Refused when its last day has passed."""
    if unit.ended_at is not None:
        raise Conflict(_("Somebody has already ended this unit"))
    if unit.ends_on is not None and unit.ends_on < timezone.localdate():
        raise Refused(_("This unit ended on %(day)s") % {"day": formats.date_format(unit.ends_on)})
