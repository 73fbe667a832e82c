"""Pages of no room: errors, health, the style guide, the layout."""

import pytest
from django.db import DatabaseError
from django.test import RequestFactory

from lanyard.design import health, views
from tests.client import CheckingClient, faults


def test_it_shows_the_style_guide_in_the_demonstration(client, settings):
    settings.DEMO = True
    assert client.get("/styleguide").status_code == 200
    assert "There is a problem" in client.get("/styleguide?errors").content.decode()


def test_it_hides_the_style_guide_outside_the_demonstration(client):
    assert client.get("/styleguide").status_code == 404


def test_it_asks_nothing_of_the_database_to_show_the_style_guide(client, settings, db, django_assert_num_queries):
    settings.DEMO = True
    with django_assert_num_queries(0):
        client.get("/styleguide")


def test_it_says_it_is_alive_without_a_database(client):
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_it_answers_a_probe_that_knows_the_machine_by_number_only(client, db, settings, address):
    settings.ALLOWED_HOSTS = ["lanyard.example.police.uk"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address, headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/account/sign-in/", headers={"host": "10.1.2.3:8000"}).status_code in (301, 400)


def test_it_says_it_is_ready_when_the_database_is(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"ready": True, "reasons": []})


def test_it_is_not_ready_while_migrations_wait(client, db, monkeypatch):
    monkeypatch.setattr(health, "_waiting_migrations", lambda: ["units.0009_more"])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "units.0009_more" in response.json()["reasons"][0]


def test_it_is_not_ready_when_the_database_fails_and_gives_no_secret_away(client, db, monkeypatch):
    def fail():
        raise DatabaseError("password=hunter2")

    monkeypatch.setattr(health, "_waiting_migrations", fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "hunter2" not in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(views.bad_request, 400), (views.stale_form, 403), (views.broken, 500)])
def test_it_says_what_to_do_on_error_pages_and_needs_no_database(view, status):
    # No db fixture: a query here fails the test.
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert faults(response.content.decode()) == []


def test_it_answers_a_form_without_its_token_with_the_page_that_says_so(settings, db):
    settings.DEMO = True
    response = CheckingClient(enforce_csrf_checks=True).post("/styleguide", {})
    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


def test_it_shows_the_same_page_for_what_is_absent_and_what_is_forbidden(client, db):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_it_sends_a_policy_that_allows_no_inline_script_or_style(client, settings):
    settings.DEMO = True
    response = client.get("/styleguide")
    policy = response["Content-Security-Policy"]
    page = response.content.decode()
    assert "unsafe" not in policy
    assert "style=" not in page
    assert "onclick" not in page
