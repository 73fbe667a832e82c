"""The numbers by which parents and carers are asked: days, tries, reminders."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "requests.toml"


@cache
def _values() -> dict[str, tuple[int, ...]]:
    rows = tomllib.loads(CATALOGUE.read_text())["value"]
    return {row["id"]: tuple(row["numbers"]) for row in rows}


def numbers(name: str) -> tuple[int, ...]:
    """Return the numbers of a rule. Raises KeyError for a rule that is not there."""
    return _values()[name]


def days(name: str) -> timedelta:
    """Return a rule's days as a span of time."""
    return timedelta(days=numbers(name)[0])


def minutes(name: str) -> timedelta:
    """Return a rule's minutes as a span of time."""
    return timedelta(minutes=numbers(name)[0])
