"""One change is one function: the actor, the right, the write and the ledger, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Entry
from lanyard.engines.rights import Actor, Permission, Place


class Unrecorded(RuntimeError):
    """A change left no entry in the ledger: a mistake in the code, so the change is rolled back."""


class Change:
    """A change under way; collects what the ledger will say of it."""

    def __init__(self, actor: Actor, place: Place):
        self.actor, self.place = actor, place
        self.notes: list[Note] = []

    def record(self, verb: str, subject: models.Model | Sequence[models.Model] | None = None, **detail: Any) -> None:
        """Say what was done, to what. `detail` holds plain values, never free text about a child."""
        kind, keys = _subjects(subject)
        self.notes.append(Note(verb, self.actor, self.place, kind, keys, detail))


@contextmanager
def change(actor: Actor, permission: Permission, place: Place) -> Iterator[Change]:
    """Check the right, open the transaction, and seal the ledger's entries before it commits.

    Raises Forbidden when the actor may not, Unrecorded when the change wrote nothing to the ledger.
    """
    actor.must(permission, place)
    with transaction.atomic():
        doing = Change(actor, place)
        yield doing
        if not doing.notes:
            raise Unrecorded(permission.id)
        append(doing.notes)


def look(
    actor: Actor, verb: str, subjects: models.Model | Sequence[models.Model], place: Place, **detail: Any
) -> None:
    """Record that the actor was shown these records: a page, a list or an export is one entry."""
    kind, keys = _subjects(subjects)
    # No savepoint: inside a change, a look that can't be recorded must take the change down with it.
    with transaction.atomic(savepoint=False):
        append([Note(verb, actor, place, kind, keys, detail, kind=Entry.LOOK)])


def _subjects(subject: models.Model | Sequence[models.Model] | None) -> tuple[str, list[int]]:
    if subject is None:
        return "", []
    many = [subject] if isinstance(subject, models.Model) else list(subject)
    if not many:
        return "", []
    return many[0]._meta.label_lower, [item.pk for item in many]
