"""Reads for the pages of messages and to-dos."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from lanyard.engines.rights import Actor
from lanyard.notices import policy
from lanyard.notices.models import Notice, NoticeQuerySet, Todo

# On the first page: what nobody can do in one day helps nobody, nor what falls due next year.
MOST_TODOS = 20
AHEAD_DAYS = 60


def my_notices(actor: Actor) -> NoticeQuerySet:
    """Return the actor's own messages, newest first."""
    own = Notice.objects.visible_to(actor, policy.READ_OWN)
    return own.select_related("organisation").order_by("-created_at", "-pk")


def my_todos(actor: Actor) -> list[Todo]:
    """Return what the actor is asked to do, most pressing first, each with `overdue` set."""
    today = timezone.localdate()
    near = Q(due__isnull=True) | Q(due__lte=today + timedelta(days=AHEAD_DAYS))
    found = list(Todo.objects.for_actor(actor).open().filter(near).select_related("organisation")[: MOST_TODOS + 1])
    for todo in found:
        todo.overdue = todo.due is not None and todo.due < today
    return found


def unread_count(actor: Actor) -> int:
    """Return how many messages the actor has not read."""
    return my_notices(actor).unread().count()
