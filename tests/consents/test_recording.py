"""Answers from paper forms: recorded by the school, replaced by newer forms, corrected without being overwritten."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from lanyard.audit.models import Entry
from lanyard.consents.actions.answers import PaperAnswer, record_answers, withdraw_answer
from lanyard.consents.actions.givers import NewAdult
from lanyard.consents.models import Answer
from lanyard.consents.queries import answers_of, photo_answers
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.models import Adult, Member
from tests.cast_units import add_answer, add_answers, add_member, adult_of, make_unit
from tests.consents.conftest import TODAY
from tests.in_clear import standing_in_clear

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5")]
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 9, day) for day in (7, 8, 9))


@pytest.fixture
def member(northshire) -> Member:
    return add_member(make_unit(northshire))


def record(tenant, member, answer="yes", dated_on=MONDAY, given_by="Sara Khan", role="programme-teacher", **values):
    adult = adult_of(member.child, given_by).pk
    said = PaperAnswer(member.pk, values.pop("purpose", "take-part"), answer, dated_on, adult, **values)
    return record_answers(tenant.actor(role), member.unit, [said])[0]


def outcome(member, day=TODAY, known=None) -> str:
    found = answers_of(Member.objects.filter(pk=member.pk), day=day, known=known)
    return found[member.pk].take_part.outcome


def test_it_records_who_answered_what_on_which_wording(northshire, member):
    row = record(northshire, member)
    row.refresh_from_db()
    assert (row.adult.name, row.answer, row.dated_on, row.wording_version) == ("Sara Khan", "yes", MONDAY, 1)
    assert row.recorded_by == northshire.people["programme-teacher"]
    assert outcome(member) == "allowed"
    assert "Khan" not in str(Entry.objects.get(verb="permission.recorded").detail)


def test_it_knows_nothing_before_anything_is_recorded(member):
    assert outcome(member) == "not known"


@pytest.mark.parametrize("role", ["pcso", "sergeant", "central-team", "force-lead", "dsl"])
def test_it_refuses_those_who_may_not_record(northshire, member, role):
    with pytest.raises(Forbidden):
        record(northshire, member, role=role)


def test_it_refuses_another_schools_staff_and_another_units_child(northshire, southshire, member):
    with pytest.raises(Forbidden):
        record(southshire, member)
    elsewhere = add_member(make_unit(southshire))
    with pytest.raises(Conflict, match="left the unit"):
        record_answers(
            northshire.actor("spoc"),
            member.unit,
            [PaperAnswer(elsewhere.pk, "take-part", "yes", MONDAY, NewAdult("X", "mother", "yes"))],
        )
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"adult": None},
        {"adult": NewAdult(" ", "mother", "yes")},
        {"adult": NewAdult("Sara", "neighbour", "yes")},
        {"adult": NewAdult("Sara", "mother", "no")},
        {"adult": NewAdult("Sara", "mother", "unknown")},
        {"adult": NewAdult("Sara", "mother", "")},
        {"answer": "not sure"},
        {"answer": "maybe"},
        {"purpose": "tattoo"},
        {"dated_on": TODAY + timedelta(days=1)},
    ],
)
def test_it_refuses_an_answer_that_cannot_stand_and_records_none_of_the_list(northshire, member, values):
    ben = add_member(member.unit, "Ben")
    good = PaperAnswer(ben.pk, "take-part", "yes", MONDAY, NewAdult("Ann", "mother", "yes"))
    sara = NewAdult("Sara", "mother", "yes")
    bad = PaperAnswer(
        **{"member": member.pk, "purpose": "take-part", "answer": "yes", "dated_on": MONDAY, "adult": sara, **values}
    )
    with pytest.raises(Refused):
        record_answers(northshire.actor("spoc"), member.unit, [good, bad])
    assert not Answer.objects.exists()
    assert not Adult.objects.exists()


def test_it_lets_a_parent_change_their_mind_and_keeps_both_answers(northshire, member):
    record(northshire, member, "yes", MONDAY)
    record(northshire, member, "no", WEDNESDAY, given_by="Sara Khan")
    assert outcome(member) == "refused"
    assert outcome(member, day=TUESDAY) == "allowed"
    assert Answer.objects.standing().count() == 2


def test_it_does_not_let_an_older_form_that_turns_up_late_win(northshire, member):
    record(northshire, member, "no", WEDNESDAY)
    record(northshire, member, "yes", MONDAY)
    assert outcome(member) == "refused"
    assert outcome(member, day=MONDAY) == "allowed"


def test_it_lets_the_last_recorded_of_two_forms_of_one_day_win(northshire, member):
    record(northshire, member, "yes", MONDAY)
    record(northshire, member, "no", MONDAY)
    assert outcome(member) == "refused"


def test_it_lets_one_parents_no_stand_until_the_parents_settle_it(northshire, member):
    record(northshire, member, "no", MONDAY, given_by="Omar Khan")
    record(northshire, member, "yes", TUESDAY, given_by="Sara Khan")
    assert outcome(member) == "refused"
    record(northshire, member, "yes", WEDNESDAY, given_by="Sara Khan", settles=True, note="Both came in")
    assert outcome(member) == "allowed"
    assert outcome(member, day=TUESDAY) == "refused"


def test_it_withdraws_a_mistake_and_lets_the_former_answer_stand_again(northshire, member):
    record(northshire, member, "yes", MONDAY)
    mistake = record(northshire, member, "no", WEDNESDAY)
    with time_machine.travel("2026-10-05 12:00", tick=False):
        withdraw_answer(northshire.actor("spoc"), mistake, "Wrong child")
        assert outcome(member) == "allowed"
        believed = datetime(2026, 10, 5, 10, tzinfo=UTC)
        assert outcome(member, known=believed) == "refused", "what was believed that morning"


def test_it_restores_the_newest_form_of_each_parent_when_a_settlement_was_a_mistake(northshire, member):
    record(northshire, member, "no", MONDAY, given_by="Omar Khan")
    record(northshire, member, "yes", MONDAY, given_by="Sara Khan")
    settled = record(northshire, member, "yes", WEDNESDAY, given_by="Sara Khan", settles=True, note="Both came in")
    record(northshire, member, "no", TUESDAY, given_by="Sara Khan")
    withdraw_answer(northshire.actor("spoc"), settled, "Not agreed after all")
    standing = Answer.objects.now().values_list("adult__name", "answer")
    assert sorted(standing) == [("Omar Khan", "no"), ("Sara Khan", "no")]
    last = Answer.objects.now().get(adult__name="Sara Khan")
    withdraw_answer(northshire.actor("spoc"), last, "Wrong child")
    assert sorted(Answer.objects.now().values_list("adult__name", "answer")) == [
        ("Omar Khan", "no"),
        ("Sara Khan", "yes"),
    ]


def test_it_tells_the_second_of_two_who_withdraw_the_same_answer(northshire, member):
    row = record(northshire, member)
    withdraw_answer(northshire.actor("spoc"), row, "The form of Zephyrine Quill")
    row.refresh_from_db()
    assert row.withdrawn_reason == "The form of Zephyrine Quill"
    assert standing_in_clear("Zephyrine") == []
    with pytest.raises(Conflict):
        withdraw_answer(northshire.actor("programme-teacher"), row, "Wrong child")


def test_it_refuses_to_withdraw_without_a_reason_or_what_was_replaced(northshire, member):
    first = record(northshire, member)
    with pytest.raises(Refused) as silent:
        withdraw_answer(northshire.actor("spoc"), first, " ")
    record(northshire, member, "no", WEDNESDAY)
    with pytest.raises(Refused, match="newer answer"):
        withdraw_answer(northshire.actor("spoc"), first, "Wrong child")
    assert silent.value.field == "reason"


def test_it_never_lets_two_answers_of_one_person_stand_even_at_the_database(member):
    add_answer(member, "take-part")
    with pytest.raises(IntegrityError), transaction.atomic():
        add_answer(member, "take-part", "no")


@pytest.mark.capability("STO-6")
def test_it_takes_a_childs_own_answer_with_no_other_name(northshire, member):
    row = record_answers(northshire.actor("spoc"), member.unit, [PaperAnswer(member.pk, "photo-child", "no", MONDAY)])[
        0
    ]
    assert (row.adult, row.answer) == (None, "no")


@pytest.mark.capability("STO-6")
def test_it_says_who_may_be_photographed_for_what(northshire, member, django_assert_num_queries):
    add_answers(member)
    shy = add_member(member.unit, "Ben", "Cole")
    add_answers(shy, child="no")
    silent = add_member(member.unit, "Cy", "Dunn")
    gone = add_member(member.unit, "Di", "Egan", left_on=TODAY, left_recorded_at=datetime(2026, 10, 1, tzinfo=UTC))
    with django_assert_num_queries(4):
        found = photo_answers(member.unit)
    assert [found[m.pk].all_photos for m in (member, shy, silent)] == [True, False, False]
    assert [found[m.pk].no_photos for m in (member, shy, silent)] == [False, True, True]
    assert found[shy.pk].photos["photo-force"] == ("refused", ("child-no",))
    assert not found[silent.pk].answered
    assert gone.pk not in found
