"""The door: password, second factor, lock-out, and answers that tell a stranger nothing."""

import re
from datetime import datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lanyard.accounts.models import Person, SignIn
from lanyard.audit.models import Entry
from lanyard.engines.crypto import Tampered
from tests import cast
from tests.accounts.signing_in import PASSWORD, code_for, enter_code, enter_password, factors, set_up_app

ACCOUNT = "/account/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


@pytest.fixture
def priya() -> Person:
    return cast.make_person("Priya Shah")


@pytest.fixture
def with_app(priya) -> tuple[Person, str]:
    """Somebody who has set up an authenticator app, and its secret."""
    client = Client()
    enter_password(client, priya)
    return priya, set_up_app(client)


def test_it_sends_somebody_without_a_second_factor_to_set_one_up(priya):
    client = Client()
    enter_password(client, priya)
    assert client.get(ACCOUNT).url == reverse("accounts:second_factor")
    assert client.get(reverse("accounts:second_factor")).status_code == 200


def test_it_gives_somebody_without_a_second_factor_no_rights_even_on_public_pages(northshire, rf):
    client = Client()
    enter_password(client, northshire.people["force-lead"])
    page = client.get(reverse("account_reset_password"))
    assert page.wsgi_request.actor.person is None


def test_it_lets_in_after_an_app_is_set_up_and_shows_recovery_codes_once(priya):
    client = Client()
    enter_password(client, priya)
    set_up_app(client)
    assert factors(priya) == ["recovery_codes", "totp"]
    first = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", first)) == 10
    assert "<code>" not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert client.get(ACCOUNT).status_code == 200


def test_it_asks_for_a_code_after_the_password(with_app):
    priya, secret = with_app
    client = Client()
    assert enter_password(client, priya).url == reverse("mfa_authenticate")
    assert client.get(ACCOUNT).status_code == 302
    assert "_auth_user_id" not in client.session
    enter_code(client, code_for(secret, step=1))
    assert client.get(ACCOUNT).status_code == 200


def test_it_refuses_a_wrong_code_and_one_used_before(with_app):
    priya, secret = with_app
    code = code_for(secret, step=1)
    answers = []
    for client, tried in ((Client(), code), (Client(), code), (Client(), "000000")):
        enter_password(client, priya)
        answer = enter_code(client, tried)
        answers.append(client.get(ACCOUNT).status_code)
        if answers[-1] != 200:
            assert "is not right" in answer.content.decode()
    assert answers == [200, 302, 302]


