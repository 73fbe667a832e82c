"""What people call the acts that the ledger tells of, and the kinds of record: each room says it in its `verbs.py`."""

from collections.abc import Mapping
from typing import Any

_acts: dict[str, Any] = {}
_records: dict[str, Any] = {}


def acts(titles: Mapping[str, Any]) -> None:
    """Name a room's acts by their verbs. Raises ValueError for a verb that has a title already."""
    _add(_acts, titles)


def records(titles: Mapping[str, Any]) -> None:
    """Name a room's kinds of record by the models' labels. Raises ValueError for one that has a title already."""
    _add(_records, titles)


def _add(register: dict[str, Any], titles: Mapping[str, Any]) -> None:
    twice = sorted(register.keys() & titles.keys())
    if twice:
        raise ValueError(f"{', '.join(twice)}: named twice")
    register.update(titles)


def act_title(verb: str) -> str:
    """Return what an act is called. One that no room names any more stands as it was written."""
    return str(_acts.get(verb, verb))


def record_title(label: str) -> str:
    """Return what a kind of record is called; nothing where an entry names none."""
    return str(_records.get(label, label))


def act_titles() -> dict[str, Any]:
    """Return the title of every act by its verb."""
    return dict(_acts)


def record_titles() -> dict[str, Any]:
    """Return the title of every kind of record by the model's label."""
    return dict(_records)
