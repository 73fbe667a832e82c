"""Reads the two files of a lottery by command: people, one a row, and quotas.

Two layouts of quotas are in use: `category,feature,min,max`, where the feature is the value, and
`feature,value,min,max`, where it is the category; further columns (such as `min_flex`, `max_flex`, which say how far a
quota may give if it must) are left alone. A category is a column of the people's file.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lanyard.engines.refusals import Refused
from lanyard.organisations.register.problems import Unreadable

if TYPE_CHECKING:
    from lanyard.engines.lottery import Quota

LAYOUTS = (("category", "value"), ("category", "feature"), ("category", "name"), ("feature", "value"))
SEPARATORS = ",;\t"
MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its line and its cells by heading."""

    line: int
    cells: Mapping[str, str]

    def number(self, heading: str) -> int:
        """Return the whole number in a column. Raises Unreadable for anything else."""
        text = self.cells[heading]
        if not (text.isascii() and text.isdecimal()):
            message = _("“%(text)s” is not a whole number from 0. Write one, such as 12.")
            raise Unreadable(message % {"text": text}, self.line, heading)
        return int(text)


@dataclass(frozen=True, slots=True)
class Instance:
    """What a lottery is held over: the people in the order of their file, and the quotas."""

    people: dict[str, dict[str, str]]
    quotas: "list[Quota]"


def read_instance(people: Path, quotas: Path) -> Instance:
    """Read both files. Raises Refused, with the file, line and column, for what can't be meant."""
    asked = _saying(quotas, _quotas, quotas)
    categories = list(dict.fromkeys(quota.category for _line, quota in asked))
    headings, rows = _saying(people, _table, people)
    _saying(quotas, _check_categories, asked, headings)
    found = _saying(people, _people, headings, rows, categories, {quota[:2] for _line, quota in asked})
    return Instance(found, [quota for _line, quota in asked])


def _saying(path: Path, read, *given):
    """Return what a function reads, and name the file in what it complains of."""
    try:
        return read(*given)
    except OSError as missing:
        raise Refused(f"{path}: {missing.strerror}. Name a CSV file that can be read.") from missing
    except Unreadable as unreadable:
        raise Refused(f"{path}: {unreadable.problem}") from unreadable


def _quotas(path: Path) -> "list[tuple[int, Quota]]":
    from lanyard.engines.lottery import Quota

    headings, rows = _table(path)
    layout = next((names for names in LAYOUTS if set(names) <= set(headings)), None)
    if layout is None or not {"min", "max"} <= set(headings):
        message = _("The headings must be category, value, min and max, or feature, value, min and max.")
        raise Unreadable(message, 1)
    found: list[tuple[int, Quota]] = []
    for row in rows:
        quota = Quota(row.cells[layout[0]], row.cells[layout[1]], row.number("min"), row.number("max"))
        _check_quota(row.line, quota, layout, [other[:2] for _line, other in found])
        found.append((row.line, quota))
    return found


def _check_quota(line: int, quota: "Quota", layout: tuple[str, str], before: Sequence[tuple[str, str]]) -> None:
    for heading, text in zip(layout, quota[:2], strict=True):
        if not text:
            raise Unreadable(_("Nothing is written here. Write what the quota is of."), line, heading)
    if quota.minimum > quota.maximum:
        message = _("The minimum %(low)s is above the maximum %(high)s. Correct one of them.")
        raise Unreadable(message % {"low": quota.minimum, "high": quota.maximum}, line, "min")
    if quota[:2] in before:
        message = _("There is a quota of %(category)s, %(value)s further up. Leave one of them out.")
        raise Unreadable(message % {"category": quota.category, "value": quota.value}, line, layout[1])


def _check_categories(asked: "list[tuple[int, Quota]]", headings: Sequence[str]) -> None:
    for line, quota in asked:
        if quota.category not in headings:
            message = _("The people have no column “%(name)s”. Write the heading of one of their columns.")
            raise Unreadable(message % {"name": quota.category}, line)


def _people(headings: Sequence[str], rows: list[Row], categories: Sequence[str], known: set) -> dict:
    if not rows:
        raise Unreadable(_("There is nobody in this file. Write each person in a row under the headings."), 1)
    named = _id_heading([heading for heading in headings if heading not in categories], rows)
    found: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, start=1):
        person = row.cells[named] if named else str(number)
        if not person or person in found:
            message = _("“%(id)s” is another's id, or none. Give everybody an id of their own.")
            raise Unreadable(message % {"id": person}, row.line, named)
        found[person] = {category: row.cells[category] for category in categories}
        _check_values(row, found[person], known)
    return found


def _check_values(row: Row, values: Mapping[str, str], known: set[tuple[str, str]]) -> None:
    for category, value in values.items():
        if (category, value) not in known:
            message = _("No quota has the value “%(value)s”. Correct it, or add a quota for it.")
            raise Unreadable(message % {"value": value}, row.line, category)


def _id_heading(headings: Sequence[str], rows: list[Row]) -> str:
    """Return the heading of the column with people's ids: `id`, else one that ends in it; empty when there is none."""
    plain = {heading.casefold().replace(" ", "_"): heading for heading in reversed(headings)}
    if "id" in plain:
        return plain["id"]
    ending = [heading for name, heading in reversed(plain.items()) if name.endswith("_id")]
    own = [heading for heading in ending if len({row.cells[heading] for row in rows}) == len(rows)]
    return next(iter(own or ending), "")


def _table(path: Path) -> tuple[list[str], list[Row]]:
    """Return a file's headings and rows, trimmed; rows in which nothing is written are passed over."""
    lines = _rows(_text(path))
    line, headings = next(lines, (1, []))
    if not any(headings):
        raise Unreadable(_("The file is empty. Name a CSV file with headings in its first line."), 1)
    twice = next((heading for heading in headings if heading and headings.count(heading) > 1), None)
    if twice:
        raise Unreadable(_("Two columns have this heading. Give each its own."), line, twice)
    return headings, [_row(line, headings, cells) for line, cells in lines]


def _row(line: int, headings: list[str], cells: list[str]) -> Row:
    if len(cells) != len(headings):
        message = _("There are %(found)s values under %(expected)s headings. Check the separators of this line.")
        raise Unreadable(message % {"found": len(cells), "expected": len(headings)}, line)
    return Row(line, dict(zip(headings, cells, strict=True)))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline="")
    first = text.lstrip("\r\n").partition("\n")[0]
    table = csv.reader(lines, delimiter=max(SEPARATORS, key=first.count), strict=True)
    while True:
        begins = table.line_num + 1
        try:
            cells = next(table, None)
        except csv.Error as broken:
            raise Unreadable(_("The quotation marks of this line don't match. Correct them."), begins) from broken
        if cells is None:
            return
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed):
            yield begins, trimmed


def _text(path: Path) -> str:
    """Return the file's text: UTF-8, with or without a mark, or else Windows' own encoding (cp1252)."""
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is far larger than any list of applicants. Choose the right file."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as bad:
            at = bad.start
            continue
        if "\0" not in text:
            return text
        at = data.index(b"\0")
        break
    raise Unreadable(_("A character can't be read. Save the file as “CSV UTF-8”."), 1 + data[:at].count(b"\n"))
