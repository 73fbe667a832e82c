"""Invitations: the only way in, once, by whoever has the link, within fourteen days."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.invitations import (
    accept_for_address,
    accept_invitation,
    cancel_invitation,
    find_invitation,
    invite,
    resend_invitation,
)
from lanyard.accounts.actions.people import reactivate
from lanyard.accounts.actors import actor_for, operator
from lanyard.accounts.models import Invitation, Person, Post
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from tests import cast
from tests.accounts.signing_in import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
committed = pytest.mark.django_db(transaction=True)
EMAIL = "nina.cole@school.example.org"


def token_in(message) -> str:
    return re.search(r"/invitations/([^/\s]+)/", message.body)[1]


def invite_nina(tenant, role="spoc", **changes) -> tuple[Invitation, str]:
    values = {"email": EMAIL, "name": "Nina Cole", "role": role, "organisation": tenant.school}
    invitation = invite(tenant.actor("head-teacher"), starts_on=timezone.localdate(), **{**values, **changes})
    return invitation, token_in(mail.outbox[-1])


def test_it_sends_a_link_whose_token_is_not_kept(northshire):
    invitation, token = invite_nina(northshire)
    invitation.refresh_from_db()
    assert mail.outbox[0].to == [EMAIL]
    assert invitation.sent_at is not None
    assert token not in str(Invitation.objects.values().get())
    assert find_invitation(token) == invitation


def test_it_brings_somebody_new_from_the_link_to_the_second_factor(northshire):
    _invitation, token = invite_nina(northshire)
    client = Client()
    page = reverse("accounts:accept", args=[token])
    assert "Single point of contact" in client.get(page).content.decode()
    answer = client.post(page, {"name": "Nina Cole", "password": PASSWORD})
    assert answer.url == reverse("accounts:second_factor")
    nina = Person.objects.get(email=EMAIL)
    assert nina.check_password(PASSWORD)
    assert Post.objects.standing().get(person=nina).role == "spoc"
    assert client.get(reverse("accounts:account")).url == reverse("accounts:second_factor")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert {"invitation.accepted", "post.given"} <= set(
        Entry.objects.filter(actor=nina.pk).values_list("verb", flat=True)
    )


def test_it_works_once(northshire):
    _invitation, token = invite_nina(northshire)
    accept_invitation(token, name="Nina Cole", password=PASSWORD)
    with pytest.raises(Conflict):
        accept_invitation(token, name="Nina Cole", password=PASSWORD)
    assert Client().get(reverse("accounts:accept", args=[token])).status_code == 410


def test_it_expires_after_fourteen_days(northshire):
    _invitation, token = invite_nina(northshire)
    with time_machine.travel(timezone.now() + timedelta(days=14, seconds=1)):
        assert find_invitation(token) is None
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert find_invitation(token) is not None


def test_it_looks_the_same_for_a_wrong_a_used_and_a_cancelled_link(northshire):
    invitation, token = invite_nina(northshire)
    cancel_invitation(northshire.actor("head-teacher"), invitation)
    answers = {Client().get(f"/invitations/{t}/").status_code for t in (token, "never-was")}
    assert answers == {410}


def test_it_sends_again_with_a_new_link_and_the_old_one_stops(northshire):
    invitation, token = invite_nina(northshire)
    resend_invitation(northshire.actor("head-teacher"), invitation)
    assert find_invitation(token) is None
    assert find_invitation(token_in(mail.outbox[-1])) == invitation


@pytest.mark.parametrize("action", [resend_invitation, cancel_invitation])
def test_it_refuses_to_touch_an_invitation_that_was_accepted_meanwhile(northshire, action):
    invitation, token = invite_nina(northshire)
    accept_invitation(token, name="Nina Cole", password=PASSWORD)
    with pytest.raises(Conflict):
        action(northshire.actor("head-teacher"), invitation)


@pytest.mark.parametrize("action", [resend_invitation, cancel_invitation])
@pytest.mark.parametrize("role", ["head-teacher", "force-lead", "pcso"])
def test_it_refuses_another_tenants_invitation(northshire, southshire, action, role):
    invitation, _token = invite_nina(northshire)
    with pytest.raises(Forbidden):
        action(southshire.actor(role), invitation)


@committed
def test_it_keeps_the_row_and_says_so_when_the_message_did_not_leave(northshire, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no mail server")

    monkeypatch.undo()  # here the message waits for the real commit
    monkeypatch.setattr("lanyard.accounts.actions.invitations.send_mail", fail)
    invite(northshire.actor("head-teacher"), EMAIL, "Nina Cole", "spoc", northshire.school, timezone.localdate())
    assert Invitation.objects.get().sent_at is None


def test_it_refuses_a_second_invitation_to_the_same_post(northshire):
    invite_nina(northshire)
    with pytest.raises(Conflict):
        invite_nina(northshire, email=EMAIL.upper())


def test_it_refuses_to_invite_oneself(northshire):
    with pytest.raises(Forbidden):
        invite_nina(northshire, email=northshire.people["head-teacher"].email)


def test_it_refuses_a_post_that_has_its_one_holder(northshire):
    with pytest.raises(Conflict, match="Dina Lowe"):
        invite_nina(northshire, role="dsl")


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", EMAIL])
def test_it_refuses_an_easy_password_beside_the_field(northshire, password):
    _invitation, token = invite_nina(northshire)
    page = reverse("accounts:accept", args=[token])
    answer = Client().post(page, {"name": "Nina Cole", "password": password})
    assert answer.context["form"].errors["password"]
    assert not Person.objects.filter(email=EMAIL).exists()


def test_it_asks_somebody_known_to_sign_in_and_takes_no_other_person(northshire, southshire, signed_in_as):
    dev = southshire.people["deputy-dsl"]
    _invitation, token = invite_nina(northshire, email=dev.email)
    page = reverse("accounts:accept", args=[token])
    assert "password" not in Client().get(page).content.decode().lower().replace("reset_password", "")
    signed_in_as(northshire.people["pcso"]).post(page)
    assert not Post.objects.filter(person=dev, organisation=northshire.school).exists()
    assert Client().post(page, {"name": "x", "password": PASSWORD}).status_code == 200
    with pytest.raises(Forbidden):
        accept_invitation(token, name="x", password=PASSWORD)
    signed_in_as(dev).post(page)
    assert Post.objects.filter(person=dev, organisation=northshire.school).exists()


def test_it_lets_in_by_the_forces_own_sign_in_only_whom_it_invited(northshire):
    invite_nina(northshire)
    assert accept_for_address("stranger@school.example.org", "A Stranger") is None
    nina = accept_for_address(EMAIL, "")
    assert not nina.has_usable_password()
    assert Post.objects.get(person=nina).role == "spoc"
    assert accept_for_address(EMAIL, "") is None


@committed
def test_it_lets_only_one_of_two_who_accept_at_once_in(northshire):
    _invitation, token = invite_nina(northshire)
    outcomes, barrier = [], threading.Barrier(2)

    def accept():
        barrier.wait()
        try:
            outcomes.append(accept_invitation(token, name="Nina Cole", password=PASSWORD))
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(outcome, Conflict) for outcome in outcomes) == [False, True]
    assert Post.objects.filter(person__email=EMAIL).count() == 1


def test_it_lets_only_one_of_two_invitations_to_a_sole_post_be_taken_up(northshire):
    Post.objects.filter(role="dsl").delete()
    tokens = [invite_nina(northshire, role="dsl", email=f"{name}@school.example.org")[1] for name in ("a", "b")]
    accept_invitation(tokens[0], name="Ann", password=PASSWORD)
    with pytest.raises(Conflict):
        accept_invitation(tokens[1], name="Ben", password=PASSWORD)
    assert not Person.objects.filter(email="b@school.example.org").exists()


def test_it_sends_the_link_although_the_place_has_a_line_break_in_its_name(northshire):
    northshire.area.name = "North\r\nBcc: everybody@example.org"
    northshire.area.save()
    lead = northshire.actor("force-lead")
    invitation = invite(lead, EMAIL, "Nina Cole", "sergeant", northshire.area, timezone.localdate())
    invitation.refresh_from_db()
    assert invitation.sent_at is not None
    assert "\n" not in mail.outbox[-1].subject
    assert mail.outbox[-1].recipients() == [EMAIL]


def end_of_sender(tenant, how: str) -> None:
    """End what the head teacher's invitations stand on: the post since yesterday, or the account."""
    head = tenant.people["head-teacher"]
    if how == "post":
        Post.objects.filter(person=head).update(ends_on=timezone.localdate() - timedelta(days=1))
    else:
        Person.objects.filter(pk=head.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["post", "account"])
