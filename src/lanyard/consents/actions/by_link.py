"""What a parent or carer does by their link: confirm a detail, answer, take answers back, ask for a fresh link.

Their right is the link (ADR 0020): each change begins by asking whether it still opens, with the adult's row held, so
that two presses of one button wait for each other.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change, change
from lanyard.consents import links, policy
from lanyard.consents.actions.answers import Said, give_answers
from lanyard.consents.catalogue.asking import minutes
from lanyard.consents.messages import fresh_link, way_to
from lanyard.consents.models import Answer, Asked, Link
from lanyard.consents.parents import ParentPage, page_of
from lanyard.consents.writing import STAFF, write_links
from lanyard.engines.refusals import Conflict, Refused
from lanyard.notices.actions import raise_todo
from lanyard.units.models import Adult


def confirm_detail(link: Link, detail: date | str) -> bool:
    """Say whether a detail of a child is right, and count it when it is wrong.

    Raises Refused while too many wrong details make a pause, Conflict when the link no longer opens.
    """
    with change(links.parent(link.adult), policy.ANSWER_BY_LINK, link.place) as doing:
        now = timezone.now()
        link = _held(link, now)
        if link.is_locked(now):
            raise Refused(_("That was wrong too often. Wait half an hour, then try again"), "detail")
        children = [member.child for member in links.children_of(link.adult)]
        if not links.confirms(detail, children):
            _count(doing, link, now)
            return False
        Link.objects.filter(adult=link.adult).update(tries=0, locked_until=None)
        Asked.objects.open().filter(adult=link.adult, confirmed_at=None).update(confirmed_at=now)
        doing.record("link.confirmed", link, adult=link.adult.public_id)
    return True


def _held(link: Link, now: datetime) -> Link:
    """Hold the adult's row and read the link again. Raises Conflict when it no longer opens."""
    Adult.objects.select_for_update(no_key=True).get(pk=link.adult_id)
    link = Link.objects.select_related("adult__school").get(pk=link.pk)
    if not links.opens(link, now):
        raise Conflict(_("This link does not work any more"))
    return link


def _count(doing: Change, link: Link, now: datetime) -> None:
    after = links.after_wrong(link, now)
    Link.objects.filter(adult=link.adult, revoked_at=None).update(**after)
    doing.record("link.wrong-detail", link, adult=link.adult.public_id, tries=after["tries"])
    if "revoked_at" in after:
        Asked.objects.open().filter(adult=link.adult).update(stopped_at=now, stopped_why=Asked.TRIES)
        doing.record("link.stopped", link, adult=link.adult.public_id, why=Asked.TRIES)
        raise_todo(
            f"consents.tries.{link.adult.public_id}",
            STAFF,
            link.adult.school,
            _("Somebody opened a parent's link and did not know the child. Speak to the parent, then send it again"),
            reverse("consents:request", args=[link.asked.request.public_id]) if link.asked else "",
        )


def answer_by_link(link: Link, said: Sequence[Said]) -> list[Answer]:
    """Keep what an adult answered, all or none; what they have said already is not kept twice.

    Raises Refused for what they were not asked, Conflict when the link or a child's place is gone meanwhile.
    """
    with change(links.parent(link.adult), policy.ANSWER_BY_LINK, link.place) as doing:
        now = timezone.now()
        link = _held(link, now)
        page = page_of(link)
        for one in said:
            _check_asked(page, one)
        new = [one for one in said if _says_something_new(page, one)]
        rows = _give(doing, link, new, now)
        doing.record("answers.given-by-link", rows, adult=link.adult.public_id, counts=_counts(rows))
    return rows


def _check_asked(page: ParentPage, one: Said) -> None:
    question = page.question(one.purpose)
    if question is None or one.member not in {member.pk for member in question.members}:
        raise Refused(_("You were not asked this. Open the link again"))
    if one.wording != question.purpose.version:
        raise Conflict(_("The question has changed meanwhile. Read it again"))


def _says_something_new(page: ParentPage, one: Said) -> bool:
    question = page.question(one.purpose)
    return question is None or question.said.get(one.member) != one.answer


def _give(doing: Change, link: Link, said: Sequence[Said], now: datetime) -> list[Answer]:
    if not said:
        return []
    return give_answers(doing.actor, link.adult, said, channel=Answer.LINK, at=now)


def _counts(rows: Sequence[Answer]) -> dict[str, int]:
    said = [f"{row.purpose} {row.answer}" for row in rows]
    return {what: said.count(what) for what in sorted(set(said))}


def take_back_by_link(link: Link) -> list[Answer]:
    """Turn every yes of an adult into a no, also for a child who is too old to be asked. Raises Conflict as above."""
    with change(links.parent(link.adult), policy.ANSWER_BY_LINK, link.place) as doing:
        now = timezone.now()
        link = _held(link, now)
        said = [Said(a.member_id, a.purpose, Answer.NO) for a in page_of(link).yes]
        rows = _give(doing, link, said, now)
        doing.record("answers.taken-back-by-link", rows, adult=link.adult.public_id, counts=_counts(rows))
    return rows


def ask_for_fresh_link(token: str) -> None:
    """Send a fresh link to the address the school holds, if the token was ever a real link and its adult may be asked.

    Whoever asks is told the same in every case.
    """
    old = links.known(token)
    if old is None or old.revoked_at is not None or not _may_have_another(old):
        return
    with change(links.parent(old.adult), policy.ANSWER_BY_LINK, old.place) as doing:
        now = timezone.now()
        Adult.objects.select_for_update(no_key=True).get(pk=old.adult_id)
        if links.recent(old.adult, now, minutes("fresh-minutes")):
            doing.record("link.not-sent-again", old, adult=old.adult.public_id)
            return
        link, address = links.another(old.adult, now, old.asked)
        link.save()
        write_links(old.adult.school, [(link, fresh_link(old.adult, way_to(old.adult)[1], link.public_id), address)])
        doing.record("link.sent-afresh", link, adult=old.adult.public_id)


def _may_have_another(old: Link) -> bool:
    stopped = old.asked is not None and old.asked.stopped_at is not None
    reachable = way_to(old.adult)[0] != Asked.PAPER
    return not stopped and reachable and not old.is_locked(timezone.now()) and links.children_of(old.adult).exists()
