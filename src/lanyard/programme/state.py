"""What state a session is in, decided from its events and its school staff. Pure: records in, state out."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

STARTED, STOPPED, RESUMED, ENDED, CANCELLED = "started", "stopped", "resumed", "ended", "cancelled"
NAMED, ARRIVED, LEFT, OVERRIDDEN = "named", "arrived", "left", "overridden"
STEPS = (STARTED, STOPPED, RESUMED, ENDED, CANCELLED)
KINDS = (*STEPS, NAMED, ARRIVED, LEFT, OVERRIDDEN)

PLANNED, RUNNING = "planned", "running"
NO_STAFF = "no school staff"


class Step(NamedTuple):
    """A step somebody took: which, when, and the reason or note given."""

    kind: str
    at: datetime
    note: str = ""


class Presence(NamedTuple):
    """One stay of a member of school staff in the room. Not there yet, or still there, is None."""

    arrived_at: datetime | None
    left_at: datetime | None


class State(NamedTuple):
    """Planned, running, stopped, ended or cancelled; since when; and why where somebody or something stopped it."""

    word: str
    since: datetime | None = None
    why: str = ""

    @property
    def over(self) -> bool:
        """Nothing more can happen: ended or cancelled."""
        return self.word in (ENDED, CANCELLED)

    @property
    def begun(self) -> bool:
        """It is under way, running or stopped."""
        return self.word in (RUNNING, STOPPED)


def state(steps: Iterable[Step], staff: Iterable[Presence]) -> State:
    """Return the state of a session.

    A session that was started is stopped for as long as no member of school staff is in the room, without anybody
    having to say so: police leaders are visitors and are never alone with children (STO §Introduction). It runs
    again when somebody arrives. A stop that a person called stands until a person resumes.
    """
    last = _last(steps)
    if last is None:
        return State(PLANNED)
    if last.kind in (ENDED, CANCELLED, STOPPED):
        return State(last.kind, last.at, last.note)
    return _while_running(last.at, list(staff))


def anyone_present(staff: Iterable[Presence]) -> bool:
    """Say whether a member of school staff is in the room."""
    return any(stay.arrived_at is not None and stay.left_at is None for stay in staff)


def _last(steps: Iterable[Step]) -> Step | None:
    taken = [step for step in steps if step.kind in STEPS]
    return max(enumerate(taken), key=lambda each: (each[1].at, each[0]))[1] if taken else None


def _while_running(since: datetime, staff: list[Presence]) -> State:
    if anyone_present(staff):
        return State(RUNNING, since)
    left = [stay.left_at for stay in staff if stay.left_at is not None]
    return State(STOPPED, max([since, *left]), NO_STAFF)
