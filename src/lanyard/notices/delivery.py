"""Sending what was recorded: tried after the change is committed, and again by a timer until it went.

A message is claimed by moving its next attempt ahead before it is tried. Two deliverers can't both have it, and
when a process dies in between, the next attempt comes round by itself.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.notices.backends import Letter, Undeliverable, backend
from lanyard.notices.models import Notice

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
# A request does not wait for more than these; the timer sends the others.
AT_ONCE = 10


def deliver_now(keys: Iterable[int]) -> None:
    """Try the first few of some new messages; the first that fails leaves the rest to the timer."""
    for key in list(keys)[:AT_ONCE]:
        if not _deliver(key, timezone.now()):
            break


def deliver_due(limit: int = 1000) -> tuple[int, int]:
    """Try every message whose time has come, and return how many went and how many did not."""
    due = Notice.objects.to_send(timezone.now()).values_list("pk", flat=True)[:limit]
    results = [_deliver(key, timezone.now()) for key in list(due)]
    return sum(result is True for result in results), sum(result is False for result in results)


def _deliver(key: int, now: datetime) -> bool | None:
    # None: somebody else has it.
    mine = Notice.objects.filter(pk=key, next_attempt_at__lte=now)
    if not mine.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    notice = Notice.objects.select_related("person").get(pk=key)
    try:
        _send(notice)
    except Undeliverable as failed:
        _put_off(notice, failed, now)
        return False
    Notice.objects.filter(pk=key).update(sent_at=timezone.now(), next_attempt_at=None, last_error="")
    return True


def _send(notice: Notice) -> None:
    try:
        backend().send(letter(notice))
    except Undeliverable:
        raise
    except Exception as unforeseen:
        # One message that can't be put together must not keep back all those behind it.
        logger.exception("message %s could not be sent", notice.public_id)
        raise Undeliverable(type(unforeseen).__name__) from unforeseen


def _put_off(notice: Notice, failed: Undeliverable, now: datetime) -> None:
    given_up = failed.for_good or notice.attempts >= MAX_ATTEMPTS
    again = None if given_up else now + pause(notice.attempts)
    Notice.objects.filter(pk=notice.pk).update(next_attempt_at=again, last_error=str(failed)[:300])


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, then twice as long each time, at most 6 hours."""
    return min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)


def letter(notice: Notice) -> Letter:
    """Return the e-mail for a message: that there is one and where. The text itself stays behind sign-in.

    E-mail is open to anybody on its way, so nothing about a child goes by it: neither body nor link of the
    message, whose subject names no child.
    """
    address = f"{settings.BASE_URL}/notices/{notice.public_id}/"
    body = _(
        "Hello %(name)s,\n\nThere is a message for you in Lanyard: %(subject)s.\n\nSign in to read it: %(address)s\n"
    )
    return Letter(
        reference=notice.public_id,
        address=notice.person.email,
        subject=" ".join(notice.subject.split()),
        body=body % {"name": notice.person.name, "subject": notice.subject, "address": address},
    )
