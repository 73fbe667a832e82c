"""How children are chosen: the catalogue's methods, ways to apply and words."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "selection.toml"
PANEL, NOMINATION, VOTE, LOTTERY, ALL = "panel", "nomination", "vote", "lottery", "all"
PICTURES, WORDS, ADULT = "pictures", "words", "adult"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to choose among the children who applied."""

    id: str
    title: str
    hint: str
    source: str
    last_checked: date


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text())


@cache
def methods() -> dict[str, Method]:
    """Return the methods by id, in the order of the catalogue."""
    return {row["id"]: Method(**row) for row in _read()["method"]}


@cache
def titles(of: str) -> dict[str, str]:
    """Return the words of one of the catalogue's lists: title by id."""
    return {row["id"]: row["title"] for row in _read()[of]}


def reply_days() -> int:
    """Return how many days a family has to reply to an offer."""
    return int(_read()["offer"]["days"])


def comparison_level() -> float:
    """Return the share of chance's own results that the comparison's range covers."""
    return int(_read()["comparison"]["level"]) / 100
