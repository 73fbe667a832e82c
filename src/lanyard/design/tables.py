"""Tables that leave the system as files."""

from typing import Any


def safe_cell(value: Any) -> Any:
    """Return a value that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe."""
    if isinstance(value, str) and value.lstrip()[:1] in {"=", "+", "-", "@"}:
        return "'" + value
    return value
