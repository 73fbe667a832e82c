"""The demonstration loads, shows every verdict, changes nothing again, and stands on a register you bring."""

from argparse import Namespace
from collections import Counter
from pathlib import Path

import pytest

from lanyard.accounts.models import DemoPersona, Person, Post
from lanyard.accounts.roles import OPERATOR, roles
from lanyard.assurance.readiness import moment, verdicts
from lanyard.assurance.registers import SubjectSet, kind_of
from lanyard.audit.models import Entry
from lanyard.audit.verification import verify
from lanyard.config.commands import demo_data
from lanyard.demo import load
from lanyard.demo.places import SCHOOLS_NEEDED
from lanyard.engines.readiness import VERDICTS
from lanyard.engines.refusals import Refused
from lanyard.organisations.commands import operator
from lanyard.organisations.forces import load_forces
from lanyard.organisations.models import Organisation
from lanyard.organisations.register.generator import Recipe, register_bytes
from lanyard.units.models import Unit

SURREY = [("936", "Surrey")]


@pytest.fixture
def installed(db) -> None:
    """An installation right after `lanyard init`."""
    load_forces(operator("test"))


@pytest.fixture
def loaded(installed) -> None:
    """The demonstration on its own invented county."""
    load()


def register(folder: Path, **recipe) -> Path:
    """Write a register in the Department's layout, of a real authority."""
    path = folder / "edubasealldata.csv"
    path.write_bytes(register_bytes(Recipe(**{"rows": 120, "authorities": SURREY, **recipe})))
    return path


def judged() -> dict[int, str]:
    """Return every unit's verdict by its key."""
    units = SubjectSet("unit", kind_of("unit").all(moment()))
    return {found.row.key: found.verdict for found in verdicts(units)}


@pytest.mark.capability("STO-18")
def test_every_verdict_occurs(loaded):
    assert set(judged().values()) == set(VERDICTS)


def test_its_units_and_schools_can_be_told_apart(loaded):
    posts = Post.objects.filter(person__persona__isnull=False, organisation__kind=Organisation.SCHOOL)
    taking_part = {post.organisation for post in posts.select_related("organisation")}
    taking_part |= {unit.school for unit in Unit.objects.select_related("school")}
    names = [school.name.partition(",")[0] for school in taking_part]
    assert len(set(names)) == len(names) > 4


def test_every_persona_holds_a_post_and_every_role_is_somebodys(loaded):
    held = {role for (role,) in Post.objects.filter(person__persona__isnull=False).values_list("role")}
    assert held == {role for role in roles() if role != OPERATOR}
    assert not DemoPersona.objects.exclude(person__posts__isnull=False).exists()


def test_all_of_it_was_done_by_somebody_and_stands_in_an_unbroken_ledger(loaded):
    assert verify().intact
    actors = Counter(Entry.objects.values_list("actor_name", flat=True))
    at_the_machine = {"command line: demo-data", "command line: test"}
    assert set(actors) - at_the_machine <= set(Person.objects.values_list("name", flat=True))
    assert actors["Helen Marsh"] > 0


def test_loading_it_again_changes_nothing(loaded):
    before = (Entry.objects.count(), Person.objects.count(), Unit.objects.count(), judged())
    load()
    assert (Entry.objects.count(), Person.objects.count(), Unit.objects.count(), judged()) == before


@pytest.mark.capability("MPS-3")
def test_it_stands_on_the_register_of_a_real_authority(installed, tmp_path):
    load(register(tmp_path))
    force = Organisation.objects.get(kind="force", name="Surrey Police")
    assert {unit.school.force for unit in Unit.objects.select_related("school__force")} == {force}
    assert set(judged().values()) == set(VERDICTS)
    assert not Organisation.objects.filter(name="Northshire Police").exists()


def rows() -> tuple[int, ...]:
    """Count what a half-done demonstration would leave behind."""
    return tuple(model.objects.count() for model in (Organisation, Person, Post, Unit, Entry, DemoPersona))


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ({"rows": 8}, f"needs {SCHOOLS_NEEDED}"),
        ({"rows": 60, "closed": 1.0}, f"needs {SCHOOLS_NEEDED}"),
        ({"rows": 60, "authorities": [("000", "Nowhere")]}, "needs"),
    ],
)
def test_it_refuses_a_register_with_too_few_schools_and_leaves_nothing_behind(installed, tmp_path, recipe, expected):
    before = rows()
    with pytest.raises(Refused, match=expected) as refused:
        load(register(tmp_path, **recipe))
    assert "\n" not in str(refused.value)
    assert rows() == before


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\xff\xfe"])
def test_it_refuses_what_is_not_a_register_and_leaves_nothing_behind(installed, tmp_path, content):
    before, file = rows(), tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(Refused):
        load(file)
    assert rows() == before


def test_it_refuses_before_the_forces_are_loaded(db):
    with pytest.raises(Refused, match="lanyard init"):
        load()
    assert rows() == (0,) * 6


def test_the_command_is_refused_outside_a_demonstration_and_without_its_file(installed, settings, tmp_path):
    settings.DEMO = False
    with pytest.raises(Refused, match="LANYARD_DEMO"):
        demo_data(Namespace(register=None, json=False))
    settings.DEMO = True
    with pytest.raises(Refused, match="no such file"):
        demo_data(Namespace(register=tmp_path / "none.csv", json=False))
    assert not DemoPersona.objects.exists()
