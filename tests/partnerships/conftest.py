"""The day on which every test of this room begins."""

from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture(autouse=True)
def clock():
    """Stop the clock on a Monday in term time; a test may move it on."""
    with time_machine.travel(datetime(2026, 11, 23, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller
