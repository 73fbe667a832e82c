"""Every child of the years may apply, in pictures, in words or through an adult; what people add is words."""

from datetime import timedelta

import pytest
from django.db import connection

from lanyard.audit.models import Entry
from lanyard.documents.models import Document
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions.applications import add_note, apply_for, count_ballots, nominate, withdraw_application
from lanyard.units.models import Application, BallotCount, PanelNote
from lanyard.units.proposals import agreed
from tests.cast_units import add_member, make_unit
from tests.together import together
from tests.units.cast_selection import (
    CLOSES,
    OPENS,
    a_class,
    applied,
    closed,
    listed,
    make_intake,
    wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.mark.parametrize(
    "way",
    [
        {"way": "pictures", "pictures": ["help", "safe"]},
        {"way": "pictures", "pictures": [], "drawing": ("me.png", PNG)},
        {"way": "words", "pictures": [], "text": "I want to help Nan cross the road"},
        {"way": "adult", "pictures": [], "text": "She says she likes dogs", "brought_by": "parent"},
    ],
)
def test_it_takes_every_way_to_apply_alike_and_keeps_the_words_sealed(northshire, way):
    intake = make_intake(northshire)
    found = apply_for(northshire.actor("spoc"), intake, listed(northshire), wish(**way))
    assert found in intake.applications.counting()
    entry = Entry.objects.get(verb="application.made")
    assert "Ayesha" not in str(entry.detail)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM units_application")
        assert way.get("text", "x") not in cursor.fetchone()[0] or not way.get("text")
    assert Document.objects.filter(owner_kind="application").count() == int("drawing" in way)


@pytest.mark.parametrize(
    ("way", "field"),
    [
        ({"way": "song"}, "way"),
        ({"brought_by": "police"}, "brought_by"),
        ({"pictures": ["fight"]}, "pictures"),
        ({"pictures": []}, "pictures"),
        ({"way": "words", "text": "  "}, "text"),
        ({"way": "adult", "text": ""}, "text"),
        ({"drawing": ("me.exe", b"MZ\0\0")}, "file"),
        ({"drawing": ("me.png", b"")}, "file"),
    ],
)
def test_it_says_beside_the_field_what_an_application_lacks_and_keeps_nothing(northshire, way, field):
    intake = make_intake(northshire)
    with pytest.raises(Refused) as refused:
        apply_for(northshire.actor("spoc"), intake, listed(northshire), wish(**way))
    assert refused.value.field == field
    assert not Application.objects.exists()


@pytest.mark.capability("NEV-25")
def test_it_takes_no_application_before_the_childs_year_was_introduced(northshire):
    intake = make_intake(northshire, introduce=False)
    with pytest.raises(Refused, match="introduce"):
        apply_for(northshire.actor("spoc"), intake, listed(northshire), wish())


@pytest.mark.parametrize("days", [-1, 8])
def test_it_takes_applications_only_between_its_days(northshire, days):
    intake, child = make_intake(northshire), listed(northshire)
    with closed(OPENS + timedelta(days=days)), pytest.raises(Refused, match="Children can apply from"):
        apply_for(northshire.actor("spoc"), intake, child, wish())


def test_it_takes_no_child_of_another_year_or_school_nor_a_member_nor_one_who_left(northshire, southshire):
    intake = make_intake(northshire)
    member = add_member(intake.unit, "Zed").child
    wrong = [listed(northshire, year=4), listed(southshire), member, listed(northshire, left_school_on=OPENS)]
    for child in wrong:
        with pytest.raises(Refused) as refused:
            apply_for(northshire.actor("spoc"), intake, child, wish())
        assert refused.value.field == "child"
    assert not Application.objects.exists()


def test_a_child_applies_once_to_an_intake_but_to_two_units(northshire):
    child, first = listed(northshire), make_intake(northshire)
    second = make_intake(northshire, unit=make_unit(northshire, "Friday"))
    applied(northshire, first, [child])
    applied(northshire, second, [child])
    with pytest.raises(Conflict, match="has applied already"):
        applied(northshire, first, [child])


def test_a_child_takes_an_application_back_and_may_apply_again(northshire):
    intake, child = make_intake(northshire), listed(northshire)
    [first] = applied(northshire, intake, [child])
    withdraw_application(northshire.actor("spoc"), first, "changed-mind")
    with pytest.raises(Conflict):
        withdraw_application(northshire.actor("spoc"), first, "changed-mind")
    with pytest.raises(Refused):
        withdraw_application(northshire.actor("spoc"), first, "because")
    [second] = applied(northshire, intake, [child])
    assert list(intake.applications.counting()) == [second]
    assert Application.objects.count() == 2


@pytest.mark.parametrize("role", ["pcso", "sergeant", "dsl", "central-team"])
def test_it_keeps_applications_notes_and_votes_to_the_school(northshire, role):
    intake = make_intake(northshire)
    [application] = applied(northshire, intake, [listed(northshire)])
    actor = northshire.actor(role)
    for act in (
        lambda: apply_for(actor, intake, listed(northshire, "Ben"), wish()),
        lambda: add_note(actor, application, "Kind"),
        lambda: nominate(actor, application, "staff", "Kind"),
        lambda: count_ballots(actor, intake, {application.public_id: 1}),
        lambda: withdraw_application(actor, application, "changed-mind"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_it_keeps_notes_and_nominations_as_words_of_somebody(northshire):
    intake = make_intake(northshire)
    [application] = applied(northshire, intake, [listed(northshire)])
    note = add_note(northshire.actor("spoc"), application, " She asked good questions ")
    assert (note.text, note.recorded_by) == ("She asked good questions", northshire.people["spoc"])
    assert nominate(northshire.actor("spoc"), application, "classmates", "She is fair").by_said == "Classmates"
    with pytest.raises(Refused):
        add_note(northshire.actor("spoc"), application, " ")
    with pytest.raises(Refused):
        nominate(northshire.actor("spoc"), application, "the mayor", "Why not")
    withdraw_application(northshire.actor("spoc"), application, "changed-mind")
    with pytest.raises(Conflict):
        add_note(northshire.actor("spoc"), application, "Late")
    assert PanelNote.objects.count() == 1


def counted(tenant, intake, role, votes, spoilt=0):
    return count_ballots(tenant.actor(role), intake, votes, spoilt)


def test_it_believes_a_vote_only_when_two_people_count_the_same(northshire):
    intake = make_intake(northshire, method="vote")
    ids = [each.public_id for each in applied(northshire, intake, a_class(northshire, 4))]
    votes = dict(zip(ids, (9, 7, 7, 2), strict=True))
    with closed():
        counted(northshire, intake, "spoc", votes)
        counted(northshire, intake, "spoc", votes)  # the same person again is not a second count
        assert agreed(intake.counts.standing(), ids) is None
        counted(northshire, intake, "programme-teacher", {**votes, ids[0]: 8})
        assert agreed(intake.counts.standing(), ids) is None
        counted(northshire, intake, "programme-teacher", votes, spoilt=1)
        assert agreed(intake.counts.standing(), ids) is None
        counted(northshire, intake, "programme-teacher", votes)
        assert agreed(intake.counts.standing(), ids) == votes
    assert BallotCount.objects.count() == 5


def test_it_counts_votes_for_exactly_those_who_applied_after_the_last_day(northshire):
    intake = make_intake(northshire, method="vote")
    ids = [each.public_id for each in applied(northshire, intake, a_class(northshire, 2))]
    with pytest.raises(Refused, match="no longer apply"):
        counted(northshire, intake, "spoc", dict.fromkeys(ids, 1))
    with closed():
        for votes in ({ids[0]: 3}, {**dict.fromkeys(ids, 1), "x": 1}, dict.fromkeys(ids, -1), dict.fromkeys(ids, 0)):
            with pytest.raises(Refused):
                counted(northshire, intake, "spoc", votes)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_down_the_same_child_at_once_make_one_application(northshire):
    intake, child = make_intake(northshire), listed(northshire)
    actors = [northshire.actor(role) for role in ("spoc", "programme-teacher")]
    with closed(CLOSES):
        found = together(*(lambda actor=actor: apply_for(actor, intake, child, wish()) for actor in actors))
    assert sorted(type(each).__name__ for each in found) == ["Application", "Conflict"]
    assert Application.objects.count() == 1
