"""Telling people and asking things of them. `notify` and the to-dos are consequences inside another action."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict
from lanyard.engines.rights import Actor
from lanyard.notices import policy
from lanyard.notices.delivery import deliver_now
from lanyard.notices.models import Notice, Todo, TodoFor
from lanyard.organisations.models import Organisation


def notify(
    people: Iterable[Person], subject: str, body: str, link: str = "", *, place: Organisation | None = None
) -> list[Notice]:
    """Tell each of these people once, here and by e-mail, if the caller's transaction commits.

    The subject must name no child: it goes by e-mail. Body and link are shown only after sign-in.
    """
    _inside_a_transaction()
    now = timezone.now()
    unique = {person.pk: person for person in people if person.is_active}
    notices = [
        Notice(
            person=person, organisation=place, subject=str(subject)[:200], body=str(body), link=link,
            created_at=now, next_attempt_at=now,
        )
        for person in unique.values()
    ]  # fmt: skip
    Notice.objects.bulk_create(notices)
    keys = [notice.pk for notice in notices]
    transaction.on_commit(lambda: deliver_now(keys), robust=True)
    return notices


def mark_read(actor: Actor, notice: Notice) -> Notice:
    """Note that the reader has opened a message. Raises Forbidden for anybody else, Conflict when read before."""
    with change(actor, policy.READ_OWN, notice.place) as doing:
        notice = Notice.objects.select_for_update().get(pk=notice.pk)
        if notice.read_at is not None:
            raise Conflict(_("This message is already marked as read"))
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
        doing.record("notice.read", notice)
    return notice


def raise_todo(
    key: str,
    roles: Sequence[str],
    organisation: Organisation,
    title: str,
    link: str = "",
    due: date | None = None,
    *,
    people: Sequence[Person] = (),
) -> Todo:
    """Ask the holders of roles at an organisation, or above it, and named people, to do something.

    Idempotent by key: while it is open, asking again only brings title, link and due day up to date.
    """
    _inside_a_transaction()
    values = {"organisation": organisation, "title": str(title)[:200], "link": link, "due": due}
    todo, is_new = Todo.objects.update_or_create(
        key=key, done_at=None, defaults=values, create_defaults={**values, "raised_at": timezone.now()}
    )
    if not is_new:
        todo.meant_for.all().delete()
    meant = [TodoFor(todo=todo, role=role) for role in dict.fromkeys(roles)]
    TodoFor.objects.bulk_create([*meant, *(TodoFor(todo=todo, person=person) for person in people)])
    return todo


def settle_todo(key: str) -> bool:
    """Note that what was asked is done; return whether it was open."""
    _inside_a_transaction()
    return bool(Todo.objects.filter(key=key, done_at__isnull=True).update(done_at=timezone.now()))


def _inside_a_transaction() -> None:
    # A message about a change that is then rolled back would be a lie.
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("tell people inside the change that they are told of")
