"""Taking the register of a session: marks, late times, corrections."""

from collections.abc import Mapping
from datetime import time
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.programme import policy, state
from lanyard.programme.actions.common import by, lock, must_be, withdraw
from lanyard.programme.models import RegisterMark, Session
from lanyard.units.models import Member


class Mark(NamedTuple):
    """A mark for one child, with the time of coming late or leaving early."""

    mark: str
    at: time | None = None


def members_of(session: Session):
    """Return the children on the register: the unit's members on the session's day, by name."""
    return Member.objects.at(session.day, timezone.now()).filter(unit=session.unit_id).named()


def take_register(actor: Actor, session: Session, marks: Mapping[int, Mark]) -> int:
    """Write the marks that are new or different; return how many. A correction keeps the mark it replaces.

    All is written or nothing. Raises Refused beside the child's field for a mark that is not one or a child who is
    not of the unit, and before a session has begun; after it has ended, corrections are still taken.
    """
    with change(actor, policy.TAKE_REGISTER, session.place) as doing:
        session = lock(session)
        must_be(session, lambda now: now.begun or now.word == state.ENDED)
        _check(session, marks)
        held = {row.member_id: Mark(row.mark, row.at) for row in session.marks.standing()}
        new = {member: mark for member, mark in marks.items() if held.get(member) != mark}
        replaced = [member for member in new if member in held]
        withdraw(session.marks.filter(member__in=replaced), actor, "corrected")
        RegisterMark.objects.bulk_create(
            RegisterMark(session=session, member_id=member, mark=mark.mark, at=mark.at, **by(actor))
            for member, mark in new.items()
        )
        members = sorted(new)
        doing.record("session.register-taken", session, members=members, corrected=len(replaced))
    return len(new)


def _check(session: Session, marks: Mapping[int, Mark]) -> None:
    known = set(members_of(session).values_list("pk", flat=True))
    for member, mark in marks.items():
        if member not in known:
            raise Refused(_("This child is not in the unit any more: open the register again"))
        if mark.mark not in dict(RegisterMark.MARKS):
            raise Refused(_("Choose present, absent, late or left early"), f"mark_{member}")
        if mark.at and mark.mark not in (RegisterMark.LATE, RegisterMark.LEFT_EARLY):
            raise Refused(_("Give a time only for late or left early"), f"at_{member}")
