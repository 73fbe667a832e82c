"""What is turned away at the door, and what no browser may keep."""

import pytest
from django.urls import reverse

from lanyard.design.tables import safe_cell

MUCH = "x" * (6 * 1024 * 1024)


@pytest.mark.parametrize("address", ["/schools/?q=%00", "/officers/?q=a%00b", "/\0", "/account/sign-in/?next=%00"])
def test_it_refuses_a_nul_in_an_address(northshire, signed_in_as, address):
    response = signed_in_as(northshire.people["sergeant"]).get(address)
    assert response.status_code == 400
    assert "could not read that request" in response.content.decode()


def test_it_refuses_a_great_upload_from_somebody_who_is_not_signed_in(client, db, tmp_path):
    file = tmp_path / "great.txt"
    file.write_text(MUCH)
    with file.open() as great:
        assert client.post(reverse("account_login"), {"file": great}).status_code == 400


def test_it_takes_as_much_from_somebody_signed_in_and_refuses_more_than_any_form_takes(
    northshire, signed_in_as, settings, tmp_path
):
    file = tmp_path / "great.txt"
    file.write_text(MUCH)
    client = signed_in_as(northshire.people["head-teacher"])
    address = reverse("partnerships:new_policy", args=[northshire.school.public_id])
    with file.open() as great:
        assert client.post(address, {"file": great}).status_code == 200  # the form, with what is missing
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    with file.open() as great:
        assert client.post(address, {"file": great}).status_code == 400


@pytest.mark.parametrize("name", ["notices:today", "units:units", "accounts:people", "accounts:account"])
def test_no_browser_keeps_a_page_of_somebody_signed_in(northshire, signed_in_as, name):
    response = signed_in_as(northshire.people["head-teacher"]).get(reverse(name))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_it_finds_nobody_by_a_nul_in_a_form(northshire, signed_in_as, client, settings):
    settings.DEMO = True
    assert client.post(reverse("accounts:demo"), {"person": "\0"}).status_code == 404
    lead = signed_in_as(northshire.people["force-lead"])
    assert lead.post(reverse("accounts:sessions"), {"sign_in": "a\0"}).status_code == 404
    area = reverse("organisations:area", args=[northshire.area.public_id])
    assert lead.post(area, {"school": "a\0"}).status_code == 302


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t=", "\r\n@", " ="])
def test_no_cell_that_leaves_is_a_formula(sign):
    assert safe_cell(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("value", ["", "Year 5", "a=b", 5, None])
def test_a_cell_that_is_no_formula_leaves_as_it_is(value):
    assert safe_cell(value) == value


def test_the_ledger_answers_for_the_last_day_of_the_calendar(northshire, signed_in_as):
    lead = signed_in_as(northshire.people["force-lead"])
    page = lead.get(reverse("accounts:ledger"), {"day": "9999-12-31"})
    assert page.status_code == 200
    assert "Enter a real date" in page.content.decode()
