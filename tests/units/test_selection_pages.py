"""From the introduction to the offer, on the pages: as the school's staff and as others see them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.documents.models import Document
from lanyard.units.actions.applications import apply_for
from lanyard.units.models import Application, Intake, Member, Offer, Selection
from tests.cast_units import make_unit
from tests.units.cast_selection import (
    AFTER,
    CLOSES,
    OPENS,
    a_class,
    applied,
    closed,
    listed,
    make_intake,
    signed,
    wish,
)

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]


def page(name: str, intake: Intake, *more: str) -> str:
    return reverse(f"units:{name}", args=[intake.unit.public_id, intake.public_id, *more])


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.capability("NEV-25")
def test_a_teacher_sets_an_intake_up_and_a_pcso_records_the_introduction(northshire, signed_in_as):
    unit = make_unit(northshire)
    teacher = signed_in_as(northshire.people["programme-teacher"])
    address = reverse("units:new_intake", args=[unit.public_id])
    assert "Everybody who applies" in text(teacher.get(address))
    said = {
        "year_groups": ["5", "6"],
        "places": "3",
        "opens_on": str(OPENS),
        "closes_on": str(CLOSES),
        "method": "panel",
    }
    assert "from 1 to 30" in text(teacher.post(address, {**said, "places": "31"}))
    teacher.post(address, said)
    intake = Intake.objects.get()
    assert "Introduce it to the children first" in text(teacher.get(page("intake", intake)))
    pcso = signed_in_as(northshire.people["pcso"])
    told = {
        "held_on": str(OPENS), "leader": northshire.people["pcso"].public_id, "year_groups": ["5", "6"],
        "teacher": northshire.people["programme-teacher"].public_id, "children": "58", "promised": "All can apply",
    }  # fmt: skip
    assert "Enter how many children came" in text(pcso.post(page("introduction", intake), {**told, "children": ""}))
    pcso.post(page("introduction", intake), told)
    shown = text(pcso.get(page("intake", intake)))
    assert "Children can apply" in shown
    assert "All can apply" in shown
    assert page("applications", intake) not in shown


def test_a_child_applies_in_pictures_with_an_adult_beside(northshire, signed_in_as):
    intake, child = make_intake(northshire), listed(northshire)
    client = signed_in_as(northshire.people["programme-teacher"])
    assert "Ayesha Khan" in text(client.get(page("may_apply", intake)))
    own = page("apply", intake, child.public_id)
    assert "Ayesha, why would you like" in text(client.get(own))
    assert "Choose the pictures" in text(client.post(own, {"brought_by": "child"}))
    client.post(own, {"brought_by": "child", "pictures": ["help", "learn"]})
    found = Application.objects.get()
    assert (found.way, found.pictures) == ("pictures", ["help", "learn"])
    assert "Help people" in text(client.get(page("application", intake, found.public_id)))
    assert client.get(own).status_code == 404
    assert Entry.objects.filter(verb="application.viewed").exists()


@pytest.mark.parametrize(
    ("posted", "way"),
    [({"text": "I like dogs"}, "words"), ({"text": "She likes dogs", "by_adult": "on"}, "adult")],
)
def test_a_child_applies_in_words_or_through_an_adult(northshire, signed_in_as, posted, way):
    intake, child = make_intake(northshire), listed(northshire)
    client = signed_in_as(northshire.people["spoc"])
    client.post(page("apply", intake, child.public_id), {"brought_by": "parent", **posted})
    assert Application.objects.get().way == way


def test_a_child_draws_and_only_who_reads_the_application_opens_the_drawing(northshire, signed_in_as):
    intake, child = make_intake(northshire), listed(northshire)
    client = signed_in_as(northshire.people["spoc"])
    file = SimpleUploadedFile("me.png", b"\x89PNG\r\n\x1a\n" + bytes(32))
    client.post(page("apply", intake, child.public_id), {"brought_by": "child", "file": file})
    application = Application.objects.get()
    drawing = reverse("documents:document", args=[Document.objects.get().public_id])
    assert drawing in text(client.get(page("application", intake, application.public_id)))
    assert client.get(drawing).status_code == 200
    assert signed_in_as(northshire.people["pcso"]).get(drawing).status_code == 404


def test_it_shows_leaders_and_supervisors_how_far_it_is_and_no_child(northshire, southshire, signed_in_as):
    selection, offers = signed(northshire)
    intake = selection.intake
    one = offers[0]
    hidden = [
        page("applications", intake), page("application", intake, one.application.public_id), page("draw", intake),
        page("decide", intake), page("offers", intake), page("offer_reply", intake, one.public_id),
        page("may_apply", intake), page("ballots", intake),
    ]  # fmt: skip
    with closed():
        for role in ("pcso", "sergeant", "dsl"):
            client = signed_in_as(northshire.people[role])
            shown = text(client.get(page("intake", intake)))
            assert "3 not answered, 0 free" in shown
            assert "Ayesha" not in shown
            assert [client.get(address).status_code for address in hidden] == [404] * len(hidden)
        stranger = signed_in_as(southshire.people["head-teacher"])
        assert [stranger.get(address).status_code for address in hidden] == [404] * len(hidden)


def test_it_takes_notes_and_nominations_and_an_application_back(northshire, signed_in_as):
    intake = make_intake(northshire)
    [application] = applied(northshire, intake, [listed(northshire)])
    client = signed_in_as(northshire.people["spoc"])
    one = page("application", intake, application.public_id)
    client.post(page("panel_note", intake, application.public_id), {"text": "Asked good questions"})
    client.post(page("nomination", intake, application.public_id), {"by": "classmates", "text": "Is fair"})
    shown = text(client.get(one))
    assert "Asked good questions" in shown
    assert "Is fair" in shown
    client.post(page("withdraw_application", intake, application.public_id), {"reason": "changed-mind"})
    assert client.get(one).status_code == 404
    assert "Nobody has applied yet" in text(client.get(page("applications", intake)))


def test_the_head_teacher_chooses_compares_signs_and_takes_back(northshire, signed_in_as):
    intake = make_intake(northshire)
    applications = applied(northshire, intake, a_class(northshire, 6))
    chosen = [each.public_id for each in applications[:3]]
    with closed():
        head, teacher = (signed_in_as(northshire.people[role]) for role in ("head-teacher", "programme-teacher"))
        decide = page("decide", intake)
        first = text(head.get(decide))
        assert "checked" not in first
        assert "Choose from 1 to 3 children" in text(head.post(decide, {}))
        compared = text(head.post(decide, {"chosen": chosen}))
        assert "By chance alone" in compared
        assert "Sign the decision" in compared
        assert "signs. Nothing is kept" in text(teacher.post(decide, {"chosen": chosen}))
        assert not Selection.objects.exists()
        signing = {"chosen": chosen, "reason": "", "departure": "", "reply_by": str(AFTER + timedelta(days=9))}
        assert "Enter why these children" in text(head.post(decide, signing))
        assert teacher.post(decide, {**signing, "reason": "They spoke well"}).status_code == 404
        assert head.post(decide, {**signing, "reason": "They spoke well"}).status_code == 302
        shown = text(head.get(page("offers", intake)))
        assert "They spoke well" in shown
        assert "Number 3" in shown
        head.post(page("take_selection_back", intake), {"reason": "Forgot a child"})
        assert "Forgot a child" in text(head.get(page("offers", intake)))


def test_a_reply_is_recorded_and_the_next_child_moves_up(northshire, signed_in_as):
    selection, offers = signed(northshire)
    intake = selection.intake
    with closed():
        client = signed_in_as(northshire.people["spoc"])
        address = page("offer_reply", intake, offers[0].public_id)
        assert "The child, at school" in text(client.get(address))
        client.post(address, {"says": "yes", "adult": "child", "replied_on": str(AFTER)})
        assert Member.objects.get().child == offers[0].application.child
        no = {"says": "no", "adult": "child", "replied_on": str(AFTER)}
        client.post(page("offer_reply", intake, offers[1].public_id), no)
        assert "1 place is free" in text(client.get(page("offers", intake)))
        by = {"reply_by": str(AFTER + timedelta(days=9))}
        late = page("give_place", intake, offers[4].public_id)
        assert "Another child is first in line" in text(client.get(late))
        assert "Enter why this child" in text(client.post(late, by))
        client.post(page("give_place", intake, offers[3].public_id), by)
        assert Offer.objects.get(pk=offers[3].pk).state() == "offered"
        assert "0 places are free" in text(client.get(page("offers", intake)))


def test_it_counts_votes_on_the_page_twice(northshire, signed_in_as):
    intake = make_intake(northshire, method="vote", places=2)
    applications = applied(northshire, intake, a_class(northshire, 3))
    said = {f"votes_{each.public_id}": str(9 - n) for n, each in enumerate(applications)} | {"spoilt": "1"}
    with closed():
        for role, told in (("spoc", "counted on"), ("programme-teacher", "Two counts agree")):
            client = signed_in_as(northshire.people[role])
            shown = text(client.post(page("ballots", intake), said, follow=True))
            assert told in shown
            assert ">9<" not in shown, "nobody sees another's count before counting"
        shown = text(client.get(page("decide", intake)))
        assert shown.count("checked") == 2


@pytest.mark.parametrize("role", ["pcso", "head-teacher"])
def test_it_says_what_comes_first_where_there_is_no_intake_yet(northshire, signed_in_as, role):
    shown = text(
        signed_in_as(northshire.people[role]).get(reverse("units:intakes", args=[make_unit(northshire).public_id]))
    )
    assert "No intake has been set up" in shown
    assert ("Set up an intake" in shown) == (role == "head-teacher")


def test_a_force_sets_its_least_share_and_the_school_sees_it(northshire, signed_in_as):
    intake = make_intake(northshire, method="lottery")
    address = reverse("units:force_minimum", args=[northshire.force.public_id])
    lead = signed_in_as(northshire.people["force-lead"])
    assert "Enter a number" in text(lead.post(address, {"percent": ""}))
    lead.post(address, {"percent": "40"})
    listed(northshire)
    client = signed_in_as(northshire.people["spoc"])
    assert "here 2, go to vulnerable" in text(client.get(page("shares", intake)))
    assert client.get(address).status_code == 404


def test_the_lists_are_paged_and_ask_no_more_queries_with_more_children(northshire, signed_in_as, count_queries):
    intake = make_intake(northshire)
    client = signed_in_as(northshire.people["spoc"])
    pages = [page("applications", intake), page("may_apply", intake), page("decide", intake), page("intake", intake)]
    spoc = northshire.actor("spoc")
    apply_for(spoc, intake, listed(northshire, "First"), wish())
    listed(northshire, "Second")
    few = [count_queries(client, address) for address in pages]
    for number in range(60):
        apply_for(spoc, intake, listed(northshire, f"Child{number}"), wish())
        listed(northshire, f"Other{number}")
    assert [count_queries(client, address) for address in pages] == few
    assert max(few) <= 15
    assert "page=2" in text(client.get(pages[0]))
