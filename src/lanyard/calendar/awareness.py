"""Days and weeks of the year that units and schools plan around, from the catalogue."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

CATALOGUE = Path(__file__).parent / "catalogue" / "awareness.toml"


@dataclass(frozen=True, slots=True)
class Awareness:
    """One awareness date in one year. `varies`: its holder names each year's date, so check before planning."""

    id: str
    title: str
    starts_on: date
    ends_on: date
    source: str
    varies: bool


@cache
def _rows() -> list[dict]:
    return tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["date"]


def awareness_dates(first: date, last: date) -> list[Awareness]:
    """Return the awareness dates that touch a span of days, in order."""
    years = range(first.year - 1, last.year + 1)
    found = [_in_year(row, year) for row in _rows() for year in years]
    return sorted((a for a in found if a.starts_on <= last and a.ends_on >= first), key=lambda a: a.starts_on)


def _in_year(row: dict, year: int) -> Awareness:
    begins = date(year, row["month"], row["day"]) if "day" in row else _nth(year, row)
    ends = begins + timedelta(days=row["days"] - 1)
    return Awareness(row["id"], row["title"], begins, ends, row["source"], row.get("varies", False))


def _nth(year: int, row: dict) -> date:
    first = date(year, row["month"], 1)
    ahead = (row["weekday"] - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (row["nth"] - 1))
