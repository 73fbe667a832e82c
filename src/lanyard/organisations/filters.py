"""Filters of the list of schools by what rooms above know of a school: they register, this room knows none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from lanyard.engines.rights import Actor, Permission


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """A choice in the list's search: its name in the address, its label and words, and whom it finds.

    It is offered to whoever holds the permission; `keep` returns the organisations that the actor may be told fit.
    """

    name: str
    label: Any
    choices: Sequence[tuple[str, Any]]
    permission: Permission
    keep: Callable[[Actor, str], QuerySet]


_filters: list[SchoolFilter] = []


def school_filter(definition: SchoolFilter) -> SchoolFilter:
    """Add a filter to the list of schools."""
    _filters.append(definition)
    return definition


def school_filters(actor: Actor) -> list[SchoolFilter]:
    """Return the filters that the actor is offered."""
    return [each for each in _filters if actor.holds(each.permission)]
