"""The register."""

from datetime import date, time

import pytest

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.programme.actions import running
from lanyard.programme.actions.register import Mark, members_of, take_register
from lanyard.programme.models import RegisterMark
from tests.cast_programme import NOON, add_staff
from tests.cast_units import add_member, make_unit


@pytest.fixture
def started(session, northshire, verdict):
    verdict()
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    return running.start(northshire.actor("pcso"), session)


@pytest.fixture
def child(unit):
    return add_member(unit)


def test_a_correction_keeps_the_mark_it_replaces(started, child, northshire):
    pcso = northshire.actor("pcso")
    assert take_register(pcso, started, {child.pk: Mark("absent")}) == 1
    assert take_register(pcso, started, {child.pk: Mark("absent")}) == 0
    assert take_register(pcso, started, {child.pk: Mark("late", time(13, 10))}) == 1
    marks = RegisterMark.objects.order_by("pk")
    assert [(m.mark, m.withdrawn_reason) for m in marks] == [("absent", "corrected"), ("late", "")]


def test_it_is_taken_once_the_session_has_begun_and_corrected_after_its_end(started, session, child, northshire):
    pcso = northshire.actor("pcso")
    running.end(pcso, started, "Fine")
    assert take_register(pcso, started, {child.pk: Mark("present")}) == 1


def test_it_is_not_taken_before_the_start(session, child, northshire):
    with pytest.raises(Conflict, match="not started"):
        take_register(northshire.actor("pcso"), session, {child.pk: Mark("present")})


@pytest.mark.parametrize(
    ("mark", "field"), [(Mark("asleep"), "mark"), (Mark("present", time(13)), "at"), (Mark("absent", time(13)), "at")]
)
def test_it_names_the_child_whose_mark_is_wrong_and_writes_nothing(started, child, unit, northshire, mark, field):
    other = add_member(unit, "Zak", "Abbott")
    with pytest.raises(Refused) as refused:
        take_register(northshire.actor("pcso"), started, {other.pk: Mark("present"), child.pk: mark})
    assert refused.value.field == f"{field}_{child.pk}"
    assert not RegisterMark.objects.exists()


def test_it_refuses_a_child_of_another_unit(started, southshire, northshire):
    stranger = add_member(make_unit(southshire))
    with pytest.raises(Refused, match="not in the unit"):
        take_register(northshire.actor("pcso"), started, {stranger.pk: Mark("present")})


def test_the_list_holds_who_belonged_on_the_day(session, unit):
    add_member(unit, "Zak", "Abbott", left_on=date(2026, 11, 23))
    stays = add_member(unit, "Mia", "Abbott", left_on=date(2026, 11, 24))
    add_member(unit, "New", "Child", joined_on=date(2026, 11, 24))
    assert list(members_of(session)) == [stays]


def test_supervisors_do_not_take_it(started, child, northshire):
    for role in ("sergeant", "central-team", "force-lead", "head-teacher"):
        with pytest.raises(Forbidden):
            take_register(northshire.actor(role), started, {child.pk: Mark("present")})
