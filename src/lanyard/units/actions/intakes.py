"""An intake: setting it up, introducing the unit to children, changing it, calling it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.audit.acting import Change, change
from lanyard.audit.models import Recorded
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions import checks
from lanyard.units.actions.setting_up import check_running, lock
from lanyard.units.catalogue.selecting import methods
from lanyard.units.models import Intake, Introduction, Unit
from lanyard.units.wording import year_list


@dataclass(frozen=True, slots=True)
class IntakeDetails:
    """What an intake is to be: for whom, how many places, when children may apply, how the school chooses."""

    year_groups: Sequence[int]
    places: int
    opens_on: date
    closes_on: date
    method: str


@dataclass(frozen=True, slots=True)
class Introduced:
    """An introductory session: when, who led it, who of the school was there, which years, how many, what was said."""

    held_on: date
    leader: Person
    teacher: Person
    year_groups: Sequence[int]
    children: int
    promised: str


def set_up_intake(actor: Actor, unit: Unit, details: IntakeDetails) -> Intake:
    """Set up an intake. Raises Refused where the unit has no room for the places or does not take the year groups."""
    with change(actor, policy.CHOOSE_CHILDREN, unit.place) as doing:
        unit = lock(unit)
        check_running(unit)
        _check(unit, details)
        intake = Intake.objects.create(
            unit=unit, recorded_at=timezone.now(), recorded_by_id=actor.person, **_values(details)
        )
        doing.record("intake.set-up", intake, unit=unit.pk, **_told(intake))
    return intake


def change_intake(actor: Actor, intake: Intake, details: IntakeDetails) -> Intake:
    """Change an intake until lots are drawn or the decision is signed; a draw that is prepared counts no more."""
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        unit = lock(intake.unit)
        intake = lock_intake(intake)
        check_undecided(intake)
        _check(unit, details)
        _check_applied(intake, details)
        for name, value in _values(details).items():
            setattr(intake, name, value)
        intake.save(update_fields=list(_values(details)))
        void_draw(doing, intake, "intake-changed")
        doing.record("intake.changed", intake, unit=unit.pk, **_told(intake))
    return intake


def cancel_intake(actor: Actor, intake: Intake, reason: str) -> Intake:
    """Call an intake off before anything is signed; what was applied for stays on record."""
    with change(actor, policy.CHOOSE_CHILDREN, intake.place) as doing:
        intake = lock_intake(intake)
        if intake.selections.standing().exists():
            raise Refused(_("The decision is signed already. Take it back first"))
        if not reason.strip():
            raise Refused(_("Enter why the intake is called off"), "reason")
        intake.cancelled_at, intake.cancelled_by_id = timezone.now(), actor.person
        intake.cancel_reason = reason.strip()
        intake.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
        void_draw(doing, intake, "intake-cancelled")
        doing.record("intake.cancelled", intake, unit=intake.unit_id)
    return intake


def record_introduction(actor: Actor, intake: Intake, said: Introduced) -> Introduction:
    """Record the session at which children heard what Mini Police is, before they could apply (NEV-25)."""
    with change(actor, policy.RECORD_INTRODUCTION, intake.place) as doing:
        intake = lock_intake(intake)
        _check_introduced(intake, said)
        found = Introduction.objects.create(
            intake=intake, held_on=said.held_on, leader=said.leader, teacher=said.teacher,
            year_groups=sorted(set(said.year_groups)), children=said.children, promised=said.promised.strip(),
            recorded_at=timezone.now(), recorded_by_id=actor.person,
        )  # fmt: skip
        doing.record("introduction.recorded", found, intake=intake.pk, held_on=said.held_on, years=found.year_groups)
    return found


def withdraw_introduction(actor: Actor, introduction: Introduction, reason: str) -> Introduction:
    """Take back what was recorded of an introduction by mistake; the row stays."""
    with change(actor, policy.RECORD_INTRODUCTION, introduction.place) as doing:
        row = Introduction.objects.select_for_update().get(pk=introduction.pk)
        take_back(doing, row, reason, _("Somebody has already taken this introduction back"))
        doing.record("introduction.withdrawn", row, intake=row.intake_id)
    return row


def lock_intake(intake: Intake) -> Intake:
    """Read the intake again inside the change, holding its row. Raises Conflict when it was called off meanwhile."""
    found = Intake.objects.select_for_update(of=("self",)).select_related("unit__school").get(pk=intake.pk)
    if found.cancelled_at is not None:
        raise Conflict(_("Somebody has called this intake off"))
    return found


def check_undecided(intake: Intake) -> None:
    """Raise Refused when the decision is signed or lots are drawn: what they rest on must not change."""
    if intake.selections.standing().exists():
        raise Refused(_("The decision is signed already. Take it back first"))
    if intake.draws.standing().filter(drawn_at__isnull=False).exists():
        raise Refused(_("Lots are drawn already. Set the draw aside first, and say why"))


def void_draw(doing: Change, intake: Intake, reason: str) -> None:
    """Let a draw that is prepared and not drawn count no more: what its commitment was made for has changed."""
    for draw in intake.draws.select_for_update().standing().filter(drawn_at__isnull=True):
        take_back(doing, draw, reason, "")
        doing.record("draw.voided", draw, intake=intake.pk, why=reason)


def take_back(doing: Change, row: Recorded, reason: str, taken: str) -> None:
    """Withdraw a row that the caller holds, within the caller's change. Raises Conflict when it was before."""
    if row.withdrawn_at is not None:
        raise Conflict(taken)
    if not reason.strip():
        raise Refused(_("Enter why"), "reason")
    row.withdrawn_at, row.withdrawn_by_id = timezone.now(), doing.actor.person
    row.withdrawn_reason = reason.strip()
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def _values(details: IntakeDetails) -> dict[str, object]:
    return {
        "year_groups": sorted(set(details.year_groups)),
        "places": details.places,
        "opens_on": details.opens_on,
        "closes_on": details.closes_on,
        "method": details.method,
    }


