"""What is asked on the paper form, as it is worded."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "purposes.toml"

TAKE_PART, CHILD_PHOTO = "take-part", "photo-child"
CHILD = "child"  # the relationship of an answer that the child gave


@dataclass(frozen=True, slots=True)
class Purpose:
    """One question of the form: who is asked, what for, and what the parent or child is told (STO-6)."""

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

    @property
    def of_child(self) -> bool:
        """Whether the child answers."""
        return self.asked_of == CHILD


@cache
def purposes() -> dict[str, Purpose]:
    """Return the purposes by id, in the form's order. Raises ValueError when an id stands twice."""
    rows = tomllib.loads(CATALOGUE.read_text())["purpose"]
    found = {row["id"]: Purpose(**row) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a purpose id stands twice")
    return found


@cache
def photo_purposes() -> tuple[str, ...]:
    """Return the ids of what parents are asked about photos."""
    return tuple(p.id for p in purposes().values() if p.photo and not p.of_child)


@cache
def relationships() -> dict[str, str]:
    """Return who may answer for a child: title by id."""
    return {row["id"]: row["title"] for row in tomllib.loads(CATALOGUE.read_text())["relationship"]}
