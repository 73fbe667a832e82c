"""Coming in for the first time, in a real browser: an invitation, a second factor, and the next morning."""

import re
from urllib.parse import urljoin

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.invitations import invite
from tests.accounts.signing_in import PASSWORD, code_for
from tests.journeys.browser import axe, no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def invited(northshire) -> str:
    """The address in the message that Nina got."""
    head, school = northshire.actor("head-teacher"), northshire.school
    invite(head, "nina@example.org", "Nina Cole", "spoc", school, timezone.localdate())
    return re.search(r"http://[^/]+(/invitations/\S+)", mail.outbox[0].body)[1]


def check(page) -> None:
    axe(page)
    no_sideways_scroll(page)


def accept(page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept and continue").click()
    page.wait_for_url("**/account/second-factor/")


def test_it_comes_in_by_invitation_and_app_and_again_the_next_morning_without_scripts(open_page, invited):
    page = open_page(invited, width=320, scripts=False)
    check(page)
    accept(page)
    check(page)
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.locator("main code").inner_text().replace(" ", "")
    check(page)
    page.get_by_label("Security code").fill(code_for(secret))
    page.get_by_role("button", name="Continue").click()
    assert page.locator("main li code").count() == 10
    check(page)
    page.goto(urljoin(page.url, "/account/"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/sign-in/*")
    check(page)
    page.get_by_label("Email address").fill("nina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/code/")
    check(page)
    page.get_by_label("Security code").fill(code_for(secret, step=1))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(lambda address: "/account/" not in address)


def test_it_signs_in_with_a_passkey_alone(open_page, invited, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's own server has no https
    page = open_page(invited)
    with_key_in(page)
    accept(page)
    page.get_by_role("link", name="Add a passkey").click()
    check(page)
    page.get_by_label("Sign in with this passkey alone").check()
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/sign-in/*")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/account/" not in address)
    page.goto(urljoin(page.url, "/account/"))
    assert page.get_by_role("heading", name="Your account").is_visible()


def with_key_in(page) -> None:
    """Plug a key that knows its holder into the browser."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
