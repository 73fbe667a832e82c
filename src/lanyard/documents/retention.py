"""The retention rules: how long each kind of record is kept, by whose decision, from which day."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue" / "retention.toml"
CONTROLLERS = ("school", "force", "hub")


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one kind of record is kept: months counted from the event that `counted_from` names."""

    id: str
    title: str
    months: int
    counted_from: str
    controller: str
    reason: str
    source: str
    last_checked: date


@cache
def retention_rules() -> dict[str, Retention]:
    """Return every rule by the kind of record. Raises ValueError when a kind stands twice."""
    rows = tomllib.loads(CATALOGUE.read_text())["rule"]
    found = {row["id"]: Retention(**row) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a kind of record stands twice")
    return found
