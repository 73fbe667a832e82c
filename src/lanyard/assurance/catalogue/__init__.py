"""The requirement catalogue: rules as data, with a source, dates and the day a person last checked each."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from lanyard.engines.readiness import SEVERITIES, Rule

FOLDER = Path(__file__).parent

PARTS = {
    "accountability": _("Accountability"),
    "partnership": _("Working in partnership"),
    "health-and-safety": _("Health and safety"),
    "safeguarding": _("Safeguarding"),
    "staff": _("Staff and volunteers"),
    "young-people": _("Focus on young people"),
    "local": _("Local requirements"),
}


class CatalogueError(ValueError):
    """The catalogue contradicts itself, or has no version in force for a day."""


@dataclass(frozen=True, slots=True)
class Attesting:
    """How a person attests what records can't prove: who may, for how many months, in which words."""

    by: tuple[str, ...]
    months: int
    statement: str
    own: bool = False  # each person attests for themself alone


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: what must hold for a kind of subject, who must make it so, and how it is proved."""

    id: str
    part: str
    title: str
    wording: str
    kind: str
    severity: str
    who: str
    source: str
    last_checked: date
    task: str = ""  # what to do where it does not hold; else the title stands
    version: int = 2
    in_force_from: date = date.min
    in_force_until: date | None = None
    evidence: str = ""
    attesting: Attesting | None = None
    fix_days: int = 28
    warn_days: int = 28
    override_roles: tuple[str, ...] = ()
    force: int | None = None  # set on a local requirement
    tightens: str = ""  # set on a local requirement that makes a national one stricter
    max_months: int | None = None  # how long what proves it may count, where a force allows less
    rule: Rule = field(init=False, compare=False)

    @property
    def to_do(self) -> str:
        """What to tell the person who must make it hold."""
        return self.task or self.title

    def __post_init__(self):
        object.__setattr__(self, "rule", Rule(self.id, self.severity, self.fix_days, self.warn_days))

    @property
    def word(self) -> Attesting:
        """How a person gives their word on it. Raises CatalogueError where records prove it."""
        if self.attesting is None:
            raise CatalogueError(f"{self.id} is proved by records, not by a person's word")
        return self.attesting


@dataclass(frozen=True, slots=True)
class Framework:
    """One version of the national framework, in force from a day and perhaps until another."""

    version: int
    title: str
    in_force_from: date
    in_force_until: date | None
    requirements: tuple[Requirement, ...]
    questions: tuple[dict[str, str], ...] = ()
    parts: tuple[dict[str, str], ...] = ()

    def get(self, id: str) -> Requirement:
        """Return a requirement by its id. Raises KeyError when this version has none."""
        return _by_id(self)[id]


@cache
def _by_id(framework: Framework) -> dict[str, Requirement]:
    return {requirement.id: requirement for requirement in framework.requirements}


def read(name: str) -> dict[str, Any]:
    """Read one catalogue file of this room."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def frameworks() -> tuple[Framework, ...]:
    """Return every version, oldest first."""
    versions = sorted(int(path.stem.split("-")[1]) for path in FOLDER.glob("framework-*.toml"))
    return tuple(_framework(read(f"framework-{version}.toml")) for version in versions)


def _framework(data: dict[str, Any]) -> Framework:
    shared = {
        "version": data["version"],
        "in_force_from": data["in_force_from"],
        "in_force_until": data.get("in_force_until"),
    }
    found = tuple(_requirement({**shared, **row}) for row in data.get("requirement", ()))
    if len({item.id for item in found}) != len(found):
        raise CatalogueError(f"version {data['version']}: an id stands twice")
    return Framework(
        **shared,
        title=data["title"],
        requirements=found,
        questions=tuple(data.get("question", ())),
        parts=tuple(data.get("parts", ())),
    )


def _requirement(row: dict[str, Any]) -> Requirement:
    attesting = row.pop("attestation", None)
    if attesting:
        attesting = Attesting(**{**attesting, "by": tuple(attesting["by"])})
    if bool(attesting) == bool(row.get("evidence")):
        raise CatalogueError(f"{row['id']}: give either evidence or attestation")
    if not row.get("task"):
        raise CatalogueError(f"{row['id']}: say in `task` what to do where it does not hold")
    if row["severity"] not in SEVERITIES or row["part"] not in PARTS:
        raise CatalogueError(f"{row['id']}: severity or part is not one we know")
    row["override_roles"] = tuple(row.get("override_roles", ()))
    return Requirement(**row, attesting=attesting)


def framework_at(day: date) -> Framework | None:
    """Return the version in force on a day; None where no version covers it, which is never safe.

    There is no falling back to the nearest version: in a safety gate a gap is a gap.
    """
    for framework in frameworks():
        ends = framework.in_force_until
        if framework.in_force_from <= day and (ends is None or day < ends):
            return framework
    return None


def newest() -> Framework:
    """Return the newest version."""
    return frameworks()[-1]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of one item when a version replaced another."""

    old: str
    became: str
    new: tuple[str, ...]
    reason: str


BECAME = ("kept", "moved", "split", "merged", "deleted")


@cache
def mapping(old: int, new: int) -> dict[str, Mapped]:
    """Return what became of every item of an old version in the new one, by old id."""
    rows = read(f"mapping-{old}-to-{new}.toml")["item"]
    return {row["old"]: Mapped(row["old"], row["became"], tuple(row["new"]), row["reason"]) for row in rows}


def mapping_since(old: int) -> dict[str, Mapped]:
    """Return what became of every item of an old version in the newest, through the versions between, by old id."""
    later = [framework.version for framework in frameworks() if framework.version > old]
    became = mapping(old, later[0])
    for previous, version in pairwise(later):
        step = mapping(previous, version)
        became = {id: _then(item, [step[new] for new in item.new]) for id, item in became.items()}
    return became


def _then(item: Mapped, steps: list[Mapped]) -> Mapped:
    changed = [step for step in steps if step.became != "kept"]
    if not changed:
        return item
    new = tuple(dict.fromkeys(id for step in steps for id in step.new))
    reasons = dict.fromkeys([item.reason, *(step.reason for step in changed)])
    return Mapped(item.old, changed[-1].became if new else "deleted", new, " ".join(reasons))


@dataclass(frozen=True, slots=True)
class Source:
    """A document that requirements come from: its letters, its title and whose it is."""

    letters: str
    title: str
    by: str


@cache
def sources() -> dict[str, Source]:
    """Return the documents by the letters that stand in every requirement's source."""
    return {row["letters"]: Source(**row) for row in read("sources.toml")["source"]}


def sources_of(cited: str) -> list[Source]:
    """Return the documents that a source such as "STO §Introduction; MPS §3.1" cites, each once."""
    letters = dict.fromkeys(part.split()[0] for part in cited.split(";") if part.strip())
    return [sources()[each] for each in letters if each in sources()]


def statements() -> list[dict[str, Any]]:
    """Return every sentence of the guidance that asks for something, with the items that carry it."""
    return read("statements.toml")["statement"]
