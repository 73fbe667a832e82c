"""Correcting a child of the school's list, leaving the school, and coming back."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units import policy
from lanyard.units.catalogue.children import genders
from lanyard.units.classlist.values import Bad, read_text
from lanyard.units.events import member_changed
from lanyard.units.models import Child, Member


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the school's list says of a child."""

    given_name: str
    family_name: str
    year_group: int
    date_of_birth: date | None = None
    class_name: str = ""
    gender: str = ""
    vulnerable: bool | None = None


def correct_child(actor: Actor, child: Child, facts: ChildFacts) -> Child:
    """Correct what the list says of a child. The ledger says which facts, never what they are."""
    with change(actor, policy.CHANGE_CHILDREN, child.place) as doing:
        child = _held(child)
        _check(facts)
        changed = [name for name, value in asdict(facts).items() if getattr(child, name) != value]
        for name in changed:
            setattr(child, name, getattr(facts, name))
        child.save(update_fields=changed)
        doing.record("child.corrected", child, fields=changed)
    return child


def left_school(actor: Actor, child: Child, on: date) -> Child:
    """Record that a child left the school: from that day they are on no list, and no longer a unit's member.

    Raises Conflict when somebody did so already, Refused for a day still to come.
    """
    with change(actor, policy.CHANGE_CHILDREN, child.place) as doing:
        child = _held(child)
        if child.left_school_on is not None:
            raise Conflict(_("Somebody has already recorded that this child left the school"))
        if on > timezone.localdate():
            raise Refused(_("Enter today or an earlier day"), "on")
        child.left_school_on = on
        child.save(update_fields=["left_school_on"])
        _leave_units(doing, child, on)
        doing.record("child.left-school", child, on=on)
    return child


def back_at_school(actor: Actor, child: Child) -> Child:
    """Record that a child who left is at the school again. Units take the child in anew, not by themselves."""
    with change(actor, policy.CHANGE_CHILDREN, child.place) as doing:
        child = _held(child)
        if child.left_school_on is None:
            raise Conflict(_("This child is at the school"))
        child.left_school_on = None
        child.save(update_fields=["left_school_on"])
        doing.record("child.back-at-school", child)
    return child


def _held(child: Child) -> Child:
    child = Child.objects.select_for_update(of=("self",)).select_related("school").get(pk=child.pk)
    if child.merged_into_id is not None:
        raise Conflict(_("Somebody has joined this record to another. Open the list again"))
    return child


def _check(facts: ChildFacts) -> None:
    for name in ("given_name", "family_name", "class_name"):
        try:
            read_text(getattr(facts, name))
        except Bad as bad:
            raise Refused(str(bad), name) from bad
    if facts.gender and facts.gender not in genders():
        raise Refused(_("Choose an answer"), "gender")
    if facts.date_of_birth is not None and facts.date_of_birth > timezone.localdate():
        raise Refused(_("Enter a day in the past"), "date_of_birth")


def _leave_units(doing: Change, child: Child, on: date) -> None:
    now = timezone.now()
    for member in Member.objects.current().filter(child=child).select_for_update(of=("self",)):
        if on < member.joined_on:
            joined = formats.date_format(member.joined_on)
            message = _("Enter a day on or after %(day)s, when the child joined a unit")
            raise Refused(message % {"day": joined}, "on")
        member.left_on, member.left_reason = on, "changed-school"
        member.left_recorded_at, member.left_recorded_by_id = now, doing.actor.person
        member.save(update_fields=["left_on", "left_reason", "left_recorded_at", "left_recorded_by"])
        doing.record("member.left", member, unit=member.unit_id, on=on, reason=member.left_reason)
        member_changed(member, doing)
