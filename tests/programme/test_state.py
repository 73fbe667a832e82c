"""The state of a session, decided from its steps and its school staff."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.programme.state import (
    CANCELLED,
    ENDED,
    NO_STAFF,
    PLANNED,
    RESUMED,
    RUNNING,
    STARTED,
    STOPPED,
    Presence,
    Step,
    state,
)

ONE = datetime(2026, 11, 23, 13, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return ONE + timedelta(minutes=n)


HERE = Presence(minutes(-5), None)
GONE = Presence(minutes(-5), minutes(10))
AWAITED = Presence(None, None)


@pytest.mark.capability("STO-2")
@pytest.mark.parametrize(
    ("steps", "staff", "word", "why"),
    [
        ([], [HERE], PLANNED, ""),
        ([Step(STARTED, ONE)], [HERE], RUNNING, ""),
        ([Step(STARTED, ONE)], [GONE], STOPPED, NO_STAFF),
        ([Step(STARTED, ONE)], [GONE, AWAITED], STOPPED, NO_STAFF),
        ([Step(STARTED, ONE)], [GONE, Presence(minutes(12), None)], RUNNING, ""),
        ([Step(STARTED, ONE)], [], STOPPED, NO_STAFF),
        ([Step(STARTED, ONE), Step(STOPPED, minutes(5), "fire bell")], [HERE], STOPPED, "fire bell"),
        ([Step(STARTED, ONE), Step(STOPPED, minutes(5)), Step(RESUMED, minutes(8))], [HERE], RUNNING, ""),
        ([Step(STARTED, ONE), Step(STOPPED, minutes(5)), Step(RESUMED, minutes(8))], [GONE], STOPPED, NO_STAFF),
        ([Step(STARTED, ONE), Step(ENDED, minutes(60), "well done")], [HERE], ENDED, "well done"),
        ([Step(CANCELLED, ONE, "snow")], [], CANCELLED, "snow"),
    ],
)
def test_it_reads_the_state_from_steps_and_staff(steps, staff, word, why):
    found = state(steps, staff)
    assert (found.word, found.why) == (word, why)


@pytest.mark.capability("STO-2")
def test_it_says_since_when_nobody_of_the_school_is_there():
    assert state([Step(STARTED, ONE)], [GONE]).since == minutes(10)


stays = st.lists(st.builds(Presence, st.none() | st.just(ONE), st.none() | st.just(minutes(30))), max_size=4)
steps = st.lists(
    st.builds(Step, st.sampled_from([STARTED, STOPPED, RESUMED, ENDED, CANCELLED]), st.just(ONE)), max_size=5
)


@given(steps, stays)
def test_it_never_runs_without_school_staff_in_the_room(taken, staff):
    if state(taken, staff).word == RUNNING:
        assert any(stay.arrived_at and not stay.left_at for stay in staff)
