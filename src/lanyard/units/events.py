"""What other rooms do when something about a child changes here: they register, this room tells them.

Each listener runs inside the change, with what it is about; what it writes stands or falls with the change.
"""

from collections.abc import Callable

from lanyard.audit.acting import Change
from lanyard.units.models import Adult, Child, Member

AboutAdult = Callable[[Child, Adult, Change], None]
AboutMember = Callable[[Member, Change], None]

_adults: list[AboutAdult] = []
_members: list[AboutMember] = []


def on_responsibility_changed(listener: AboutAdult) -> AboutAdult:
    """Register what follows when somebody begins or ceases to answer for a child, or is barred from contact."""
    _adults.append(listener)
    return listener


def on_member_changed(listener: AboutMember) -> AboutMember:
    """Register what follows when a member leaves, pauses or comes back."""
    _members.append(listener)
    return listener


def responsibility_changed(child: Child, adult: Adult, doing: Change) -> None:
    """Tell the rooms above that who answers for a child has changed."""
    for listener in _adults:
        listener(child, adult, doing)


def member_changed(member: Member, doing: Change) -> None:
    """Tell the rooms above that a member left, paused or came back."""
    for listener in _members:
        listener(member, doing)
