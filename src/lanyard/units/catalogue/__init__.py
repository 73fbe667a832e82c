"""What a unit may be: the catalogue's values."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "units.toml"


@dataclass(frozen=True, slots=True)
class YearGroups:
    """The national year groups, the usual ones, and the rule's source."""

    id: str
    version: int
    national: tuple[int, ...]
    default: tuple[int, ...]
    source: str
    in_force_from: date
    last_checked: date


@dataclass(frozen=True, slots=True)
class Size:
    """The usual and the greatest number of members, and the rule's source."""

    id: str
    version: int
    default: int
    most: int
    source: str
    in_force_from: date
    last_checked: date


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text())


@cache
def year_groups() -> YearGroups:
    """Return the rule of year groups."""
    row = _read()["year-groups"]
    return YearGroups(**{**row, "national": tuple(row["national"]), "default": tuple(row["default"])})


@cache
def size() -> Size:
    """Return the rule of a unit's size."""
    return Size(**_read()["size"])


@cache
def leaving_reasons() -> dict[str, str]:
    """Return why a child may leave a unit: title by id."""
    return {row["id"]: row["title"] for row in _read()["leaving"]}
