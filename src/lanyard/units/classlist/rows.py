"""From the lines of a list to children: every doubt is a problem or a note with its line and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lanyard.engines.matching import Known, fold
from lanyard.organisations.register.problems import Problem
from lanyard.units.catalogue.children import LOCAL_AUTHORITY, NOT_SAID, limits
from lanyard.units.classlist import values
from lanyard.units.classlist.columns import CATEGORY, SCHOOL, Table
from lanyard.units.classlist.values import Bad
from lanyard.units.models import Responsibility
from lanyard.units.wording import year_name

_MOST_PROBLEMS = 100
_MOST_CATEGORY = 60


@dataclass(frozen=True, slots=True)
class ListedAdult:
    """An adult as a line names them. What the list does not say is empty, and never becomes a yes."""

    name: str
    relationship: str = NOT_SAID
    email: str = ""
    phone: str = ""
    holds: str = Responsibility.UNKNOWN
    language: str = ""

    @property
    def is_authority(self) -> bool:
        """Whether it is a local authority that answers for the child."""
        return self.relationship == LOCAL_AUTHORITY


@dataclass(frozen=True, slots=True)
class ListedChild:
    """A child as a line names them; what the list does not say is None or empty, and changes nothing."""

    line: int
    given_name: str
    family_name: str
    year_group: int
    date_of_birth: date | None = None
    class_name: str = ""
    gender: str = ""
    vulnerable: bool | None = None
    categories: tuple[tuple[str, str], ...] = ()
    adults: tuple[ListedAdult, ...] = ()

    @property
    def name(self) -> str:
        """The child's name as it is said."""
        return f"{self.given_name} {self.family_name}"

    @property
    def year_said(self) -> str:
        """The year group as a school says it."""
        return year_name(self.year_group)

    def known(self) -> Known:
        """Return what is compared with other children."""
        emails = frozenset(adult.email.casefold() for adult in self.adults if adult.email)
        phones = frozenset(values.same_phone(adult.phone) for adult in self.adults if adult.phone)
        return Known(f"line {self.line}", self.given_name, self.family_name, self.date_of_birth, emails, phones)


@dataclass
class Listing:
    """What was read of a list: its children, what is wrong and what to look at, by line; and lines passed over."""

    rows: int = 0
    children: list[ListedChild] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    skipped: int = 0
    schools: dict[str, int] = field(default_factory=dict)  # what the list says its school is, and the first line


class _Line:
    """One line under reading: its cells by target, and what is wrong with them."""

    def __init__(self, table: Table, chosen: Mapping[int, str], line: int, cells: Sequence[str]):
        self.line = line
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self._headings = {target: table.headings[place] for place, target in chosen.items()}
        self.cells = {t: cells[place] for place, t in chosen.items() if place < len(cells) and t != CATEGORY}
        self.groups = [
            (table.headings[place], cells[place])
            for place, target in chosen.items()
            if target == CATEGORY and place < len(cells) and cells[place]
        ]

    def read(self, target: str, how: Callable[..., Any], nothing: Any, *also: Any) -> Any:
        """Return what a cell says, or `nothing` where it is empty or wrong; what is wrong is kept."""
        cell = self.cells.get(target, "")
        if not cell:
            return nothing
        try:
            return how(cell, *also)
        except Bad as bad:
            self.wrong(target, str(bad))
            return nothing

    def wrong(self, target: str, message: str) -> None:
        """Keep something wrong, with its column."""
        self.problems.append(Problem(self.line, self._headings.get(target, ""), message))

    def note(self, target: str, message: str) -> None:
        """Keep something to look at, with its column."""
        self.notes.append(Problem(self.line, self._headings.get(target, ""), message))


def read_listing(table: Table, chosen: Mapping[int, str], today: date) -> Listing:
    """Read every line of a table by the columns that were chosen. Never raises for what a line says."""
    listing = Listing()
    for number, cells in table.rows:
        listing.rows += 1
        line = _Line(table, chosen, number, cells)
        if any(cell for cell in cells[len(table.headings) :]):
            line.wrong("", _("The line has more values than the headings: a value with a comma lacks its quotes."))
        child = _child(line, today)
        _school(table, chosen, number, cells, listing)
        listing.problems += line.problems
        listing.notes += line.notes
        if child is not None and child.year_group == values.NURSERY:
            listing.skipped += 1
        elif child is not None and not line.problems:
            listing.children.append(child)
        if len(listing.problems) >= _MOST_PROBLEMS:
            break
    listing.children = _joined(listing)
    return listing


def _school(table: Table, chosen: Mapping[int, str], number: int, cells: Sequence[str], listing: Listing) -> None:
    for place, target in chosen.items():
        if target == SCHOOL and place < len(cells) and cells[place]:
            listing.schools.setdefault(cells[place], number)


def _child(line: _Line, today: date) -> ListedChild | None:
    given, family = _names(line)
    year = line.read("year_group", values.read_year, None)
    if year is None and not line.cells.get("year_group"):
        line.wrong("year_group", _("Enter the year group, like Year 5."))
    born = line.read("date_of_birth", values.read_date, None, today)
    adults = tuple(_adults(line))
    child = ListedChild(
        line.line, given, family, year or 0, born,
        line.read("class_name", values.read_text, "", values.LONGEST_CLASS),
        line.read("gender", values.read_gender, ""), line.read("vulnerable", values.read_yes, None),
        tuple(_categories(line)), adults,
    )  # fmt: skip
    if line.problems:
        return None
    _note_age(line, child, today)
    return child


