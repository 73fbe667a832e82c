"""The pages of people and posts: who sees what, in a fixed number of queries, and the demonstration's door."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.models import DemoPersona, Invitation, Post
from lanyard.audit.models import Entry
from tests import cast

LIST = "/people/"
TODAY = timezone.localdate


def at(organisation) -> str:
    return reverse("accounts:organisation_people", args=[organisation.public_id])


def day_in(name: str, day: date) -> dict:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.mark.parametrize("role", ["pcso", "officer", "youth-worker", "volunteer", "programme-teacher"])
def test_it_hides_people_from_roles_without_the_right(northshire, signed_in_as, role):
    client = signed_in_as(northshire.people[role])
    assert client.get(LIST).status_code == 404
    assert client.get(at(northshire.school)).status_code == 404


def test_it_shows_a_head_teacher_their_school_and_nothing_else(northshire, southshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    page = client.get(LIST).content.decode()
    assert "Dina Lowe" in page
    assert "Frances Reid" not in page
    assert client.get(at(northshire.school)).status_code == 200
    for other in (northshire.force, southshire.school, southshire.force):
        assert client.get(at(other)).status_code == 404


def test_it_shows_nobody_of_another_tenant(northshire, southshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    listed = {post.person for post in client.get(LIST).context["page"]}
    assert listed == set(northshire.people.values())
    stranger = southshire.people["spoc"]
    spoc = Post.objects.get(person=stranger)
    invitation = Invitation.objects.create(
        email="x@example.org", role="spoc", organisation=southshire.school, starts_on=TODAY(), token_hash="x",
        invited_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    for name, key in (("person", stranger), ("give", stranger), ("end_post", spoc)):
        assert client.get(reverse(f"accounts:{name}", args=[key.public_id])).status_code == 404
    for name, key in (("close", stranger), ("resend", invitation), ("cancel", invitation)):
        assert client.post(reverse(f"accounts:{name}", args=[key.public_id])).status_code == 404
    assert client.get(reverse("accounts:invite", args=[southshire.school.public_id])).status_code == 404


def test_it_notes_who_looked_at_whom_once_a_page(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    client.get(reverse("accounts:person", args=[northshire.people["pcso"].public_id]))
    look = Entry.objects.get(kind="look")
    assert (look.verb, look.subjects) == ("person.shown", [northshire.people["pcso"].pk])


def _queries(client: Client, page: str, counter) -> int:
    client.get(page)
    with counter(15) as counted:
        assert client.get(page).status_code == 200
    return len(counted)


def test_it_asks_the_same_few_questions_however_many_there_are(
    northshire, signed_in_as, django_assert_max_num_queries
):
    client = signed_in_as(northshire.people["force-lead"])
    person = reverse("accounts:person", args=[northshire.people["pcso"].public_id])
    invite = reverse("accounts:invite", args=[northshire.school.public_id])
    pages = [LIST, at(northshire.school), person, invite, "/account/", "/account/sessions/", "/ledger/"]
    few = [_queries(client, page, django_assert_max_num_queries) for page in pages]
    for number in range(30):
        cast.make_post(cast.make_person(f"Teacher {number}"), "spoc", northshire.school)
        cast.make_post(northshire.people["pcso"], "volunteer", northshire.force, ends_on=date(2021, 1, 1))
        signed_in_as(northshire.people["force-lead"])
    assert [_queries(client, page, django_assert_max_num_queries) for page in pages] == few


def test_it_shows_fifty_to_a_page_and_the_rest_after(northshire, signed_in_as):
    for number in range(60):
        cast.make_post(cast.make_person(f"Teacher {number}"), "spoc", northshire.school)
    client = signed_in_as(northshire.people["head-teacher"])
    assert len(client.get(LIST).context["page"]) == 50
    assert len(client.get(LIST, {"page": 2}).context["page"]) == 15


def test_it_finds_people_by_name_place_and_post(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    found = client.get(LIST, {"words": "primary dina"}).context["page"]
    assert [post.person.name for post in found] == ["Dina Lowe"]
    found = client.get(LIST, {"role": "sergeant"}).context["page"]
    assert [post.person.name for post in found] == ["Sam Okoro"]
    assert "Nobody matches" in client.get(LIST, {"words": "zzz"}).content.decode()


def test_it_survives_filters_no_form_of_ours_sends(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    for query in ({"page": "-1"}, {"page": "x"}, {"role": "king"}, {"words": "%_'\"<script>"}):
        assert client.get(LIST, query).status_code == 200


@pytest.mark.usefixtures("at_once")
def test_it_invites_by_the_form_and_lists_the_invitation_with_its_state(northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    page = reverse("accounts:invite", args=[northshire.school.public_id])
    values = {"role": "spoc", "name": "Nina Cole", "email": "Nina@Example.org", **day_in("starts_on", TODAY())}
    assert client.post(page, values).url == at(northshire.school)
    assert mail.outbox[0].to == ["nina@example.org"]
    text = client.get(at(northshire.school)).content.decode()
    assert "nina@example.org" in text
    assert "Not sent" not in text
    again = client.post(page, values)
    assert "already been sent" in str(again.context["form"].errors["email"])
    invitation = Invitation.objects.get()
    client.post(reverse("accounts:cancel", args=[invitation.public_id]))
    assert "nina@example.org" not in client.get(at(northshire.school)).content.decode()


def test_it_shows_what_is_wrong_beside_each_field(northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    page = reverse("accounts:invite", args=[northshire.school.public_id])
    answer = client.post(page, {"role": "force-lead", "email": "not an address"})
    assert set(answer.context["form"].errors) == {"role", "name", "email", "starts_on"}
    assert not Invitation.objects.exists()


def test_it_ends_a_post_by_the_form(northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    post = Post.objects.get(person=northshire.people["spoc"])
    page = reverse("accounts:end_post", args=[post.public_id])
    early = client.post(page, day_in("on", date(2019, 1, 1)))
    assert "1 September 2020" in str(early.context["form"].errors["on"])
    assert client.post(page, day_in("on", TODAY())).status_code == 302
    assert Post.objects.standing().get(person=northshire.people["spoc"]).ends_on == TODAY()


def test_it_gives_another_post_by_the_form(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    priya = northshire.people["pcso"]
    page = reverse("accounts:give", args=[priya.public_id])
    choice = f"{northshire.force.public_id}.sergeant"
    assert client.post(page, {"post": choice, **day_in("starts_on", TODAY())}).status_code == 302
    assert Post.objects.filter(person=priya, role="sergeant").exists()
    again = client.post(page, {"post": choice, **day_in("starts_on", TODAY())})
    assert "already holds" in str(again.context["form"].errors["post"])


def test_it_offers_a_person_no_post_for_themselves(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    own = northshire.people["force-lead"].public_id
    assert client.get(reverse("accounts:give", args=[own])).status_code == 404


def test_it_closes_an_account_by_the_button_and_opens_it_again(northshire, signed_in_as):
    client = signed_in_as(northshire.people["force-lead"])
    priya = northshire.people["pcso"]
    page = reverse("accounts:close", args=[priya.public_id])
    assert client.get(page).status_code == 405
    client.post(page)
    priya.refresh_from_db()
    assert not priya.is_active
    client.post(page, {"open": "yes"})
    priya.refresh_from_db()
    assert priya.is_active


def test_it_tells_somebody_without_a_post_what_to_do(db, signed_in_as):
    client = signed_in_as(cast.make_person("Nina Cole"))
    assert "You hold no post" in client.get("/account/").content.decode()


@pytest.mark.parametrize(
    "page", [LIST, "/account/", "/account/sessions/", "/account/second-factor/", "/ledger/", "/account/sign-in/"]
)
def test_it_has_one_heading_and_no_script_or_style_that_our_policy_forbids(northshire, signed_in_as, page):
    client = signed_in_as(northshire.people["force-lead"]) if "sign-in" not in page else Client()
    answer = client.get(page)
    text = answer.content.decode()
    assert text.count("<h1") == 1
    assert " style=" not in text
    assert " onclick=" not in text
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or "application/json" in script
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.fixture
def persona(northshire) -> DemoPersona:
    return DemoPersona.objects.create(person=northshire.people["pcso"], order=1, task="See today's sessions")


def test_it_has_no_personas_outside_the_demonstration(persona):
    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"person": persona.person.public_id}).status_code == 404


def test_it_signs_in_as_a_persona_in_the_demonstration_and_no_longer_after(persona, settings):
    settings.DEMO = True
    client = Client()
    assert "See today&#x27;s sessions" in client.get("/demo/").content.decode()
    assert client.post("/demo/", {"person": persona.person.public_id}).status_code == 302
    assert client.get("/account/").status_code == 200
    settings.DEMO = False
    assert client.get("/account/").status_code == 302


def test_it_becomes_nobody_but_a_persona(persona, northshire, settings):
    settings.DEMO = True
    for key in (northshire.people["force-lead"].public_id, "", "nobody"):
        client = Client()
        assert client.post("/demo/", {"person": key}).status_code == 404
        assert "_auth_user_id" not in client.session
