"""The same seed gives the same nation, and what the command says of it."""

import json
from collections import Counter

import pytest
import time_machine
from django.db import transaction

from lanyard import cli
from lanyard.assurance.readiness import verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.audit.verification import verify
from lanyard.organisations.commands import operator
from lanyard.organisations.forces import load_forces
from lanyard.simulate.nation import simulate
from lanyard.units.models import Unit


@pytest.fixture(autouse=True)
def forces(db):
    """The 43 forces, as after `lanyard init`, on a day that stands still."""
    with time_machine.travel("2026-11-23 10:00", tick=False):
        load_forces(operator("init"))
        yield


def nation(seed: int, units: int = 60) -> tuple:
    """Return what a seed gives, in words without keys; the nation is taken away again."""
    with transaction.atomic():
        counts = simulate(units, seed)
        found = verdicts(SubjectSet("unit", Unit.objects.all()))
        said = sorted((v.row.name, v.verdict, tuple(c.finding.status for c in v.raw_cells)) for v in found)
        transaction.set_rollback(True)
    return counts["units"], counts["members"], said


def test_the_same_seed_gives_the_same_nation_and_another_seed_another():
    first = nation(7)
    assert nation(7) == first
    assert nation(8) != first


def test_the_verdicts_are_the_same_and_more_than_one_occurs():
    counted = Counter(verdict for _name, verdict, _statuses in nation(3, units=150)[2])
    assert len(counted) >= 3


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that runs one command and gives its exit code, its document and its complaint."""
    monkeypatch.setattr(cli, "_start_django", lambda: None)

    def run(*words) -> tuple[int, dict, str]:
        code = cli.main(["simulate", *map(str, words), "--json"])
        out, err = capsys.readouterr()
        return code, json.loads(out) if out else {}, err

    return run


def test_the_command_says_how_much_it_made_and_leaves_the_ledger_whole(run):
    code, found, _err = run("--units", 10, "--seed", 1)
    assert (code, found["units"], found["members"]) == (0, 10, 170)
    assert found["sessions"] > 0
    assert verify().intact


def test_the_command_refuses_a_second_nation_in_one_line(run):
    assert run("--units", 2, "--seed", 1)[0] == 0
    code, found, err = run("--units", 2, "--seed", 2)
    assert (code, found, err.count("\n")) == (2, {}, 1)
    assert "here already" in err
    assert Unit.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--units", 0, "--seed", 1], "--units 0"),
        (["--units", -5, "--seed", 1], "--units"),
        (["--units", 100_000, "--seed", 1], "from 1 to 99999"),
        (["--units", 2, "--seed", 1, "--years", 6], "from 1 to 5"),
        (["--units", "many", "--seed", 1], "many"),
        (["--units", 2], "--seed"),
    ],
)
def test_the_command_refuses_a_size_that_cannot_be_in_one_line(run, words, expected):
    code, found, err = run(*words)
    assert (code, found, err.count("\n")) == (2, {}, 1)
    assert expected in err
    assert not Unit.objects.exists()