def _names(line: _Line) -> tuple[str, str]:
    given = line.read("given_name", values.read_text, "")
    family = line.read("family_name", values.read_text, "")
    if not given and not family and "full_name" in line.cells:
        given, family = _taken_apart(line)
    for target, name, what in (
        ("given_name", given, _("Enter the first name, or a dash (-) where a child has one name only.")),
        ("family_name", family, _("Enter the last name, or a dash (-) where a child has one name only.")),
    ):
        if not name and not line.problems:
            line.wrong(target, what)
    return given, family


def _taken_apart(line: _Line) -> tuple[str, str]:
    whole = line.read("full_name", lambda cell: values.read_text(cell, 2 * values.LONGEST_NAME), "")
    family, comma, given = (part.strip() for part in whole.partition(","))
    if not comma:
        given, _space, family = whole.rpartition(" ")
        if len(whole.split()) > 2:
            line.note("full_name", _("Check what is first and what is last name: “%(name)s”.") % {"name": whole})
    if max(len(given), len(family)) > values.LONGEST_NAME:
        line.wrong("full_name", _("The text is longer than %(most)s characters.") % {"most": values.LONGEST_NAME})
    return given, family


def _categories(line: _Line) -> Iterator[tuple[str, str]]:
    for heading, cell in line.groups:
        try:
            yield values.read_text(heading, _MOST_CATEGORY), values.read_text(cell, _MOST_CATEGORY)
        except Bad as bad:
            line.problems.append(Problem(line.line, heading, str(bad)))


def _note_age(line: _Line, child: ListedChild, today: date) -> None:
    """Say where a date of birth does not fit: outside the ages believed, or not of the year group."""
    born = child.date_of_birth
    if born is None or child.year_group == values.NURSERY:
        return
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    # A child of Year 5 turns ten in the school year that ends next August.
    ends = today.year + (today.month >= 9)
    turns = ends - born.year - ((born.month, born.day) >= (9, 1))
    if not limits().youngest <= age <= limits().oldest:
        line.note("date_of_birth", _("%(name)s would be %(age)s: check it.") % {"name": child.name, "age": age})
    elif abs(turns - (child.year_group + 5)) > 1:
        words = {"name": child.name, "age": age, "year": child.year_group}
        line.note("date_of_birth", _("%(name)s would be %(age)s in Year %(year)s: check both.") % words)


def _adults(line: _Line) -> Iterator[ListedAdult]:
    for number in range(1, limits().most_adults + 1):
        adult = _adult(line, f"adult{number}")
        if adult is not None:
            yield adult


def _adult(line: _Line, who: str) -> ListedAdult | None:
    name = line.read(f"{who}.name", values.read_text, "") or _joined_name(line, who)
    email = line.read(f"{who}.email", values.read_email, "")
    phone = line.read(f"{who}.phone", values.read_phone, "")
    if not name:
        if email or phone:
            line.wrong(f"{who}.email" if email else f"{who}.phone", _("Enter whose contact this is."))
        return None
    if len(name) > values.LONGEST_NAME:
        line.wrong(f"{who}.given", _("The text is longer than %(most)s characters.") % {"most": values.LONGEST_NAME})
    return ListedAdult(
        name, line.read(f"{who}.relationship", values.read_relationship, NOT_SAID), email, phone,
        _holds(line, who), _language(line, who),
    )  # fmt: skip


def _joined_name(line: _Line, who: str) -> str:
    parts = (line.read(f"{who}.{part}", values.read_text, "") for part in ("given", "family"))
    return " ".join(part for part in parts if part)


def _holds(line: _Line, who: str) -> str:
    said = line.read(f"{who}.holds", values.read_yes, None)
    return {True: Responsibility.YES, False: Responsibility.NO, None: Responsibility.UNKNOWN}[said]


def _language(line: _Line, who: str) -> str:
    cell = line.cells.get(f"{who}.language", "")
    found = values.read_language(cell)
    if cell and not found:
        line.note(
            f"{who}.language", _("Nobody can be asked in “%(cell)s” yet; English is used.") % {"cell": cell[:30]}
        )
    return found


def _joined(listing: Listing) -> list[ListedChild]:
    """Join the lines of one child: records systems print a line for each adult. Lines that disagree are problems."""
    found: dict[tuple, ListedChild] = {}
    for child in listing.children:
        key = (fold(child.given_name), fold(child.family_name), child.date_of_birth)
        first = found.get(key) if child.date_of_birth else None
        if first is None:
            found[key if child.date_of_birth else (child.line,)] = child
        elif _own(first) != _own(child):
            words = {"name": child.name, "line": first.line}
            message = _("%(name)s stands on line %(line)s already, with something else. Take one of the lines out.")
            listing.problems.append(Problem(child.line, "", message % words))
        else:
            words = {"name": child.name, "line": first.line}
            listing.notes.append(Problem(child.line, "", _("%(name)s: read together with line %(line)s.") % words))
            more = [adult for adult in child.adults if adult not in first.adults]
            found[key] = replace(first, adults=(*first.adults, *more))
            listing.skipped += 1
    return list(found.values())


def _own(child: ListedChild) -> tuple:
    return child.year_group, child.class_name, child.gender, child.vulnerable, child.categories
