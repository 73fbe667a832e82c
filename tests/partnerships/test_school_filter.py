"""The list of schools can be narrowed by what a school has been offered and what it said."""

import pytest
from django.urls import reverse

from lanyard.partnerships.models import StatusRecord
from tests.cast import make_school
from tests.cast_units import BEGAN, began_at, make_partnership

pytestmark = pytest.mark.capability("MPS-1")
SCHOOLS = reverse("organisations:schools")


@pytest.fixture
def named(northshire) -> str:
    """The name of the school that has a named officer; a second school has been offered nothing."""
    StatusRecord.objects.create(
        partnership=make_partnership(northshire), status="named-officer", starts_on=BEGAN, recorded_at=began_at(BEGAN)
    )
    make_school(northshire.force, northshire.area, "Quiet Lane Primary School", "900007")
    return northshire.school.name


def names(client, **asked) -> list[str]:
    return [school.organisation.name for school in client.get(SCHOOLS, asked).context["page"]]


def test_it_keeps_the_schools_of_a_status(northshire, named, signed_in_as):
    lead = signed_in_as(northshire.people["force-lead"])
    assert names(lead, partnership="named-officer") == [named]
    assert names(lead, partnership="not-offered") == ["Quiet Lane Primary School"]
    assert names(lead, partnership="declined") == []
    assert len(names(lead, partnership="")) == 2


def test_a_status_that_does_not_exist_is_left_out(northshire, named, signed_in_as):
    assert len(names(signed_in_as(northshire.people["force-lead"]), partnership="'nonsense")) == 2


def test_it_finds_nobody_elses_schools(northshire, southshire, named, signed_in_as):
    assert names(signed_in_as(southshire.people["force-lead"]), partnership="named-officer") == []
