"""Every route says who may come, and every permission is one that somebody can hold."""

import pytest

from lanyard.accounts.policy import BY_LINK, INVITED, ONESELF
from lanyard.accounts.roles import OPERATOR, roles
from lanyard.engines.rights import Permission, permissions
from tests.ground.routes import routes

ADVICE = (
    "{source} (address /{pattern}) says nothing about who may open it. Write above the view, in this order of "
    "preference: @needs(policy.SOME_PERMISSION), @signed_in('why no permission is asked for') or "
    "@public('why anybody may come'), all from lanyard.design.routes"
)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_it_declares_who_may_come(route):
    """A view without a declaration would be open to all by forgetting."""
    assert route.declared, ADVICE.format(source=route.source, pattern=route.pattern)


def test_it_walks_the_routes_of_packages_too():
    """The walk is worth nothing if it stops at the first include."""
    found = {route.name for route in routes()}
    assert {"account_login", "mfa_authenticate", "notices:today"} <= found


def test_it_would_notice_a_view_that_declares_nothing():
    """The walk's own check: a bare view is not taken for a declared one."""
    from dataclasses import replace

    bare = replace(routes()[0], view=lambda request: None)
    assert not bare.declared


def test_it_gives_every_route_a_name_of_its_own():
    """Two routes of one name would make links go to whichever came last."""
    seen = {}
    for route in routes():
        assert "(no name)" not in route.name, f"/{route.pattern} has no name: add name= to its path()"
        # allauth's own names for one page may share a pattern, never the other way round
        assert seen.setdefault(route.name, route.pattern) == route.pattern, f"{route.name} is used twice"


@pytest.mark.parametrize("permission", permissions(), ids=lambda permission: permission.id)
def test_it_grants_permissions_only_to_roles_that_exist(permission: Permission):
    """A misspelt role is a right that nobody has, or a right that is believed to be given."""
    unknown = set(permission.roles) - set(roles()) - {OPERATOR, INVITED, ONESELF, BY_LINK}
    assert not unknown, f"{permission.id} names roles that accounts/catalogue/roles.toml does not have: {unknown}"
    assert permission.roles, f"{permission.id} is held by no role: nobody can ever do it"
