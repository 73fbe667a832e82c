"""The list of boards, and the way to it from Today."""

import pytest


@pytest.mark.capability("NEV-1")
def test_it_lists_for_the_hub_the_forces_that_have_units_with_their_number(
    unit, northshire, southshire, hub, signed_in_as
):
    page = signed_in_as(hub["hub-analyst"]).get("/board/").content.decode()
    assert northshire.force.name in page
    assert southshire.force.name not in page
    assert "more force" in page


def test_it_says_that_no_force_has_a_unit_yet(northshire, southshire, hub, signed_in_as):
    page = signed_in_as(hub["hub-analyst"]).get("/board/").content.decode()
    assert "has a unit yet" in page


def test_it_opens_the_one_board_that_a_reader_has(unit, northshire, signed_in_as):
    answer = signed_in_as(northshire.people["dro"]).get("/board/")
    assert answer.status_code == 302
    assert northshire.force.public_id in answer["Location"]


@pytest.mark.parametrize("role", ["dro", "force-safeguarding-lead", "force-lead", "area-lead"])
def test_it_leads_from_today_to_the_board(role, unit, northshire, signed_in_as):
    assert "Open the board" in signed_in_as(northshire.people[role]).get("/").content.decode()


def test_it_leads_the_hub_from_today_to_the_forces(unit, northshire, hub, signed_in_as):
    assert "Choose a force" in signed_in_as(hub["hub-analyst"]).get("/").content.decode()


def test_it_leads_nobody_of_a_school_to_a_board(unit, northshire, signed_in_as):
    page = signed_in_as(northshire.people["head-teacher"]).get("/").content.decode()
    assert "All units" not in page
