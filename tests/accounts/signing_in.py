"""What somebody does to come in, as the tests do it: a password, then a code of an app."""

import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

PASSWORD = "a long pass phrase"


def code_for(secret: str, step: int = 0) -> str:
    """Return the code that an app with the secret shows now, or some steps of 30 seconds away."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def enter_password(client: Client, person, password: str = PASSWORD):
    """Post the sign-in form."""
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def enter_code(client: Client, code: str):
    """Post the second factor."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def set_up_app(client: Client) -> str:
    """Set up an authenticator app for whoever is signed in; returns its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert response.status_code == 302, response.content.decode()
    return secret


def factors(person) -> list[str]:
    """Return the kinds of second factor a person has."""
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))
