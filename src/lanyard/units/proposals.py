"""What the school's way of choosing proposes. A person decides: nothing here does."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lanyard.units.catalogue.selecting import ALL, LOTTERY, VOTE
from lanyard.units.lots import waiting_order
from lanyard.units.models import Application, BallotCount, Draw, Intake


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is proposed for a place and in which order others wait (public ids); or what has to be done first."""

    chosen: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    draw: Draw | None = None
    missing: str = ""  # what must come before anybody can sign
    binding: bool = False  # whether departing from it needs a reason
    ties: frozenset[str] = field(default_factory=frozenset)  # between whom a vote does not decide


def propose(intake: Intake, applied: Iterable[Application]) -> Proposal:
    """Return what the method proposes for those who applied and still count."""
    ids = [application.public_id for application in applied]
    if not ids:
        return Proposal(missing=_("Nobody has applied"))
    if len(ids) <= intake.places:
        return Proposal(chosen=tuple(ids))
    if intake.method == ALL:
        return Proposal(missing=_("More children applied than there are places. Choose another way for the intake"))
    if intake.method == LOTTERY:
        return _by_lot(intake, ids)
    if intake.method == VOTE:
        return _by_vote(intake, ids)
    return Proposal()


def _by_lot(intake: Intake, ids: list[str]) -> Proposal:
    draw = intake.draws.standing().filter(drawn_at__isnull=False).first()
    if draw is None:
        return Proposal(missing=_("Draw lots first"))
    # Who took the application back since is in neither list; their place is the first one's who waits.
    waiting = [each for each in draw.waiting if each in ids]
    chosen = [each for each in draw.panel if each in ids]
    return Proposal(tuple(chosen), tuple(waiting), draw, binding=True)


def _by_vote(intake: Intake, ids: list[str]) -> Proposal:
    counts = list(intake.counts.standing().order_by("recorded_at", "pk"))
    votes = agreed(counts, ids)
    if votes is None:
        return Proposal(missing=_("Two people count the votes first, and their counts agree"))
    ranked = sorted(ids, key=lambda each: -votes[each])
    least = votes[ranked[intake.places - 1]]
    chosen = [each for each in ranked if votes[each] > least]
    level = [each for each in ids if votes[each] == least]
    if len(chosen) + len(level) <= intake.places:
        chosen, level = chosen + level, []
    waiting = [each for each in ranked if each not in chosen and each not in level]
    return Proposal(tuple(chosen), tuple(waiting), binding=True, ties=frozenset(level))


def agreed(counts: Iterable[BallotCount], ids: Iterable[str]) -> Mapping[str, int] | None:
    """Return the votes where two people's newest counts agree on every child who still counts; else None."""
    ids = list(ids)
    seen: list[tuple[dict[str, int], int]] = []
    for count in counts:
        votes = ({each: count.votes.get(each, 0) for each in ids}, count.spoilt)
        if votes in seen:
            return votes[0]
        seen.append(votes)
    return None


def lot_order(waiting: Iterable[str]) -> list[str]:
    """Return an order by lot, for methods that have none of their own: nobody ranks a child."""
    return waiting_order(secrets.token_bytes(32), waiting)
