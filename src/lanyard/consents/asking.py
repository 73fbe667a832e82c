"""Who gets what when a school asks for answers, and who is left out and why: worked out before anything is sent."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from lanyard.consents.catalogue import Purpose, purposes
from lanyard.consents.messages import way_to
from lanyard.consents.models import Answer, Asked
from lanyard.consents.parents import age_of
from lanyard.engines.consent import WITHIN
from lanyard.units.models import Adult, Member, Responsibility, Unit, paused_at

NOBODY, NOT_KNOWN, NONE, BARRED = "nobody", "not known", "none", "barred"
ANSWERED, ASKED, AGE, PAUSES = "answered", "asked", "age", "pauses"
# How a reason weighs in the list: what the school must do something about comes first.
REASONS = (NOBODY, NOT_KNOWN, NONE, BARRED, AGE, PAUSES, ASKED, ANSWERED)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One adult who will be asked, about which children, and how."""

    adult: Adult
    members: tuple[Member, ...]
    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A child of whom an adult (or, with None, anybody) is not asked, and why."""

    member: Member
    adult: Adult | None
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What asking would do now. `fingerprint` changes when anybody else would be asked, or elsewhere."""

    to_ask: tuple[ToAsk, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def fingerprint(self) -> str:
        """Return a short digest of who is asked about whom at which address."""
        said = [f"{a.adult.pk}:{a.address}:{','.join(str(m.pk) for m in a.members)}" for a in self.to_ask]
        return hashlib.sha256("|".join(said).encode()).hexdigest()[:20]

    def by(self, channel: str) -> list[ToAsk]:
        """Return those who are asked in one way."""
        return [ask for ask in self.to_ask if ask.channel == channel]


def parents_purposes() -> list[Purpose]:
    """Return what parents and carers are asked, in the form's order."""
    return [purpose for purpose in purposes().values() if not purpose.of_child]


def wording(chosen: Collection[str]) -> dict[str, int]:
    """Return purposes with the version of their wording now."""
    return {purpose.id: purpose.version for purpose in parents_purposes() if purpose.id in chosen}


def plan_asking(unit: Unit, keys: Collection[int], chosen: Collection[str]) -> Plan:
    """Work out who would be asked about a unit's members: a fixed number of queries.

    A sister or brother in another unit of the school is asked about in the same message. Who has answered, or was
    asked and has still time, is not asked again.
    """
    members = list(unit.members.current().filter(pk__in=keys).named())
    rows = _responsible(members)
    siblings = _siblings(unit, members, {row.adult_id for row in rows if _may_be_asked(row)})
    everybody = [*members, *siblings]
    rows += _responsible(siblings)
    facts = _Facts(wording(chosen), everybody)
    pairs = list(_judged(everybody, rows, facts))
    asked = {key for key, reason in pairs if reason is None}
    return Plan(_to_ask(everybody, rows, asked), _left_out(members, rows, dict(pairs)))


def _responsible(members: list[Member]) -> list[Responsibility]:
    rows = Responsibility.objects.standing().filter(child__in=[m.child_id for m in members])
    return list(rows.select_related("adult__school").order_by("adult__name", "adult_id", "pk"))


def _siblings(unit: Unit, members: list[Member], adults: set[int]) -> list[Member]:
    theirs = Responsibility.objects.asked().filter(adult__in=adults).values("child")
    running = Unit.objects.live(timezone.localdate()).filter(school=unit.school_id)
    found = Member.objects.current().filter(child__in=theirs, unit__in=running)
    return list(found.exclude(pk__in=[m.pk for m in members]).exclude(unit=unit).named()) if adults else []


def _may_be_asked(row: Responsibility) -> bool:
    return row.holds == Responsibility.YES and not row.barred


class _Facts:
    """What was answered and asked already, of some members, and who takes no part now: three queries."""

    def __init__(self, versions: dict[str, int], members: Iterable[Member]):
        self.versions, self.today = versions, timezone.localdate()
        keys = [member.pk for member in members]
        self.answered = self._answered(keys)
        self.waiting = self._waiting(keys)
        pausing = Member.objects.filter(paused_at(self.today, timezone.now()), pk__in=keys)
        self.pausing = set(pausing.values_list("pk", flat=True))

    def _answered(self, members: list[int]) -> set[tuple[int, int | None, str]]:
        rows = Answer.objects.now().filter(member__in=members, purpose__in=self.versions, adult__isnull=False)
        said = rows.values_list("member", "adult", "purpose", "wording_version")
        return {(m, a, p) for m, a, p, version in said if version >= self.versions[p]}

    def _waiting(self, members: list[int]) -> set[tuple[int, int, str]]:
        rows = Asked.objects.open().filter(members__in=members, request__answer_by__gte=self.today)
        found: QuerySet = rows.exclude(channel=Asked.PAPER).values_list("members", "adult", "request__purposes")
        return {(m, a, p) for m, a, asked in found for p in asked}

    def reason(self, member: Member, row: Responsibility) -> str | None:
        """Return why an adult is not asked about a child, or None."""
        if not _may_be_asked(row):
            return BARRED if row.barred else NOT_KNOWN if row.holds == Responsibility.UNKNOWN else NONE
        if age_of(member.child, self.today) != WITHIN:
            return AGE
        if member.pk in self.pausing:
            return PAUSES
        wanted = {(member.pk, row.adult_id, purpose) for purpose in self.versions}
        if not wanted - self.answered:
            return ANSWERED
        return None if wanted - self.answered - self.waiting else ASKED


Pair = tuple[int, int]


def _judged(members: list[Member], rows: list[Responsibility], facts: _Facts) -> Iterator[tuple[Pair, str | None]]:
    of_child: dict[int, list[Responsibility]] = {}
    for row in rows:
        of_child.setdefault(row.child_id, []).append(row)
    for member in members:
        for row in of_child.get(member.child_id, []):
            yield (member.pk, row.adult_id), facts.reason(member, row)


def _to_ask(members: list[Member], rows: list[Responsibility], asked: set[Pair]) -> tuple[ToAsk, ...]:
    adults = {row.adult_id: row.adult for row in rows}
    found = []
    for key, adult in adults.items():
        theirs = tuple(member for member in members if (member.pk, key) in asked)
        if theirs:
            found.append(ToAsk(adult, theirs, *way_to(adult)))
    return tuple(found)


def _left_out(
    members: list[Member], rows: list[Responsibility], reasons: dict[Pair, str | None]
) -> tuple[LeftOut, ...]:
    adults = {row.adult_id: row.adult for row in rows}
    found = []
    for member in members:
        own = [(adult, reason) for (key, adult), reason in reasons.items() if key == member.pk]
        found += [LeftOut(member, adults[adult], reason) for adult, reason in own if reason is not None]
        if not any(reason in (None, AGE, PAUSES, ASKED, ANSWERED) for _adult, reason in own):
            found.append(LeftOut(member, None, NOBODY))
    return tuple(sorted(found, key=lambda out: REASONS.index(out.reason)))


def unanswered(unit: Unit) -> set[int]:
    """Return the members of whom somebody who may be asked has not answered everything: who is ticked at first."""
    members = list(unit.members.current().named())
    rows = [row for row in _responsible(members) if _may_be_asked(row)]
    facts = _Facts(wording([purpose.id for purpose in parents_purposes()]), members)
    asked = {key for key, reason in _judged(members, rows, facts) if reason is None}
    known = {row.child_id for row in rows}
    return {m.pk for m in members if m.child_id not in known} | {key for key, _adult in asked}
