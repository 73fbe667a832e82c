"""Sending what was recorded: tried after the change is committed, and again by a timer until it went.

A message is claimed by moving its next attempt ahead before it is tried. Two deliverers can't both have it, and
when a process dies in between, the next attempt comes round by itself.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.notices.backends import Letter, Undeliverable, backend
from lanyard.notices.models import Notice, Sending
from lanyard.notices.outside import give_up, letter_to_outside, still_wanted

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
# A request does not wait for more than these; the timer sends the others.
AT_ONCE = 10


Message = Notice | Sending


def deliver_now(keys: Iterable[int], model: type[Message] = Notice) -> None:
    """Try the first few of some new messages; the first that fails leaves the rest to the timer."""
    for key in list(keys)[:AT_ONCE]:
        if _deliver(model, key, timezone.now()) is False:
            break


def deliver_due(limit: int = 1000) -> tuple[int, int]:
    """Try every message whose time has come, and return how many went and how many did not."""
    results = [_deliver(model, key, timezone.now()) for model, key in _due(limit)]
    return sum(result is True for result in results), sum(result is False for result in results)


def _due(limit: int) -> list[tuple[type[Message], int]]:
    now = timezone.now()
    kinds: tuple[type[Message], ...] = (Notice, Sending)
    due = [(kind, key) for kind in kinds for key in kind.objects.to_send(now).values_list("pk", flat=True)[:limit]]
    return due[:limit]


def _deliver(model: type[Message], key: int, now: datetime) -> bool | None:
    # None: somebody else has it, or it is no longer wanted.
    mine = model.objects.filter(pk=key, next_attempt_at__lte=now)
    if not mine.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    message = model.objects.get(pk=key)
    try:
        if not _send(message):
            return None
    except Undeliverable as failed:
        _put_off(message, failed, now)
        return False
    _over(message, sent_at=timezone.now(), last_error="")
    return True


def _send(message: Message) -> bool:
    """Send it if it is still wanted; say whether it went."""
    try:
        if isinstance(message, Sending) and not still_wanted(message):
            _over(message, last_error="no longer wanted")
            return False
        backend().send(letter(message))
    except Undeliverable:
        raise
    except Exception as unforeseen:
        # One message that can't be put together must not keep back all those behind it.
        logger.exception("message %s could not be sent", message.public_id)
        raise Undeliverable(type(unforeseen).__name__) from unforeseen
    return True


def _over(message: Message, **values: object) -> None:
    """Write that nothing is left to try; what was secret is dropped."""
    type(message).objects.filter(pk=message.pk).update(next_attempt_at=None, **values, **message.when_over)


def _put_off(message: Message, failed: Undeliverable, now: datetime) -> None:
    error = str(failed)[:300]
    if not failed.for_good and message.attempts < MAX_ATTEMPTS:
        again = now + pause(message.attempts)
        type(message).objects.filter(pk=message.pk).update(next_attempt_at=again, last_error=error)
        return
    with transaction.atomic():
        _over(message, last_error=error)
        if isinstance(message, Sending):
            give_up(message)


def pause(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a minute, then twice as long each time, at most 6 hours."""
    return min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)


def letter(message: Message) -> Letter:
    """Return the message as it goes out.

    To somebody with an account: that there is a message and where. The text itself stays behind sign-in, because
    e-mail is open to anybody on its way: neither body nor link go by it, and the subject names no child.
    """
    return letter_to_outside(message) if isinstance(message, Sending) else _notice_letter(message)


def _notice_letter(notice: Notice) -> Letter:
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
