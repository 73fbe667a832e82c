"""Every test of class lists happens on the morning on which units' tests do."""

from tests.units.conftest import _today

__all__ = ["_today"]
