"""Fixtures of this room's tests: a fixed day, and the records that clear somebody to deliver."""

from datetime import date

import pytest
import time_machine

from tests import cast_workforce

TODAY = date(2026, 11, 23)


@pytest.fixture
def today():
    """Hold the clock at nine in the morning of the day."""
    with time_machine.travel("2026-11-23T09:00:00+00:00", tick=False) as clock:
        yield clock


@pytest.fixture
def clear():
    """Return the helper that clears somebody to deliver."""
    return cast_workforce.clear_to_deliver
