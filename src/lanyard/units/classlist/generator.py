"""Class lists of children who don't exist, in the layouts and with the quirks of schools' own lists.

For the demonstration and the tests. Every name is invented; e-mail addresses are under example.org, telephone
numbers are those reserved for drama.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

Cells = list[str]
GIVEN = (
    "Ada", "Aisha", "Alfie", "Amara", "Arlo", "Bella", "Callum", "Chloë", "Daisy", "Ethan", "Farah", "Finley",
    "Grace-May", "Hana", "Isla", "Jamal", "Kofi", "Layla", "Łucja", "Maisie", "Mateo", "Nia", "Noah", "Omar", "Poppy",
    "Quinn", "Rhys", "Samir", "Seren", "Tariq", "Una", "Violet", "William", "Yara", "Zain", "Siân",
)  # fmt: skip
FAMILY = (
    "Abbott", "Adeyemi", "Begum", "Bennett", "Carter", "Choudhury", "Davies", "Evans", "Farrell", "Gill", "Hughes",
    "Iqbal", "Jones", "Kaur", "Khan-Smith", "Lewis", "Mensah", "Morgan", "Novák", "O'Neil", "Okafor", "Patel",
    "Quigley", "Roberts", "Singh", "Taylor", "Umar", "Vaughan", "Walsh", "Young", "Zieliński", "van der Berg",
)  # fmt: skip
PARENTS = ("Alex", "Ben", "Carys", "Dana", "Eve", "Faisal", "Gita", "Hugh", "Ines", "Joe", "Kim", "Leon", "Mina")
CLASSES = ("Oak", "Ash", "Elm")


@dataclass(frozen=True, slots=True)
class Parent:
    """An invented adult."""

    name: str
    relationship: str
    email: str
    phone: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Pupil:
    """An invented child with the adults who answer for them."""

    given: str
    family: str
    born: date
    year: int
    class_name: str
    gender: str
    vulnerable: bool
    house: str
    parents: tuple[Parent, ...]


@dataclass(frozen=True)
class Recipe:
    """What to make; the same for the same seed. `starts` is the year in which the school year begins."""

    children: int = 30
    seed: int = 1
    years: Sequence[int] = (5, 6)
    starts: int = 2026
    layout: str = "plain"
    edit: Callable[[Pupil], Pupil | None] = field(default=lambda pupil: pupil)


def pupils(recipe: Recipe) -> list[Pupil]:
    """Return the children of a recipe; among them siblings with the same parents, and twins."""
    dice = Random(recipe.seed)
    names = dice.sample([(given, family) for given in GIVEN for family in FAMILY], recipe.children)
    found: list[Pupil] = []
    for number, (given, family) in enumerate(names):
        twin = found[-1] if number % 11 == 7 else None
        sibling = found[-3] if number % 13 == 9 else None
        found.append(_pupil(number, given, family, dice, recipe, twin, sibling))
    edited = (recipe.edit(pupil) for pupil in found)
    return [pupil for pupil in edited if pupil is not None]


def _pupil(
    number: int, given: str, family: str, dice: Random, recipe: Recipe, twin: Pupil | None, sibling: Pupil | None
) -> Pupil:
    year = twin.year if twin else dice.choice(list(recipe.years))
    first = date(recipe.starts - year - 5, 9, 1)
    born = twin.born if twin else first + timedelta(days=dice.randrange(365))
    relative = twin or sibling
    parents = relative.parents if relative else tuple(_parents(number, family, dice))
    return Pupil(
        given, relative.family if relative else family, born, year, dice.choice(CLASSES), dice.choice(("girl", "boy")),
        dice.random() < 0.2, dice.choice(("Red", "Blue", "Green")), parents,
    )  # fmt: skip


def _parents(number: int, family: str, dice: Random) -> Iterator[Parent]:
    for place in range(dice.choice((1, 2, 2))):
        given = dice.choice(PARENTS)
        plain = "".join(sign for sign in family.casefold() if "a" <= sign <= "z")
        yield Parent(
            f"{given} {family}", ("mother", "father")[place], f"{given.lower()}.{plain}{number}{place}@example.org",
            f"07700 900{(number * 2 + place) % 1000:03}", dice.random() < 0.9,
        )  # fmt: skip


def class_list(recipe: Recipe) -> bytes:
    """Return a list as a file: plain CSV, or as a records system or a teacher's hand would have it."""
    layout = LAYOUTS[recipe.layout]
    found = pupils(recipe)
    return layout(found)


