"""When a question is settled: who has answered everything is waited for no longer, by whatever way the answer came."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from lanyard.consents.consequences import Answered, after_answers
from lanyard.consents.models import Answer, Asked, ConsentRequest
from lanyard.consents.writing import STAFF
from lanyard.notices.actions import raise_todo, settle_todo
from lanyard.notices.models import Todo
from lanyard.units.models import Member


@after_answers
def answers_settle_questions(answered: Sequence[Answered]) -> None:
    """Wait no longer for adults who have now answered all they were asked: reminders stop."""
    adults = {one.answer.adult_id for one in answered if one.now and one.answer.adult_id}
    if adults:
        complete(Asked.objects.open().filter(adult__in=adults).select_related("request"), timezone.now())


def complete(asked: Iterable[Asked], now: datetime) -> list[Asked]:
    """Note of each who has answered everything that they have; return those."""
    rows = list(asked)
    missing = unanswered_of(rows)
    done = [row for row in rows if missing[row.pk] == 0]
    Asked.objects.filter(pk__in=[row.pk for row in done]).update(answered_at=now)
    settle({row.request_id for row in done})
    return done


def unanswered_of(asked: Collection[Asked]) -> dict[int, int | None]:
    """Return how many answers of each asked adult are missing about children who are still members: two queries.

    None where no child is left to answer for: that is no answer.
    """
    about, said = _about(asked), _said(asked)
    found: dict[int, int | None] = {}
    for row in asked:
        wanted = _wanted(row, about[row.pk])
        found[row.pk] = sum(not _is_said(row, pair, said) for pair in wanted) if wanted else None
    return found


def _about(asked: Collection[Asked]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {row.pk: set() for row in asked}
    current = Member.objects.current().order_by()
    pairs = Asked.members.through.objects.filter(asked__in=list(found), member__in=current)
    for key, member in pairs.values_list("asked", "member"):
        found[key].add(member)
    return found


def _said(asked: Collection[Asked]) -> dict[tuple[int, int, str], int]:
    adults = {row.adult_id for row in asked}
    rows = Answer.objects.now().filter(adult__in=adults)
    return {
        (a, m, p): version for a, m, p, version in rows.values_list("adult", "member", "purpose", "wording_version")
    }


def _wanted(row: Asked, members: Iterable[int]) -> list[tuple[int, str]]:
    return [(member, purpose) for member in members for purpose in row.request.purposes]


def _is_said(row: Asked, pair: tuple[int, str], said: dict[tuple[int, int, str], int]) -> bool:
    member, purpose = pair
    return said.get((row.adult_id, member, purpose), 0) >= row.request.purposes[purpose]


def missing_key(request: int) -> str:
    """Return the key of the to-do about a request's missing answers."""
    return f"consents.missing.{request}"


def settle(requests: Iterable[int]) -> None:
    """Close the to-do about a request's missing answers when none is missing, else bring its number up to date."""
    keys = {missing_key(key): key for key in requests}
    for key in Todo.objects.open().filter(key__in=keys).values_list("key", flat=True):
        request = ConsentRequest.objects.select_related("unit__school").get(pk=keys[key])
        waiting = request.asked.open().count()
        if waiting:
            say_what_is_missing(request, waiting)
        else:
            settle_todo(key)


def say_what_is_missing(request: ConsentRequest, waiting: int) -> None:
    """Ask the school's staff to look after the answers that are still missing."""
    title = ngettext(
        "%(n)s parent or carer has not answered about %(unit)s",
        "%(n)s parents or carers have not answered about %(unit)s",
        waiting,
    ) % {"n": waiting, "unit": request.unit.name}
    address = reverse("consents:request", args=[request.public_id])
    raise_todo(missing_key(request.pk), STAFF, request.unit.school, title, address, due=request.answer_by)
