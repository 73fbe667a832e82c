"""To-dos: asked for once, seen by whom they are for, settled once."""

from datetime import date

import pytest
from django.db import transaction

from lanyard.accounts.actors import actor_for
from lanyard.notices.actions import raise_todo, settle_todo
from lanyard.notices.models import Todo
from lanyard.notices.queries import my_todos


@pytest.fixture
def ask(northshire):
    def ask(key="sign-1", roles=("head-teacher",), **values):
        with transaction.atomic():
            return raise_todo(key, roles, values.pop("organisation", northshire.school), "Sign it", "/x/", **values)

    return ask


def titles(actor):
    return [todo.key for todo in my_todos(actor)]


def test_it_asks_once_for_a_key_while_it_is_open(northshire, ask):
    ask()
    ask(due=date(2026, 12, 1))
    assert Todo.objects.get().due == date(2026, 12, 1)
    assert Todo.objects.get().meant_for.count() == 1


def test_it_asks_anew_after_it_was_settled(northshire, ask):
    ask()
    with transaction.atomic():
        assert settle_todo("sign-1") is True
        assert settle_todo("sign-1") is False
    assert titles(northshire.actor("head-teacher")) == []
    ask()
    assert titles(northshire.actor("head-teacher")) == ["sign-1"]


def test_it_shows_only_to_holders_of_the_role_there(northshire, southshire, hub, ask):
    ask()
    assert titles(northshire.actor("head-teacher")) == ["sign-1"]
    assert titles(northshire.actor("spoc")) == []
    assert titles(southshire.actor("head-teacher")) == []
    assert titles(actor_for(hub["hub-analyst"])) == []


def test_it_reaches_a_force_role_for_a_school_of_the_force(northshire, southshire, ask):
    ask(roles=["force-lead", "area-lead"])
    assert titles(northshire.actor("force-lead")) == ["sign-1"]
    assert titles(northshire.actor("area-lead")) == ["sign-1"]
    assert titles(southshire.actor("force-lead")) == []


def test_it_reaches_a_named_person(northshire, ask):
    ask(roles=[], people=[northshire.people["pcso"]])
    assert titles(northshire.actor("pcso")) == ["sign-1"]
    assert titles(northshire.actor("officer")) == []


def test_it_puts_the_most_pressing_first_and_what_has_no_day_last(northshire, ask):
    ask("no-day")
    ask("later", due=date(2027, 1, 1))
    ask("sooner", due=date(2026, 12, 1))
    assert titles(northshire.actor("head-teacher")) == ["sooner", "later", "no-day"]