def test_it_lets_in_with_a_recovery_code_once(priya):
    client = Client()
    enter_password(client, priya)
    set_up_app(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = re.search(r"<code>(\d{8})</code>", page)[1]
    for expected in (200, 302):
        other = Client()
        enter_password(other, priya)
        enter_code(other, code)
        assert other.get(ACCOUNT).status_code == expected


def test_it_ends_a_session_from_before_the_second_factor_when_one_is_set_up(priya):
    thief, owner = Client(), Client()
    enter_password(thief, priya)
    enter_password(owner, priya)
    set_up_app(owner)
    assert thief.get(reverse("mfa_add_webauthn")).status_code == 302
    assert "_auth_user_id" not in thief.session


def test_it_asks_for_the_password_again_before_a_second_factor_is_removed(with_app):
    priya, secret = with_app
    client = Client()
    enter_password(client, priya)
    enter_code(client, code_for(secret, step=1))
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert factors(priya) == ["recovery_codes", "totp"]


def test_it_sends_back_to_the_set_up_when_the_last_second_factor_is_removed(with_app):
    priya, secret = with_app
    client = Client()
    enter_password(client, priya)
    enter_code(client, code_for(secret, step=1))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert factors(priya) == []
    assert client.get(ACCOUNT).url == reverse("accounts:second_factor")


def test_it_keeps_secrets_sealed_in_the_database(with_app):
    priya, secret = with_app
    for row in Authenticator.objects.filter(user=priya):
        assert secret not in str(row.data)
    assert Authenticator.objects.get(user=priya, type="totp").data["secret"].startswith("1.")


def test_it_refuses_a_secret_copied_from_another_person(with_app):
    priya, _secret = with_app
    mallory = cast.make_person("Mallory Finch")
    client = Client()
    enter_password(client, mallory)
    her_secret = set_up_app(client)
    stolen = Authenticator.objects.get(user=mallory, type="totp").data
    Authenticator.objects.filter(user=priya, type="totp").update(data=stolen)
    attacker = Client()
    enter_password(attacker, priya)
    with pytest.raises(Tampered):
        enter_code(attacker, code_for(her_secret, step=1))


def test_it_locks_out_after_five_wrong_passwords_and_says_for_how_long(priya):
    client = Client()
    for _ in range(5):
        assert "is not right" in enter_password(client, priya, "wrong").content.decode()
    locked = enter_password(client, priya)
    assert "Wait 15 minutes" in locked.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_lets_in_again_when_the_time_is_over(priya):
    with time_machine.travel(datetime(2026, 11, 23, 9, 0).astimezone(), tick=False) as clock:
        client = Client()
        for _ in range(6):
            enter_password(client, priya, "wrong")
        clock.shift(15 * 60 + 1)
        assert enter_password(client, priya).status_code == 302


def test_it_locks_out_after_five_wrong_codes(with_app):
    priya, secret = with_app
    client = Client()
    enter_password(client, priya)
    for _ in range(5):
        enter_code(client, "000000")
    assert "Wait 15 minutes" in enter_code(client, code_for(secret, step=1)).content.decode()


def _without_tokens(page) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page.content.decode())
    return re.sub(r'value="[^"]*@[^"]*"', "", text)


@pytest.mark.parametrize("attempts", [1, 6])
def test_it_answers_the_same_for_an_unknown_address_and_a_wrong_password(priya, attempts):
    stranger = Person(email="nobody@example.org")
    for _ in range(attempts):
        known = enter_password(Client(), priya, "wrong")
        unknown = enter_password(Client(), stranger, "wrong")
    assert _without_tokens(known) == _without_tokens(unknown)


def test_it_answers_the_same_for_a_closed_account(priya):
    closed = cast.make_person("Carl Osman")
    closed.is_active = False
    closed.save()
    refused, wrong = enter_password(Client(), closed), enter_password(Client(), priya, "wrong")
    assert _without_tokens(refused) == _without_tokens(wrong)


def test_it_answers_the_same_for_a_forgotten_password_of_a_known_and_an_unknown_address(priya):
    page = reverse("account_reset_password")
    known = Client().post(page, {"email": priya.email})
    unknown = Client().post(page, {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [m.to for m in mail.outbox] == [[priya.email]]


def test_it_sets_a_new_password_by_the_link_and_ends_all_sessions(priya):
    open_elsewhere = Client()
    enter_password(open_elsewhere, priya)
    Client().post(reverse("account_reset_password"), {"email": priya.email})
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body)[1]
    client = Client()
    form = client.get(link).url
    done = client.post(form, {"password1": "another long phrase", "password2": "another long phrase"})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert open_elsewhere.get(reverse("accounts:second_factor")).status_code == 302
    assert enter_password(Client(), priya, "another long phrase").status_code == 302
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_it_signs_out_other_sessions_when_the_password_is_changed(priya, signed_in_as):
    here, elsewhere = signed_in_as(priya), signed_in_as(priya)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    values = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    assert here.post(reverse("account_change_password"), values).status_code == 302
    assert here.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).status_code == 302
    assert Entry.objects.filter(verb="person.password-changed", actor=priya.pk).count() == 1
    listed = here.get(reverse("accounts:sessions")).context["sign_ins"]
    assert [s.session_key for s in listed] == [here.session.session_key]


