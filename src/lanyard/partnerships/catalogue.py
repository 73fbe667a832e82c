"""What an adult who delivers confirms for each school, read from the catalogue."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "catalogue" / "briefings.toml"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an adult confirms: its id never used again, its wording, and where the rule comes from."""

    id: str
    topic: str
    wording: str
    source: str


@cache
def briefings() -> tuple[int, tuple[Statement, ...]]:
    """Return the catalogue's version and its statements. Raises ValueError when an id stands twice."""
    row = tomllib.loads(FILE.read_text())
    found = tuple(Statement(**each) for each in row["statement"])
    if len({each.id for each in found}) != len(found):
        raise ValueError(f"{FILE.name}: a statement's id stands twice")
    return row["version"], found


def statements(topic: str) -> list[Statement]:
    """Return the statements of one topic, in order."""
    return [each for each in briefings()[1] if each.topic == topic]
