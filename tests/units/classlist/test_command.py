"""`import-class`: what it prints, its exit codes, and that it only shows until told to accept."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Refused
from lanyard.units.classlist.generator import Recipe, class_list
from lanyard.units.commands import import_class
from lanyard.units.models import Child, Unit
from tests.cast_units import make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
KEYS = {"rows", "new", "changed", "unchanged", "closed", "skipped", "unmapped", "errors"}


@pytest.fixture
def unit(northshire) -> Unit:
    return make_unit(northshire)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "year-5.csv"
    path.write_bytes(class_list(Recipe(children=30)))
    return path


def run(capsys, file: Path, unit, **options) -> tuple[int, dict]:
    named = {"accept": False, "new_children": False, "json": True, **options}
    code = import_class(Namespace(file=file, unit=getattr(unit, "public_id", unit), **named))
    return code, json.loads(capsys.readouterr().out)


def test_it_shows_and_then_accepts_and_then_finds_nothing_new(unit, file, capsys):
    code, shown = run(capsys, file, unit)
    assert code == 0
    assert set(shown) >= KEYS
    assert (shown["rows"], shown["new"], shown["errors"]) == (30, 30, [])
    assert not Child.objects.exists()
    assert run(capsys, file, unit, accept=True) == (0, shown)
    assert Child.objects.filter(school=unit.school).count() == 30
    again = run(capsys, file, unit, accept=True)[1]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 30)
    assert Entry.objects.filter(verb="class-list.accepted").first().actor_name == "command line: import-class"


def test_it_tells_what_changed_and_who_is_missing_and_removes_nobody(unit, file, capsys):
    run(capsys, file, unit, accept=True)
    lines = file.read_text().splitlines()
    moved = lines[1].replace("Year 5", "Year 6") if "Year 5" in lines[1] else lines[1].replace("Year 6", "Year 5")
    file.write_text("\n".join([lines[0], moved, *lines[2:-1]]))
    found = run(capsys, file, unit, accept=True)[1]
    assert (found["changed"], found["unchanged"], found["missing"], found["closed"]) == (1, 28, 1, 0)
    assert Child.objects.listed().count() == 30


def test_it_names_file_line_and_column_and_accepts_nothing(unit, file, capsys):
    file.write_text(file.read_text().replace("Year 5", "Oak", 1))
    with pytest.raises(Refused, match=r"year-5\.csv: line \d+, column Year group: “Oak” is not a year group"):
        run(capsys, file, unit, accept=True)
    said = json.loads(capsys.readouterr().out)["errors"]
    assert said[0]["column"] == "Year group"
    assert not Child.objects.exists()


def test_it_leaves_to_a_person_what_is_in_doubt(unit, file, capsys):
    file.write_text("First name,Last name,Year,DOB\nJan,Novak,5,1/2/2017\nJana,Novak,5,1/2/2017\n")
    found = run(capsys, file, unit, accept=True)[1]
    assert (found["new"], found["doubtful"]) == (1, 1)
    assert found["doubts"][0]["line"] == 3
    assert "one letter" in found["doubts"][0]["why"]
    assert [child.given_name for child in Child.objects.all()] == ["Jan"]


def test_it_refuses_another_schools_list_unless_told_that_it_is_not(unit, file, capsys):
    run(capsys, file, unit, accept=True)
    file.write_bytes(class_list(Recipe(children=30, seed=2)))
    with pytest.raises(Refused, match="Hardly any"):
        run(capsys, file, unit, accept=True)
    assert json.loads(capsys.readouterr().out)["errors"]
    assert Child.objects.count() == 30
    assert run(capsys, file, unit, accept=True, new_children=True)[0] == 0
    assert Child.objects.count() > 50


@pytest.mark.parametrize("data", [b"", b"%PDF", b"First name\nAda\n", b"\x00\x01\x02"])
def test_it_prints_its_document_for_what_is_no_list_too(unit, file, capsys, data):
    file.write_bytes(data)
    with pytest.raises(Refused, match=r"year-5\.csv: "):
        run(capsys, file, unit, accept=True)
    assert set(json.loads(capsys.readouterr().out)) >= KEYS


def test_it_says_when_there_is_no_such_file_or_unit(unit, file, tmp_path, capsys):
    with pytest.raises(Refused, match="No such file"):
        run(capsys, tmp_path / "absent.csv", unit)
    with pytest.raises(Refused, match="There is no unit"):
        run(capsys, file, "000000000000")


def test_it_says_in_words_what_a_list_changes(unit, file, capsys):
    import_class(Namespace(file=file, unit=unit.public_id, accept=False, new_children=False, json=False))
    said = capsys.readouterr().out
    assert "rows: 30" in said
    assert "Parent 1 email → Adult 1: e-mail" in said
    assert "Add --accept" in said