def _plain(found: list[Pupil]) -> bytes:
    adult = ("name", "relationship", "email", "phone", "parental responsibility")
    headings = [
        "First name", "Last name", "Date of birth", "Year group", "Class", "Gender", "Vulnerable", "House",
        *(f"Parent {n} {what}" for n in (1, 2) for what in adult),
    ]  # fmt: skip
    return _csv([headings, *(_plain_row(pupil) for pupil in found)]).encode()


def _plain_row(pupil: Pupil) -> Cells:
    own = [
        pupil.given, pupil.family, f"{pupil.born:%d/%m/%Y}", f"Year {pupil.year}", pupil.class_name, pupil.gender,
        _yes(pupil.vulnerable), pupil.house,
    ]  # fmt: skip
    return own + [cell for place in range(2) for cell in _adult(pupil, place)]


def _adult(pupil: Pupil, place: int) -> Cells:
    if place >= len(pupil.parents):
        return [""] * 5
    parent = pupil.parents[place]
    return [parent.name, parent.relationship, parent.email, parent.phone, _yes(parent.holds)]


def _sims(found: list[Pupil]) -> bytes:
    """A report with a title above, in Windows' encoding, last names in capitals, and columns nobody needs."""
    headings = [
        "Legal Surname", "Legal Forename", "DOB", "Year Group", "Reg Group", "Gender", "UPN",
        "Priority 1 Contact Name", "Priority 1 Relationship", "Priority 1 Email", "Priority 1 Mobile",
        "Priority 1 Parental Responsibility",
    ]  # fmt: skip
    rows = [
        [
            pupil.family.upper(), pupil.given, f"{pupil.born:%d/%m/%y}", f"Year  {pupil.year}",
            f"{pupil.year}{pupil.class_name[0]}", pupil.gender[0].upper().replace("G", "F").replace("B", "M"),
            f"Z999{number:09}", *_adult(pupil, 0)[:4], "Yes" if pupil.parents[0].holds else "No",
        ]
        for number, pupil in enumerate(found)
    ]  # fmt: skip
    return _csv([["Class list of Northshire Primary School"], [], headings, *rows]).encode("cp1252", "replace")


def _arbor(found: list[Pupil]) -> bytes:
    """One column for the name, semicolons, UTF-8 with a mark, and a line for each adult of a child."""
    headings = [
        "Student name", "Date of birth", "Year group", "Registration form", "Sex", "Guardian full name",
        "Guardian relationship", "Guardian email", "Guardian mobile number", "Has parental responsibility",
    ]  # fmt: skip
    rows = [
        [
            f"{pupil.family}, {pupil.given}", f"{pupil.born:%d %b %Y}", f"Year {pupil.year}", pupil.class_name,
            "Female" if pupil.gender == "girl" else "Male", *_adult(pupil, place),
        ]
        for pupil in found
        for place in range(len(pupil.parents))
    ]  # fmt: skip
    return _csv([headings, *rows], ";").encode("utf-8-sig")


def _bromcom(found: list[Pupil]) -> bytes:
    """Headings without spaces, days with the year first, tabs, UTF-16."""
    headings = [
        "FirstName", "LastName", "DateOfBirth", "YearGroup", "TutorGroup", "Contact1FullName", "Contact1Relationship",
        "Contact1Email", "Contact1Telephone", "Contact1ParentalResponsibility",
    ]  # fmt: skip
    rows = [
        [pupil.given, pupil.family, pupil.born.isoformat(), f"Y{pupil.year}", pupil.class_name, *_adult(pupil, 0)]
        for pupil in found
    ]
    return _csv([headings, *rows], "\t").encode("utf-16")


def _hand(found: list[Pupil]) -> bytes:
    """What a teacher types: few columns, no date of birth."""
    rows = [[f"{pupil.given} {pupil.family}", str(pupil.year), pupil.class_name, ""] for pupil in found]
    return _csv([["Child's name", "Yr", "Class", "Notes"], *rows]).encode()


def _workbook(found: list[Pupil]) -> bytes:
    """The plain list as a workbook, with real dates, and a note on a second sheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Class list"
    table = list(csv.reader(io.StringIO(_plain(found).decode())))
    sheet.append(table[0])
    for pupil, row in zip(found, table[1:], strict=True):
        sheet.append([*row[:2], pupil.born, pupil.year, *row[4:]])
    book.create_sheet("Notes").append(["Checked by the office"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


LAYOUTS: dict[str, Callable[[list[Pupil]], bytes]] = {
    "plain": _plain, "sims": _sims, "arbor": _arbor, "bromcom": _bromcom, "hand": _hand, "xlsx": _workbook,
}  # fmt: skip


def _csv(rows: list[Cells], separator: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
