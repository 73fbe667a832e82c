"""What a class list may say of a child, why, and how schools write it: the catalogue's values."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

CATALOGUE = Path(__file__).parent / "children.toml"
NOT_SAID = "not-said"
LOCAL_AUTHORITY = "local-authority"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a list may say: why it is asked, and how a school may head its column."""

    id: str
    title: str
    why: str
    headings: tuple[str, ...]
    needed: bool = False
    adult: bool = False

    @property
    def title_said(self) -> str:
        """What the field is called, in the reader's language."""
        return gettext(self.title)

    @property
    def why_said(self) -> str:
        """Why it is asked, in the reader's language."""
        return gettext(self.why)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a class list may be, and which ages are believed."""

    id: str
    version: int
    most_rows: int
    most_megabytes: int
    most_columns: int
    most_adults: int
    youngest: int
    oldest: int
    source: str
    in_force_from: date


@dataclass(frozen=True, slots=True)
class AdultWords:
    """Words of headings: which are about an adult, which say which adult, which columns are never read."""

    words: frozenset[str]
    ordinals: dict[str, int]
    families: tuple[frozenset[str], ...]
    bare: frozenset[str]
    never: frozenset[str]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text())


@cache
def fields() -> dict[str, Field]:
    """Return the fields by id, in the order in which they are shown. Raises ValueError when an id stands twice."""
    rows = _read()["field"]
    found = {row["id"]: Field(**{**row, "headings": tuple(row["headings"])}) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{CATALOGUE.name}: a field stands twice")
    return found


@cache
def limits() -> Limits:
    """Return how large a list may be."""
    return Limits(**_read()["limits"])


@cache
def adult_words() -> AdultWords:
    """Return the words by which a heading about an adult is known."""
    row = _read()["adults"]
    sets = {name: frozenset(row[name]) for name in ("words", "bare", "never")}
    return AdultWords(ordinals=dict(row["ordinals"]), families=tuple(map(frozenset, row["families"])), **sets)


@cache
def genders() -> dict[str, str]:
    """Return the genders a list may give: title by id."""
    return _titles("gender")


@cache
def relationships() -> dict[str, str]:
    """Return what an adult may be to a child: title by id."""
    return _titles("relationship")


@cache
def languages() -> dict[str, str]:
    """Return the languages in which an adult can be asked: title by id."""
    return _titles("language")


@cache
def written(kind: str) -> dict[str, str]:
    """Return the id for each way in which schools write a gender, a relationship or a language."""
    return {word: row["id"] for row in _read()[kind] for word in row["written"]}


def _titles(kind: str) -> dict[str, str]:
    return {row["id"]: row["title"] for row in _read()[kind]}