def test_it_ends_with_the_post_and_with_the_account_of_whoever_sent_it(northshire, how):
    _invitation, token = invite_nina(northshire)
    end_of_sender(northshire, how)
    assert find_invitation(token) is None
    with pytest.raises(Conflict):
        accept_invitation(token, name="Nina Cole", password=PASSWORD)
    assert accept_for_address(EMAIL, "Nina Cole") is None
    assert Client().get(reverse("accounts:accept", args=[token])).status_code == 410
    assert not Person.objects.filter(email=EMAIL).exists()


def test_it_refuses_when_the_senders_post_ends_while_the_page_is_open(northshire, monkeypatch):
    invitation, token = invite_nina(northshire)
    end_of_sender(northshire, "post")
    monkeypatch.setattr("lanyard.accounts.actions.invitations.find_invitation", lambda token: invitation)
    with pytest.raises(Conflict, match="may no longer give"):
        accept_invitation(token, name="Nina Cole", password=PASSWORD)


def test_it_stands_again_in_the_name_of_whoever_sends_it_again(northshire, signed_in_as):
    invitation, _token = invite_nina(northshire)
    successor = cast.make_person("Sula Tern")
    cast.make_post(successor, "head-teacher", northshire.school)
    end_of_sender(northshire, "post")
    page = reverse("accounts:organisation_people", args=[northshire.school.public_id])
    client = signed_in_as(successor)
    assert "Stopped" in client.get(page).content.decode()
    client.post(reverse("accounts:resend", args=[invitation.public_id]))
    assert "Stopped" not in client.get(page).content.decode()
    assert find_invitation(token_in(mail.outbox[-1])).invited_by == successor


