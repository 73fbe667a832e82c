"""The room's catalogues: what is kept of people who deliver, and what each kind of leader needs."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from lanyard.engines.months import add_months

FOLDER = Path(__file__).parent / "catalogue"
SUPERVISOR, SELF = "supervisor", "self"
VETTING, AGE = "vetting", "age-confirmed"


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of staff record: its wording, how long it counts, who makes it and what they must have seen."""

    id: str
    title: str
    wording: str
    recorder: str
    evidence: str
    source: str
    last_checked: date
    months: int | None = None
    months_source: str = ""

    @property
    def is_own(self) -> bool:
        """True when the person declares it and nobody can for them."""
        return self.recorder == SELF

    def runs_out(self, achieved_on: date) -> date | None:
        """Return the first day on which what was achieved no longer counts, or None when it does not run out."""
        return add_months(achieved_on, self.months) if self.months else None


@dataclass(frozen=True, slots=True)
class LeaderKind:
    """What one kind of leader needs: any of these vetting levels, these trainings, this age."""

    role: str
    vetting: tuple[str, ...]
    training: tuple[str, ...]
    minimum_age: int
    source: str
    last_checked: date


@cache
def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text())


def version() -> str:
    """Return the version of the wording of staff records."""
    return _read("staff_records.toml")["version"]


@cache
def record_kinds() -> dict[str, RecordKind]:
    """Return every kind of staff record by id. Raises ValueError when an id stands twice."""
    rows = _read("staff_records.toml")["record"]
    return _by_key([RecordKind(**row) for row in rows], "id")


@cache
def leader_kinds() -> dict[str, LeaderKind]:
    """Return every kind of leader by the role of their post. Raises ValueError when a role stands twice."""
    rows = _read("leader_kinds.toml")["kind"]
    found = [LeaderKind(**{**r, "vetting": tuple(r["vetting"]), "training": tuple(r["training"])}) for r in rows]
    return _by_key(found, "role")


@cache
def vetting_levels() -> dict[str, str]:
    """Return the names of the vetting levels by id."""
    return {row["id"]: row["title"] for row in _read("leader_kinds.toml")["level"]}


def _by_key(rows: list, key: str) -> dict:
    found = {getattr(row, key): row for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"an entry of {FOLDER} stands twice")
    return found
