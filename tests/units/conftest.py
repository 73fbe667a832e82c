"""Every test of units happens on one morning of the autumn term."""

from datetime import date

import pytest
import time_machine

TODAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _today(clock):
    """Stop the clock for every test."""


@pytest.fixture
def clock():
    """A stopped clock that a test may move on."""
    with time_machine.travel("2026-10-05 09:00", tick=False) as traveller:
        yield traveller
