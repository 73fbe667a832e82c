"""What children need: the school knows, leaders read what they must know and do, all is gone through each term."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Notice, Todo
from lanyard.units.actions.needs import (
    NeedSaid,
    add_note,
    change_need,
    close_need,
    propose_need,
    read_needs,
    record_need,
    review_needs,
)
from lanyard.units.models import Need, NeedsSeen
from lanyard.units.needs import count_needs, newest_change
from tests.cast_programme import make_session
from tests.cast_units import add_member, make_unit

PEN = NeedSaid("allergy", "Reaction in 2025", "Carries a pen: call the teacher at once", "Pen in the red bag")


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


@pytest.fixture
def member(unit):
    return add_member(unit, "Ayesha", "Khan")


@pytest.fixture
def dsl(northshire):
    return northshire.actor("dsl")


@pytest.mark.capability("STO-7")
@pytest.mark.capability("STO-8")
def test_leaders_see_what_to_know_and_do_and_not_what_the_school_knows(member, unit, dsl, northshire, signed_in_as):
    record_need(dsl, member.child, PEN)
    page = signed_in_as(northshire.people["pcso"]).get(reverse("units:needs", args=[unit.public_id])).content.decode()
    assert "Carries a pen" in page
    assert "red bag" in page
    assert "Reaction in 2025" not in page
    own = signed_in_as(northshire.people["pcso"]).get(reverse("units:member_needs", args=[member.public_id]))
    assert "Reaction in 2025" not in own.content.decode()
    school = signed_in_as(northshire.people["dsl"]).get(reverse("units:member_needs", args=[member.public_id]))
    assert "Reaction in 2025" in school.content.decode()


def test_what_is_written_about_a_child_lies_encrypted(member, dsl):
    record_need(dsl, member.child, PEN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT details, to_know, arrangements FROM units_need")
        assert not any(word in cell for cell in cursor.fetchone() for word in ("Reaction", "pen", "red"))
    assert not any("pen" in str(entry.detail) for entry in Entry.objects.all())


@pytest.mark.capability("STO-7")
def test_what_a_parent_told_waits_for_the_school(member, unit, dsl, northshire):
    proposed = propose_need(dsl, member.child, "medical", "Asthma, blue inhaler")
    assert Todo.objects.open().count() == 1
    with pytest.raises(Refused):
        review_needs(dsl, unit)
    need = change_need(dsl, proposed, NeedSaid("medical", "Asthma", "Let her use the inhaler"))
    assert (need.told_by, need.confirmed_at is None) == (Need.PARENT, False)
    assert not Todo.objects.open().exists()


@pytest.mark.capability("STO-8")
def test_a_session_says_who_has_medicine_or_an_allergy_and_leads_there(member, unit, dsl, northshire, signed_in_as):
    other = add_member(unit, "Abe", "Adams")
    record_need(dsl, other.child, NeedSaid("behaviour", to_know="Give him a job to do"))
    record_need(dsl, member.child, PEN)
    session = make_session(unit, northshire.people["pcso"], timezone.now() + timedelta(hours=1))
    address, pcso = reverse("programme:session", args=[session.public_id]), signed_in_as(northshire.people["pcso"])
    assert "Not known: the school has not gone through" in pcso.get(address).content.decode()
    review_needs(dsl, unit)
    page = pcso.get(address).content.decode()
    assert "1 child has a medical need or an allergy" in page
    assert "1 child has another need" in page
    assert reverse("units:needs", args=[unit.public_id]) in page
    sergeant = signed_in_as(northshire.people["sergeant"]).get(address).content.decode()
    assert "1 child has a medical need" not in sergeant


def test_medicine_and_allergies_come_first(member, unit, dsl, northshire, signed_in_as):
    record_need(dsl, add_member(unit, "Abe", "Adams").child, NeedSaid("behaviour", to_know="Give him a job to do"))
    record_need(dsl, member.child, PEN)
    page = signed_in_as(northshire.people["pcso"]).get(reverse("units:needs", args=[unit.public_id]))
    assert page.content.decode().index("Carries a pen") < page.content.decode().index("Give him a job")


def test_what_a_parent_told_counts_only_when_the_school_has_confirmed_it(member, unit, dsl):
    need = propose_need(dsl, member.child, "medical", "Asthma, blue inhaler")
    assert count_needs(unit, timezone.localdate(), timezone.now()).highlighted == 0
    change_need(dsl, need, PEN)
    assert count_needs(unit, timezone.localdate(), timezone.now()).highlighted == 1


def test_a_change_is_told_to_leaders_without_the_childs_name(member, dsl, northshire):
    record_need(dsl, member.child, PEN)
    notice = Notice.objects.get(person=northshire.people["pcso"])
    assert "Khan" not in notice.subject + notice.body


@pytest.mark.capability("STO-7")
def test_going_through_all_needs_counts_who_has_one(member, unit, dsl):
    add_member(unit, "Abe", "Adams")
    record_need(dsl, member.child, PEN)
    review = review_needs(dsl, unit)
    assert (review.members, review.with_needs) == (2, 1)


def test_a_unit_without_members_has_nothing_to_go_through(unit, dsl):
    with pytest.raises(Refused):
        review_needs(dsl, unit)


@pytest.mark.capability("STO-8")
def test_a_leader_confirms_having_read_and_is_asked_again_after_a_change(
    member, unit, dsl, northshire, signed_in_as, clock
):
    pcso, client = northshire.actor("pcso"), signed_in_as(northshire.people["pcso"])
    with pytest.raises(Refused):
        read_needs(pcso, unit)
    review_needs(dsl, unit)
    address = reverse("units:needs", args=[unit.public_id])
    assert "I have read this" in client.get(address).content.decode()
    client.post(reverse("units:needs_read", args=[unit.public_id]))
    assert NeedsSeen.objects.get().person == northshire.people["pcso"]
    assert "I have read this" not in client.get(address).content.decode()
    clock.shift(timedelta(minutes=1))
    record_need(dsl, member.child, PEN)
    assert "I have read this" in client.get(address).content.decode()


def test_two_changes_at_once_one_is_told(member, dsl):
    need = record_need(dsl, member.child, PEN)
    change_need(dsl, need, PEN)
    with pytest.raises(Conflict):
        change_need(dsl, need, PEN)
    with pytest.raises(Conflict):
        close_need(dsl, need, "over")


def test_a_need_that_is_over_is_no_longer_shown_and_stays_on_record(member, unit, dsl):
    need = record_need(dsl, member.child, PEN)
    with pytest.raises(Refused):
        close_need(dsl, need, " ")
    close_need(dsl, need, "grew out of it")
    assert newest_change(unit) is None
    assert Need.objects.get(pk=need.pk).withdrawn_reason == "grew out of it"


@pytest.mark.capability("STO-7")
def test_school_and_leaders_keep_a_dialogue(member, dsl, northshire, signed_in_as):
    add_note(northshire.actor("pcso"), member, "The red bag was not there today")
    add_note(dsl, member, "It hangs by the door now")
    page = signed_in_as(northshire.people["pcso"]).get(reverse("units:member_needs", args=[member.public_id]))
    assert "It hangs by the door now" in page.content.decode()


@pytest.mark.parametrize("said", [NeedSaid("spots", to_know="x"), NeedSaid("medical", to_know="  ")])
def test_it_refuses_a_need_without_kind_or_words(member, dsl, said):
    with pytest.raises(Refused):
        record_need(dsl, member.child, said)


def test_nobody_of_the_force_records_needs_and_another_schools_leader_sees_none(member, unit, northshire, southshire):
    for actor in (northshire.actor("pcso"), northshire.actor("sergeant"), southshire.actor("dsl")):
        with pytest.raises(Forbidden):
            record_need(actor, member.child, PEN)
    with pytest.raises(Forbidden):
        read_needs(southshire.actor("pcso"), unit)
