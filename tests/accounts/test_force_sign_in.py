"""A force's own sign-in: only its own people, only those known or invited, and still with a second factor."""

from urllib.parse import parse_qs, urlparse

import pytest
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.flows.login import complete_login
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.invitations import invite
from lanyard.accounts.models import Person, Post
from lanyard.config import signing_in
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
NINA = "nina.cole@northshire.example.org"


@pytest.fixture
def forces(settings, monkeypatch):
    """Northshire's own sign-in, as the environment configures it."""
    monkeypatch.setenv("LANYARD_OIDC_NORTHSHIRE_SERVER", "https://id.northshire.example.org")
    monkeypatch.setenv("LANYARD_OIDC_NORTHSHIRE_CLIENT_ID", "lanyard")
    monkeypatch.setenv("LANYARD_OIDC_NORTHSHIRE_DOMAINS", "Northshire.example.org")
    settings.OIDC_PROVIDERS = [signing_in._provider("northshire")]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": settings.OIDC_PROVIDERS}
    }
    return settings.OIDC_PROVIDERS


def come_in(email: str, verified: bool = True, subject: str = "abc"):
    """Come back from the force's sign-in with what it says of somebody; returns the request and the answer."""
    request = RequestFactory().get("/account/force/northshire/back/")
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    request.user = AnonymousUser()
    with context.request_context(request):
        provider = get_adapter().get_provider(request, "northshire")
        assert isinstance(provider, OpenIDConnectProvider)
        claims = {"sub": subject, "email": email, "email_verified": verified, "name": "Nina Cole"}
        login = provider.sociallogin_from_response(request, claims)
        login.state = {"process": "login"}
        return request, complete_login(request, login)


def let_in(request) -> bool:
    return request.user.is_authenticated


def test_it_lets_in_somebody_known_who_must_still_prove_a_second_factor(forces):
    nina = Person.objects.make(NINA, "Nina Cole")
    request, _answer = come_in(NINA.upper())
    assert request.user == nina
    assert "second_factor" not in request.session
    assert SocialAccount.objects.get(user=nina).uid == "abc"
    again, _answer = come_in(NINA)
    assert again.user == nina


def test_it_lets_in_somebody_invited_and_gives_the_post(forces, northshire):
    invite(northshire.actor("force-lead"), NINA, "Nina Cole", "pcso", northshire.force, timezone.localdate())
    assert mail.outbox
    request, _answer = come_in(NINA)
    assert let_in(request)
    assert Post.objects.get(person__email=NINA).role == "pcso"


@pytest.mark.parametrize(
    ("email", "verified"),
    [
        (NINA, False),
        ("frances.reid@southshire.example.org", True),
        ("frances.reid@northshire.example.org.evil.example", True),
        ("stranger@northshire.example.org", True),
        ("", True),
    ],
)
def test_it_lets_in_nobody_else(forces, email, verified):
    Person.objects.make(NINA, "Nina Cole")
    cast.make_person("Frances Reid", "southshire.example.org")
    before = Person.objects.count()
    request, answer = come_in(email, verified)
    assert not let_in(request)
    assert answer.url == reverse("account_login")
    assert Person.objects.count() == before


def test_it_lets_in_nobody_whose_account_is_closed(forces):
    nina = Person.objects.make(NINA, "Nina Cole")
    come_in(NINA)
    nina.is_active = False
    nina.save()
    request, answer = come_in(NINA)
    assert not let_in(request)
    assert answer.url == reverse("account_login")


def test_it_sends_to_the_force_with_a_challenge_of_its_own(forces, monkeypatch):
    config = {
        "authorization_endpoint": "https://id.northshire.example.org/authorize",
        "token_endpoint": "https://id.northshire.example.org/token",
    }
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", config)
    assert "Sign in with northshire" in Client().get(reverse("account_login")).content.decode()
    answer = Client().post(reverse("openid_connect_login", args=["northshire"]))
    asked = parse_qs(urlparse(answer.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["code_challenge"]
    assert asked["state"]


def test_it_refuses_a_configuration_without_domains(monkeypatch):
    monkeypatch.setenv("LANYARD_OIDC_NORTHSHIRE_SERVER", "https://id.northshire.example.org")
    monkeypatch.setenv("LANYARD_OIDC_NORTHSHIRE_CLIENT_ID", "lanyard")
    with pytest.raises(ImproperlyConfigured, match="LANYARD_OIDC_NORTHSHIRE_DOMAINS"):
        signing_in._provider("northshire")
