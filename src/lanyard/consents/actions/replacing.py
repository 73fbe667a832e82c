"""Which answer takes the place of which: the newer one of the same person, and what comes back after a mistake."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from lanyard.consents.models import Answer
from lanyard.engines.rights import Actor

Standing = dict[tuple[int, str], list[Answer]]


def replace_and_save(rows: list[Answer], now: datetime) -> list[str]:
    """Save new answers and let the newer of each person's count. Returns what each person had said before."""
    standing = _standing(rows)
    before = []
    for row in rows:
        others = standing.setdefault((row.member_id, row.purpose), [])
        before.append(next((o.answer for o in others if _same_person(o, row) and not o.replaced_at), ""))
        for other in others:
            if (row.settles and row.adult_id and other.adult_id) or _same_person(other, row):
                _replace(other, row, now)
        others.append(row)
    _save(rows, [o for others in standing.values() for o in others if o.pk and o.replaced_at == now])
    return before


def _standing(rows: Sequence[Answer]) -> Standing:
    found: Standing = {}
    about = Q(member__in={r.member_id for r in rows}, purpose__in={r.purpose for r in rows})
    for row in Answer.objects.standing().filter(about, replaced_at__isnull=True).order_by("pk"):
        found.setdefault((row.member_id, row.purpose), []).append(row)
    return found


def _same_person(one: Answer, other: Answer) -> bool:
    return one.adult_id == other.adult_id


def _replace(one: Answer, other: Answer, now: datetime) -> None:
    """Let the answer with the later date count; of two of one day, `other`, which came last."""
    if one.replaced_at is None and other.replaced_at is None:
        older, newer = (other, one) if _still_counts(one, other) else (one, other)
        older.replaced_on, older.replaced_at, older.replaced_by = newer.dated_on, now, newer


def _still_counts(one: Answer, other: Answer) -> bool:
    if one.dated_on != other.dated_on:
        return one.dated_on > other.dated_on
    # A form says no hour: a no given by link on its day may have come after it, so it is not taken back by the form.
    return one.channel != other.channel == Answer.PAPER and one.answer == Answer.NO and not other.settles


def _save(rows: list[Answer], older: list[Answer]) -> None:
    # The older first, because only one answer of a person may stand; then again, to say what replaced them.
    pairs = [(row, row.replaced_by) for row in (*rows, *older) if row.replaced_by is not None]
    for row, _newer in pairs:
        row.replaced_by = None
    Answer.objects.bulk_update(older, ["replaced_on", "replaced_at"])
    Answer.objects.bulk_create(rows)
    for row, newer in pairs:
        row.replaced_by = newer
    Answer.objects.bulk_update([row for row, _newer in pairs], ["replaced_by"])


def restore(actor: Actor, mistake: Answer, reason: str, now: datetime) -> list[Answer]:
    """Withdraw a mistake and let what it took the place of stand again: of each person, the answer of the latest date.

    Copies stand, so that the past still shows the older ones as replaced while the mistake was believed.
    """
    _withdraw(actor, mistake, reason, now)
    newest: dict[int | None, Answer] = {}
    older = mistake.replaced.standing().order_by("-dated_on", "-recorded_at", "-pk")
    for row in list(older):
        copy = _copy(actor, row, now)
        if (ahead := newest.get(copy.adult_id)) is not None:
            copy.replaced_on, copy.replaced_at, copy.replaced_by = ahead.dated_on, now, ahead
        _withdraw(actor, row, "restored", now)
        copy.save()
        Answer.objects.filter(replaced_by=row).update(replaced_by=copy)
        newest.setdefault(copy.adult_id, copy)
    return list(newest.values())


def _withdraw(actor: Actor, row: Answer, reason: str, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.person, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


_SAME = (
    "member_id", "purpose", "wording_version", "answer", "adult_id", "channel", "form_code", "dated_on", "settles",
    "note",
)  # fmt: skip


def _copy(actor: Actor, row: Answer, now: datetime) -> Answer:
    return Answer(**{name: getattr(row, name) for name in _SAME}, recorded_at=now, recorded_by_id=actor.person)
