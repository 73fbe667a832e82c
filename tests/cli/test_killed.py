"""The process killed at any point: the database opens clean, and what was answered 'done' is there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lanyard.organisations.register.generator import Recipe, write_register

ROOT = Path(__file__).parents[2]
ROWS = 4_000

# Adds areas to a force one by one, saying each name once it is committed.
WRITER = """
import django
django.setup()
from lanyard.accounts.actors import operator
from lanyard.audit.acting import change
from lanyard.engines.rights import Place
from lanyard.organisations import policy
from lanyard.organisations.models import Organisation
force = Organisation.objects.filter(kind="force").first()
for number in range(100_000):
    with change(operator("test"), policy.LOAD_FORCES, Place(None)) as doing:
        made = Organisation.objects.create(kind="area", name=f"Area {number}", force=force)
        doing.record("area.created", made)
    print(number, flush=True)
"""


@pytest.fixture
def installation(tmp_path) -> dict[str, str]:
    """An installation of its own, and the environment that names it."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "LANYARD_DATA_DIR": str(tmp_path),
        "LANYARD_DATABASE_URL": f"sqlite:///{tmp_path / 'lanyard.db'}",
        "LANYARD_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "lanyard.config.settings",
    }
    subprocess.run([sys.executable, "-m", "lanyard", "init"], env=environment, check=True, capture_output=True)
    return environment


def checked(tmp_path: Path, environment: dict[str, str]) -> sqlite3.Connection:
    """Return the database after a kill, once it and its ledger have been found whole."""
    database = sqlite3.connect(tmp_path / "lanyard.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    command = [sys.executable, "-m", "lanyard", "verify-audit", "--json"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert json.loads(found.stdout)["intact"]
    return database


def test_it_keeps_all_or_nothing_of_an_import_that_was_killed(tmp_path, installation):
    register = tmp_path / "register.csv"
    with register.open("wb") as file:
        write_register(file, Recipe(rows=ROWS, authorities=[("850", "Hampshire")]))
    command = [sys.executable, "-m", "lanyard", "import-schools", str(register), "--accept"]
    log = tmp_path / "lanyard.db-wal"
    before = log.stat().st_size if log.exists() else 0
    importing = subprocess.Popen(command, env=installation, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # Killed as soon as it has begun to write; should it be quicker than that, all of it must be there.
    while importing.poll() is None and (not log.exists() or log.stat().st_size <= before):
        pass
    importing.send_signal(signal.SIGKILL)
    importing.wait()
    database = checked(tmp_path, installation)
    schools = database.execute("SELECT count(*) FROM organisations_school").fetchone()[0]
    accepted = database.execute("SELECT count(*) FROM organisations_registerimport WHERE accepted_at IS NOT NULL")
    assert (schools > 0) == (accepted.fetchone()[0] == 1)


def test_it_still_has_everything_that_was_answered_done_before_the_kill(tmp_path, installation):
    writing = subprocess.Popen(
        [sys.executable, "-c", WRITER], env=installation, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    done = [int(writing.stdout.readline()) for _ in range(50)]
    writing.send_signal(signal.SIGKILL)
    done += [int(line) for line in writing.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    writing.wait()
    database = checked(tmp_path, installation)
    there = {name for (name,) in database.execute("SELECT name FROM organisations_organisation WHERE kind = 'area'")}
    assert {f"Area {number}" for number in done} <= there