def _told(intake: Intake) -> dict[str, object]:
    told = {"years": intake.year_groups, "places": intake.places, "method": intake.method}
    return {**told, "opens_on": intake.opens_on, "closes_on": intake.closes_on}


def _check(unit: Unit, details: IntakeDetails) -> None:
    if details.method not in methods():
        raise Refused(_("Choose how the school chooses"), "method")
    _check_years(unit, details.year_groups, _("Choose at least one year group"))
    if details.closes_on < details.opens_on:
        opens = formats.date_format(details.opens_on)
        raise Refused(_("Enter a last day on or after %(day)s") % {"day": opens}, "closes_on")
    if unit.ends_on is not None and details.closes_on > unit.ends_on:
        ends = formats.date_format(unit.ends_on)
        raise Refused(_("Enter a day before the unit ends on %(day)s") % {"day": ends}, "closes_on")
    free = unit.max_members - unit.members.current().count()
    if not 1 <= details.places <= free:
        raise Refused(_room_said(free), "places")


def _room_said(free: int) -> str:
    if free < 1:
        return _("The unit is full. A supervisor can change how many it takes")
    return _("Enter a number from 1 to %(most)s: that is how much room the unit has") % {"most": free}


def _check_years(unit: Unit, years: Sequence[int], missing: str) -> None:
    if not years:
        raise Refused(missing, "year_groups")
    if set(years) - set(unit.year_groups):
        raise Refused(_("This unit takes %(years)s only") % {"years": year_list(unit.year_groups)}, "year_groups")


def _check_applied(intake: Intake, details: IntakeDetails) -> None:
    applied = set(intake.applications.counting().values_list("child__year_group", flat=True))
    if applied - set(details.year_groups):
        raise Refused(_("Children of %(years)s have applied already") % {"years": year_list(applied)}, "year_groups")


def _check_introduced(intake: Intake, said: Introduced) -> None:
    today = timezone.localdate()
    if said.held_on > today:
        raise Refused(_("Enter a day that has been"), "held_on")
    unknown = set(said.year_groups) - set(intake.year_groups)
    if not said.year_groups or unknown:
        raise Refused(_("Choose which of %(years)s came") % {"years": intake.years_said}, "year_groups")
    if said.children < 1:
        raise Refused(_("Enter how many children came"), "children")
    if not said.promised.strip():
        raise Refused(_("Enter what the children were told and promised"), "promised")
    checks.leader_role(said.leader, intake.unit.school.place.force, said.held_on)
    _check_teacher(intake, said)


def _check_teacher(intake: Intake, said: Introduced) -> None:
    held = Post.objects.held(said.held_on).filter(person=said.teacher, organisation=intake.unit.school)
    if not held.exists():
        raise Refused(_("%(name)s held no post at this school on that day") % {"name": said.teacher.name}, "teacher")
