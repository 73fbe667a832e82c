"""Fixtures of this room: noon on a Monday, a unit with its session, and a verdict by hand."""

from dataclasses import replace

import pytest
import time_machine

from lanyard.assurance.catalogue import framework_at
from lanyard.programme.actions import before, running
from tests import cast_programme
from tests.cast_units import make_unit


@pytest.fixture(autouse=True)
def noon():
    """Every test of this room plays at noon on Monday 23 November 2026."""
    with time_machine.travel(cast_programme.NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def unit(northshire):
    """A unit of Northshire's school, led by its PCSO."""
    return make_unit(northshire)


@pytest.fixture
def session(unit):
    """A session of the unit at one o'clock today."""
    return cast_programme.make_session(unit)


@pytest.fixture
def verdict(monkeypatch):
    """Return a function that makes readiness say what a test needs of any session."""

    def say(**findings):
        def gate(kind, queryset):
            return cast_programme.judged(queryset.get(), **findings)

        for module in ("actions.running", "actions.before", "session_page"):
            monkeypatch.setattr(f"lanyard.programme.{module}.gate", gate)

    return say


@pytest.fixture
def overridable(monkeypatch):
    """Make the catalogue allow a sergeant to override every requirement of a session that is given."""

    def allow(*evidence, **findings):
        def gate(kind, queryset):
            found = cast_programme.judged(queryset.get(), **findings)
            for requirement in framework_at(cast_programme.NOON.date()).requirements:
                if requirement.evidence in evidence:
                    found.requirements[requirement.id] = replace(requirement, override_roles=("sergeant",))
            return found

        monkeypatch.setattr(before, "gate", gate)
        monkeypatch.setattr(running, "gate", gate)

    return allow
