"""The day on which the tests of this room play, and a unit for which everything holds."""

import pytest
import time_machine

from tests.cast_ready import NOW, ready_unit


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock on a Monday in term time; a test may move it on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def unit(northshire):
    """A unit that is safe to operate."""
    return ready_unit(northshire)
