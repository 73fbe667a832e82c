"""From a school's file to rows of text: CSV in the encodings and separators met, and the first sheet of a workbook."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanyard.organisations.register.problems import Unreadable
from lanyard.units.catalogue.children import limits

Row = tuple[int, tuple[str, ...]]  # the line of the file on which it begins, and its cells
LONGEST_CELL = 2000
_SEPARATORS = (",", ";", "\t", "|")
_SPARE_LINES = 40  # titles, empty lines and totals that a list may have beside its children
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file that are not empty; `name` is the sheet's, of a workbook."""

    rows: tuple[Row, ...]
    name: str = ""


def read_sheet(data: bytes) -> Sheet:
    """Read a file. Raises Unreadable for what is no list of children: another kind of file, too large, damaged."""
    most = limits().most_megabytes
    if len(data) > most * 1024 * 1024:
        raise Unreadable(
            _("The file is larger than %(most)s MB. Choose a list of this school alone.") % {"most": most}
        )
    if data.startswith(b"PK"):
        from lanyard.units.classlist.workbook import workbook_rows

        name, found = workbook_rows(data)
        return Sheet(tidied(found), name)
    _refuse_other_kinds(data)
    return Sheet(tidied(_csv_rows(_decoded(data))))


def _refuse_other_kinds(data: bytes) -> None:
    kinds = {
        b"%PDF": _("This is a PDF. Save the list as CSV or XLSX and choose that file."),
        b"\xd0\xcf\x11\xe0": _("This is an old Excel workbook (XLS). Save it as XLSX or CSV and choose that file."),
        b"\x1f\x8b": _("This file is compressed. Unpack it and choose the list."),
    }
    for begins, message in kinds.items():
        if data.startswith(begins):
            raise Unreadable(message)
    if not data.strip():
        raise Unreadable(_("The file is empty. Choose the class list."))
    if data[:500].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Unreadable(_("This is a web page, not a list. Save the list as CSV or XLSX and choose that file."), 1)


def _decoded(data: bytes) -> str:
    """Return the text: what says its encoding is believed; else UTF-8, and where it is not, Windows' own (cp1252)."""
    encodings = [name for bom, name in _BOMS if data.startswith(bom)] or _without_bom(data)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    line = 1 + data[: _first_bad(data, encodings[-1])].count(b"\n")
    raise Unreadable(_("A character can't be read. Save the list as “CSV UTF-8” and choose that file."), line)


def _without_bom(data: bytes) -> list[str]:
    if data[1:200:2].count(0) > len(data[1:200:2]) // 2:
        return ["utf-16-le"]
    if data[0:200:2].count(0) > len(data[0:200:2]) // 2:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


def _first_bad(data: bytes, encoding: str) -> int:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as bad:
        return bad.start
    return max(data.find(b"\0"), 0)


def _csv_rows(text: str) -> Iterator[Row]:
    lines = list(io.StringIO(text, newline=""))
    separator = _separator(lines)
    told = lines[0].strip().lower().startswith("sep=") if lines else False
    table = csv.reader(lines[1:] if told else lines, delimiter=separator, strict=True)
    while True:
        begins = table.line_num + 1 + told
        try:
            row = next(table, None)
        except csv.Error as broken:
            message = _("The quotation marks of this line don't match, or the file ends within a value.")
            raise Unreadable(message, begins) from broken
        if row is None:
            return
        yield begins, tuple(row)


def _separator(lines: list[str]) -> str:
    """Return the separator: what Excel's own first line says, else that which makes the most columns, alike."""
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in _SEPARATORS:
        return lines[0][4:5]
    return max(_SEPARATORS, key=lambda sign: _columns(lines[:30], sign))


def _columns(lines: list[str], separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return 0, 0
    many = {width: count for width, count in widths.items() if width > 1}
    return max(((count * width, width) for width, count in many.items()), default=(0, 0))


def tidied(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows that say something, trimmed. Raises Unreadable for more than a school's list can be."""
    found: list[Row] = []
    for line, cells in rows:
        trimmed = [cell.strip() for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if not trimmed:
            continue
        _check_row(line, trimmed)
        found.append((line, tuple(trimmed)))
        if len(found) > limits().most_rows + _SPARE_LINES:
            raise too_many()
    if not found:
        raise Unreadable(_("The file is empty. Choose the class list."))
    return tuple(found)


def too_many() -> Unreadable:
    """Return what to say of a list that is too long."""
    return Unreadable(
        _("The list has more than %(most)s children. Choose the years that may take part, a file for each.")
        % {"most": limits().most_rows}
    )


def _check_row(line: int, cells: Sequence[str]) -> None:
    if len(cells) > limits().most_columns:
        message = _("The line has more than %(most)s values. Save only the columns that are needed.")
        raise Unreadable(message % {"most": limits().most_columns}, line)
    for place, cell in enumerate(cells, start=1):
        if len(cell) > LONGEST_CELL:
            message = _("A value is far too long: a quotation mark may be missing.")
            raise Unreadable(message, line, str(place))
