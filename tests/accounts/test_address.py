"""Changing one's own e-mail address: proved at the new one, told at the old one, and nobody finds out who is here."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.address import ask_for_address, confirm_address, find_change, keep_address
from lanyard.accounts.models import AddressChange, Person
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Refused
from tests import cast
from tests.accounts.signing_in import PASSWORD, enter_password
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
committed = pytest.mark.django_db(transaction=True)
NEW = "priya.shah@newforce.example.org"
PAGE = "/account/address/"


@pytest.fixture
def priya() -> Person:
    return cast.make_person("Priya Shah")


@pytest.fixture
def client_of(signed_in_as):
    """Return a function that signs a person in, the password just entered again."""

    def sign_in(person) -> Client:
        client = signed_in_as(person)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return sign_in


def token_for(person, email: str = NEW) -> str:
    ask_for_address(person, email)
    return re.search(r"/account/address/([^/\s]+)/", mail.outbox[-1].body)[1]


def test_it_changes_the_address_by_the_link_and_tells_the_old_one(priya, client_of):
    old, client = priya.email, client_of(priya)
    assert "We have sent a link" in client.post(PAGE, {"email": NEW.upper()}, follow=True).content.decode()
    priya.refresh_from_db()
    assert priya.email == old
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)[1]
    assert "From now on you sign in as" in client.get(link).content.decode()
    priya.refresh_from_db()
    assert priya.email == old, "opening the link is not yet confirming it: scanners of mail open links"
    client.post(link)
    priya.refresh_from_db()
    assert priya.email == NEW
    assert [message.to for message in mail.outbox] == [[NEW], [old]]
    assert NEW in mail.outbox[1].body
    assert enter_password(Client(), Person(email=NEW)).status_code == 302
    assert enter_password(Client(), Person(email=old)).status_code == 200


def test_it_asks_for_the_password_again_first(priya, signed_in_as):
    client = signed_in_as(priya)
    for answer in (client.get(PAGE), client.post(PAGE, {"email": NEW})):
        assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not AddressChange.objects.exists()


def test_it_goes_on_where_it_was_after_the_password(priya, signed_in_as):
    client = signed_in_as(priya)
    asked = client.post(PAGE, {"email": NEW})
    client.post(asked.url, {"password": PASSWORD, "next": PAGE})
    assert AddressChange.objects.get().email == NEW


@pytest.mark.parametrize("email", ["", "priya", "priya@", "a b@example.org", "x" * 255 + "@example.org"])
def test_it_refuses_what_is_no_address_beside_the_field(priya, client_of, email):
    answer = client_of(priya).post(PAGE, {"email": email})
    assert answer.context["form"].errors["email"]
    assert not mail.outbox


def test_it_refuses_the_address_one_has(priya, client_of):
    answer = client_of(priya).post(PAGE, {"email": priya.email.upper()})
    assert "already" in answer.context["form"].errors["email"][0]


def test_it_wants_a_password_of_somebody_whom_the_force_signs_in(priya):
    priya.set_unusable_password()
    priya.save()
    with pytest.raises(Refused, match="Set a password first"):
        ask_for_address(priya, NEW)


@pytest.mark.parametrize("active", [True, False])
def test_it_answers_the_same_for_an_address_that_another_account_has(priya, client_of, active):
    other = cast.make_person("Owen Price")
    Person.objects.filter(pk=other.pk).update(is_active=active)
    client, pages = client_of(priya), []
    for email in (NEW, other.email):
        page = client.post(PAGE, {"email": email}, follow=True).content.decode()
        pages.append(re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page).replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    assert "/account/address/" not in mail.outbox[-1].body
    assert mail.outbox[-1].to == [other.email]


def test_it_works_once_for_one_hour_and_for_its_owner_alone(priya, client_of):
    token = token_for(priya)
    assert find_change(cast.make_person("Owen Price"), token) is None
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert find_change(priya, token) is None
    confirm_address(priya, token)
    with pytest.raises(Conflict):
        confirm_address(priya, token)
    gone = client_of(priya).get(reverse("accounts:confirm_address", args=[token]))
    assert gone.status_code == 410


def test_it_asks_whoever_opens_the_link_to_sign_in(priya):
    link = reverse("accounts:confirm_address", args=[token_for(priya)])
    assert Client().post(link).url.startswith(reverse("account_login"))
    priya.refresh_from_db()
    assert priya.email != NEW


def test_it_ends_the_link_before_when_another_is_asked_for_and_when_one_stays(priya, client_of):
    first, second = token_for(priya), token_for(priya, "priya@elsewhere.example.org")
    assert find_change(priya, first) is None
    assert find_change(priya, second) is not None
    client = client_of(priya)
    assert "priya@elsewhere.example.org" in client.get(PAGE).content.decode()
    client.post(reverse("accounts:keep_address"))
    assert find_change(priya, second) is None
    with pytest.raises(Conflict):
        keep_address(priya)


def test_it_leaves_nothing_that_lets_in_by_the_old_address(priya):
    EmailAddress.objects.create(user=priya, email=priya.email, verified=True, primary=True)
    SocialAccount.objects.create(user=priya, provider="northshire", uid="abc")
    old = priya.email
    confirm_address(priya, token_for(priya))
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": old})
    assert not mail.outbox
    assert not SocialAccount.objects.exists()


def test_it_enters_the_change_where_the_person_works(northshire):
    pcso = northshire.people["pcso"]
    confirm_address(pcso, token_for(pcso))
    entries = Entry.objects.filter(verb__in=["person.address-asked", "person.address-changed"])
    assert [(entry.actor, entry.subjects, entry.force) for entry in entries] == [
        (pcso.pk, [pcso.pk], northshire.force.pk)
    ] * 2
    assert NEW not in str(entries.values()), "the ledger keeps no addresses"


def test_it_does_not_write_to_strangers_without_end(priya, client_of):
    client = client_of(priya)
    for number in range(5):
        client.post(PAGE, {"email": f"stranger{number}@example.org"})
    refused = client.post(PAGE, {"email": "stranger5@example.org"})
    assert "Wait an hour" in refused.context["form"].errors["email"][0]
    assert len(mail.outbox) == 5


@committed
def test_it_keeps_the_wish_and_no_time_when_the_message_did_not_leave(priya, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no mail server")

    monkeypatch.undo()  # here the message waits for the real commit
    monkeypatch.setattr("lanyard.accounts.actions.address.send_mail", fail)
    ask_for_address(priya, NEW)
    assert AddressChange.objects.get().sent_at is None


@committed
def test_it_gives_an_address_to_only_one_of_two_who_confirm_it_at_once():
    people = [cast.make_person("Ann Ames"), cast.make_person("Ben Bond")]
    tokens = [token_for(person) for person in people]
    answers = together(*(lambda p=p, t=t: confirm_address(p, t) for p, t in zip(people, tokens, strict=True)))
    assert sorted(isinstance(answer, Conflict) for answer in answers) == [False, True]
    assert Person.objects.filter(email=NEW).count() == 1
    assert AddressChange.objects.filter(confirmed_at=None).count() == 1
