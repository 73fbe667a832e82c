"""The children in a unit: adding one, correcting, leaving."""

from dataclasses import dataclass, fields
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions.setting_up import check_running, lock
from lanyard.units.catalogue import leaving_reasons
from lanyard.units.events import member_changed
from lanyard.units.models import Child, Member, Unit
from lanyard.units.wording import year_list


@dataclass(frozen=True, slots=True)
class ChildDetails:
    """As little about a child as does the job."""

    given_name: str
    family_name: str
    year_group: int


def add_member(actor: Actor, unit: Unit, child: ChildDetails, joined_on: date, *, namesake: bool = False) -> Member:
    """Add a child who is not on the school's list to a unit. `namesake` says that it is another child of that name.

    Raises Refused when the unit is full, the year group is not the unit's, or the child is a member or listed already.
    """
    with change(actor, policy.CHANGE_MEMBERS, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        _check_joined(unit, joined_on)
        _check_year(unit, child.year_group)
        _check_room(unit)
        if not namesake:
            _check_new(unit, child)
            _check_unlisted(unit, child)
        made = {"recorded_at": timezone.now(), "recorded_by_id": actor.person}
        listed = Child.objects.create(school=unit.school, **_values(child), **made)
        member = Member.objects.create(unit=unit, child=listed, joined_on=joined_on, **made)
        doing.record("member.added", member, unit=unit.pk, joined_on=joined_on)
    return member


def take_in(actor: Actor, unit: Unit, child: Child, joined_on: date) -> Member:
    """Add a child of the school's list to a unit.

    Raises Refused when the unit is full, the year group is not the unit's, the child is not at the school or is a
    member already.
    """
    with change(actor, policy.CHANGE_MEMBERS, unit.place) as doing:
        return join(doing, lock(unit), child, joined_on)


def join(doing: Change, unit: Unit, child: Child, joined_on: date) -> Member:
    """Add a listed child within the caller's change; the caller has checked the right and holds the unit's row."""
    check_running(unit)
    child = Child.objects.select_for_update().get(pk=child.pk)
    check_listed(unit, child)
    _check_joined(unit, joined_on)
    _check_year(unit, child.year_group)
    if unit.members.current().filter(child=child).exists():
        raise Refused(_("%(name)s is a member already") % {"name": child.name}, "child")
    _check_room(unit)
    member = Member.objects.create(
        unit=unit, child=child, joined_on=joined_on, recorded_at=timezone.now(), recorded_by_id=doing.actor.person
    )
    doing.record("member.added", member, unit=unit.pk, joined_on=joined_on)
    return member


def check_listed(unit: Unit, child: Child) -> None:
    """Raise Refused for a child who is not, or no longer, on the list of the unit's school."""
    if child.school_id != unit.school_id or child.merged_into_id is not None:
        raise Refused(_("Choose a child of this school"), "child")
    if child.left_school_on is not None:
        left = formats.date_format(child.left_school_on)
        raise Refused(_("%(name)s left the school on %(day)s") % {"name": child.name, "day": left}, "child")


def _values(child: ChildDetails) -> dict[str, str | int]:
    return {field.name: getattr(child, field.name) for field in fields(child)}


def _check_joined(unit: Unit, joined_on: date) -> None:
    first, last = unit.starts_on, unit.ends_on
    if joined_on < first or (last is not None and joined_on > last):
        raise Refused(
            _("Enter a day on which the unit runs, from %(first)s") % {"first": formats.date_format(first)},
            "joined_on",
        )


def _check_year(unit: Unit, year: int) -> None:
    if year not in unit.year_groups:
        raise Refused(_("This unit takes %(years)s only") % {"years": year_list(unit.year_groups)}, "year_group")


def _check_room(unit: Unit) -> None:
    if unit.members.current().count() >= unit.max_members:
        raise Refused(
            _("The unit is full: it takes %(most)s members. A supervisor can change the number")
            % {"most": unit.max_members}
        )


def _check_new(unit: Unit, child: ChildDetails, besides: int | None = None) -> None:
    same = unit.members.current().filter(
        child__given_name__iexact=child.given_name, child__family_name__iexact=child.family_name
    )
    if same.exclude(pk=besides).exists():
        raise Refused(
            _("%(name)s is a member already. If this is another child of the same name, say so below")
            % {"name": f"{child.given_name} {child.family_name}"},
            "given_name",
        )


def _check_unlisted(unit: Unit, child: ChildDetails) -> None:
    """Refuse a child of the school's list: typed again, there would be two records of one child."""
    names = {"given_name__iexact": child.given_name, "family_name__iexact": child.family_name}
    if Child.objects.listed().filter(school=unit.school_id, **names).exists():
        message = _("%(name)s is on the school's list: choose the child there. If this is another child, say so below")
        raise Refused(message % {"name": f"{child.given_name} {child.family_name}"}, "given_name")


def correct_member(actor: Actor, member: Member, child: ChildDetails, *, namesake: bool = False) -> Member:
    """Correct a child's name or year group. The ledger says which fields, never the names themselves."""
    with change(actor, policy.CHANGE_MEMBERS, member.place) as doing:
        unit = lock(member.unit)
        member = Member.objects.select_for_update().select_related("child").get(pk=member.pk)
        _check_still_in(member)
        if child.year_group != member.year_group:
            _check_year(unit, child.year_group)
        if not namesake:
            _check_new(unit, child, besides=member.pk)
        changed = [name for name, value in _values(child).items() if getattr(member, name) != value]
        Child.objects.filter(pk=member.child_id).update(**_values(child))
        member.child.refresh_from_db()
        doing.record("member.corrected", member, unit=unit.pk, fields=changed)
    return member


def member_left(actor: Actor, member: Member, on: date, reason: str) -> Member:
    """Take a child out of the unit from a day on. The record stays, with the reason's id.

    Raises Conflict when somebody did so already, Refused on a day before the child joined.
    """
    with change(actor, policy.CHANGE_MEMBERS, member.place) as doing:
        member = Member.objects.select_for_update().get(pk=member.pk)
        _check_still_in(member)
        if on < member.joined_on:
            joined = formats.date_format(member.joined_on)
            raise Refused(_("Enter a day on or after %(day)s, when the child joined") % {"day": joined}, "on")
        if reason not in leaving_reasons():
            raise Refused(_("Choose why the child is leaving"), "reason")
        member.left_on, member.left_reason = on, reason
        member.left_recorded_at, member.left_recorded_by_id = timezone.now(), actor.person
        member.save(update_fields=["left_on", "left_reason", "left_recorded_at", "left_recorded_by"])
        doing.record("member.left", member, unit=member.unit_id, on=on, reason=reason)
        member_changed(member, doing)
    return member


def _check_still_in(member: Member) -> None:
    if member.left_on is not None:
        raise Conflict(_("Somebody has already recorded that this child left the unit"))
