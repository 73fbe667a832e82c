"""Fixtures that every test may use: the standing cast and the clients that sign them in."""

import os

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.client import CheckingClient
from tests.flush import teach_flush


def pytest_collection_modifyitems(config, items):
    """Leave out the tests on real data where no folder of it is named: they are not skipped, they are not there."""
    if os.environ.get("LANYARD_REAL_DATA"):
        return
    real = [item for item in items if item.get_closest_marker("real_data")]
    items[:] = [item for item in items if item not in real]
    config.hook.pytest_deselected(items=real)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the test database, and let tests that commit empty it although the ledger can't be deleted."""
    with django_db_blocker.unblock():
        teach_flush()


@pytest.fixture
def northshire(db) -> cast.Tenant:
    """The force where everybody has their place."""
    return cast.make_tenant("Northshire", "E23900001", "900001", "northshire.example.org")


@pytest.fixture
def southshire(db) -> cast.Tenant:
    """The force whose people are outsiders to the first."""
    return cast.make_tenant("Southshire", "E23900002", "900002", "southshire.example.org")


@pytest.fixture
def hub(db) -> dict:
    """The people of the national hub, by role."""
    return cast.make_hub()[1]


@pytest.fixture
def client() -> CheckingClient:
    """A reader who is not signed in."""
    return CheckingClient()


@pytest.fixture
def signed_in_as():
    """Return a function that gives a client signed in, with a second factor, as a person."""

    def sign_in(person) -> Client:
        client = CheckingClient()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["second_factor"] = "test"
        session.save()
        return client

    return sign_in


@pytest.fixture
def count_queries():
    """Return a function that opens a page and says how many queries it took, all in."""

    def count(client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count
