"""What a timer does once a day: reminders that are due, questions that have become idle, to-dos for the school.

Each adult is a change of its own, claimed by the number of reminders they have had: two runs at once send once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from lanyard.audit.acting import change
from lanyard.consents import links, policy
from lanyard.consents.catalogue.asking import numbers
from lanyard.consents.completing import missing_key, say_what_is_missing
from lanyard.consents.idle import stop_idle, why_idle
from lanyard.consents.messages import reminder, way_to
from lanyard.consents.models import Asked, ConsentRequest
from lanyard.consents.writing import QUESTION, write_links
from lanyard.engines.rights import Actor
from lanyard.notices.models import Todo


@dataclass(slots=True)
class Done:
    """What one run did."""

    reminded: int = 0
    stopped: int = 0
    overdue: int = 0


def remind(actor: Actor) -> Done:
    """Stop asking who may not be asked any more, remind who is due, and tell schools what is missing."""
    now, done = timezone.now(), Done()
    waiting = Asked.objects.open().select_related("adult__school", "request__unit__school").order_by("pk")
    for asked in waiting.iterator(chunk_size=500):
        if why_idle(asked):
            done.stopped += _stop(actor, asked)
        elif _is_due(asked, now):
            done.reminded += _remind(actor, asked, now)
    done.overdue = _tell_schools(actor)
    return done


def _stop(actor: Actor, asked: Asked) -> int:
    with change(actor, policy.SEND_REMINDERS, asked.place) as doing:
        return stop_idle([asked], doing)


def due_reminders(asked: Asked, now: datetime) -> int:
    """Return how many reminders an adult should have had by now."""
    since = now - asked.asked_at
    return sum(1 for day in numbers("reminder-days") if since >= timedelta(days=day))


def _is_due(asked: Asked, now: datetime) -> bool:
    in_time = timezone.localdate(now) <= asked.request.answer_by
    return in_time and asked.channel != Asked.PAPER and due_reminders(asked, now) > asked.reminders


def _remind(actor: Actor, asked: Asked, now: datetime) -> int:
    channel, to = way_to(asked.adult)
    if channel == Asked.PAPER:
        return 0
    with change(actor, policy.SEND_REMINDERS, asked.place) as doing:
        # A run that was missed is not made up for: the number is what should have gone by now.
        claimed = Asked.objects.open().filter(pk=asked.pk, reminders=asked.reminders)
        mine = claimed.update(reminders=due_reminders(asked, now), reminded_at=now)
        if mine:
            link, address = links.another(asked.adult, now, asked)
            link.save()
            message = reminder(asked.adult, to, link.public_id, asked.request.answer_by)
            write_links(asked.adult.school, [(link, message, address)], by=QUESTION)
        doing.record("request.reminded", asked, adult=asked.adult.public_id, sent=mine)
    return mine


def _tell_schools(actor: Actor) -> int:
    unanswered = Count("asked", filter=Q(asked__answered_at__isnull=True, asked__stopped_at__isnull=True))
    over = ConsentRequest.objects.filter(answer_by__lt=timezone.localdate())
    late = over.annotate(waiting=unanswered).filter(waiting__gt=0).select_related("unit__school").order_by("pk")
    told = 0
    for request in late:
        if Todo.objects.open().filter(key=missing_key(request.pk)).exists():
            continue
        with change(actor, policy.SEND_REMINDERS, request.place) as doing:
            say_what_is_missing(request, request.waiting)
            doing.record("request.overdue", request, waiting=request.waiting)
        told += 1
    return told
