"""Posts: who gives and ends them, what stays on record, and that two people can't be given the same one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.people import deactivate, may_switch, reactivate
from lanyard.accounts.actions.posts import end_post, give_post
from lanyard.accounts.actors import actor_for, operator
from lanyard.accounts.models import Post
from lanyard.accounts.policy import giveable
from lanyard.accounts.queries import holders, holders_at
from lanyard.accounts.roles import roles, roles_at
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.organisations.models import Organisation
from tests import cast

TODAY = timezone.localdate


def post_of(tenant, role) -> Post:
    return Post.objects.standing().get(person=tenant.people[role])


@pytest.fixture
def newcomer(db):
    return cast.make_person("Nina Cole")


def test_it_gives_a_post_and_says_so_in_the_ledger(northshire, newcomer):
    post = give_post(northshire.actor("head-teacher"), newcomer, "spoc", northshire.school, TODAY())
    assert list(holders("spoc", northshire.school)) == [newcomer, northshire.people["spoc"]]
    entry = Entry.objects.get(verb="post.given")
    assert (entry.subjects, entry.actor) == ([post.pk], northshire.people["head-teacher"].pk)


def test_it_ends_a_post_by_withdrawing_the_row_and_adding_one_with_an_end(northshire):
    held = post_of(northshire, "spoc")
    before = timezone.now()
    ended = end_post(northshire.actor("head-teacher"), held, TODAY() - timedelta(days=1))
    assert not holders("spoc", northshire.school).exists()
    assert ended.pk != held.pk
    assert Post.objects.held_as_known(before).filter(person=held.person).get() == held
    assert not actor_for(held.person).grants


def test_it_refuses_the_second_of_two_who_end_a_post(northshire):
    held = post_of(northshire, "spoc")
    head = northshire.actor("head-teacher")
    end_post(head, held, TODAY())
    with pytest.raises(Conflict):
        end_post(head, held, TODAY())


@pytest.mark.parametrize("on", [date(2020, 8, 31), date(1990, 1, 1)])
def test_it_refuses_an_end_before_the_beginning(northshire, on):
    with pytest.raises(Refused, match="1 September 2020"):
        end_post(northshire.actor("head-teacher"), post_of(northshire, "spoc"), on)


@pytest.mark.parametrize("role", ["head-teacher", "force-lead", "central-team"])
def test_it_refuses_to_give_oneself_a_post(northshire, role):
    place = northshire.school if role == "head-teacher" else northshire.force
    wanted = "spoc" if role == "head-teacher" else "pcso"
    with pytest.raises(Forbidden):
        give_post(northshire.actor(role), northshire.people[role], wanted, place, TODAY())


@pytest.mark.parametrize(("role", "place"), [("pcso", "school"), ("head-teacher", "force"), ("hub-analyst", "force")])
def test_it_refuses_a_role_that_the_organisation_does_not_have(northshire, newcomer, role, place):
    with pytest.raises(Refused):
        give_post(operator("test"), newcomer, role, getattr(northshire, place), TODAY())


def test_it_keeps_a_sole_post_to_one_holder(northshire, newcomer):
    head = northshire.actor("head-teacher")
    with pytest.raises(Conflict, match="Dina Lowe"):
        give_post(head, newcomer, "dsl", northshire.school, TODAY())
    end_post(head, post_of(northshire, "dsl"), TODAY())
    with pytest.raises(Conflict):
        give_post(head, newcomer, "dsl", northshire.school, TODAY())
    assert give_post(head, newcomer, "dsl", northshire.school, TODAY() + timedelta(days=1))


def test_it_refuses_a_post_somebody_holds_already(northshire):
    with pytest.raises(Conflict):
        give_post(northshire.actor("head-teacher"), northshire.people["spoc"], "spoc", northshire.school, TODAY())


def test_it_refuses_a_last_day_before_the_first(northshire, newcomer):
    with pytest.raises(Refused) as refused:
        give_post(
            northshire.actor("head-teacher"), newcomer, "spoc", northshire.school, TODAY(), TODAY() - timedelta(days=1)
        )
    assert refused.value.field == "ends_on"


def test_it_refuses_a_post_at_a_closed_school(northshire, newcomer):
    northshire.school.closed_on = TODAY() - timedelta(days=1)
    northshire.school.save()
    with pytest.raises(Refused, match="has closed"):
        give_post(operator("test"), newcomer, "spoc", northshire.school, TODAY())


def test_it_lets_each_role_give_only_its_own_posts(northshire, southshire, hub):
    school, force, area = northshire.school, northshire.force, northshire.area
    ordinary = [role for role in roles_at("force") if not roles()[role].senior]
    expected = {
        ("head-teacher", school): ["spoc", "dsl", "deputy-dsl", "programme-teacher"],
        ("head-teacher", force): [],
        ("force-lead", school): ["head-teacher"],
        ("force-lead", force): roles_at("force"),
        ("force-lead", area): roles_at("area"),
        ("central-team", school): ["head-teacher"],
        ("central-team", force): ordinary,
        ("central-team", area): roles_at("area"),
    }
    # Leading a school, one does not appoint one's own successor or a second self: the force does.
    for (role, place), may in expected.items():
        assert giveable(northshire.actor(role), place) == may, (role, place)
        assert giveable(southshire.actor(role), place) == []
    for role in set(northshire.people) - {"head-teacher", "force-lead", "central-team"}:
        assert not any(giveable(northshire.actor(role), place) for place in (school, force, area)), role
    for person in hub.values():
        national = Organisation.objects.get(kind="hub")
        assert not any(giveable(actor_for(person), place) for place in (school, force, national))


@pytest.mark.parametrize("role", ["head-teacher", "force-lead", "central-team", "pcso", "dsl"])
def test_it_refuses_to_touch_another_tenants_posts(northshire, southshire, newcomer, role):
    outsider = southshire.actor(role)
    with pytest.raises(Forbidden):
        give_post(outsider, newcomer, "spoc", northshire.school, TODAY())
    with pytest.raises(Forbidden):
        end_post(outsider, post_of(northshire, "spoc"), TODAY())
    with pytest.raises(Forbidden):
        end_post(outsider, post_of(northshire, "pcso"), TODAY())


def test_it_closes_an_account_signs_out_at_once_and_takes_the_person_off_the_holders(northshire, signed_in_as):
    priya = northshire.people["pcso"]
    client = signed_in_as(priya)
    deactivate(northshire.actor("force-lead"), priya)
    assert client.get(reverse("accounts:account")).status_code == 302
    assert not holders("pcso", northshire.force).exists()
    assert priya not in [post.person for post in holders_at(northshire.force)]
    priya.refresh_from_db()
    reactivate(northshire.actor("force-lead"), priya)
    assert holders("pcso", northshire.force).get() == priya


def test_it_refuses_to_close_the_account_of_somebody_who_also_works_elsewhere(northshire, southshire):
    priya = northshire.people["pcso"]
    cast.make_post(priya, "volunteer", southshire.force)
    with pytest.raises(Refused):
        deactivate(northshire.actor("force-lead"), priya)


@pytest.mark.parametrize("role", ["head-teacher", "sergeant", "dro", "pcso"])
def test_it_lets_only_those_who_lead_close_an_account(northshire, role):
    with pytest.raises((Forbidden, Refused)):
        deactivate(northshire.actor(role), northshire.people["officer"])


@pytest.mark.parametrize("role", ["force-lead", "dro", "force-safeguarding-lead"])
def test_it_keeps_the_central_team_from_shutting_out_those_who_answer_for_the_force(northshire, role):
    senior = northshire.people[role]
    with pytest.raises(Refused):
        deactivate(northshire.actor("central-team"), senior)
    assert not may_switch(northshire.actor("central-team"), senior)
    deactivate(northshire.actor("central-team"), northshire.people["pcso"])


def test_it_refuses_to_close_ones_own_account(northshire):
    with pytest.raises(Forbidden):
        deactivate(northshire.actor("force-lead"), northshire.people["force-lead"])


def test_it_lists_holders_in_the_catalogues_order(northshire):
    assert [post.role for post in holders_at(northshire.school)] == list(cast.SCHOOL_STAFF)
