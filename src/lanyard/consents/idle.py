"""Who need not answer any more: no child of theirs is a member, or they may not be asked. Their question stops."""

from collections.abc import Iterable

from django.utils import timezone

from lanyard.audit.acting import Change
from lanyard.consents import links
from lanyard.consents.completing import settle
from lanyard.consents.models import Asked
from lanyard.units.events import on_member_changed, on_responsibility_changed
from lanyard.units.models import Adult, Child, Member


def why_idle(asked: Asked) -> str:
    """Return why there is nothing to ask an adult any more, or nothing where there is."""
    members = asked.members.current()
    if not members.exists():
        return Asked.LEFT
    return "" if members.filter(pk__in=links.children_of(asked.adult)).exists() else Asked.NO_RESPONSIBILITY


def stop_idle(waiting: Iterable[Asked], doing: Change) -> int:
    """Stop the questions that are idle, within the caller's change; return how many. Links close by themselves."""
    idle = [(asked, why) for asked in waiting if (why := why_idle(asked))]
    for asked, why in idle:
        Asked.objects.open().filter(pk=asked.pk).update(stopped_at=timezone.now(), stopped_why=why)
        doing.record("request.stopped", asked, adult=asked.adult.public_id, why=why)
    settle({asked.request_id for asked, _why in idle})
    return len(idle)


@on_responsibility_changed
def stop_who_may_not_be_asked(child: Child, adult: Adult, doing: Change) -> None:
    """Wait no longer for an adult who has lost parental responsibility or is barred from contact."""
    stop_idle(Asked.objects.open().filter(adult=adult).select_related("adult"), doing)


@on_member_changed
def stop_for_who_left(member: Member, doing: Change) -> None:
    """Wait no longer for answers about a child who has left."""
    stop_idle(Asked.objects.open().filter(members=member).select_related("adult"), doing)
