"""Why members pause, and where they go on to: the catalogue's values."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "ways.toml"


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(CATALOGUE.read_text())


@cache
def pausing_reasons() -> dict[str, str]:
    """Return why a member may pause: title by id."""
    return {row["id"]: row["title"] for row in _read()["pausing"]}


@cache
def interests() -> dict[str, str]:
    """Return where a member may want to go on to: title by id."""
    return {row["id"]: row["title"] for row in _read()["interest"]}


@cache
def cadet_ages() -> dict[str, Any]:
    """Return from which age the cadets take children, with the rule's source."""
    return _read()["ages"]
