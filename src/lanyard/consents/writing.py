"""The consents room as a writer of messages to parents: when one is still to go, and what follows when it can't."""

from collections.abc import Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.consents import links
from lanyard.consents.models import Asked, Link
from lanyard.notices.actions import raise_todo
from lanyard.notices.models import Sending
from lanyard.notices.outside import Outside, write, writer
from lanyard.organisations.models import Organisation

STAFF = ("head-teacher", "spoc", "programme-teacher")
Written = tuple[Link, Outside, str]  # the link, its message, and the link's address


def _link(sending: Sending) -> Link | None:
    rows = Link.objects.select_related("adult__school", "asked__request")
    return rows.filter(public_id=sending.about).first()


def _opens(sending: Sending) -> bool:
    link = _link(sending)
    return link is not None and links.opens(link, timezone.now())


def _is_awaited(sending: Sending) -> bool:
    # Between a message and its last attempt lie hours: who has answered meanwhile is not asked again.
    link = _link(sending)
    asked = link.asked if link else None
    return _opens(sending) and asked is not None and asked.is_open


def _not_delivered(sending: Sending) -> None:
    link = _link(sending)
    asked = link.asked if link else None
    if link is None:
        return
    if asked is not None:
        Asked.objects.filter(pk=asked.pk).update(undelivered_at=timezone.now())
    raise_todo(
        f"consents.undelivered.{link.adult.public_id}",
        STAFF,
        link.adult.school,
        _("A message to a parent or carer could not be delivered. Check the address or give them the paper form"),
        reverse("consents:request", args=[asked.request.public_id]) if asked else "",
    )


LINK = writer("consents.link", wanted=_opens, given_up=_not_delivered)
QUESTION = writer("consents.question", wanted=_is_awaited, given_up=_not_delivered)


def write_links(school: Organisation, written: Iterable[Written], *, by: str = LINK) -> list[Sending]:
    """Record and send messages that each carry a link, within the caller's change."""
    return write(by, school, [replace(message, secret=address) for _link, message, address in written])
