"""Reading a workbook (XLSX): looked at before it is unpacked, row by row, formulas as the value last shown."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from lanyard.organisations.register.problems import Unreadable
from lanyard.units.catalogue.children import limits

Row = tuple[int, tuple[str, ...]]
# A list of 600 children unpacks to less than one megabyte. What is far beyond that is no list, or is a bomb.
MOST_UNPACKED = 24 * 1024 * 1024
MOST_PARTS = 500
_MOST_LINES = 5000


def workbook_rows(data: bytes) -> tuple[str, list[Row]]:
    """Return the name and the rows of the first sheet that has any. Raises Unreadable for what is no workbook."""
    _look_inside(data)
    try:
        return _first_sheet(data)
    except Unreadable:
        raise
    except Exception as broken:
        # The library raises whatever a damaged part leads to; the person needs to know only that it is damaged.
        raise Unreadable(_("The workbook is damaged. Open it, save it again and choose that file.")) from broken


def _look_inside(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as broken:
        raise Unreadable(_("The file is damaged or cut short. Save it again and choose that file.")) from broken
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(_("This is not an Excel workbook. Save the list as XLSX or CSV and choose that file."))
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(_("The workbook is protected with a password. Save it without one and choose that file."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(_("The workbook is far larger than a class list. Save the list alone and choose that file."))


def _first_sheet(data: bytes) -> tuple[str, list[Row]]:
    from openpyxl import load_workbook  # half a second: only for those who bring a workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library remarks on styles; nobody is there to read it
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible" and (rows := list(_rows(sheet))):
                    return sheet.title, rows
        finally:
            book.close()
    raise Unreadable(_("The workbook is empty. Choose the class list."))


def _rows(sheet: Any) -> Iterator[Row]:
    # A workbook may say wrongly how far it reaches; what stands there counts.
    sheet.reset_dimensions()
    cells = sheet.iter_rows(max_col=limits().most_columns + 1, values_only=True)
    for line, values in enumerate(cells, start=1):
        if line > _MOST_LINES:
            raise Unreadable(_("The sheet goes on below line %(line)s. Save the list alone.") % {"line": _MOST_LINES})
        if any(value not in (None, "") for value in values):
            yield line, tuple(_text(value) for value in values)


def _text(value: Any) -> str:
    """Return a cell's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
