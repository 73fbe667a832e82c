"""Every test begins with no attempts counted, and sees at once what waits for the commit."""

import pytest
from django.core.cache import cache
from django.db import transaction


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


@pytest.fixture
def at_once(monkeypatch):
    """Run what waits for the commit straight away: a test's own transaction is never committed.

    Emptying every table after each test instead takes a second on PostgreSQL.
    """
    monkeypatch.setattr(transaction, "on_commit", lambda act, using=None, robust=False: act())
