"""Writing to people who have no account: recorded first, sent afterwards, tried again, stopped when no longer wanted.

A room that writes registers once as a writer. It is asked again just before a message goes, because hours may lie
between a message and its last attempt, and told when a message is given up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lanyard.notices.backends import Letter
from lanyard.notices.models import Sending
from lanyard.organisations.models import Organisation

LINK = "{link}"


@dataclass(frozen=True, slots=True)
class Writer:
    """A part of the service that writes: whether a message is still to go, and what follows when it can't."""

    wanted: Callable[[Sending], bool]
    given_up: Callable[[Sending], None]


@dataclass(frozen=True, slots=True)
class Outside:
    """One message to write. `secret` takes the place of {link} in the body when it goes out, and is kept no longer."""

    about: str
    channel: str
    address: str
    language: str
    subject: str
    body: str
    secret: str = ""


_writers: dict[str, Writer] = {}


def writer(name: str, *, wanted: Callable[[Sending], bool], given_up: Callable[[Sending], None]) -> str:
    """Register a part that writes, and return its name. Raises ValueError on a second registration."""
    if name in _writers:
        raise ValueError(f"writer {name!r} is registered twice")
    _writers[name] = Writer(wanted, given_up)
    return name


def write(name: str, organisation: Organisation, messages: Sequence[Outside]) -> list[Sending]:
    """Record messages of a writer, and send them if the caller's transaction commits.

    Subject and body must name no child: they go by e-mail or text.
    """
    from lanyard.notices.delivery import deliver_now

    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("write to people inside the change that they are told of")
    now = timezone.now()
    rows = [
        Sending(
            organisation=organisation, writer=name, about=message.about, channel=message.channel,
            address=message.address, language=message.language, subject=" ".join(message.subject.split())[:200],
            body=message.body, secret=message.secret, created_at=now, next_attempt_at=now,
        )
        for message in messages
    ]  # fmt: skip
    Sending.objects.bulk_create(rows)
    keys = [row.pk for row in rows]
    transaction.on_commit(lambda: deliver_now(keys, Sending), robust=True)
    return rows


def still_wanted(sending: Sending) -> bool:
    """Ask the writer whether the message is still to go."""
    return _writers[sending.writer].wanted(sending)


def give_up(sending: Sending) -> None:
    """Tell the writer that the message can't be delivered."""
    _writers[sending.writer].given_up(sending)


def letter_to_outside(sending: Sending) -> Letter:
    """Return the message as it goes out, with its secret in place."""
    body = sending.body.replace(LINK, sending.secret)
    return Letter(sending.public_id, sending.address, sending.subject, body, sending.channel)
