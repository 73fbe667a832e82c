"""A member's way: a pause, coming back, and on to the cadets (NEV-15, NEV-26)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.actions.setting_up import lock
from lanyard.units.catalogue.ways import interests, pausing_reasons
from lanyard.units.events import member_changed
from lanyard.units.models import Member, Pathway, Suspension


@dataclass(frozen=True, slots=True)
class Pause:
    """From when a child takes no part, why, who decided, and, where it is known, the first day back."""

    starts_on: date
    reason: str
    decided_by: str
    returns_on: date | None = None


def pause_member(actor: Actor, member: Member, pause: Pause) -> Suspension:
    """Let a member take no part for a time: on no register, in no photo, asked nothing.

    Raises Conflict when the child pauses then already or has left, Refused for days or a reason that can't be.
    """
    with change(actor, policy.CHANGE_MEMBERS, member.place) as doing:
        member = _locked(member)
        _check(member, pause)
        row = _write(actor, member, pause, timezone.now())
        doing.record("member.paused", member, unit=member.unit_id, on=pause.starts_on, reason=pause.reason)
        member_changed(member, doing)
    return row


def bring_back(actor: Actor, member: Member, on: date) -> Suspension:
    """Record from which day a child who paused takes part again. Raises Conflict when the child does not pause."""
    with change(actor, policy.CHANGE_MEMBERS, member.place) as doing:
        member = _locked(member)
        row = open_pause(member)
        if row is None:
            raise Conflict(_("This child takes part already"))
        if on <= row.starts_on:
            first = formats.date_format(row.starts_on)
            raise Refused(_("Enter a day after %(day)s, when the pause began") % {"day": first}, "on")
        now = timezone.now()
        _withdraw(actor, row, "came back", now)
        new = _write(actor, member, Pause(row.starts_on, row.reason, row.decided_by, on), now)
        doing.record("member.returned", member, unit=member.unit_id, on=on)
        member_changed(member, doing)
    return new


def open_pause(member: Member) -> Suspension | None:
    """Return the pause that has not ended by today, or None."""
    return next(iter(_overlapping(member, timezone.localdate(), None)), None)


def _locked(member: Member) -> Member:
    lock(member.unit)
    member = Member.objects.select_for_update(of=("self",)).select_related("unit__school", "child").get(pk=member.pk)
    if member.left_on is not None and member.left_on <= timezone.localdate():
        raise Conflict(_("This child has left the unit"))
    return member


def _check(member: Member, pause: Pause) -> None:
    if pause.starts_on < member.joined_on:
        joined = formats.date_format(member.joined_on)
        raise Refused(_("Enter a day on or after %(day)s, when the child joined") % {"day": joined}, "starts_on")
    if pause.returns_on is not None and pause.returns_on <= pause.starts_on:
        raise Refused(_("The first day back must be after the first day of the pause"), "returns_on")
    if pause.reason not in pausing_reasons():
        raise Refused(_("Choose why"), "reason")
    if not pause.decided_by.strip():
        raise Refused(_("Enter who decided"), "decided_by")
    if _overlapping(member, pause.starts_on, pause.returns_on):
        raise Conflict(_("Another pause of this child covers some of these days"), "starts_on")


def _overlapping(member: Member, first: date, until: date | None) -> list[Suspension]:
    rows = member.suspensions.standing().order_by("starts_on")
    return [
        row
        for row in rows
        if (row.returns_on is None or row.returns_on > first) and (until is None or row.starts_on < until)
    ]


def _write(actor: Actor, member: Member, pause: Pause, now: datetime) -> Suspension:
    values = {**asdict(pause), "decided_by": " ".join(pause.decided_by.split())}
    return Suspension.objects.create(member=member, **values, recorded_at=now, recorded_by_id=actor.person)


def _withdraw(actor: Actor, row: Suspension | Pathway, reason: str, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.person, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a child would like to go on to, whether a parent or carer agrees to a handover, and the next school."""

    interest: str
    asked_on: date
    parent_agrees: str
    next_school: str = ""


def record_pathway(actor: Actor, member: Member, wish: Wish) -> Pathway:
    """Record where a member would like to go on to; what was recorded before is kept. Raises Refused by field."""
    with change(actor, policy.RECORD_PATHWAY, member.place) as doing:
        member = Member.objects.select_for_update(of=("self",)).select_related("unit__school").get(pk=member.pk)
        _check_wish(wish)
        now = timezone.now()
        for old in member.pathways.standing():
            _withdraw(actor, old, "newer", now)
        values = {**asdict(wish), "next_school": " ".join(wish.next_school.split())}
        row = Pathway.objects.create(member=member, **values, recorded_at=now, recorded_by_id=actor.person)
        doing.record("pathway.recorded", row, member=member.pk, interest=row.interest, agrees=row.parent_agrees)
    return row


def _check_wish(wish: Wish) -> None:
    if wish.interest not in interests():
        raise Refused(_("Choose where the child would like to go on to"), "interest")
    if wish.parent_agrees not in (Pathway.YES, Pathway.NO, Pathway.UNKNOWN):
        raise Refused(_("Choose whether a parent or carer agrees"), "parent_agrees")
    if wish.asked_on > timezone.localdate():
        raise Refused(_("The day the child was asked must be today or earlier"), "asked_on")


def hand_over(actor: Actor, row: Pathway, handed_to: str, on: date) -> Pathway:
    """Record that the cadets or the next school's officer have taken a child's wish over.

    Raises Refused where no parent or carer agreed, Conflict when it was handed over or changed meanwhile.
    """
    with change(actor, policy.SEE_HANDED_OVER, row.place) as doing:
        old = Pathway.objects.select_for_update(of=("self",)).select_related("member__unit__school").get(pk=row.pk)
        if old.withdrawn_at is not None or old.handed_on is not None:
            raise Conflict(_("Somebody has already changed this. Open the page again"))
        if old.parent_agrees != Pathway.YES:
            raise Refused(_("No parent or carer has agreed to a handover"))
        if not handed_to.strip():
            raise Refused(_("Enter who took it over"), "handed_to")
        if not old.asked_on <= on <= timezone.localdate():
            raise Refused(_("Enter a day between the day the child was asked and today"), "on")
        new = _handed(actor, old, " ".join(handed_to.split()), on)
        doing.record("pathway.handed-over", new, member=old.member_id)
    return new


def _handed(actor: Actor, old: Pathway, handed_to: str, on: date) -> Pathway:
    now = timezone.now()
    _withdraw(actor, old, "handed over", now)
    same = ("member_id", "interest", "asked_on", "parent_agrees", "next_school")
    values = {name: getattr(old, name) for name in same}
    return Pathway.objects.create(
        **values, handed_to=handed_to, handed_on=on, recorded_at=now, recorded_by_id=actor.person
    )
