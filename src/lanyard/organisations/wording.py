"""What registers change, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.organisations.models import RegisterChange

_KINDS = {
    "closed": gettext_lazy("Closed"),
    "opened": gettext_lazy("New"),
    "reopened": gettext_lazy("Open again"),
    "renamed": gettext_lazy("Renamed"),
    "moved": gettext_lazy("New address or authority"),
    "phase": gettext_lazy("New phase"),
    "type": gettext_lazy("New type"),
    "status": gettext_lazy("New status"),
    "details": gettext_lazy("Other details"),
}
_FIELDS = {
    "name": gettext_lazy("Name"), "la_code": gettext_lazy("Local authority code"),
    "la_name": gettext_lazy("Local authority"), "establishment_number": gettext_lazy("Establishment number"),
    "type": gettext_lazy("Type"), "type_group": gettext_lazy("Group of types"), "phase": gettext_lazy("Phase"),
    "status": gettext_lazy("Status"), "opened_on": gettext_lazy("Opened on"), "closed_on": gettext_lazy("Closed on"),
    "low_age": gettext_lazy("Lowest age"), "high_age": gettext_lazy("Highest age"),
    "gender": gettext_lazy("Gender of entry"), "pupils": gettext_lazy("Pupils"),
    "free_meals_percent": gettext_lazy("Free school meals, %"), "street": gettext_lazy("Street"),
    "locality": gettext_lazy("Locality"), "town": gettext_lazy("Town"), "county": gettext_lazy("County"),
    "postcode": gettext_lazy("Postcode"), "telephone": gettext_lazy("Telephone"),
    "website": gettext_lazy("Website"), "easting": gettext_lazy("Easting"), "northing": gettext_lazy("Northing"),
    "lsoa": gettext_lazy("Small area (LSOA)"), "register_changed_on": gettext_lazy("Register changed on"),
}  # fmt: skip
_OUTCOMES = {
    "rows": gettext_lazy("Lines read"), "new": gettext_lazy("New schools"), "changed": gettext_lazy("Changed"),
    "closed": gettext_lazy("Closed"), "unchanged": gettext_lazy("Unchanged"),
    "skipped": gettext_lazy("Left out"), "unmapped": gettext_lazy("Of an authority no force is known for"),
}  # fmt: skip


def kind(key: str) -> str:
    """Return a kind of change in words; a key that is none, as it stands."""
    return str(_KINDS.get(key, key))


def kinds(found: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Return the kinds of change of a register as (key, words, how many)."""
    return [(key, str(words), found["kinds"][key]) for key, words in _KINDS.items() if found["kinds"].get(key)]


def counts(found: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return how many lines met which outcome, in words."""
    return [(str(words), found[key]) for key, words in _OUTCOMES.items()]


@dataclass(frozen=True, slots=True)
class ChangeSaid:
    """One school's change as the preview shows it."""

    urn: str
    name: str
    line: int
    kinds: str
    facts: list[str]

    @classmethod
    def of(cls, change: RegisterChange) -> "ChangeSaid":
        """Put a change into words. Of a new school, only what tells it apart."""
        keys = [key for key in change.kinds.split(",") if key]
        return cls(change.urn, change.name, change.line, ", ".join(map(kind, keys)), _facts(change))


def _facts(change: RegisterChange) -> list[str]:
    if change.outcome == RegisterChange.NEW:
        wanted = ("type", "phase", "town", "la_name")
        return [", ".join(change.facts[key][1] for key in wanted if key in change.facts)]
    return [
        _("%(what)s: %(before)s, now %(after)s")
        % {"what": _FIELDS[key], "before": _shown(before), "after": _shown(after)}
        for key, (before, after) in change.facts.items()
        if key in _FIELDS
    ]


def _shown(value: Any) -> str:
    return _("nothing") if value in ("", None) else str(value)
