"""Answers of parents, carers and children: from paper forms and by link, a corrected mistake, a changed mind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.consents import policy
from lanyard.consents.actions.givers import NewAdult, add_giver, check_may_answer, responsible
from lanyard.consents.actions.replacing import replace_and_save, restore
from lanyard.consents.catalogue import purposes
from lanyard.consents.consequences import Answered, tell
from lanyard.consents.models import Answer
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units.models import Adult, Member, Unit


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answered for one child (a member's key). `wording`: the version they read; None for the newest."""

    member: int
    purpose: str
    answer: str
    wording: int | None = None


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """One answer on a paper form, given by an adult (by key), by one to be added, or by the child (None).

    `settles`: the parents have settled it as `note` says, so it replaces every adult's answer where one refused.
    """

    member: int
    purpose: str
    answer: str
    dated_on: date
    adult: int | NewAdult | None = None
    settles: bool = False
    note: str = ""
    form_code: str = ""
    wording: int | None = None


def record_answers(actor: Actor, unit: Unit, answers: Sequence[PaperAnswer]) -> list[Answer]:
    """Record answers of paper forms for children of a unit, all or none (STO-5, STO-6).

    A newer answer of the same person takes the place of their older one from its date on; an older form that turns
    up late never does. Raises Refused naming the child's field ("member-<key>") where an answer can't stand.
    """
    with change(actor, policy.RECORD_PERMISSIONS, unit.place) as doing:
        if not answers:
            raise Refused(_("Record at least one answer"))
        members = _lock(unit.members.current(), {answer.member for answer in answers})
        for answer in answers:
            _check(answer, members)
        now = timezone.now()
        rows = list(_paper_rows(actor, answers, members, now))
        recorded = _keep(rows, now)
        doing.record("permission.recorded", recorded, unit=unit.pk, counts=_counts(recorded))
    return recorded


def give_answers(
    actor: Actor, adult: Adult | None, said: Sequence[Said], *, channel: str, at: datetime
) -> list[Answer]:
    """Keep what an adult (or with None a child) answered themselves, all or none.

    It checks no right and records nothing in the ledger: it is called inside the caller's change, which does both.
    Raises Refused where the adult may not answer for a child, or an answer can't be ("member-<key>"), and Conflict
    where a child's place is gone.
    """
    members = _lock(Member.objects.all(), {one.member for one in said})
    asked = responsible([m.child_id for m in members.values()], locked=True) if adult else {}
    rows = []
    for one in said:
        member = _check_answer(one, members, own=adult is None)
        if adult is not None:
            check_may_answer(asked.get((member.child_id, adult.pk)), member.name, f"member-{member.pk}")
        rows.append(_row(actor, one, adult.pk if adult else None, timezone.localdate(at), at, channel))
    return _keep(rows, at)


def _lock(members: QuerySet[Member], keys: Iterable[int]) -> dict[int, Member]:
    # Holding the children's rows, always in the same order, makes two who answer for a child wait for each other.
    rows = members.filter(pk__in=set(keys)).order_by("pk").select_for_update(of=("self",)).select_related("child")
    return {member.pk: member for member in rows}


def _counts(answers: Iterable[Answer]) -> dict[str, int]:
    said = [f"{answer.purpose} {answer.answer}" for answer in answers]
    return {what: said.count(what) for what in sorted(set(said))}


def _check(answer: PaperAnswer, members: Mapping[int, Member]) -> None:
    own = answer.purpose in purposes() and purposes()[answer.purpose].of_child
    member = _check_answer(answer, members, own=own)
    if answer.dated_on > timezone.localdate():
        raise Refused(_("The date on the form must be today or earlier"), "dated_on")
    if not own and answer.adult is None:
        raise Refused(_("Enter who signed the form for %(name)s") % {"name": member.name}, f"member-{member.pk}")


def _check_answer(said: Said | PaperAnswer, members: Mapping[int, Member], *, own: bool) -> Member:
    member, field = members.get(said.member), f"member-{said.member}"
    if member is None:
        raise Conflict(_("A child on this list has left the unit. Open the list again"), field)
    if said.purpose not in purposes() or purposes()[said.purpose].of_child != own:
        raise Refused(_("Choose yes or no"), field)
    if said.answer not in ((Answer.YES, Answer.NO, Answer.NOT_SURE) if own else (Answer.YES, Answer.NO)):
        raise Refused(_("Choose yes or no"), field)
    return member


