"""What parents, carers and children are asked, as it is worded, and for which ages."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import timezone

CATALOGUE = Path(__file__).parent / "purposes.toml"

TAKE_PART, CHILD_TAKE_PART, CHILD_PHOTO = "take-part", "child-take-part", "photo-child"
CHILD = "child"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One question in one wording: who is asked, what for, and what the parent or child is told (STO-6).

    `child` is what the child's own answer is worth for it, `covers` (of a child's question) what it answers.
    """

    id: str
    version: int
    asked_of: str
    photo: bool
    title: str
    question: str
    what: str
    kept: str
    seen_by: str
    how_long: str
    what_for: str
    source: str
    in_force_from: date
    last_checked: date
    change: str = ""  # how to change one's mind
    child: str = ""
    covers: tuple[str, ...] = field(default=())
    picture: str = ""

    @property
    def of_child(self) -> bool:
        """Whether the child answers."""
        return self.asked_of == CHILD


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages of the programme's children, and the rule's source."""

    id: str
    version: int
    youngest: int
    oldest: int
    source: str
    in_force_from: date
    last_checked: date

    @property
    def span(self) -> range:
        """The ages themselves."""
        return range(self.youngest, self.oldest + 1)


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))


@cache
def wordings() -> dict[tuple[str, int], Purpose]:
    """Return every wording there has been, by id and version. Raises ValueError when one stands twice."""
    rows = [Purpose(**{**row, "covers": tuple(row.get("covers", ()))}) for row in _read()["purpose"]]
    found = {(row.id, row.version): row for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a version of a purpose stands twice")
    return found


def purposes() -> dict[str, Purpose]:
    """Return the purposes by id, in the form's order, in the wording that is asked today."""
    return _asked_on(timezone.localdate())


@lru_cache(maxsize=64)
def _asked_on(day: date) -> dict[str, Purpose]:
    asked = sorted((w for w in wordings().values()), key=lambda w: _order()[w.id])
    found = {}
    for id, versions in groupby(asked, key=lambda w: w.id):
        by_age = sorted(versions, key=lambda w: w.version)
        # Before the first wording was in force nobody was asked: then the first says best what is meant.
        found[id] = next((w for w in reversed(by_age) if w.in_force_from <= day), by_age[0])
    return found


@cache
def _order() -> dict[str, int]:
    return {id: place for place, id in enumerate(dict.fromkeys(row["id"] for row in _read()["purpose"]))}


@cache
def asked_of_parents() -> tuple[str, ...]:
    """Return the ids of what parents and carers are asked: what decisions are about."""
    return tuple(p.id for p in purposes().values() if not p.of_child)


@cache
def asked_of_children() -> tuple[str, ...]:
    """Return the ids of what children are asked."""
    return tuple(p.id for p in purposes().values() if p.of_child)


@cache
def photo_purposes() -> tuple[str, ...]:
    """Return the ids of what parents are asked about photos."""
    return tuple(p.id for p in purposes().values() if p.photo and not p.of_child)


@cache
def childs_question(purpose: str) -> str:
    """Return the child's question that covers a purpose; "" where none does."""
    return next((p.id for p in purposes().values() if purpose in p.covers), "")


@cache
def ages() -> Ages:
    """Return the programme's ages."""
    return Ages(**_read()["ages"])


@cache
def thirds() -> tuple[tuple[int, int], ...]:
    """Return the month and day on which a term begins where no term dates are known, the school year's first first."""
    return tuple((month, day) for month, day in _read()["thirds"]["begin"])
