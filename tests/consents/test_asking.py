"""Who is asked, by which way, and who is left out and why: worked out before anything is sent."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lanyard.consents.asking import plan_asking, unanswered, wording
from lanyard.units.models import Adult, Responsibility, Suspension
from tests.cast_requests import PURPOSES, ask, born, child_of, parent_of
from tests.cast_units import add_answer, add_member, make_unit, make_unit_like

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-19")]


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


def plan(unit, *members, purposes=PURPOSES):
    return plan_asking(unit, [member.pk for member in members], purposes)


def asked(found):
    return {(ask.adult.name, tuple(m.given_name for m in ask.members), ask.channel) for ask in found.to_ask}


def left_out(found):
    return {(out.member.given_name, out.adult.name if out.adult else "", out.reason) for out in found.left_out}


def test_it_asks_each_adult_who_holds_parental_responsibility(unit):
    ada = child_of(None, unit)
    parent_of(ada)
    parent_of(ada, "Omar Khan", "omar@example.org", relationship="father")
    found = plan(unit, ada)
    assert asked(found) == {("Sara Khan", ("Ada",), "email"), ("Omar Khan", ("Ada",), "email")}
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("values", "reason"),
    [({"holds": "no"}, "none"), ({"holds": "unknown"}, "not known"), ({"barred": True}, "barred")],
)
def test_it_leaves_out_who_may_not_be_asked_and_says_that_nobody_is_left(unit, values, reason):
    ada = child_of(None, unit)
    parent_of(ada, **values)
    found = plan(unit, ada)
    assert found.to_ask == ()
    assert left_out(found) == {("Ada", "Sara Khan", reason), ("Ada", "", "nobody")}


def test_it_says_that_nobody_is_known(unit):
    assert left_out(plan(unit, child_of(None, unit))) == {("Ada", "", "nobody")}


@pytest.mark.parametrize(
    ("email", "phone", "way"),
    [
        ("sara@example.org", "07700 900123", "email"),
        ("", "07700 900123", "sms"),
        ("", "01632 960001", "paper"),
        ("", "", "paper"),
    ],
)
def test_it_takes_the_way_that_the_school_has_an_address_for(unit, email, phone, way):
    ada = child_of(None, unit)
    parent_of(ada, email=email, phone=phone)
    assert asked(plan(unit, ada)) == {("Sara Khan", ("Ada",), way)}


def test_it_sends_no_text_message_where_nothing_can_send_one(unit, settings):
    settings.NOTICES_BACKEND = "smtp"
    ada = child_of(None, unit)
    parent_of(ada, email="", phone="07700 900123")
    assert asked(plan(unit, ada)) == {("Sara Khan", ("Ada",), "paper")}


def test_it_asks_about_brothers_and_sisters_in_one_message_also_of_another_unit(unit):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    child_of(sara, unit, "Ben")
    zain = child_of(sara, make_unit_like(unit, "Year 6 unit"), "Zain", year=6)
    assert asked(plan(unit, ada)) == {("Sara Khan", ("Ada", "Zain"), "email")}
    add_answer(zain, "take-part", adult=sara)
    assert asked(plan(unit, ada, purposes=["take-part"])) == {("Sara Khan", ("Ada",), "email")}


def test_it_does_not_take_two_adults_of_one_name_for_one(unit):
    ada, ben = child_of(None, unit), child_of(None, unit, "Ben")
    parent_of(ada), parent_of(ben)
    assert len(plan(unit, ada, ben).to_ask) == 2


def test_it_does_not_ask_again_who_has_answered_but_asks_anew_when_the_words_have_changed(unit):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    answer = add_answer(ada, "take-part", adult=sara, wording_version=wording(["take-part"])["take-part"])
    assert left_out(plan(unit, ada, purposes=["take-part"])) == {("Ada", "Sara Khan", "answered")}
    answer.wording_version -= 1
    answer.save()
    assert asked(plan(unit, ada, purposes=["take-part"])) == {("Sara Khan", ("Ada",), "email")}


def test_it_does_not_ask_again_who_still_has_time_to_answer(unit):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    request = ask(sara, ada, purposes=["take-part"]).request
    assert left_out(plan(unit, ada, purposes=["take-part"])) == {("Ada", "Sara Khan", "asked")}
    assert asked(plan(unit, ada, purposes=["take-part", "photo-press"])) == {("Sara Khan", ("Ada",), "email")}
    request.answer_by = timezone.localdate() - timedelta(days=1)
    request.save()
    assert asked(plan(unit, ada, purposes=["take-part"])) == {("Sara Khan", ("Ada",), "email")}


def test_it_does_not_ask_for_a_child_of_twelve_nor_for_one_who_pauses(unit):
    ada = child_of(None, unit, born_on=date(2014, 10, 5))
    ben = child_of(None, unit, "Ben")
    parent_of(ada), parent_of(ben)
    Suspension.objects.create(
        member=ben, starts_on=date(2026, 10, 1), reason="x", decided_by="x", recorded_at=timezone.now()
    )
    assert left_out(plan(unit, ada, ben)) == {("Ada", "Sara Khan", "age"), ("Ben", "Sara Khan", "pauses")}


def test_it_changes_its_fingerprint_when_somebody_else_would_get_it(unit):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    seen = plan(unit, ada).fingerprint
    assert plan(unit, ada).fingerprint == seen
    Adult.objects.filter(pk=sara.pk).update(email="other@example.org")
    moved = plan(unit, ada).fingerprint
    assert moved != seen
    Responsibility.objects.update(barred=True)
    assert plan(unit, ada).fingerprint != moved


def test_it_ticks_those_for_whom_an_answer_is_missing(unit):
    ada, ben, cy = child_of(None, unit), child_of(None, unit, "Ben"), add_member(unit, "Cy")
    sara, tom = parent_of(ada), parent_of(ben, "Tom")
    for purpose in PURPOSES:
        add_answer(ada, purpose, adult=sara, wording_version=9)
    assert unanswered(unit) == {ben.pk, cy.pk}
    born(cy, None)
    parent_of(cy, barred=True)
    assert cy.pk in unanswered(unit)
    assert tom.name == "Tom"


def test_it_asks_the_same_queries_for_few_and_for_many(unit):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            plan_asking(unit, list(unit.members.values_list("pk", flat=True)), PURPOSES)
        return len(asked)

    parent_of(child_of(None, unit))
    few = queries()
    for number in range(20):
        ada = child_of(None, unit, f"Child {number}")
        ask(parent_of(ada, f"Adult {number}"), ada)
    assert queries() <= few + 1
