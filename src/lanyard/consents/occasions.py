"""What parents can be told of: rooms above register it, so that the page that tells them can offer it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lanyard.units.models import Unit


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something planned or done: its kind, its public id, when it is or was, and what staff call it."""

    kind: str
    about: str
    happens_at: datetime
    title: str


Source = Callable[[Unit], Sequence[Occasion]]
_sources: list[Source] = []


def occasions(source: Source) -> Source:
    """Register a function from a unit to what its parents could be told of; it costs a fixed number of queries."""
    _sources.append(source)
    return source


def occasions_of(unit: Unit) -> list[Occasion]:
    """Return what the parents of a unit could be told of, the latest first."""
    found = [occasion for source in _sources for occasion in source(unit)]
    return sorted(found, key=lambda occasion: occasion.happens_at, reverse=True)
