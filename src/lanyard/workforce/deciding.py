"""What a person's records say, decided purely: records and posts in, findings out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lanyard.engines.readiness import NO_RECORD, NOT_MET, Finding, linked, met
from lanyard.workforce.catalogue import (
    AGE,
    VETTING,
    LeaderKind,
    RecordKind,
    leader_kinds,
    record_kinds,
    vetting_levels,
)

# The name under which readiness asks for each kind of record.
EVIDENCE = {
    "vetting-current": VETTING,
    "safeguarding-training": "safeguarding-training",
    "code-of-conduct-signed": "code-of-conduct",
    "trained-to-deliver": "trained-to-deliver",
    "comfortable-to-deliver": "comfortable-to-deliver",
    "recruited-for-programme": "recruited-for-programme",
    "minimum-age": AGE,
}


class Held(NamedTuple):
    """As much of a staff record as the decision needs."""

    level: str
    achieved_on: date
    expires_on: date | None


def longest(records: Iterable[Held]) -> Held | None:
    """Return the record that counts longest: one without an end, else the latest end, else the newest."""
    return max(records, key=lambda r: (r.expires_on or date.max, r.achieved_on), default=None)


def finding(kind: RecordKind, records: Sequence[Held], leader: Sequence[LeaderKind], day: date) -> Finding:
    """Decide one requirement for one person on a day.

    `records` are the standing records of the kind achieved by that day; `leader` the kinds of leader the person
    is. No post means nothing to be judged by, which is not met; no record is unknown.
    """
    if not leader:
        return Finding(NOT_MET, evidence=_("Holds no post as a leader"))
    if not records:
        return NO_RECORD
    best = longest(r for r in records if _is_enough(kind, r, leader))
    newest = max(records, key=lambda r: r.achieved_on)
    if best is None:
        return Finding(NOT_MET, since=newest.achieved_on, evidence=_shortfall(kind, newest))
    if best.expires_on is not None and best.expires_on <= day:
        # Whoever has just recorded the wrong level must read that, not that the old record ran out.
        later = newest if newest.achieved_on > best.achieved_on and not _is_enough(kind, newest, leader) else None
        return Finding(NOT_MET, since=best.expires_on, evidence=_shortfall(kind, later) if later else _("Ran out"))
    return met(best.achieved_on, best.expires_on, _words(best))


def _is_enough(kind: RecordKind, record: Held, leader: Sequence[LeaderKind]) -> bool:
    # Somebody with two posts needs what each of them asks for.
    if kind.id == VETTING:
        return all(record.level in each.vetting for each in leader)
    if kind.id == AGE:
        return all(record.level.isdecimal() and int(record.level) >= each.minimum_age for each in leader)
    return True


def _shortfall(kind: RecordKind, record: Held) -> str:
    if kind.id == AGE:
        return _("The age confirmed is below the minimum")
    level = vetting_levels().get(record.level)
    return _("Not a level for this kind of leader: %(level)s") % {"level": level or _("no level recorded")}


def _words(record: Held) -> str:
    return vetting_levels().get(record.level, "")


class Decider:
    """Decides for many people on one day. The same records of a kind and the same posts are decided once."""

    def __init__(self, day: date):
        self.day = day
        self._decided: dict[tuple, Finding] = {}

    def findings(
        self, records: Mapping[str, Sequence[Held]], roles: Iterable[str], link: tuple[str, str]
    ) -> dict[str, Finding]:
        """Return the finding for every kind of evidence about one person, each linked to their page."""
        posts = posts_of(roles)
        return {name: self.finding(kind, tuple(records.get(kind, ())), posts, link) for name, kind in EVIDENCE.items()}

    def finding(self, kind: str, records: tuple[Held, ...], posts: tuple[str, ...], link: tuple[str, str]) -> Finding:
        """Return the finding for one kind of record, linked to the person's page."""
        key = (kind, records, posts)
        known = self._decided.get(key)
        if known is None:
            leader = [leader_kinds()[role] for role in posts]
            known = self._decided[key] = finding(record_kinds()[kind], records, leader, self.day)
        return linked(known, link)


def posts_of(roles: Iterable[str]) -> tuple[str, ...]:
    """Return the posts to be judged by, each once and in one order, so that the same posts are the same."""
    return tuple(sorted(set(roles)))
