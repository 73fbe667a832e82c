"""The catalogue of what an observation looks at, and how often one is due."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

CATALOGUE = Path(__file__).parent / "catalogue" / "observation.toml"

YES, PARTLY, NO, NOT_SEEN = "yes", "partly", "no", "not seen"
RATINGS = [(YES, _("Yes")), (PARTLY, _("Partly")), (NO, _("No")), (NOT_SEEN, _("Not seen this time"))]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to look for, with its source."""

    id: str
    version: int
    wording: str
    source: str
    last_checked: date

    def answered(self, rating: str) -> dict:
        """Return what an observation keeps: the answer with the version and the wording that it answers."""
        return {"id": self.id, "version": self.version, "wording": self.wording, "rating": rating}


@cache
def points() -> tuple[Point, ...]:
    """Return the points, in the catalogue's order. Raises ValueError when an id stands twice."""
    found = tuple(Point(**row) for row in _catalogue()["point"])
    if len({point.id for point in found}) != len(found):
        raise ValueError(f"{CATALOGUE.name}: a point's id stands twice")
    return found


def months_between() -> int:
    """Return how many months one observation counts for."""
    return _catalogue()["frequency"]["months"]


def counts_until(observed_on: date) -> date:
    """Return the first day on which an observation counts no more."""
    months = observed_on.month - 1 + months_between()
    year, month = observed_on.year + months // 12, months % 12 + 1
    # The 29th of February becomes the 1st of March where there is none.
    try:
        return observed_on.replace(year=year, month=month)
    except ValueError:
        return date(year, month + 1, 1)


@cache
def _catalogue() -> dict:
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