def test_it_ends_a_session_after_twelve_hours_however_busy(priya, signed_in_as):
    with time_machine.travel(datetime(2026, 11, 23, 7, 0).astimezone(), tick=False) as clock:
        client = signed_in_as(priya)
        for _ in range(3):
            clock.shift(4 * 60 * 60)
            assert client.get(ACCOUNT).status_code == 200
            session = client.session
            session["busy"] = True
            session.save()  # moves the cookie's own end further away
        clock.shift(1)
        assert client.get(ACCOUNT).status_code == 302


def test_it_shows_my_sessions_and_ends_one_or_all_others(priya, signed_in_as):
    here, phone, tablet = (signed_in_as(priya) for _ in range(3))
    phone_sign_in = SignIn.objects.get(session_key=phone.session.session_key)
    here.post(reverse("accounts:sessions"), {"sign_in": phone_sign_in.public_id})
    assert phone.get(ACCOUNT).status_code == 302
    assert tablet.get(ACCOUNT).status_code == 200
    here.post(reverse("accounts:sessions"))
    assert tablet.get(ACCOUNT).status_code == 302
    assert here.get(ACCOUNT).status_code == 200


def test_it_does_not_end_somebody_elses_session(priya, signed_in_as):
    victim = signed_in_as(cast.make_person("Vic Tims"))
    sign_in = SignIn.objects.get(session_key=victim.session.session_key)
    assert signed_in_as(priya).post(reverse("accounts:sessions"), {"sign_in": sign_in.public_id}).status_code == 404
    assert victim.get(ACCOUNT).status_code == 200


def test_it_ends_the_session_at_sign_out(priya, signed_in_as):
    client = signed_in_as(priya)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()
    assert SignIn.objects.get(session_key=key).ended_at is not None


@pytest.mark.parametrize("name", ["account_signup", "account_email", "socialaccount_signup", "account_inactive"])
def test_it_does_not_route_what_we_do_not_use(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_it_has_no_force_sign_in_where_none_is_configured(db):
    assert Client().get("/account/force/northshire/").status_code == 404


def test_it_lets_in_after_a_passkey_is_added(priya):
    client = Client()
    enter_password(client, priya)
    request = client.get(reverse("mfa_add_webauthn")).wsgi_request
    request.user = priya
    key = Authenticator.objects.create(user=priya, type="webauthn", data={"name": "phone", "credential": {}})
    authenticator_added.send(sender=Authenticator, request=request, user=priya, authenticator=key)
    request.session.save()
    assert client.session["second_factor"] == "webauthn"
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\thttps://evil.example", "javascript:a()"],
)
@pytest.mark.parametrize("hosts", [["testserver"], ["*"]])
def test_it_leads_nowhere_else_after_signing_in(with_app, settings, address, hosts):
    settings.ALLOWED_HOSTS = hosts
    client, priya, secret = Client(), with_app[0], with_app[1]
    client.post(reverse("account_login"), {"login": priya.email, "password": PASSWORD, "next": address})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1), "next": address})
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert "javascript" not in answer.url


def test_it_begins_a_session_of_its_own_whatever_key_was_brought_along(with_app):
    client, priya, secret = Client(), with_app[0], with_app[1]
    client.get(reverse("account_login"))
    client.cookies["lanyard_session"] = "a" * 32
    enter_password(client, priya)
    planted = client.cookies["lanyard_session"].value
    enter_code(client, code_for(secret, 1))
    assert client.cookies["lanyard_session"].value not in ("a" * 32, planted)


def test_it_writes_our_own_address_into_the_link_whatever_host_was_asked(priya, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://lanyard.example.police.uk"
    answer = Client().post(reverse("account_reset_password"), {"email": priya.email}, headers={"host": "evil.example"})
    assert answer.status_code == 302
    assert "https://lanyard.example.police.uk/account/forgotten/" in mail.outbox[0].body
    assert "evil" not in mail.outbox[0].body
