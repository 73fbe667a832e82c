"""Registers of schools that don't exist, in the Department's exact layouts and with its files' quirks.

For the demonstration, the tests and the benchmarks. Every name and number is invented: URNs from 900000, postcodes
of an area that has none (ZZ), telephone numbers reserved for drama, web addresses under example.org.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import IO

from lanyard.organisations.catalogue import register_columns, register_words
from lanyard.organisations.register.invented import CHURCHES, PLACES, STREETS, WORDS

FIRST_URN = 900_000
MOST = 100_000
_LA = (("999", "Northshire"),)
Record = dict[str, str]


@dataclass(frozen=True)
class Recipe:
    """What to make. `columns` is a version of the layout: 139, 133, 111 or 110."""

    rows: int = 200
    seed: int = 1
    columns: int = 139
    authorities: Sequence[tuple[str, str]] = _LA
    encoding: str = "utf-8"
    bom: bool = False
    first_urn: int = FIRST_URN
    corner: tuple[int, int] = (450_000, 130_000)  # south-western corner of the county, on the national grid
    closed: float = 0.15
    edit: Callable[[Record], Record | None] = field(default=lambda record: record)


@dataclass(frozen=True, slots=True)
class _Kind:
    weight: int
    phase: int
    type: int
    group: int
    ages: tuple[int, int] | None
    pupils: tuple[int, int]
    ending: str


_KINDS = (
    _Kind(46, 2, 1, 4, (4, 11), (60, 640), "Primary School"),
    _Kind(9, 2, 3, 4, (4, 11), (40, 420), "Church of England Primary School"),
    _Kind(6, 2, 2, 4, (4, 11), (90, 420), "Catholic Primary School"),
    _Kind(6, 2, 34, 10, (5, 11), (120, 640), "Primary Academy"),
    _Kind(2, 3, 1, 4, (8, 12), (200, 500), "Middle School"),
    _Kind(7, 4, 34, 10, (11, 18), (500, 1900), "Academy"),
    _Kind(4, 4, 1, 4, (11, 16), (400, 1500), "School"),
    _Kind(1, 7, 35, 11, (3, 18), (300, 1400), "Free School"),
    _Kind(4, 0, 7, 5, (3, 19), (40, 220), "Special School"),
    _Kind(2, 0, 14, 4, (5, 16), (10, 120), "Pupil Referral Unit"),
    _Kind(5, 0, 11, 3, (3, 18), (30, 900), "House School"),
    _Kind(1, 6, 18, 1, (16, 99), (800, 4000), "College"),
    _Kind(1, 1, 15, 4, (2, 5), (40, 140), "Nursery School"),
    _Kind(6, 0, 47, 13, None, (0, 0), "Children's Centre"),
)


def write_register(file: IO[bytes], recipe: Recipe) -> None:
    """Write a register as the Department's site would give it for download."""
    text = io.TextIOWrapper(file, encoding=recipe.encoding, errors="strict", newline="", write_through=True)
    if recipe.bom:
        text.write("\ufeff")
    headings = register_columns(recipe.columns)
    rows = _rows(recipe, headings)
    # The publisher quotes text and not numbers, and ends without a line break.
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="")
    writer.writerow(headings)
    for row in rows:
        text.write("\r\n")
        writer.writerow(row)
    text.flush()
    text.detach()


def register_bytes(recipe: Recipe) -> bytes:
    """Return a register as bytes."""
    file = io.BytesIO()
    write_register(file, recipe)
    return file.getvalue()


def records(recipe: Recipe) -> Iterator[Record]:
    """Yield the establishments of a recipe, by heading; the same for the same seed."""
    if recipe.rows > MOST:
        raise ValueError(f"at most {MOST} rows: URNs from {FIRST_URN} end there")
    dice = Random(recipe.seed)
    for number in range(recipe.rows):
        record = recipe.edit(_record(number, dice, recipe))
        if record is not None:
            yield record


