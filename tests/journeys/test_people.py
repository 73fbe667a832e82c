"""The pages of people, posts and the ledger in a real browser: axe, narrow and dark."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.accounts.actions.invitations import invite
from lanyard.accounts.models import DemoPersona, Post
from tests.journeys.browser import NARROW, WIDE, axe, no_sideways_scroll

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def head(northshire, signed_in_as, live_server) -> list[dict]:
    """The cookie of a head teacher who is signed in."""
    client = signed_in_as(northshire.people["head-teacher"])
    head, school = northshire.actor("head-teacher"), northshire.school
    invite(head, "nina@example.org", "Nina Cole", "spoc", school, timezone.localdate())
    name, value = next((key, morsel.value) for key, morsel in client.cookies.items())
    return [{"name": name, "value": value, "url": live_server.url}]


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "dark"), (WIDE, "light")])
def test_it_passes_axe_and_fits_the_screen(open_page, northshire, head, width, scheme, settings):
    settings.DEMO = True
    DemoPersona.objects.create(person=northshire.people["pcso"], task="See today's sessions")
    school, spoc = northshire.school.public_id, northshire.people["spoc"]
    post = Post.objects.get(person=spoc).public_id
    pages = [
        "/people/", "/people/?words=zzz", "/ledger/", "/ledger/?day=x", "/account/", "/account/sessions/", "/demo/",
        reverse("accounts:organisation_people", args=[school]), reverse("accounts:invite", args=[school]),
        reverse("accounts:person", args=[spoc.public_id]), reverse("accounts:give", args=[spoc.public_id]),
        reverse("accounts:end_post", args=[post]), reverse("account_change_password"), "/account/confirm/",
    ]  # fmt: skip
    for path in pages:
        page = open_page(path, cookies=head, width=width, scheme=scheme)
        assert page.locator("h1").count() == 1, path
        axe(page)
        no_sideways_scroll(page)