def _paper_rows(
    actor: Actor, answers: Sequence[PaperAnswer], members: dict[int, Member], now: datetime
) -> Iterator[Answer]:
    givers = _Givers(actor, members)
    refused = _refused(answers)
    for answer in answers:
        adult = None if purposes()[answer.purpose].of_child else givers.key(answer)
        row = _row(actor, answer, adult, answer.dated_on, now, Answer.PAPER)
        row.form_code = answer.form_code
        if answer.settles and (answer.member, answer.purpose) in refused:
            row.settles, row.note = True, answer.note.strip()
        yield row


class _Givers:
    """Who gave the answers of one form or list: each checked, and who is new added once."""

    def __init__(self, actor: Actor, members: dict[int, Member]):
        self.actor, self.members = actor, members
        self.known = responsible([m.child_id for m in members.values()], locked=True)
        self.added: dict[tuple[int, NewAdult], int] = {}

    def key(self, answer: PaperAnswer) -> int:
        """Return the adult's key. Raises Refused where they may not answer for the child."""
        member, said, field = self.members[answer.member], answer.adult, f"member-{answer.member}"
        if isinstance(said, NewAdult):
            if (member.child_id, said) not in self.added:
                self.added[member.child_id, said] = add_giver(self.actor, member.child, said, field).adult_id
            return self.added[member.child_id, said]
        check_may_answer(self.known.get((member.child_id, said or 0)), member.name, field)
        return said or 0


def _row(actor: Actor, said: Said | PaperAnswer, adult: int | None, on: date, at: datetime, channel: str) -> Answer:
    return Answer(
        member_id=said.member,
        adult_id=adult,
        purpose=said.purpose,
        wording_version=said.wording or purposes()[said.purpose].version,
        answer=said.answer,
        channel=channel,
        dated_on=on,
        recorded_at=at,
        recorded_by_id=actor.person,
    )


def _refused(answers: Sequence[PaperAnswer]) -> set[tuple[int, str]]:
    """Return where the parents can settle something: an adult's no stands. Raises Refused where nothing is settled."""
    settling = [answer for answer in answers if answer.settles]
    if not settling:
        return set()
    if not all(answer.note.strip() for answer in settling):
        raise Refused(_("Enter how the parents or carers settled it"), "note")
    about = Q(member__in={a.member for a in settling}, purpose__in={a.purpose for a in settling})
    noes = Answer.objects.now().filter(about, answer=Answer.NO, adult__isnull=False)
    found = set(noes.values_list("member", "purpose"))
    if not found & {(a.member, a.purpose) for a in settling}:
        raise Refused(_("Nobody has refused, so there is nothing to settle"), "settles")
    return found


def _keep(rows: list[Answer], now: datetime) -> list[Answer]:
    before = replace_and_save(rows, now)
    tell([Answered(row, said, row.answer) for row, said in zip(rows, before, strict=True)])
    return rows


def withdraw_answer(actor: Actor, answer: Answer, reason: str) -> Answer:
    """Withdraw an answer that was recorded by mistake; what it replaced stands again.

    A parent who changed their mind is not a mistake: record the new answer. Raises Conflict when somebody withdrew
    it already, Refused without a reason, or for what its giver answered themselves by link.
    """
    with change(actor, policy.RECORD_PERMISSIONS, answer.place) as doing:
        Member.objects.select_for_update().get(pk=answer.member_id)
        row = Answer.objects.select_for_update().get(pk=answer.pk)
        _check_withdrawal(row, reason)
        now = timezone.now()
        restored = restore(actor, row, reason.strip(), now)
        tell([Answered(row, row.answer, "")])
        doing.record("permission.withdrawn", row, purpose=row.purpose, restored=[r.pk for r in restored])
    return row


def _check_withdrawal(row: Answer, reason: str) -> None:
    if row.withdrawn_at is not None:
        raise Conflict(_("Somebody has already withdrawn this answer"))
    if row.replaced_on is not None:
        day = formats.date_format(row.replaced_on)
        raise Refused(_("A newer answer took its place on %(day)s. Withdraw that one first") % {"day": day})
    if row.channel != Answer.PAPER:
        raise Refused(_("They answered this themselves. Only they can change it"))
    if not reason.strip():
        raise Refused(_("Enter what was wrong"), "reason")
