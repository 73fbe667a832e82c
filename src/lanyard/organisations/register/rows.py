"""One line of the register, from cells to facts; every doubt is a problem with its line and column."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from lanyard.organisations.catalogue import register_words
from lanyard.organisations.models import Organisation, School
from lanyard.organisations.register.layout import FIELDS, REQUIRED, Layout
from lanyard.organisations.register.problems import Problem

# What the publisher writes where a value is not known or not shown.
_NOTHING = {"", "-", "na", "n/a", "supp", "np", "ne", "not known", "not recorded", "999999999", "x999999"}
_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})|(\d{4})-(\d{2})-(\d{2})")
_PHONE = re.compile(r"[+-]?[\d ()./-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MOST_PROBLEMS = 100


class Bad(ValueError):
    """A cell that can't be what its column says."""


def _date(cell: str) -> date:
    found = _DATE.fullmatch(cell.split(" ")[0])
    if not found:
        raise Bad(_("“%(cell)s” is not a date. Dates are written 31-12-2025.") % {"cell": cell[:30]})
    day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as impossible:
        raise Bad(_("There is no such day as %(cell)s.") % {"cell": cell[:30]}) from impossible


def _whole(most: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        text = cell.replace(",", "").removesuffix(".0")
        if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
            raise Bad(_("“%(cell)s” is not a whole number up to %(most)s.") % {"cell": cell[:30], "most": most})
        return int(text)

    return read


def _metres(cell: str) -> int | None:
    # The register writes 0 where it has no map reference.
    return _whole(1_999_999)(cell) or None


def _percent(cell: str) -> Decimal:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?%?", cell) or Decimal(cell.rstrip("%")) > 100:
        raise Bad(_("“%(cell)s” is not a percentage from 0 to 100.") % {"cell": cell[:30]})
    return Decimal(cell.rstrip("%")).quantize(Decimal("0.01"))


def _text(field: str) -> Callable[[str], str]:
    most = _most(field)

    def read(cell: str) -> str:
        cell = " ".join(cell.split())  # line breaks and hard spaces inside a value
        if len(cell) > most:
            raise Bad(_("The text is longer than %(most)s characters.") % {"most": most})
        if cell[:1] in "=+-@" and (field == "name" or cell[:1] in "=@" or not _PHONE.fullmatch(cell)):
            raise Bad(_("“%(cell)s” begins as a spreadsheet formula does. Take it out.") % {"cell": cell[:30]})
        if _CONTROL.search(cell):
            raise Bad(_("There is a control character in the text. Take it out."))
        return cell

    return read


def _most(field: str) -> int:
    model: type[models.Model] = Organisation if field == "name" else School
    found: Any = model._meta.get_field(field)
    return found.max_length or 0


def _digits(least: int, most: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not (cell.isascii() and cell.isdigit()) or not least <= len(cell) <= most:
            raise Bad(_("“%(cell)s” is not a number of %(least)s to %(most)s digits.") % {
                "cell": cell[:30], "least": least, "most": most})  # fmt: skip
        return cell

    return read


def _authority(cell: str) -> str:
    return _digits(1, 3)(cell).zfill(3)


_READERS: dict[str, Callable[[str], Any]] = {
    **{field: _text(field) for field in FIELDS},
    "urn": _digits(5, 7), "la_code": _authority,
    "opened_on": _date, "closed_on": _date, "register_changed_on": _date,
    "low_age": _whole(99), "high_age": _whole(99), "pupils": _whole(99_999),
    "easting": _metres, "northing": _metres, "free_meals_percent": _percent,
}  # fmt: skip
TEXTS = frozenset(
    field for field in FIELDS if field == "name" or isinstance(School._meta.get_field(field), models.CharField)
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file, its cells in the order of FIELDS, and their fingerprint."""

    number: int
    cells: tuple[str, ...]
    fingerprint: str

    @property
    def urn(self) -> str:
        """The school's number."""
        return self.cells[0]


def line_of(number: int, row: Sequence[str], layout: Layout) -> Line:
    """Pick our cells out of a row."""
    cells = layout.cells(row)
    print_ = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=16).hexdigest()
    return Line(number, cells, print_)


class RowReader:
    """Turns lines into facts; collects the problems of the whole file, up to a hundred."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.problems: list[Problem] = []
        self._plan = [
            (n, field, layout.headings[n], _READERS[field], register_words().codes.get(field, {}))
            for n, field in enumerate(FIELDS)
            if layout.places[n] is not None
        ]

    @property
    def full(self) -> bool:
        """True when so much is wrong that reading on helps nobody."""
        return len(self.problems) >= _MOST_PROBLEMS

    def facts(self, line: Line) -> dict[str, Any] | None:
        """Return the line's facts by field, of the columns that the file has; None when anything is wrong."""
        found, before = {}, len(self.problems)
        for n, field, heading, read, codes in self._plan:
            try:
                cell = self._worded(field, line.cells[n], codes)
                found[field] = self._value(field, cell, read)
            except Bad as bad:
                self.problems.append(Problem(line.number, heading, str(bad)))
        return found if len(self.problems) == before else None

    def _worded(self, field: str, cell: str, codes: dict[str, str]) -> str:
        if field in self.layout.coded and cell:
            key = cell.lstrip("0") or "0"
            if key not in codes:
                raise Bad(_("The code “%(cell)s” is not known. Download the file with names.") % {"cell": cell[:30]})
            return codes[key]
        return register_words().same.get(cell, cell)

    @staticmethod
    def _value(field: str, cell: str, read: Callable[[str], Any]) -> Any:
        if field in REQUIRED and not cell:
            raise Bad(_("There is nothing here. The register always has this."))
        if field not in REQUIRED and cell.lower() in _NOTHING:
            return "" if field in TEXTS else None
        return read(cell)
