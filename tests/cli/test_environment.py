"""Settings are read from the environment, and a wrong one says which values are allowed."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from lanyard.config import environment


@pytest.mark.parametrize(("value", "expected"), [("yes", True), ("1", True), ("No", False), ("0", False), ("", True)])
def test_it_reads_a_yes_or_a_no(monkeypatch, value, expected):
    """Upper or lower case; nothing means the default."""
    monkeypatch.setenv("LANYARD_X", value)
    assert environment.flag("LANYARD_X", default=True) is expected


def test_it_refuses_what_is_neither_yes_nor_no(monkeypatch):
    """A misspelt "yes" must not silently mean no."""
    monkeypatch.setenv("LANYARD_X", "ja")
    with pytest.raises(ImproperlyConfigured, match="LANYARD_X is 'ja': write yes or no"):
        environment.flag("LANYARD_X")


@pytest.mark.parametrize("url", ["sqlite:///data/x.db", "sqlite:////data/x.db"])
def test_it_reads_the_address_of_a_database_file(url):
    """People write three slashes or four."""
    assert environment.database(url)["NAME"] == "/data/x.db"


def test_it_reads_the_address_of_a_database_server():
    """Passwords with signs in them are written in percent signs."""
    found = environment.database("postgres://ann:p%40ss@db.example.org:5433/lanyard")
    assert [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ann", "p@ss", "db.example.org", "5433", "lanyard",
    ]  # fmt: skip


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "postgres://host", "mysql://host/name", "/data/x.db"])
def test_it_refuses_an_address_that_names_no_database(url):
    """The message says how an address is written."""
    with pytest.raises(ImproperlyConfigured, match=r"write (sqlite|postgres):"):
        environment.database(url)


def test_nobody_else_on_the_machine_looks_into_the_data_folder(tmp_path):
    """It holds sessions, children's names and, in the outbox, links that let somebody in."""
    folder = tmp_path / "new" / "data"
    environment.private_folder(folder)
    environment.private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