def _rows(recipe: Recipe, headings: Sequence[str]) -> Iterator[list[str | int]]:
    dice = Random(recipe.seed + 1)
    for record in records(recipe):
        row: list[str | int] = [_cell(heading, record.get(heading, "")) for heading in headings]
        if headings[-1] == "Linked establishments":
            row[-1] = "Does not have links"
            # Each further link of a school becomes a value more than the heading has.
            row += [f"Successor - {n}" for n in range(dice.choice((0, 0, 0, 0, 0, 0, 0, 1, 2, 3)))]
        yield row


def _cell(heading: str, value: str) -> str | int:
    numeric = heading in {"URN", "StatutoryLowAge", "StatutoryHighAge", "Easting", "Northing", "SchoolCapacity"}
    return int(value) if numeric and value.isdigit() else value


def _record(number: int, dice: Random, recipe: Recipe) -> Record:
    kind = dice.choices(_KINDS, [k.weight for k in _KINDS])[0]
    la_code, la_name = dice.choice(list(recipe.authorities))
    town = dice.choice(PLACES)
    return {
        "URN": str(recipe.first_urn + number), "LA (code)": la_code, "LA (name)": la_name,
        "EstablishmentNumber": "" if kind.type == 47 else str(2000 + number % 8000),
        "EstablishmentName": _name(kind, town, dice),
        **_coded(kind), **_life(dice, recipe), **_pupils(kind, dice), **_address(town, number, dice, recipe),
    }  # fmt: skip


def _name(kind: _Kind, town: str, dice: Random) -> str:
    first = dice.choice(CHURCHES) if "Church" in kind.ending or "Catholic" in kind.ending else dice.choice(WORDS)
    return f"{first} {kind.ending}, {town}" if dice.random() < 0.2 else f"{first} {kind.ending}"


def _coded(kind: _Kind) -> Record:
    found = {}
    for heading, field_, code in (
        ("TypeOfEstablishment", "type", kind.type),
        ("EstablishmentTypeGroup", "type_group", kind.group),
        ("PhaseOfEducation", "phase", kind.phase),
        ("Gender", "gender", 3),
    ):
        found[f"{heading} (code)"] = str(code)
        found[f"{heading} (name)"] = register_words().codes[field_][str(code)]
    return found


def _life(dice: Random, recipe: Recipe) -> Record:
    opened = f"01-09-{dice.randint(1950, 2019)}" if dice.random() < 0.4 else ""
    changed = f"{dice.randint(1, 28):02}-{dice.randint(1, 12):02}-{dice.randint(2021, 2025)}"
    code = 2 if dice.random() < recipe.closed else 3 if dice.random() < 0.004 else 1
    closed = f"31-08-{dice.randint(2010, 2024)}" if code == 2 else ""
    return {
        "EstablishmentStatus (code)": str(code),
        "EstablishmentStatus (name)": register_words().codes["status"][str(code)],
        "OpenDate": opened, "CloseDate": closed, "LastChangedDate": changed,
    }  # fmt: skip


def _pupils(kind: _Kind, dice: Random) -> Record:
    if kind.ages is None:
        return {}
    share = "SUPP" if dice.random() < 0.01 else f"{dice.betavariate(2, 6) * 100:.1f}"
    pupils = str(dice.randint(*kind.pupils)) if dice.random() < 0.97 else ""
    return {
        "StatutoryLowAge": str(kind.ages[0]), "StatutoryHighAge": str(kind.ages[1]), "CensusDate": "18-01-2024",
        "NumberOfPupils": pupils, "PercentageFSM": share, "SchoolCapacity": str(kind.pupils[1]),
    }  # fmt: skip


def _address(town: str, number: int, dice: Random, recipe: Recipe) -> Record:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    east, north = (corner + dice.randint(0, 60_000) for corner in recipe.corner)
    return {
        "Street": f"{dice.randint(1, 180)} {dice.choice(STREETS)}", "Town": town, "County (name)": "Northshire",
        "Postcode": f"ZZ{dice.randint(1, 29)} {dice.randint(1, 9)}{dice.choice(letters)}{dice.choice(letters)}",
        "TelephoneNum": f"01632960{number % 1000:03}", "SchoolWebsite": f"www.school{number}.example.org",
        "Easting": str(east), "Northing": str(north), "LSOA (code)": f"E0199{dice.randint(0, 4999):04}",
        "GOR (name)": "South East", "OfstedRating (name)": "",
    }  # fmt: skip
