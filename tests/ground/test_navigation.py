"""The bar at the top of every page, for everybody there is."""

import pytest
from django.test import RequestFactory

from lanyard.accounts.actors import actor_for
from lanyard.accounts.roles import roles
from lanyard.design.navigation import navigation

MOST = 7  # what an eye takes in at once, and what fits on one line of a laptop


@pytest.mark.parametrize("role", sorted(roles()))
def test_it_offers_each_role_at_most_seven_ways_in_at_the_top(northshire, hub, role):
    request = RequestFactory().get("/")
    request.actor = actor_for({**northshire.people, **hub}[role])
    assert 1 <= len(navigation(request)) <= MOST
