"""Who answers for a child: recorded by the school, told apart by identity, barred at once."""

import pytest
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions.adults import AdultSaid, Standing, add_adult, change_adult, change_standing, end_standing
from lanyard.units.models import Adult, Child, Responsibility
from tests.cast_units import add_member, make_unit

MOTHER = Standing("mother", "yes", "mother-at-birth")


@pytest.fixture
def child(northshire):
    return add_member(make_unit(northshire)).child


@pytest.fixture
def teacher(northshire):
    return northshire.actor("programme-teacher")


@pytest.mark.capability("STO-19")
def test_it_records_who_holds_parental_responsibility(child, teacher):
    row = add_adult(teacher, child, AdultSaid("Sara  Khan", "sara@example.com"), MOTHER)
    assert (row.adult.name, row.adult.kind, row.adult.school_id) == ("Sara Khan", Adult.PERSON, child.school_id)
    assert child.responsibilities.asked().get() == row


@pytest.mark.capability("STO-19")
def test_a_local_authority_can_hold_it(child, teacher):
    row = add_adult(
        teacher, child, AdultSaid("Children's services, Ms Reid"), Standing("local-authority", "yes", "care-order")
    )
    assert row.adult.kind == Adult.LOCAL_AUTHORITY


@pytest.mark.capability("STO-19")
def test_an_adult_who_is_barred_is_asked_nothing_and_stays_on_record(child, teacher):
    row = add_adult(teacher, child, AdultSaid("Sara Khan"), MOTHER)
    barred = change_standing(
        teacher, row, Standing("mother", "yes", barred=True, note="Order of 3 May"), "court order"
    )
    assert not child.responsibilities.asked().exists()
    assert child.responsibilities.standing().get() == barred
    assert Responsibility.objects.get(pk=row.pk).withdrawn_reason == "court order"


def test_two_adults_of_one_name_are_two(child, teacher):
    add_adult(teacher, child, AdultSaid("Sam Khan", "one@example.com"), MOTHER)
    add_adult(teacher, child, AdultSaid("Sam Khan", "two@example.com"), Standing("father", "yes"))
    assert child.responsibilities.asked().count() == 2


def test_the_same_adult_is_recorded_once_for_a_child_and_may_answer_for_a_sibling(child, teacher, northshire):
    sibling = add_member(make_unit(northshire, "Other"), "Omar", "Khan").child
    row = add_adult(teacher, child, AdultSaid("Sara Khan"), MOTHER)
    add_adult(teacher, sibling, row.adult, MOTHER)
    with pytest.raises(Conflict):
        add_adult(teacher, sibling, row.adult, MOTHER)


def test_it_refuses_an_adult_of_another_school(child, teacher, southshire):
    theirs = add_adult(
        southshire.actor("programme-teacher"), add_member(make_unit(southshire)).child, AdultSaid("Sara Khan"), MOTHER
    )
    with pytest.raises(Refused):
        add_adult(teacher, child, theirs.adult, MOTHER)


@pytest.mark.parametrize(
    ("said", "standing", "field"),
    [
        (AdultSaid("  "), MOTHER, "name"),
        (AdultSaid("Sara", "not an address"), MOTHER, "email"),
        (AdultSaid("Sara", language="xx"), MOTHER, "language"),
        (AdultSaid("Sara"), Standing("neighbour's cat", "yes"), "relationship"),
        (AdultSaid("Sara"), Standing("mother", "perhaps"), "holds"),
        (AdultSaid("Sara"), Standing("mother", "yes", "because"), "basis"),
    ],
)
def test_it_refuses_beside_the_field(child, teacher, said, standing, field):
    with pytest.raises(Refused) as refused:
        add_adult(teacher, child, said, standing)
    assert refused.value.field == field
    assert not Adult.objects.exists()


def test_ending_needs_a_reason_and_happens_once(child, teacher):
    row = add_adult(teacher, child, AdultSaid("Sara Khan"), MOTHER)
    with pytest.raises(Refused):
        end_standing(teacher, row, " ")
    end_standing(teacher, row, "moved away")
    with pytest.raises(Conflict):
        end_standing(teacher, row, "again")


def test_the_ledger_tells_of_a_correction_without_its_text(child, teacher):
    row = add_adult(teacher, child, AdultSaid("Sara Khan", "sara@example.com"), MOTHER)
    change_adult(teacher, row.adult, AdultSaid("Sara Khan", "new@example.com"))
    entry = Entry.objects.filter(verb="adult.changed").get()
    assert entry.detail["fields"] == ["email"]
    assert "example.com" not in str(entry.detail)


def test_leaders_and_the_force_see_no_adults(child, northshire):
    for role in ("pcso", "sergeant", "force-lead", "central-team"):
        with pytest.raises(Forbidden):
            add_adult(northshire.actor(role), child, AdultSaid("Sara Khan"), MOTHER)


@pytest.mark.capability("STO-19")
def test_the_pages_record_show_bar_and_end(child, northshire, signed_in_as):
    client = signed_in_as(northshire.people["spoc"])
    page = client.get(reverse("units:adults", args=[child.public_id]))
    assert "Nobody can be asked for permission yet" in page.content.decode()
    posted = {
        "name": "Sara Khan",
        "relationship": "mother",
        "holds": "yes",
        "language": "cy",
        "email": "s@example.com",
    }
    client.post(reverse("units:add_adult", args=[child.public_id]), posted)
    row = child.responsibilities.asked().get()
    assert row.adult.language == "cy"
    change = {"relationship": "mother", "holds": "yes", "barred": "on", "reason": "court order"}
    client.post(reverse("units:change_responsibility", args=[row.public_id]), change)
    page = client.get(reverse("units:adults", args=[child.public_id])).content.decode()
    assert "Barred from contact" in page
    assert "s@example.com" not in page
    row = child.responsibilities.standing().get()
    client.post(reverse("units:end_responsibility", args=[row.public_id]), {"reason": "recorded by mistake"})
    assert not child.responsibilities.standing().exists()
    assert Child.objects.filter(pk=child.pk).exists()
