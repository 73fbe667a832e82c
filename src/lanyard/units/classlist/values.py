"""How schools write a date, a year group, yes and no, a name: each read to one value, or refused in words."""

import re
import unicodedata
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from lanyard.units.catalogue.children import NOT_SAID, written

LONGEST_NAME, LONGEST_CLASS = 200, 60
RECEPTION, NURSERY = 0, -1
_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+)?")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4}|\d{2})")
_YEAR = re.compile(r"(?:year|yr|y|nc|year group)?[ .:-]*(\d{1,2})(?:st|nd|rd|th)?(?: year)?")
_ZERO = {"r", "rec", "reception", "yr", "year r", "foundation 2", "f2", "year reception", "ks0"}
_BELOW = {"n", "n1", "n2", "nursery", "f1", "foundation 1", "pre school", "preschool", "e1", "e2"}
_YES = {"y", "yes", "true", "1", "x", "✓", "✔", "t", "ie", "oes"}
_NO = {"n", "no", "false", "0", "f", "-", "✗", "nac oes", "na"}
_NOT_KNOWN = {"", "?", "unknown", "not known", "n/a", "not said", "#n/a"}
# What could turn a line of text round, or hide in it.
_HIDDEN = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u2060")
_MONTHS = {str(name)[:3].lower(): number for names in (MONTHS, MONTHS_3) for number, name in names.items()}


class Bad(ValueError):
    """A cell that can't be what its column says."""


def plain(text: str) -> str:
    """Return words in small letters, without signs and spare spaces, as the catalogue has them."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.casefold()).split())


def read_text(cell: str, most: int = LONGEST_NAME) -> str:
    """Return a line of text, its letters joined with their accents. Raises Bad for what no name has."""
    cell = " ".join(unicodedata.normalize("NFC", cell).split())
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn") or sign in _HIDDEN for sign in cell):
        raise Bad(_("There is a character that can't be seen. Type the text again."))
    if len(cell) > most:
        raise Bad(_("The text is longer than %(most)s characters.") % {"most": most})
    if cell.startswith("#") and cell.rstrip("!?").isupper():
        raise Bad(_("“%(cell)s” is a mistake of the spreadsheet's own.") % {"cell": cell[:20]})
    return cell


def read_date(cell: str, today: date) -> date:
    """Return a day, written with the day first or the year first. Raises Bad for no date, or one still to come."""
    worded, found = _WORDED.fullmatch(cell), _DATE.fullmatch(cell)
    if worded:
        day, month, year = worded[1], str(_MONTHS.get(worded[2][:3].lower(), 0)), worded[3]
    elif found:
        day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    else:
        raise Bad(_("“%(cell)s” is not a date. Write it like 27/3/2016.") % {"cell": cell[:30]})
    try:
        born = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError as impossible:
        message = _("There is no such day as %(cell)s. Write the day first, then the month, like 27/3/2016.")
        raise Bad(message % {"cell": cell[:30]}) from impossible
    if born > today or born.year < 1900:
        raise Bad(_("%(cell)s is not a day on which a child was born.") % {"cell": cell[:30]})
    return born


def read_year(cell: str) -> int:
    """Return a year group: 5 for “Year 5”, “Y5” or “5”; 0 for Reception, -1 for what comes before."""
    words = plain(cell)
    if words in _ZERO:
        return RECEPTION
    if words in _BELOW:
        return NURSERY
    found = _YEAR.fullmatch(words)
    if not found or not found[1].isascii() or int(found[1]) > 13:
        raise Bad(_("“%(cell)s” is not a year group. Write it like Year 5.") % {"cell": cell[:30]})
    return int(found[1])


def read_yes(cell: str) -> bool | None:
    """Return yes or no; None where the list does not say. Raises Bad for anything else."""
    word = cell.strip().casefold()
    if word in _NOT_KNOWN:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise Bad(_("“%(cell)s” is neither yes nor no.") % {"cell": cell[:30]})


def read_gender(cell: str) -> str:
    """Return the gender's id. Raises Bad for a word that is not known."""
    found = written("gender").get(plain(cell), "" if not cell else None)
    if found is None:
        message = _("“%(cell)s” is not known. Write girl, boy, other or not said.")
        raise Bad(message % {"cell": cell[:30]})
    return found


def read_relationship(cell: str) -> str:
    """Return what an adult is to the child, as an id; what is not known is somebody else."""
    return written("relationship").get(plain(cell), "other") if cell else NOT_SAID


def read_language(cell: str) -> str:
    """Return the language's id; empty for one in which nobody can be asked yet."""
    return written("language").get(plain(cell), "")


def read_email(cell: str) -> str:
    """Return one e-mail address. Raises Bad for what is none, or more than one."""
    cell = cell.removeprefix("mailto:").strip(" <>;,")
    if not cell:
        return ""
    try:
        validate_email(cell)
    except ValidationError as wrong:
        raise Bad(_("“%(cell)s” is not one e-mail address.") % {"cell": cell[:60]}) from wrong
    return read_text(cell, 254)


def read_phone(cell: str) -> str:
    """Return a phone number as digits, a leading + kept; the zero that spreadsheets lose is put back."""
    digits = "".join(sign for sign in cell if sign in "0123456789")
    if not digits and not cell.strip():
        return ""
    if any(sign.isalpha() for sign in cell) or not 9 <= len(digits) <= 15:
        raise Bad(_("“%(cell)s” is not one phone number.") % {"cell": cell[:30]})
    if cell.strip().startswith("+"):
        return f"+{digits}"
    return f"0{digits}" if len(digits) == 10 and digits[0] in "1237" else digits


def same_phone(phone: str) -> str:
    """Return a phone number as it is compared: +44 7700 900123 is 07700 900123."""
    digits = "".join(sign for sign in phone if sign in "0123456789")
    abroad = phone.strip().startswith("+44") or digits.startswith("0044")
    return "0" + digits.removeprefix("00")[2:].lstrip("0") if abroad else digits


def looks_like(read: Any, cells: list[str], *also: Any) -> bool:
    """Say whether nearly all of a column's cells can be read as something."""
    good = 0
    for cell in cells:
        try:
            good += read(cell, *also) is not None
        except Bad:
            continue
    return bool(cells) and good >= 0.8 * len(cells)
