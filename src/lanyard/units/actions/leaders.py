"""Naming those who lead a unit, for the police and for the school."""

from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions import checks
from lanyard.units.actions.setting_up import check_running, lock
from lanyard.units.models import Unit, UnitLeader


def name_leader(actor: Actor, unit: Unit, person: Person, starts_on: date, ends_on: date | None = None) -> UnitLeader:
    """Name somebody as a leader of the unit, from and until (both days included).

    Raises Refused when they hold no leader's post at the force, or lead the unit already.
    """
    with change(actor, policy.NAME_LEADERS, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        _check_span(unit, starts_on, ends_on)
        role = checks.leader_role(person, unit.school.place.force, max(starts_on, timezone.localdate()))
        _check_not_leading(unit, person, starts_on, ends_on)
        leader = _write(actor, unit, person, role, starts_on, ends_on)
        doing.record("unit.leader-named", leader, unit=unit.pk, person=person.pk, role=role)
    return leader


def _check_span(unit: Unit, starts_on: date, ends_on: date | None) -> None:
    if starts_on < unit.starts_on:
        first = formats.date_format(unit.starts_on)
        raise Refused(_("Enter a first day on or after %(day)s") % {"day": first}, "starts_on")
    checks.check_days(starts_on, ends_on)


def _check_not_leading(unit: Unit, person: Person, starts_on: date, ends_on: date | None) -> None:
    for row in unit.leaders.standing().filter(person=person):
        begins_after = ends_on is not None and row.starts_on > ends_on
        ended_before = row.ends_on is not None and row.ends_on < starts_on
        if not (begins_after or ended_before):
            raise Refused(_("%(name)s leads this unit already") % {"name": person.name}, "leader")


def _write(actor: Actor, unit: Unit, person: Person, role: str, starts_on: date, ends_on: date | None) -> UnitLeader:
    return UnitLeader.objects.create(
        unit=unit,
        person=person,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=timezone.now(),
        recorded_by_id=actor.person,
    )


def end_leader(actor: Actor, leader: UnitLeader, on: date, reason: str = "") -> UnitLeader:
    """End somebody's leading: `on` is their last day. The old row is withdrawn and one with an end added.

    The last leader can be ended too: the unit then shows as not ready until another is named.
    """
    with change(actor, policy.NAME_LEADERS, leader.unit.place) as doing:
        row = UnitLeader.objects.select_for_update().get(pk=leader.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("Somebody has already changed this leader's dates"))
        if on < row.starts_on:
            raise Refused(
                _("Enter a last day on or after %(day)s") % {"day": formats.date_format(row.starts_on)}, "on"
            )
        row.withdrawn_at, row.withdrawn_by_id = timezone.now(), actor.person
        row.withdrawn_reason = reason or "ended"
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        ended = _write(actor, leader.unit, leader.person, row.role, row.starts_on, on)
        doing.record("unit.leader-ended", ended, unit=row.unit_id, person=row.person_id, on=on)
    return ended


def name_school_lead(actor: Actor, unit: Unit, person: Person | None) -> Unit:
    """Name the programme teacher who leads the unit for the school, or nobody."""
    with change(actor, policy.NAME_SCHOOL_LEAD, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        checks.check_school_lead(person, unit.school, timezone.localdate())
        unit.school_lead = person
        unit.save(update_fields=["school_lead"])
        doing.record("unit.school-lead-named", unit, person=person.pk if person else None)
    return unit
