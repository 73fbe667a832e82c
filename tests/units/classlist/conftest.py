"""Every test of class lists happens on the morning on which units' tests do."""

from collections.abc import Callable

import pytest

from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.classlist.columns import check_choice
from lanyard.units.classlist.compare import Comparison
from lanyard.units.classlist.whole import Whole, look_through, open_list
from tests.units.conftest import TODAY, _today

__all__ = ["_today"]
HEADINGS = "First name,Last name,Year,DOB,Class,Parent,Relationship,Email,Phone,PR"


def looked_through(tenant, *lines: str, headings: str = HEADINGS) -> Whole:
    """Return a list as it is read for the tenant's school."""
    table, chosen = open_list("\n".join([headings, *lines]).encode(), TODAY)
    return look_through(tenant.school, table, check_choice(chosen), TODAY)


@pytest.fixture
def take_in(northshire) -> Callable[..., Comparison]:
    """Return a function that reads a list of lines and accepts it, as the programme teacher."""

    def accept(*lines: str, answers=None, tenant=northshire, headings: str = HEADINGS, ours=False) -> Comparison:
        found = looked_through(tenant, *lines, headings=headings)
        assert not found.listing.problems, found.listing.problems
        mark, rows = found.comparison.mark(), found.listing.children
        actor = tenant.actor("programme-teacher")
        return accept_class_list(actor, tenant.school, rows, answers or {}, mark=mark, ours=ours)

    return accept
