"""The catalogue of this room: forces and authorities, how the register is read, officer role profiles."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "catalogue"


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority of the Department's registers; `until` where its code is no longer given out."""

    code: str
    name: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Force:
    """A territorial police force and the authorities whose places it polices."""

    code: str
    name: str
    slug: str
    source: str
    last_checked: date
    authorities: tuple[Authority, ...]


@cache
def forces() -> tuple[Force, ...]:
    """Return the forces of England and Wales. Raises ValueError when a code stands twice."""
    found = tuple(_force(row) for row in _read("forces")["force"])
    codes = [a.code for force in found for a in force.authorities] + [force.code for force in found]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"forces.toml: {', '.join(sorted(twice))} stands twice")
    return found


def _force(row: dict[str, Any]) -> Force:
    authorities = [*row["authorities"], *row.get("former", [])]
    plain = {key: row[key] for key in ("code", "name", "slug", "source", "last_checked")}
    return Force(**plain, authorities=tuple(Authority(**a) for a in authorities))


def forces_version() -> str:
    """Return the version of the list of forces."""
    return _read("forces")["version"]


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """How the register's words are read; see register.toml."""

    not_schools: frozenset[str]
    closed: frozenset[str]
    future: frozenset[str]
    same: dict[str, str]
    codes: dict[str, dict[str, str]]


@cache
def register_words() -> RegisterWords:
    """Return the words and codes of the Department's register."""
    row = _read("register")
    statuses = row["statuses"]
    return RegisterWords(
        frozenset(row["not_schools"]["types"]), frozenset(statuses["closed"]), frozenset(statuses["future"]),
        row["same"], row["codes"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleProfile:
    """What a police officer does in one kind of school, and the source that says so."""

    id: str
    version: int
    title: str
    duties: tuple[str, ...]
    source: str
    last_checked: date
    applies: str = ""
    types: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    def fits(self, type_: str, phase: str) -> bool:
        """Say whether a school of this type and phase has the profile."""
        return self.applies == "every" or type_ in self.types or phase in self.phases


@cache
def role_profiles() -> tuple[RoleProfile, ...]:
    """Return every role profile, the core one first."""
    lists = ("duties", "types", "phases")
    rows = _read("role_profiles")["profile"]
    return tuple(_profile(row, lists) for row in rows)


def _profile(row: dict[str, Any], lists: tuple[str, ...]) -> RoleProfile:
    values: dict[str, Any] = {key: tuple(value) if key in lists else value for key, value in row.items()}
    return RoleProfile(**values)


def profiles_for(type_: str, phase: str) -> list[RoleProfile]:
    """Return the officer role profiles of a school: the core one and what its kind adds (MPS §3.1)."""
    return [profile for profile in role_profiles() if profile.fits(type_, phase)]


def register_columns(count: int) -> list[str]:
    """Return the headings of the register's version with so many columns. Raises KeyError for one not known."""
    row = _read("register_columns")
    newest = row["newest"]
    if count == len(newest):
        return list(newest)
    version = row["version"][str(count)]
    found = [heading for heading in newest if heading not in version["without"]]
    for extra in version["extra"]:
        found.insert(found.index(extra["after"]) + 1, extra["heading"])
    return found
