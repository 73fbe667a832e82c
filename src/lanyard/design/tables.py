"""Tables that leave the system as files."""

from typing import Any

# The wide forms of the signs are formulas too, to spreadsheets set up for East Asian languages.
_FORMULA = set("=+-@\uff1d\uff0b\uff0d\uff20")


def safe_cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe."""
    if isinstance(value, str) and set(value.lstrip()[:1]) & _FORMULA:
        return "'" + value
    return value
