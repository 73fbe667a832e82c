"""Recording what paper forms say, correcting a mistake, and a changed mind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.consents import policy
from lanyard.consents.catalogue import CHILD, purposes, relationships
from lanyard.consents.models import PaperPermission
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units.models import Member, Unit


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on a paper form. `settles`: the parents have settled it, so it replaces every parent's answer."""

    member: int
    purpose: str
    answer: str
    dated_on: date
    given_by: str = ""
    relationship: str = CHILD
    settles: bool = False


def record_answers(actor: Actor, unit: Unit, answers: Sequence[Answer]) -> list[PaperPermission]:
    """Record answers for children of a unit, all or none (STO-5, STO-6).

    A newer answer of the same person takes the place of their older one from its date on; an older form that turns
    up late never does. Raises Refused naming the child's field ("member-<key>") where an answer can't stand.
    """
    with change(actor, policy.RECORD_PERMISSIONS, unit.place) as doing:
        if not answers:
            raise Refused(_("Record at least one answer"))
        wanted = {answer.member for answer in answers}
        # Holding the children's rows makes two people recording the same child wait for each other.
        members = {m.pk: m for m in unit.members.current().select_for_update().filter(pk__in=wanted)}
        for answer in answers:
            _check(answer, members.get(answer.member))
        recorded = _write(actor, answers)
        doing.record("permission.recorded", recorded, unit=unit.pk, counts=_counts(answers))
    return recorded


def _counts(answers: Iterable[Answer]) -> dict[str, int]:
    said = [f"{answer.purpose} {answer.answer}" for answer in answers]
    return {what: said.count(what) for what in sorted(set(said))}


def _check(answer: Answer, member: Member | None) -> None:
    field = f"member-{answer.member}"
    if member is None:
        raise Conflict(_("A child on this list has left the unit. Open the list again"), field)
    if answer.purpose not in purposes() or answer.answer not in (PaperPermission.YES, PaperPermission.NO):
        raise Refused(_("Choose yes or no"), field)
    if answer.dated_on > timezone.localdate():
        raise Refused(_("The date on the form must be today or earlier"), "dated_on")
    if purposes()[answer.purpose].of_child:
        return
    if not answer.given_by.strip():
        raise Refused(_("Enter who signed the form for %(name)s") % {"name": member.name}, field)
    if answer.relationship not in relationships():
        raise Refused(_("Choose what the person who signed is to %(name)s") % {"name": member.name}, field)


def _write(actor: Actor, answers: Sequence[Answer]) -> list[PaperPermission]:
    now = timezone.now()
    standing = _standing(answers)
    rows: list[PaperPermission] = []
    for answer in answers:
        row = _row(actor, answer, now)
        others = standing.setdefault((answer.member, answer.purpose), [])
        for other in others:
            if answer.settles or _same_person(other, row):
                _replace(other, row, now)
        others.append(row)
        rows.append(row)
    _save(rows, [o for others in standing.values() for o in others if o.pk and o.replaced_at == now])
    return rows


def _save(rows: list[PaperPermission], older: list[PaperPermission]) -> None:
    # The older first, because only one answer of a person may stand; then again, to say what replaced them.
    pairs = [(row, row.replaced_by) for row in (*rows, *older) if row.replaced_by is not None]
    for row, _newer in pairs:
        row.replaced_by = None
    PaperPermission.objects.bulk_update(older, ["replaced_on", "replaced_at"])
    PaperPermission.objects.bulk_create(rows)
    for row, newer in pairs:
        row.replaced_by = newer
    PaperPermission.objects.bulk_update([row for row, _newer in pairs], ["replaced_by"])


def _standing(answers: Sequence[Answer]) -> dict[tuple[int, str], list[PaperPermission]]:
    found: dict[tuple[int, str], list[PaperPermission]] = {}
    about = Q(member__in={a.member for a in answers}, purpose__in={a.purpose for a in answers})
    rows = PaperPermission.objects.standing().filter(about, replaced_at__isnull=True)
    for row in rows.order_by("pk"):
        found.setdefault((row.member_id, row.purpose), []).append(row)
    return found


def _row(actor: Actor, answer: Answer, now: datetime) -> PaperPermission:
    child = purposes()[answer.purpose].of_child
    return PaperPermission(
        member_id=answer.member,
        purpose=answer.purpose,
        wording_version=purposes()[answer.purpose].version,
        answer=answer.answer,
        given_by="" if child else " ".join(answer.given_by.split()),
        relationship=CHILD if child else answer.relationship,
        dated_on=answer.dated_on,
        recorded_at=now,
        recorded_by_id=actor.person,
    )


def _same_person(one: PaperPermission, other: PaperPermission) -> bool:
    return one.given_by.casefold() == other.given_by.casefold()


def _replace(one: PaperPermission, other: PaperPermission, now: datetime) -> None:
    """Let the form with the later date count; of two with the same date, `other`, which was recorded last."""
    if one.replaced_at is None and other.replaced_at is None:
        older, newer = (one, other) if one.dated_on <= other.dated_on else (other, one)
        older.replaced_on, older.replaced_at, older.replaced_by = newer.dated_on, now, newer


def withdraw_answer(actor: Actor, answer: PaperPermission, reason: str) -> PaperPermission:
    """Withdraw an answer that was recorded by mistake; what it replaced stands again.

    A parent who changed their mind is not a mistake: record the new answer. Raises Conflict when somebody withdrew
    it already, Refused without a reason.
    """
    with change(actor, policy.RECORD_PERMISSIONS, answer.place) as doing:
        Member.objects.select_for_update().get(pk=answer.member_id)
        row = PaperPermission.objects.select_for_update().get(pk=answer.pk)
        if row.withdrawn_at is not None:
            raise Conflict(_("Somebody has already withdrawn this answer"))
        if row.replaced_on is not None:
            day = formats.date_format(row.replaced_on)
            raise Refused(_("A newer answer took its place on %(day)s. Withdraw that one first") % {"day": day})
        if not reason.strip():
            raise Refused(_("Enter what was wrong"), "reason")
        now = timezone.now()
        _withdraw(actor, row, reason.strip(), now)
        restored = _restore(actor, row, now)
        doing.record("permission.withdrawn", row, purpose=row.purpose, restored=[r.pk for r in restored])
    return row


def _withdraw(actor: Actor, row: PaperPermission, reason: str, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.person, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def _restore(actor: Actor, mistake: PaperPermission, now: datetime) -> list[PaperPermission]:
    """Let what the mistake took the place of stand again: of each person, the form with the latest date.

    Copies stand, so that the past still shows the older ones as replaced while the mistake was believed.
    """
    newest: dict[str, PaperPermission] = {}
    older = mistake.replaced.standing().order_by("-dated_on", "-recorded_at", "-pk")
    for row in list(older):
        copy = _copy(actor, row, now)
        if (ahead := newest.get(copy.given_by.casefold())) is not None:
            copy.replaced_on, copy.replaced_at, copy.replaced_by = ahead.dated_on, now, ahead
        _withdraw(actor, row, "restored", now)
        copy.save()
        PaperPermission.objects.filter(replaced_by=row).update(replaced_by=copy)
        newest.setdefault(copy.given_by.casefold(), copy)
    return list(newest.values())


def _copy(actor: Actor, row: PaperPermission, now: datetime) -> PaperPermission:
    same = ("member_id", "purpose", "wording_version", "answer", "given_by", "relationship", "dated_on")
    values = {name: getattr(row, name) for name in same}
    return PaperPermission(**values, recorded_at=now, recorded_by_id=actor.person)
