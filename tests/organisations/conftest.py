"""Forces and registers for this room's tests; real files only where LANYARD_REAL_DATA names a folder."""

import io
import os
from pathlib import Path

import pytest

from lanyard.organisations.commands import operator
from lanyard.organisations.forces import load_forces
from lanyard.organisations.models import LocalAuthority, Organisation
from lanyard.organisations.register.generator import Recipe, register_bytes
from tests import cast

# Not skipped where there is no real data: not collected at all.
collect_ignore = [] if os.environ.get("LANYARD_REAL_DATA") else ["test_real_registers.py"]


@pytest.fixture
def hub_place(db) -> Organisation:
    """The national hub."""
    return Organisation.objects.get_or_create(kind="hub", code="HUB", defaults={"name": "National hub"})[0]


@pytest.fixture
def forces(db) -> None:
    """The 43 forces and their authorities."""
    load_forces(operator("test"))


@pytest.fixture
def north(northshire, hub_place) -> cast.Tenant:
    """Northshire, with the authority of code 999."""
    LocalAuthority.objects.create(code="999", name="Northshire", force=northshire.force)
    return northshire


@pytest.fixture
def register():
    """Return a function that makes a register as a file."""

    def make(rows: int = 40, **recipe) -> io.BytesIO:
        recipe.setdefault("first_urn", 910_000)
        return io.BytesIO(register_bytes(Recipe(rows=rows, **recipe)))

    return make


def real_data() -> Path:
    """Return the folder of real registers."""
    return Path(os.environ["LANYARD_REAL_DATA"])
