"""Kinds of need, how often they are gone through, and how parental responsibility is held: the catalogue's values."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "needs.toml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of need; `highlight` where leaders must see it first."""

    id: str
    title: str
    highlight: bool
    source: str
    last_checked: date


@dataclass(frozen=True, slots=True)
class Review:
    """How often the needs of a unit's members are gone through, and the rule's source."""

    id: str
    version: int
    months: int
    source: str
    in_force_from: date
    last_checked: date


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text())


@cache
def need_kinds() -> dict[str, Kind]:
    """Return the kinds of need by id."""
    return {row["id"]: Kind(**row) for row in _read()["kind"]}


@cache
def review_rule() -> Review:
    """Return how often needs are gone through."""
    return Review(**_read()["review"])


@cache
def bases() -> dict[str, str]:
    """Return on what parental responsibility can rest: title by id."""
    return {row["id"]: row["title"] for row in _read()["basis"]}
