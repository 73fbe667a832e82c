"""What holds for all rooms: catalogues are dated and sourced, records know their tenant, nothing is left undone."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from lanyard.audit.models import Recorded

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((ROOT / "src" / "lanyard").glob("**/catalogue/**/*.toml"))
RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded)]
OURS = [model for model in apps.get_models() if model.__module__.startswith("lanyard.")]


def items(node: dict, facts: dict, where: str) -> Iterator[tuple[str, dict]]:
    """Yield each rule (what has an id and says something), with the source and date it carries or inherits.

    What has an id and a title only is a word of a list, such as a reason for leaving: no rule, so it needs no source.
    """
    own = {key: value for key, value in node.items() if key.endswith(("source", "sources", "last_checked"))}
    facts = {**facts, **own}
    if "id" in node and set(node) - {"id", "title"}:
        yield f"{where}: {node['id']}", facts
    for value in node.values():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict):
                yield from items(child, facts, where)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(ROOT / "src/lanyard").as_posix())
def test_it_dates_and_sources_every_item_of_a_catalogue(path):
    """A rule is data with a source, and the day a person last looked whether it still holds."""
    for name, facts in items(tomllib.loads(path.read_text()), {}, path.name):
        assert any(key.endswith(("source", "sources")) for key in facts), f"{name} has no source"
        assert isinstance(facts.get("last_checked"), date), f"{name} has no last_checked = YYYY-MM-DD"
        assert facts["last_checked"] <= date(2026, 12, 31), f"{name} was checked in the future"


def test_it_finds_the_catalogues():
    """The check above is worth nothing on an empty list."""
    assert {"roles.toml", "capabilities.toml"} <= {path.name for path in CATALOGUES}


def test_it_would_notice_an_item_without_a_source():
    """The check's own check: facts are inherited from above, never from a neighbour."""
    rows = {"row": [{"id": "a", "source": "MPS §1"}, {"id": "b", "months": 12}, {"id": "c", "title": "C"}]}
    assert [sorted(facts) for _, facts in items(rows, {}, "x")] == [["source"], []]


def test_it_imports_only_from_rooms_below():
    """The import contract is the executable form of the table of rooms."""
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_it_has_a_migration_for_every_change_of_a_model():
    """A model changed without its migration works for the one who changed it and breaks everybody else."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def parents(model: type[models.Model]) -> list[type[models.Model]]:
    """Return the models of ours that a row of this model can't be without."""
    keys = [field for field in model._meta.get_fields() if isinstance(field, models.ForeignKey) and not field.null]
    return [field.related_model for field in keys if field.related_model in OURS]


def has_tenant(model: type[models.Model]) -> bool:
    """Say whether rows belong to a tenant: by themselves, or by what they hang on."""
    return hasattr(model, "tenant") or any(hasattr(parent, "tenant") for parent in parents(model))


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model._meta.label)
def test_it_knows_the_tenant_of_every_record(model):
    """A record that proves something belongs to a school or a force, or hangs on what does."""
    assert has_tenant(model), (
        f"{model._meta.label}: give it tenant = '…' and ScopedQuerySet, or a parent that has them"
    )


@pytest.mark.parametrize("model", [m for m in OURS if hasattr(m, "tenant")], ids=lambda m: m._meta.label)
def test_it_scopes_in_the_manager_what_has_a_tenant(model):
    """Tenancy lives in the manager, so that no page can forget it."""
    assert hasattr(model._default_manager.all(), "visible_to"), f"{model._meta.label}: objects = ScopedQuerySet…"


@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model._meta.label)
def test_it_can_ask_any_record_what_was_known(model):
    """Every record can be read as at a past moment."""
    assert hasattr(model._default_manager.all(), "known"), f"{model._meta.label}: objects = RecordedQuerySet…"


def test_it_documents_every_setting_that_the_environment_has():
    """The table that an IT lead reads is the whole truth: each name that the code reads, and no other."""
    code = "".join(path.read_text() for path in (ROOT / "src" / "lanyard").rglob("*.py"))
    page = (ROOT / "docs" / "deploy.md").read_text()
    read = set(re.findall(r'"(LANYARD_[A-Z_]+[A-Z])"', code)) - {"LANYARD_TEST_DATABASE_URL"}
    missing = {name for name in read if name not in page and f"_{name.rsplit('_', 1)[1]}`" not in page}
    assert not missing, f"add to docs/deploy.md: {sorted(missing)}"
    unknown = {name for name in re.findall(r"`(LANYARD_[A-Z_]+[A-Z])`", page) if name not in code}
    assert not unknown, f"docs/deploy.md names what nothing reads: {sorted(unknown)}"
