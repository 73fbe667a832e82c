"""`import-schools`: what it prints, its exit codes, and that it only shows until told to accept."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from lanyard.engines.refusals import Refused
from lanyard.organisations.commands import import_schools
from lanyard.organisations.models import School
from lanyard.organisations.register.generator import Recipe, register_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.capability("MPS-3")]
KEYS = {"rows", "new", "changed", "unchanged", "closed", "skipped", "unmapped", "errors"}


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "register.csv"
    path.write_bytes(register_bytes(Recipe(rows=60, authorities=[("936", "Surrey"), ("850", "Hampshire")])))
    return path


def run(capsys, file: Path, **options) -> tuple[int, dict]:
    code = import_schools(Namespace(file=file, json=True, **{"force": None, "accept": False} | options))
    return code, json.loads(capsys.readouterr().out)


def test_it_shows_and_then_accepts_and_then_finds_nothing_new(forces, file, capsys):
    code, shown = run(capsys, file)
    assert code == 0
    assert set(shown) >= KEYS
    assert School.objects.count() == 0
    assert run(capsys, file, accept=True) == (0, shown)
    assert School.objects.count() == shown["new"]
    again = run(capsys, file, accept=True)[1]
    assert (again["new"], again["unchanged"]) == (0, shown["new"])


def test_it_keeps_to_one_force_named_by_code_or_by_name(forces, file, capsys):
    by_code, by_name = (run(capsys, file, force=name)[1] for name in ("E23000031", "surrey"))
    assert by_code == by_name
    assert 0 < by_code["new"] < run(capsys, file)[1]["new"]


def test_it_names_file_line_and_column_and_accepts_nothing(forces, file, capsys):
    file.write_bytes(file.read_bytes().replace(b'"936"', b'"93six"', 1))
    with pytest.raises(Refused, match=r"register\.csv: line \d+, column LA \(code\): "):
        run(capsys, file, accept=True)
    said = json.loads(capsys.readouterr().out)["errors"]
    assert said[0]["column"] == "LA (code)"
    assert School.objects.count() == 0


def test_it_says_when_there_is_no_such_file_or_no_forces_yet(db, file, capsys):
    with pytest.raises(Refused, match="Run 'lanyard init' first"):
        run(capsys, file)


def test_it_says_when_there_is_no_such_file(forces, tmp_path, capsys):
    with pytest.raises(Refused, match="No such file"):
        run(capsys, tmp_path / "absent.csv")


def test_it_says_in_words_what_a_register_changes(forces, file, capsys):
    import_schools(Namespace(file=file, json=False, force=None, accept=False))
    said = capsys.readouterr().out
    assert "rows: 60" in said
    assert "Add --accept" in said
