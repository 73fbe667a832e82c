"""The pages of the national framework: rules in words that anybody reads, with the documents they come from."""

import pytest

from lanyard.assurance.catalogue import newest


@pytest.mark.capability("NEV-18")
def test_it_says_what_the_letters_of_the_sources_stand_for(northshire, signed_in_as):
    page = signed_in_as(northshire.people["programme-teacher"]).get("/framework/").content.decode()
    assert "Safe to Operate Guidance and Checklist" in page
    assert "Put right within 28 days" in page
    assert "Each partnership with a school" in page


@pytest.mark.parametrize("item", newest().requirements, ids=lambda item: item.id)
def test_it_shows_every_requirement_with_what_to_do(item, northshire, signed_in_as):
    page = signed_in_as(northshire.people["force-lead"]).get(f"/framework/{item.id}/").content.decode()
    assert "What to do then" in page
    assert "How it is proved" in page


def test_it_has_no_page_for_a_requirement_that_is_not(northshire, signed_in_as):
    assert signed_in_as(northshire.people["force-lead"]).get("/framework/NOT-THERE/").status_code == 404
