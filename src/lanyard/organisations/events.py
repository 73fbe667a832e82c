"""What happens here that rooms above want to know: they subscribe, this room knows none of them.

Subscribers run inside the change's transaction: what they raise stops it, what they write stands or falls with it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lanyard.audit.acting import Change
from lanyard.organisations.models import Organisation

SchoolsClosed = Callable[[Sequence[Organisation], Change], None]
_school_closed: list[SchoolsClosed] = []
_init: list[Callable[[], dict[str, Any]]] = []


def on_school_closed(subscriber: SchoolsClosed) -> SchoolsClosed:
    """Call the function with the schools that a register has just closed, and the change under way."""
    _school_closed.append(subscriber)
    return subscriber


def schools_closed(schools: Sequence[Organisation], doing: Change) -> None:
    """Tell the subscribers that schools have closed."""
    for subscriber in _school_closed if schools else []:
        subscriber(schools, doing)


def on_init(step: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Run the function at `lanyard init`, after the tables are there; what it returns is shown.

    It must change nothing the second time.
    """
    _init.append(step)
    return step


def init_steps() -> list[Callable[[], dict[str, Any]]]:
    """Return the steps that rooms have registered, in order."""
    return list(_init)
