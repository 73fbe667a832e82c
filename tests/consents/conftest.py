"""Every test of consents happens on one morning of the autumn term."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

TODAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-10-05 09:00", tick=False):
        yield


@pytest.fixture
def count_queries():
    """Return a function that opens a page and says how many queries it took, all in."""

    def count(client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count
