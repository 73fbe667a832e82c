"""Whoever is signed in, and what they may do, are read together on every request."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lanyard.accounts.actors import actor_for, with_posts
from lanyard.accounts.backend import Backend
from tests.cast import make_person, make_post


def test_it_reads_a_person_and_the_posts_they_hold_in_one_query(northshire, django_assert_num_queries):
    person = northshire.people["pcso"]
    make_post(person, "spoc", northshire.school)
    with django_assert_num_queries(1):
        found = with_posts(person.pk)
        assert sorted((post.role, post.organisation.name) for post in found.posts_today) == [
            ("pcso", "Northshire Police"), ("spoc", "Northshire Primary School"),
        ]  # fmt: skip
    assert (found, found.name, found.password) == (person, person.name, person.password)


def test_it_finds_somebody_who_holds_no_post_today(northshire):
    person = make_person("Nora Late")
    make_post(person, "pcso", northshire.force, ends_on=timezone.localdate() - timedelta(days=1))
    make_post(person, "spoc", northshire.school, starts_on=timezone.localdate() + timedelta(days=1))
    assert with_posts(person.pk) == person
    assert with_posts(person.pk).posts_today == []


def test_it_knows_nobody_who_is_not_there_or_may_no_longer_come_in(northshire):
    person = northshire.people["pcso"]
    assert Backend().get_user(str(person.pk)) == person
    assert Backend().get_user("0") is None
    person.is_active = False
    person.save()
    assert Backend().get_user(str(person.pk)) is None


@pytest.mark.parametrize("closed_on", [None, date(2020, 1, 1)])
def test_a_page_sees_the_same_rights_as_the_actor_of_a_command(northshire, signed_in_as, closed_on):
    """The page of one's own rights, whichever way the posts were read; a closed school gives none."""
    head, school = northshire.people["head-teacher"], northshire.school
    school.closed_on = closed_on
    school.save()
    answer = signed_in_as(head).get("/")
    assert answer.wsgi_request.actor.grants == actor_for(head).grants
    assert bool(actor_for(head).grants) == (closed_on is None)
