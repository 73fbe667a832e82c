"""Telephone numbers as schools write them down, and which of them can get a text message."""

import re

_NOT_DIGITS = re.compile(r"[\s().\-/]")
_UK_MOBILE = re.compile(r"\+447[1-9]\d{8}")
_ABROAD = re.compile(r"\+(?!44)[1-9]\d{7,14}")


def mobile(text: str) -> str:
    """Return a number that can get a text message as +447…, or nothing: a landline gets none.

    Of numbers abroad nobody can tell; they are tried.
    """
    digits = _NOT_DIGITS.sub("", text.strip().replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+44{digits[1:]}"
    found = _UK_MOBILE.fullmatch(digits) or _ABROAD.fullmatch(digits)
    return found.group() if found and digits.isascii() else ""
