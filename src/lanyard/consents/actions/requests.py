"""Asking parents and carers: sending a request, sending it again to one of them, stopping."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.consents import links, policy
from lanyard.consents.asking import Plan, ToAsk, plan_asking, wording
from lanyard.consents.completing import settle
from lanyard.consents.messages import asking, way_to
from lanyard.consents.models import Asked, ConsentRequest, Link
from lanyard.consents.writing import QUESTION, write_links
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import settle_todo
from lanyard.units.models import Unit


@dataclass(frozen=True, slots=True)
class Wish:
    """What the school wants to ask: about which members (keys), which purposes, and by when."""

    members: Collection[int]
    purposes: Collection[str]
    answer_by: date


def send_request(actor: Actor, unit: Unit, wish: Wish, seen: str) -> ConsentRequest:
    """Ask every adult who may be asked, each by a link of their own; on paper where there is no address (STO-19).

    `seen` is the fingerprint of the plan that the person looked at. Raises Conflict when it would be another by now,
    Refused where nobody can be asked or the day has passed.
    """
    with change(actor, policy.REQUEST_ANSWERS, unit.school.place) as doing:
        unit = Unit.objects.select_for_update(of=("self",)).select_related("school__force").get(pk=unit.pk)
        plan = _checked(unit, wish, seen)
        now = timezone.now()
        request = ConsentRequest.objects.create(
            unit=unit, purposes=wording(wish.purposes), answer_by=wish.answer_by, sent_at=now, sent_by_id=actor.person
        )
        asked = _asked(request, plan.to_ask, now)
        _send([one for one in asked if one.channel != Asked.PAPER], now)
        _settle_tries(asked)
        doing.record("request.sent", request, unit=unit.pk, purposes=sorted(request.purposes), adults=_counts(asked))
    return request


def _checked(unit: Unit, wish: Wish, seen: str) -> Plan:
    if not wording(wish.purposes):
        raise Refused(_("Choose what to ask"), "purposes")
    if wish.answer_by < timezone.localdate():
        raise Refused(_("Enter today or a day to come"), "answer_by")
    plan = plan_asking(unit, wish.members, wish.purposes)
    if not plan.to_ask:
        raise Refused(_("There is nobody to ask. The list below says why"), "members")
    if plan.fingerprint != seen:
        raise Conflict(_("Something has changed since you looked. Look again at who gets what, then send"))
    return plan


def _asked(request: ConsentRequest, to_ask: Sequence[ToAsk], now: datetime) -> list[Asked]:
    rows = [Asked(request=request, adult=one.adult, channel=one.channel, asked_at=now) for one in to_ask]
    Asked.objects.bulk_create(rows)
    about = Asked.members.through
    pairs = zip(rows, to_ask, strict=True)
    about.objects.bulk_create(about(asked_id=row.pk, member_id=m.pk) for row, one in pairs for m in one.members)
    return rows


def _send(asked: Sequence[Asked], now: datetime) -> None:
    made = [(one, *links.make(one.adult, now, one)) for one in asked]
    Link.objects.bulk_create(link for _one, link, _address in made)
    written = [
        (link, asking(one.adult, way_to(one.adult)[1], link.public_id, one.request.answer_by), address)
        for one, link, address in made
    ]
    if written:
        write_links(asked[0].adult.school, written, by=QUESTION)


def _counts(asked: Sequence[Asked]) -> dict[str, int]:
    ways = [one.channel for one in asked]
    return {way: ways.count(way) for way in sorted(set(ways))}


def _settle_tries(asked: Sequence[Asked]) -> None:
    # The school speaks to them anew: what was tried with the old links is dealt with.
    for one in asked:
        settle_todo(f"consents.tries.{one.adult.public_id}")
        settle_todo(f"consents.undelivered.{one.adult.public_id}")


def send_again(actor: Actor, asked: Asked) -> Link:
    """Send one adult another link, after somebody spoke to them; wrong details given before no longer count.

    Raises Conflict when they have answered or may not be asked any more, Refused where the school has no address.
    """
    with change(actor, policy.REQUEST_ANSWERS, asked.place) as doing:
        now = timezone.now()
        asked = _held(asked)
        if asked.answered_at is not None:
            raise Conflict(_("They have answered meanwhile"))
        if not links.children_of(asked.adult).filter(pk__in=asked.members.values("pk")).exists():
            raise Conflict(_("They may not be asked any more. Look at who holds parental responsibility"))
        channel, address = way_to(asked.adult)
        if channel == Asked.PAPER:
            raise Refused(_("The school has no address for them. Add one, or print the paper form"))
        links.revoke(Link.objects.filter(adult=asked.adult), now)
        link, secret = links.make(asked.adult, now, asked)
        link.save()
        asked.channel, asked.undelivered_at = channel, None
        asked.stopped_at, asked.stopped_why = None, ""
        asked.save(update_fields=["channel", "undelivered_at", "stopped_at", "stopped_why"])
        answer_by = max(asked.request.answer_by, timezone.localdate())
        write_links(asked.adult.school, [(link, asking(asked.adult, address, link.public_id, answer_by), secret)])
        _settle_tries([asked])
        doing.record("request.sent-again", asked, adult=asked.adult.public_id, channel=channel)
    return link


def _held(asked: Asked) -> Asked:
    Asked.objects.select_for_update().get(pk=asked.pk)
    return Asked.objects.select_related("adult__school", "request__unit__school").get(pk=asked.pk)


def open_to_try(actor: Actor, asked: Asked) -> str:
    """Return the address of a new link, in the demonstration only: nobody reads an invented parent's mail.

    Raises Forbidden anywhere else.
    """
    if not settings.DEMO:
        raise Forbidden(policy.REQUEST_ANSWERS.id)
    with change(actor, policy.REQUEST_ANSWERS, asked.place) as doing:
        link, address = links.another(asked.adult, timezone.now(), asked)
        link.save()
        doing.record("link.made-to-try", link, adult=asked.adult.public_id)
    return address


def stop_asking(actor: Actor, asked: Asked) -> Asked:
    """Stop all links of an adult and wait for no answer: a wrong address, or the school's own reason.

    Raises Conflict when it was stopped already or they have answered.
    """
    with change(actor, policy.REQUEST_ANSWERS, asked.place) as doing:
        now = timezone.now()
        asked = _held(asked)
        if not asked.is_open:
            raise Conflict(_("They have answered meanwhile, or somebody has stopped it"))
        links.revoke(Link.objects.filter(adult=asked.adult), now)
        asked.stopped_at, asked.stopped_why = now, Asked.BY_SCHOOL
        asked.save(update_fields=["stopped_at", "stopped_why"])
        settle([asked.request_id])
        doing.record("request.stopped", asked, adult=asked.adult.public_id, why=Asked.BY_SCHOOL)
    return asked
