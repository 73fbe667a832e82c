"""`lanyard readiness` and `lanyard certificate`: what they print and how they leave."""

import json
from datetime import timedelta

import pytest

from lanyard import cli
from lanyard.assurance.catalogue import newest
from lanyard.assurance.models import Certificate
from lanyard.engines.readiness import SEVERITIES, STATUSES, VERDICTS
from lanyard.organisations.events import init_steps
from tests.cast_programme import make_session
from tests.cast_ready import NOW, ready_unit
from tests.cast_units import add_member

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-18")]
SUBJECT = {"id", "name", "kind", "verdict", "requirements"}
REQUIREMENT = {"id", "status", "severity", "source", "who", "until"}


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that runs one command and gives its exit code, its document and its complaint."""
    monkeypatch.setattr(cli, "_start_django", lambda: None)

    def run(*words) -> tuple[int, dict, str]:
        code = cli.main([*map(str, words), "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else {}, err

    return run


def test_it_prints_the_document_that_was_promised(run, unit):
    code, found, _err = run("readiness", "--unit", unit.public_id)
    assert (code, set(found)) == (0, {"at", "subjects"})
    (subject,) = found["subjects"]
    assert set(subject) >= SUBJECT
    assert (subject["id"], subject["kind"]) == (unit.public_id, "unit")
    assert subject["verdict"] in VERDICTS
    for requirement in subject["requirements"]:
        assert set(requirement) >= REQUIREMENT
        assert requirement["status"] in STATUSES
        assert requirement["severity"] in SEVERITIES
        assert requirement["source"]
        assert requirement["who"]


def test_it_leaves_with_1_when_anything_is_not_safe(run, unit, southshire):
    other = ready_unit(southshire)
    assert run("readiness", "--all")[0] == 0
    add_member(other, "New", "Child")
    code, found, _err = run("readiness", "--all")
    assert code == 1
    assert {s["id"]: s["verdict"] == "not ready" for s in found["subjects"]} == {
        unit.public_id: False,
        other.public_id: True,
    }
    assert run("readiness", "--force", northshire_code(unit))[0] == 0
    assert run("readiness", "--force", southshire.force.code)[0] == 1


def northshire_code(unit) -> str:
    return unit.school.force.code


def test_it_answers_for_a_session(run, unit):
    session = make_session(unit, starts=NOW + timedelta(days=1))
    code, found, _err = run("readiness", "--session", session.public_id)
    (subject,) = found["subjects"]
    assert (code, subject["id"], subject["kind"]) == (1, session.public_id, "session")
    assert {"SES-PLAN", "UNT-NEEDS", "OFF-VETTING", "FRC-DRO-NAMED"} <= {r["id"] for r in subject["requirements"]}


def test_it_answers_as_at_a_past_moment(run, unit, clock):
    clock.shift(timedelta(days=2))
    add_member(unit, "New", "Child", recorded_at=NOW + timedelta(days=1))
    assert run("readiness", "--unit", unit.public_id)[0] == 1
    for at in ("2026-11-23", "2026-11-23T12:00", "2026-11-23T12:00:00+00:00", "2026-11-23 12:00"):
        code, found, _err = run("readiness", "--unit", unit.public_id, "--at", at)
        assert code == 0, at
        assert found["at"].startswith("2026-11-23")
    assert run("readiness", "--unit", unit.public_id, "--at", "2026-11-24")[0] == 1


def test_no_unit_at_all_is_nothing_that_is_unsafe(run, northshire):
    assert run("readiness", "--all")[:2] == (0, {"at": NOW.isoformat(), "subjects": []})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--unit", "nosuchunit22"], "no unit has the id 'nosuchunit22'"),
        (["--session", "x"], "no session has the id 'x'"),
        (["--force", "E99"], "'E99' is no force's code"),
        (["--all", "--at", "yesterday"], "--at 'yesterday' is not a moment"),
        (["--all", "--at", "2026-02-30"], "is not a moment"),
        (["--all", "--at", "2026-11-23T25:00"], "is not a moment"),
        (["--all", "--at", ""], "is not a moment"),
        (["--all", "--at", "9999-12-31"], "is not a moment"),
        (["--all", "--at", "0001-01-01T00:00:00+14:00"], "is not a moment"),
        ([], "required"),
        (["--all", "--force", "E23900001"], "not allowed with"),
    ],
)
def test_it_refuses_bad_input_in_one_line(run, unit, words, expected):
    code, found, err = run("readiness", *words)
    assert (code, found, err.count("\n")) == (2, {}, 1)
    assert expected in err


def test_it_prints_for_people_too(capsys, monkeypatch, unit):
    monkeypatch.setattr(cli, "_start_django", lambda: None)
    add_member(unit, "New", "Child")
    assert cli.main(["readiness", "--all"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("NOT READY")
    assert "[UNT-PERMISSION]" in out


def test_a_certificate_is_written_and_its_code_printed(run, unit, tmp_path):
    file = tmp_path / "unit.pdf"
    code, found, _err = run("certificate", unit.public_id, "--out", file)
    assert code == 0
    assert file.read_bytes().startswith(b"%PDF")
    assert found["code"] == Certificate.objects.get().code
    assert Certificate.objects.get().issued_by == "command line: certificate"


def test_a_certificate_is_refused_with_1_when_the_unit_is_not_ready_and_nothing_is_written(run, unit, tmp_path):
    add_member(unit, "New", "Child")
    file = tmp_path / "unit.pdf"
    code, found, err = run("certificate", unit.public_id, "--out", file)
    assert (code, found, err.count("\n")) == (1, {}, 1)
    assert f"is not safe to operate: {newest().get('UNT-PERMISSION').title}" in err
    assert not file.exists()
    assert not Certificate.objects.exists()


def test_a_certificate_that_cannot_be_written_is_not_issued(run, unit, tmp_path):
    code, _found, err = run("certificate", unit.public_id, "--out", tmp_path / "no" / "folder.pdf")
    assert code == 2
    assert "Name a file that can be written" in err
    assert not Certificate.objects.exists()


def test_a_certificate_for_no_unit_is_bad_input(run, northshire, tmp_path):
    code, _found, err = run("certificate", "nosuchunit22", "--out", tmp_path / "x.pdf")
    assert code == 2
    assert "no unit has the id" in err


def test_init_names_the_version_of_the_framework(run, monkeypatch):
    said = {key: value for step in init_steps() for key, value in step().items()}
    assert said["catalogue_version"] == newest().version
