"""Reminders: due by the catalogue, sent once, stopped by an answer, by leaving, by a bar; then the school is told."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lanyard import cli
from lanyard.accounts.actors import operator
from lanyard.audit.models import Entry
from lanyard.consents.actions.answers import PaperAnswer, record_answers
from lanyard.consents.actions.reminders import remind
from lanyard.consents.models import Asked, ConsentRequest
from lanyard.engines.refusals import Conflict
from lanyard.notices.models import Sending, Todo
from lanyard.units.models import Adult, Member, Responsibility
from tests.cast_requests import PURPOSES, ask, child_of, parent_of, sent_token
from tests.cast_units import make_unit
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5")]
START = timezone.datetime(2026, 10, 5, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


@pytest.fixture
def asked(unit):
    ada = child_of(None, unit)
    return ask(parent_of(ada), ada)


def run(days: float):
    with time_machine.travel(START + timedelta(days=days), tick=False):
        return remind(operator("remind"))


def reminded(days: float) -> int:
    return run(days).reminded


def test_it_reminds_after_five_and_ten_days_and_not_a_third_time(asked):
    assert [reminded(day) for day in (1, 4.9, 5, 5.5, 9.9, 10, 11, 13)] == [0, 0, 1, 0, 0, 1, 0, 0]
    assert Sending.objects.count() == 2


def test_it_makes_up_for_no_run_that_was_missed(asked):
    assert [reminded(day) for day in (12, 12.5)] == [1, 0]


def test_it_sends_a_reminder_with_a_link_that_opens(asked, client):
    reminded(5)
    sending = Sending.objects.get()
    assert (sending.writer, sending.address) == ("consents.question", "sara@example.org")
    with time_machine.travel(START + timedelta(days=6), tick=False):
        assert client.get(f"/p/{sent_token(sending)}/").status_code == 200
    assert "Ada" not in sending.body + sending.subject


@pytest.mark.parametrize("what", ["answered", "stopped", "left", "barred", "not known", "no address", "paper", "late"])
def test_it_reminds_nobody_whom_it_must_not(asked, what):
    if what == "answered":
        Asked.objects.update(answered_at=START)
    elif what == "stopped":
        Asked.objects.update(stopped_at=START)
    elif what == "left":
        Member.objects.update(left_on=START.date())
    elif what == "barred":
        Responsibility.objects.update(barred=True)
    elif what == "not known":
        Responsibility.objects.update(holds="unknown")
    elif what == "no address":
        Adult.objects.update(email="", phone="")
    elif what == "paper":
        Asked.objects.update(channel="paper")
    else:
        ConsentRequest.objects.update(answer_by=START.date() + timedelta(days=4))
    assert reminded(5) == 0
    assert not Sending.objects.exists()


@pytest.mark.parametrize(("what", "why"), [("left", "left"), ("barred", "no responsibility")])
def test_it_waits_no_longer_for_who_may_not_be_asked(asked, what, why):
    if what == "left":
        Member.objects.update(left_on=START.date())
    else:
        Responsibility.objects.update(barred=True)
    assert run(1).stopped == 1
    asked.refresh_from_db()
    assert asked.stopped_why == why
    assert run(2).stopped == 0


def test_it_stops_when_the_answers_came_on_paper(northshire, unit, asked):
    ada = asked.members.get()
    said = [PaperAnswer(ada.pk, purpose, "yes", START.date(), asked.adult_id) for purpose in PURPOSES]
    record_answers(northshire.actor("spoc"), unit, said[:-1])
    asked.refresh_from_db()
    assert asked.answered_at is None
    record_answers(northshire.actor("spoc"), unit, said[-1:])
    asked.refresh_from_db()
    assert asked.answered_at is not None
    assert reminded(5) == 0


def test_it_does_not_take_the_other_parents_answers_for_theirs(northshire, unit, asked):
    ada = asked.members.get()
    other = parent_of(ada, "Omar Khan", "")
    said = [PaperAnswer(ada.pk, purpose, "yes", START.date(), other.pk) for purpose in PURPOSES]
    record_answers(northshire.actor("spoc"), unit, said)
    assert reminded(5) == 1


def test_it_tells_the_school_once_what_is_missing_after_the_day(unit, asked):
    assert run(14).overdue == 0
    assert [run(day).overdue for day in (15, 16)] == [1, 0]
    todo = Todo.objects.get()
    assert todo.title == "1 parent or carer has not answered about Year 5 unit"
    assert todo.organisation == unit.school
    assert Entry.objects.filter(verb="request.overdue").count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_sends_once_when_two_runs_meet(asked):
    def one():
        try:
            return remind(operator("remind")).reminded
        except Conflict:
            return 0

    with time_machine.travel(START + timedelta(days=5), tick=False):
        assert sum(together(one, one)) == 1
    assert Sending.objects.count() == 1


def test_it_has_a_command_for_a_timer(asked, capsys):
    args = cli.build_parser().parse_args(["remind"])
    args.json = True
    with time_machine.travel(START + timedelta(days=5), tick=False):
        assert args.run(args) == 0
    assert json.loads(capsys.readouterr().out) == {"reminded": 1, "stopped": 0, "overdue": 0}
