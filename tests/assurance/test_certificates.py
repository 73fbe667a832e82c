"""Certificates: issued only for what is safe at that moment, checked by anybody, and honest about today."""

import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from pypdf import PdfReader

from lanyard.assurance.actions import CERTIFICATE_DAYS, issue_certificate
from lanyard.assurance.catalogue import newest
from lanyard.assurance.certificates import certificate_pdf
from lanyard.assurance.models import Attestation, Certificate
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.workforce.models import StaffRecord
from tests.cast import Tenant
from tests.cast_ready import NOW, judged
from tests.cast_units import add_member

pytestmark = pytest.mark.capability("STO-18")
TODAY = date(2026, 11, 23)


def issue(tenant: Tenant, unit, role: str = "head-teacher") -> Certificate:
    """Issue a certificate for the unit."""
    return issue_certificate(tenant.actor(role), judged(unit))


def address(made: Certificate) -> str:
    return reverse("assurance:certificate", args=[made.code])


def test_it_is_issued_for_a_unit_that_is_safe_and_says_what_was_checked(unit, northshire):
    made, found = issue(northshire, unit), judged(unit)
    assert (made.name, made.verdict, made.issued_by) == (found.row.name, found.verdict, "Helen Marsh")
    assert [cell["id"] for cell in made.cells] == [a.requirement.id for a in found.cells]
    assert Entry.objects.get(verb="assurance.certificate_issued").detail["code"] == made.code


def test_it_is_refused_with_what_is_missing(unit, northshire):
    add_member(unit, "New", "Child")
    with pytest.raises(Refused, match=newest().get("UNT-PERMISSION").title):
        issue(northshire, unit)
    assert not Certificate.objects.exists()


def test_it_asks_again_at_the_moment_of_issue(unit, northshire, clock):
    """A page opened while the unit was safe gives no certificate after that has changed."""
    seen = judged(unit)
    add_member(unit, "New", "Child")
    with pytest.raises(Refused):
        issue_certificate(northshire.actor("head-teacher"), seen)
    clock.move_to(NOW + timedelta(days=1))
    with pytest.raises(Refused):
        issue_certificate(northshire.actor("head-teacher"), judged(unit, NOW - timedelta(hours=1)))


def test_it_is_refused_for_a_unit_that_has_ended(unit, northshire):
    seen = judged(unit)
    type(unit).objects.update(ends_on=TODAY - timedelta(days=1), ended_at=NOW)
    with pytest.raises(Refused, match="has ended"):
        issue_certificate(northshire.actor("head-teacher"), seen)


@pytest.mark.parametrize("role", ["pcso", "spoc", "sergeant", "force-lead"])
def test_those_who_run_and_answer_for_a_unit_issue_it(unit, northshire, role):
    assert issue(northshire, unit, role).issued_by == northshire.people[role].name


def test_nobody_else_issues_it(unit, northshire, southshire):
    for actor in (northshire.actor("officer"), northshire.actor("dro"), southshire.actor("head-teacher")):
        with pytest.raises(Forbidden):
            issue_certificate(actor, judged(unit))


def test_it_is_good_until_the_first_thing_runs_out(unit, northshire):
    StaffRecord.objects.filter(kind="vetting").update(expires_on=TODAY + timedelta(days=3))
    assert issue(northshire, unit).valid_until == TODAY + timedelta(days=3)


def test_it_is_good_for_four_weeks_at_the_most(unit, northshire):
    Attestation.objects.update(expires_on=TODAY + timedelta(days=400))
    made = issue(northshire, unit)
    assert made.valid_until == TODAY + timedelta(days=CERTIFICATE_DAYS)


def test_anybody_can_check_it_by_its_code(unit, northshire, client):
    page = client.get(address(issue(northshire, unit)))
    text = page.content.decode()
    assert page.status_code == 200
    assert "This certificate is genuine" in text
    assert unit.name in text
    for child in unit.members.all():
        assert child.given_name not in text
    assert "Priya Shah" not in text


def test_a_code_that_was_never_given_out_is_not_found(client, db):
    assert client.get(reverse("assurance:certificate", args=["2" * 12])).status_code == 404


def test_it_says_when_it_has_run_out(unit, northshire, client, clock):
    made = issue(northshire, unit)
    clock.move_to(NOW + (made.valid_until - TODAY) - timedelta(days=1))
    assert "is genuine" in client.get(address(made)).content.decode()
    clock.shift(timedelta(days=1))
    assert "ran out on" in client.get(address(made)).content.decode()


def test_it_says_what_is_true_now_beside_what_was_true_then(unit, northshire, client, clock):
    made = issue(northshire, unit)
    clock.shift(timedelta(days=1))
    add_member(unit, "New", "Child")
    found = client.get(address(made)).context
    assert (found["certificate"].verdict in ("ready", "ready with actions"), found["now_verdict"]) == (
        True,
        "not ready",
    )


def test_what_is_recorded_later_does_not_change_what_it_said(unit, northshire, clock):
    made = issue(northshire, unit)
    before = Certificate.objects.values().get()
    clock.shift(timedelta(days=1))
    Attestation.objects.update(holds=False)
    assert Certificate.objects.values().get() == before
    assert certificate_pdf(made) == certificate_pdf(Certificate.objects.get(pk=made.pk))


def test_it_says_unknown_once_the_unit_has_ended(unit, northshire, client, clock):
    made = issue(northshire, unit)
    clock.shift(timedelta(days=2))
    type(unit).objects.update(ends_on=TODAY, ended_at=NOW)
    assert client.get(address(made)).context["now_verdict"] == "unknown"


def test_the_pdf_is_tagged_and_titled_and_carries_code_and_address(unit, northshire, client):
    made = issue(northshire, unit)
    answer = client.get(reverse("assurance:certificate_pdf", args=[made.code]))
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(answer.content))
    catalog = read.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"].startswith("en")
    assert made.name in read.metadata.title
    text = "".join(page.extract_text() for page in read.pages)
    assert made.code in text
    assert f"/certificates/{made.code}" in text.replace("\n", "")


def test_the_page_issues_it_or_says_what_stops_it(unit, northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    where = reverse("assurance:issue_certificate", args=[unit.public_id])
    assert client.get(where).status_code == 200
    made = client.post(where)
    assert made["Location"] == address(Certificate.objects.get())
    add_member(unit, "New", "Child")
    refused = client.post(where, follow=True)
    assert newest().get("UNT-PERMISSION").to_do in refused.content.decode()
    assert Certificate.objects.count() == 1


def test_the_page_is_not_there_for_others(unit, northshire, southshire, signed_in_as):
    where = reverse("assurance:issue_certificate", args=[unit.public_id])
    for person in (southshire.people["head-teacher"], northshire.people["officer"], northshire.people["dro"]):
        assert signed_in_as(person).post(where).status_code == 404
    with pytest.raises(ObjectDoesNotExist):
        Certificate.objects.get()
