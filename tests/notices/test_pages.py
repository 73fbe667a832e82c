"""Today and messages, as their readers see them."""

import pytest
from django.db import transaction
from django.test import Client

from lanyard.audit.models import Entry
from lanyard.notices.actions import notify, raise_todo
from lanyard.notices.models import Notice


@pytest.fixture
def told(northshire):
    with transaction.atomic():
        return notify([northshire.people["spoc"]], "A school has signed", "The head has signed <b>today</b>")[0]


def test_it_sends_visitors_to_sign_in(db):
    response = Client().get("/")
    assert response.status_code == 302
    assert "next=/" in response["Location"]


def test_it_sends_visitors_of_the_demonstration_to_choose_a_persona(db, settings):
    settings.DEMO = True
    assert Client().get("/")["Location"] == "/demo/"


def test_it_shows_what_to_do_first(northshire, signed_in_as):
    with transaction.atomic():
        raise_todo("sign", ["head-teacher"], northshire.school, "Sign the agreement", "/agreements/1/")
    page = signed_in_as(northshire.people["head-teacher"]).get("/").content.decode()
    assert 'href="/agreements/1/"' in page
    assert page.count("<h1") == 1


def test_it_says_when_there_is_nothing_to_do(northshire, signed_in_as):
    page = signed_in_as(northshire.people["dro"]).get("/").content.decode()
    assert "Nothing else is asked of you" in page


def test_it_shows_a_message_escaped_and_marks_it_read(northshire, told, signed_in_as):
    client = signed_in_as(northshire.people["spoc"])
    assert "A school has signed" in client.get("/notices/").content.decode()
    assert "&lt;b&gt;today" in client.get(f"/notices/{told.public_id}/").content.decode()
    assert client.post(f"/notices/{told.public_id}/read/").status_code == 302
    assert client.post(f"/notices/{told.public_id}/read/").status_code == 302
    told.refresh_from_db()
    assert told.read_at is not None
    assert Entry.objects.filter(verb="notice.read").count() == 1


@pytest.mark.parametrize("who", ["dsl", "force-lead", "central-team"])
def test_it_shows_a_message_to_nobody_else(northshire, told, signed_in_as, who):
    client = signed_in_as(northshire.people[who])
    assert client.get(f"/notices/{told.public_id}/").status_code == 404
    assert client.post(f"/notices/{told.public_id}/read/").status_code == 404
    assert "You have no messages" in client.get("/notices/").content.decode()


def test_it_pages_a_long_list_at_the_same_number_of_queries(northshire, signed_in_as, django_assert_max_num_queries):
    client = signed_in_as(northshire.people["spoc"])
    with transaction.atomic():
        for n in range(60):
            notify([northshire.people["spoc"]], f"Message {n}", "", place=northshire.school)
    for address in ("/notices/", "/notices/?page=2", "/notices/?page=nonsense", "/"):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
    assert Notice.objects.count() == 60