def test_it_lets_another_invite_to_what_a_stopped_invitation_was_for(northshire):
    invite_nina(northshire)
    successor = cast.make_person("Sula Tern")
    cast.make_post(successor, "head-teacher", northshire.school)
    end_of_sender(northshire, "account")
    invite(actor_for(successor), EMAIL, "Nina Cole", "spoc", northshire.school, timezone.localdate())
    assert Invitation.objects.count() == 2


def test_it_stands_when_it_was_made_at_the_machine(northshire):
    values = {"email": EMAIL, "name": "Nina Cole", "role": "spoc", "organisation": northshire.school}
    invite(operator("invite"), starts_on=timezone.localdate(), **values)
    assert find_invitation(token_in(mail.outbox[-1])) is not None


def answer_of(client, tenant, email: str) -> str:
    """Invite to the SPOC's post on the page; return all that it answers, the address and the tokens left out."""
    day = timezone.localdate()
    values = {"role": "spoc", "name": "Nina Cole", "email": email}
    values |= {"starts_on_day": day.day, "starts_on_month": day.month, "starts_on_year": day.year}
    page = client.post(reverse("accounts:invite", args=[tenant.school.public_id]), values, follow=True)
    assert "Invitation made for" in page.content.decode()
    Invitation.objects.all().delete()
    return re.sub(r'(csrfmiddlewaretoken" value|nonce|action)="[^"]*"', "", page.content.decode()).replace(email, "A")


def test_it_answers_the_same_for_an_address_whose_account_is_closed(northshire, southshire, signed_in_as):
    closed = southshire.people["pcso"]
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    client = signed_in_as(northshire.people["head-teacher"])
    assert answer_of(client, northshire, closed.email) == answer_of(client, northshire, EMAIL)
    assert [message.to for message in mail.outbox] == [[closed.email], [EMAIL]]


def test_it_waits_until_the_closed_account_is_opened_again_elsewhere(northshire, southshire, signed_in_as):
    closed = southshire.people["pcso"]
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    _invitation, token = invite_nina(northshire, email=closed.email)
    page = reverse("accounts:accept", args=[token])
    assert "has been closed" in Client().get(page).content.decode()
    with pytest.raises(Forbidden):
        accept_invitation(token, person=Person.objects.get(pk=closed.pk))
    reactivate(southshire.actor("force-lead"), closed)
    signed_in_as(closed).post(page)
    assert Post.objects.filter(person=closed, organisation=northshire.school).exists()
