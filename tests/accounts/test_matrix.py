"""The generated page of who may do what."""

import pytest

from lanyard.accounts.matrix import check, role_matrix
from lanyard.accounts.roles import roles
from lanyard.engines import rights
from lanyard.engines.rights import Reach


def test_it_lists_every_permission_and_every_post():
    page = role_matrix()
    for permission in rights.permissions():
        assert f"`{permission.id}`" in page
    for role in roles():
        assert f"| `{role}` |" in page


def test_it_names_who_has_a_permission_and_how_far():
    row = next(line for line in role_matrix().splitlines() if "`accounts.manage-school-posts`" in line)
    assert "head-teacher (U)" in row
    assert "force-lead" not in row


def test_it_finds_a_page_that_no_longer_matches():
    assert check(role_matrix())
    assert not check(role_matrix() + "by hand")


def test_it_refuses_a_permission_for_a_role_that_does_not_exist(monkeypatch):
    stray = rights.Permission("stray.permission", "A stray", {"king": Reach.UNDER})
    monkeypatch.setitem(rights._register, stray.id, stray)
    with pytest.raises(ValueError, match="king"):
        role_matrix()
