"""The command line as the person at the keyboard meets it: exit codes, one line, no trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from lanyard import cli
from lanyard.engines.refusals import Conflict, Forbidden, Refused

ROOT = Path(__file__).resolve().parents[2]


def lanyard(*words: str, **env: str) -> subprocess.CompletedProcess:
    """Run the command line in a process of its own, with no setting but those given."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LANYARD_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "lanyard", *words],
        env={**clean, "PYTHONPATH": str(ROOT / "src"), **env}, capture_output=True, text=True,
    )  # fmt: skip


def assert_refused(done: subprocess.CompletedProcess, *expected: str) -> None:
    """Check that a command said what is wrong in one line on stderr, nothing on stdout, and left with 2."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    for words in expected:
        assert words in done.stderr


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "name a command"),
        (["dance"], "invalid choice: 'dance'"),
        (["serve", "--port", "0"], "'0' is not a port"),
        (["serve", "--port", "many"], "write a number from 1 to 65535"),
        (["serve", "--workers", "-1"], "from 1 to 256"),
        (["traceability", "--unknown"], "--unknown"),
        (["--json"], "name a command"),
    ],
)
def test_it_refuses_wrong_usage_in_one_line(capsys, words, expected):
    """A mistyped command gets the complaint and where to read more, not a page of usage."""
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert expected in err
    assert "--help" in err


def test_it_takes_json_before_or_after_the_command(capsys):
    """The same document, wherever --json stands."""
    documents = []
    for words in (["--json", "traceability"], ["traceability", "--json"]):
        assert cli.main(words) == 0
        documents.append(json.loads(capsys.readouterr().out))
    assert documents[0] == documents[1]


def test_it_refuses_a_database_that_was_never_set_up(tmp_path):
    """An empty folder: the line says which command makes the database."""
    assert_refused(lanyard("serve", LANYARD_DATA_DIR=str(tmp_path)), "run 'lanyard init'")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mysql://localhost/x", "LANYARD_DATABASE_URL"),
        ("nonsense", "sqlite:///absolute/path.db"),
        ("postgres://nobody:secret@127.0.0.1:1/none", "127.0.0.1:1"),
        ("postgres://nobody@127.0.0.1:port/none", "can't be read"),
        ("sqlite:////no/such/folder/x.db", "unable to open"),
    ],
)
def test_it_refuses_a_database_address_it_cannot_use(tmp_path, url, expected):
    """One line, at once, and never the password."""
    done = lanyard("serve", LANYARD_DATA_DIR=str(tmp_path), LANYARD_DATABASE_URL=url)
    assert_refused(done, expected)
    assert "secret" not in done.stderr


def test_it_refuses_a_database_file_that_is_something_else(tmp_path):
    """A text file where the database should be."""
    (tmp_path / "lanyard.db").write_text("not a database\n" * 200)
    assert_refused(lanyard("serve", LANYARD_DATA_DIR=str(tmp_path)), "not a database")


def test_it_refuses_a_data_folder_that_cannot_be_made(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")
    done = lanyard("serve", LANYARD_DATA_DIR=str(tmp_path / "taken" / "data"))
    assert_refused(done, "taken")


def test_it_refuses_to_load_the_demonstration_into_a_real_installation(tmp_path):
    """Invented people must not get into a force's own data."""
    assert_refused(lanyard("demo-data", LANYARD_DATA_DIR=str(tmp_path)), "LANYARD_DEMO")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Refused("line 3, column URN: twice"), "line 3, column URN: twice"),
        (Conflict("somebody was first"), "somebody was first"),
        (Forbidden("units.view"), "units.view"),
        (ImproperlyConfigured("LANYARD_DEMO is 'x'"), "LANYARD_DEMO"),
        (OperationalError("no such table: x"), "lanyard init"),
        (OperationalError("no such column: y"), "lanyard init"),
        (ProgrammingError('relation "x" does not exist\nLINE 1: …'), "lanyard init"),
        (OperationalError("database is locked"), "LANYARD_DATABASE_URL"),
        (OperationalError('connection failed: role "x" does not exist'), "can't use"),
        (FileNotFoundError(2, "No such file or directory", "x.csv"), "x.csv: no such file"),
        (PermissionError(13, "Permission denied", "/x"), "/x: permission denied"),
    ],
)
def test_it_explains_what_was_foreseen(problem, expected):
    """Each foreseen failure has its line."""
    assert expected in cli.explain(problem)


@pytest.mark.parametrize("problem", [KeyError("x"), ProgrammingError("syntax error"), OSError("no number")])
def test_it_does_not_pass_off_a_fault_of_ours_as_bad_input(problem):
    """What nobody foresaw has no line of its own: the trace is shown."""
    assert cli.explain(problem) is None


@pytest.mark.parametrize("problem", [KeyError("x"), AttributeError("y"), Refused("no"), OSError(5, "broken")])
def test_it_never_answers_no_when_a_command_breaks(monkeypatch, capsys, problem):
    """Exit 1 is an answer; a command that breaks has none."""

    def breaks(words):
        raise problem

    monkeypatch.setattr(cli, "_run", breaks)
    assert cli.main(["anything"]) == 2
    assert capsys.readouterr().err


@given(st.text())
def test_it_keeps_every_complaint_on_one_line(text):
    """Whatever a message holds, a script that reads stderr gets one line."""
    from io import StringIO
    from unittest.mock import patch

    with patch("sys.stderr", new=StringIO()) as said:
        assert cli._say(text) == 2
    assert len(said.getvalue().splitlines()) == 1
