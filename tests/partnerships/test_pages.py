"""The pages: what each person finds, what stays hidden, how many queries it costs."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from lanyard.audit.models import Entry
from lanyard.notices.models import Todo
from lanyard.organisations.events import schools_closed
from lanyard.partnerships.actions.agreements import draft
from lanyard.partnerships.actions.reviews import record_review
from lanyard.partnerships.actions.status import current_status, open_partnership, record_status
from lanyard.partnerships.models import Agreement, Briefing, Partnership, SchoolPolicy, StatusRecord
from tests.cast import make_school
from tests.partnerships.helpers import TODAY, accepted, full_answers, issued, signed, supplied

pytestmark = pytest.mark.django_db
LIST = "/partnerships/"


def page(partnership) -> str:
    return reverse("partnerships:partnership", args=[partnership.public_id])


def agreement_page(agreement, name="agreement") -> str:
    return reverse(f"partnerships:{name}", args=[agreement.public_id])


@pytest.mark.capability("MPS-1")
def test_it_lists_every_school_of_the_force_with_its_status(northshire, signed_in_as):
    make_school(northshire.force, northshire.area, "Elm School", "900009")
    accepted(northshire)
    client = signed_in_as(northshire.people["force-lead"])
    text = client.get(LIST).content.decode()
    assert "Elm School" in text
    assert "Not yet offered" in text
    assert "Named officer" in text
    filtered = client.get(LIST, {"status": "not-offered"}).content.decode()
    assert "Elm School" in filtered
    assert "Northshire Primary School" not in filtered


@pytest.mark.parametrize("name", ["partnership", "history"])
def test_naming_the_schools_contact_leaves_a_look_but_not_to_themself(northshire, signed_in_as, name):
    partnership = accepted(northshire)
    address = reverse(f"partnerships:{name}", args=[partnership.public_id])
    assert "Priya Shah" in signed_in_as(northshire.people["head-teacher"]).get(address).content.decode()
    entry = Entry.objects.get(verb="partnership.contact-seen")
    assert (entry.subjects, entry.actor) == ([northshire.people["pcso"].pk], northshire.people["head-teacher"].pk)
    signed_in_as(northshire.people["pcso"]).get(address)
    assert Entry.objects.filter(verb="partnership.contact-seen").count() == 1


def test_an_agreement_that_is_read_or_downloaded_leaves_a_look(northshire, signed_in_as):
    made = signed(northshire, accepted(northshire))
    client = signed_in_as(northshire.people["central-team"])
    for name in ("agreement", "pdf"):
        assert client.get(agreement_page(made, name)).status_code == 200
    seen = Entry.objects.filter(verb="agreement.seen")
    assert [entry.subjects for entry in seen] == [[made.pk], [made.pk]]


@pytest.mark.capability("MPS-2")
def test_it_filters_to_what_has_lapsed(northshire, signed_in_as, clock):
    partnership = accepted(northshire, "ssp")
    client = signed_in_as(northshire.people["force-lead"])
    for kind in ("sla", "protocol", "dsa"):
        assert "Northshire Primary" in client.get(LIST, {"lapsed": "1"}).content.decode()
        signed(northshire, partnership, kind)
    assert "Northshire Primary" not in client.get(LIST, {"lapsed": "1"}).content.decode()


def test_it_shows_an_officer_only_the_schools_where_they_are_named(northshire, signed_in_as):
    partnership = accepted(northshire)
    assert "Northshire Primary" in signed_in_as(northshire.people["pcso"]).get(LIST).content.decode()
    other = signed_in_as(northshire.people["officer"])
    assert "You have no schools yet" in other.get(LIST).content.decode()
    assert other.get(page(partnership)).status_code == 404


@pytest.mark.parametrize("role", ["head-teacher", "central-team", "force-lead", "sergeant"])
def test_it_hides_a_partnership_from_another_tenant(northshire, southshire, signed_in_as, role):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    client = signed_in_as(southshire.people[role])
    for address in (page(partnership), agreement_page(made), agreement_page(made, "pdf")):
        assert client.get(address).status_code == 404


def test_it_says_what_to_do_next_first(northshire, signed_in_as):
    partnership = accepted(northshire, "ssp")
    text = signed_in_as(northshire.people["head-teacher"]).get(page(partnership)).content.decode()
    assert text.index("What must be done next") < text.index(">Agreements<")


def test_it_has_an_empty_page_for_a_school_that_was_offered_nothing(northshire, signed_in_as):
    partnership = open_partnership(northshire.actor("sergeant"), northshire.school)
    text = signed_in_as(northshire.people["sergeant"]).get(page(partnership)).content.decode()
    assert "has not been offered a named contact yet" in text
    assert "has not supplied any policy yet" in text


def test_it_takes_the_schools_answer_from_the_form_and_says_what_is_missing(northshire, signed_in_as):
    client = signed_in_as(northshire.people["sergeant"])
    address = reverse("partnerships:status", args=[northshire.school.public_id])
    said = {"status": "declined", "on_day": "23", "on_month": "11", "on_year": "2026", "seen": "", "reason": "No time"}
    assert "Enter the name of the person who declined" in client.post(address, said).content.decode()
    assert client.get(address).status_code == 200
    done = client.post(address, {**said, "refused_by": "Helen Marsh", "refused_by_role": "Head teacher"})
    assert done.status_code == 302
    assert StatusRecord.objects.get().status == "declined"


def test_it_shows_who_was_told_of_a_refusal_and_takes_their_word(northshire, signed_in_as):
    partnership = open_partnership(northshire.actor("sergeant"), northshire.school)
    record = record_status(
        northshire.actor("sergeant"),
        partnership,
        "declined",
        TODAY,
        reason="No time",
        refused_by="A",
        refused_by_role="B",
    )
    client = signed_in_as(northshire.people["area-lead"])
    assert "I have read this" in client.get(page(partnership)).content.decode()
    client.post(reverse("partnerships:read_refusal", args=[record.public_id]))
    assert "I have read this" not in client.get(page(partnership)).content.decode()


def test_it_leads_from_draft_to_signed_on_screen(northshire, signed_in_as):
    partnership = accepted(northshire)
    team, head = signed_in_as(northshire.people["central-team"]), signed_in_as(northshire.people["head-teacher"])
    began = team.post(reverse("partnerships:new_agreement", args=[partnership.public_id, "sla"]), {"change_note": ""})
    made = Agreement.objects.get()
    assert began.url == agreement_page(made, "answers")
    assert "[…]" in team.get(agreement_page(made)).content.decode()
    again = team.post(agreement_page(made, "issue"))
    assert "There is a problem" in again.content.decode()
    team.post(agreement_page(made, "answers"), full_answers("sla"))
    assert team.post(agreement_page(made, "issue")).status_code == 302
    made.refresh_from_db()
    assert "Sign for the school" in head.get(agreement_page(made)).content.decode()
    said = {"wording_hash": made.wording_hash}
    assert "Tick the box" in head.post(agreement_page(made, "sign_for_school"), said).content.decode()
    head.post(agreement_page(made, "sign_for_school"), {**said, "read": "on"})
    lead = signed_in_as(northshire.people["force-lead"])
    lead.post(agreement_page(made, "sign_for_force"), {**said, "read": "on"})
    text = lead.get(agreement_page(made)).content.decode()
    assert "Helen Marsh" in text
    assert "Frances Reid" in text
    assert "23 November 2026 to 22 November 2027" in text
    assert "Sign for" not in text


def test_it_tells_the_second_who_signs_on_the_page(northshire, signed_in_as):
    made = issued(northshire, accepted(northshire))
    client = signed_in_as(northshire.people["head-teacher"])
    said = {"wording_hash": made.wording_hash, "read": "on"}
    client.post(agreement_page(made, "sign_for_school"), said)
    second = client.post(agreement_page(made, "sign_for_school"), said, follow=True)
    assert "Helen Marsh has already signed" in second.content.decode()


@pytest.mark.capability("NEV-13")
@pytest.mark.parametrize("kind", ["sla", "protocol", "dsa", "dpia"])
def test_it_gives_the_whole_document_as_tagged_pdf(northshire, signed_in_as, kind):
    made = signed(northshire, accepted(northshire, "ssp"), kind)
    response = signed_in_as(northshire.people["head-teacher"]).get(agreement_page(made, "pdf"))
    read = PdfReader(BytesIO(response.content))
    text = " ".join(sheet.extract_text() for sheet in read.pages)
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.wording["clauses"][-1]["heading"] in text
    assert "Helen Marsh" in text
    assert len(read.pages) >= 2


def test_it_says_in_the_pdf_of_a_draft_that_it_is_one(northshire, signed_in_as):
    made = draft(northshire.actor("central-team"), accepted(northshire), "sla")
    response = signed_in_as(northshire.people["spoc"]).get(agreement_page(made, "pdf"))
    assert "not for signature" in PdfReader(BytesIO(response.content)).pages[0].extract_text()


@pytest.mark.capability("STA-9")
def test_it_takes_a_review_and_the_other_sides_word(northshire, signed_in_as):
    partnership = accepted(northshire)
    sergeant, head = signed_in_as(northshire.people["sergeant"]), signed_in_as(northshire.people["head-teacher"])
    address = reverse("partnerships:new_review", args=[partnership.public_id])
    assert sergeant.get(address).status_code == 200
    said = {"held_on_day": "23", "held_on_month": "11", "held_on_year": "2026", "result": "current"}
    assert sergeant.post(address, said).status_code == 302
    review = partnership.reviews.get()
    own = reverse("partnerships:review", args=[review.public_id])
    assert "Confirm this review" not in sergeant.get(own).content.decode()
    assert "Confirm this review" in head.get(own).content.decode()
    head.post(reverse("partnerships:confirm_for_school", args=[review.public_id]))
    assert "23 November 2027" in head.get(own).content.decode()


@pytest.mark.capability("STO-20")
def test_it_takes_a_briefing_on_one_page(northshire, signed_in_as):
    partnership = accepted(northshire)
    client = signed_in_as(northshire.people["pcso"])
    address = reverse("partnerships:brief", args=[partnership.public_id, "safeguarding"])
    assert "not supplied this policy yet" in client.get(address).content.decode()
    supplied(northshire)
    statements = ["safeguarding.policy", "safeguarding.concern", "safeguarding.disclosure"]
    wrong = {"confirmed": statements, "dsl": northshire.people["spoc"].public_id}
    assert "That is not the designated safeguarding lead" in client.post(address, wrong).content.decode()
    right = {**wrong, "dsl": northshire.people["dsl"].public_id}
    assert client.post(address, right).status_code == 302
    assert Briefing.objects.get().dsl == northshire.people["dsl"]


def test_it_records_the_look_at_who_has_been_briefed(northshire, signed_in_as):
    partnership = accepted(northshire)
    client = signed_in_as(northshire.people["dsl"])
    text = client.get(reverse("partnerships:briefings", args=[partnership.public_id])).content.decode()
    assert "Priya Shah" in text
    assert Entry.objects.get(verb="briefings.listed").subjects == [northshire.people["pcso"].pk]


def test_it_takes_a_policy_by_its_web_address_and_takes_it_back(northshire, signed_in_as):
    partnership = accepted(northshire)
    client = signed_in_as(northshire.people["spoc"])
    address = reverse("partnerships:new_policy", args=[northshire.school.public_id])
    assert client.get(address).status_code == 200
    said = {
        "topic": "bullying",
        "version": "3",
        "adopted_on_day": "1",
        "adopted_on_month": "9",
        "adopted_on_year": "2026",
    }
    assert "Enter a web address or choose a file" in client.post(address, said).content.decode()
    assert client.post(address, {**said, "web_address": "https://school.example.org/b"}).status_code == 302
    assert "https://school.example.org/b" in client.get(page(partnership)).content.decode()
    row = SchoolPolicy.objects.get()
    client.post(reverse("partnerships:withdraw_policy", args=[row.public_id]), {"reason": "Wrong"})
    assert not SchoolPolicy.objects.standing().exists()


def test_it_asks_the_force_to_end_the_partnership_of_a_school_that_closed(northshire):
    partnership = accepted(northshire)
    schools_closed([northshire.school], None)
    assert Todo.objects.filter(key=f"partnership-school-closed-{partnership.public_id}").exists()


def busy(tenant, partnership) -> None:
    """Fill a partnership's page: agreements of every kind and version, a review, policies."""
    for kind in ("sla", "protocol", "dsa", "dpia", "sla"):
        signed(tenant, partnership, kind)
    for topic in ("safeguarding", "health-and-safety", "behaviour", "bullying"):
        supplied(tenant, topic)
    record_review(tenant.actor("sergeant"), partnership, TODAY, "current")


@pytest.mark.parametrize("role", ["central-team", "head-teacher", "pcso"])
def test_it_keeps_a_partnerships_page_within_fifteen_queries(
    northshire, signed_in_as, django_assert_max_num_queries, role
):
    partnership = accepted(northshire, "ssp")
    busy(northshire, partnership)
    client = signed_in_as(northshire.people[role])
    with django_assert_max_num_queries(15):
        assert client.get(page(partnership)).status_code == 200


@pytest.mark.parametrize("role", ["central-team", "pcso"])
def test_it_keeps_the_other_pages_within_fifteen_queries(
    northshire, signed_in_as, django_assert_max_num_queries, role
):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    client = signed_in_as(northshire.people[role])
    for address in (LIST, agreement_page(made), agreement_page(made, "pdf")):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_it_pages_a_long_list_at_fifty_with_no_more_queries(northshire, signed_in_as, django_assert_max_num_queries):
    for number in range(60):
        school = make_school(northshire.force, northshire.area, f"School {number:03}", f"91{number:04}")
        Partnership.objects.create(school=school, force=northshire.force, opened_on=TODAY)
    client = signed_in_as(northshire.people["force-lead"])
    with django_assert_max_num_queries(15):
        first = client.get(LIST).content.decode()
    assert "School 049" in first or "School 048" in first
    assert "School 055" not in first
    assert "School 055" in client.get(LIST, {"page": "2"}).content.decode()


def test_it_shows_the_status_after_a_change_of_mind(northshire, signed_in_as):
    partnership = accepted(northshire)
    seen = current_status(partnership).public_id
    record_status(northshire.actor("sergeant"), partnership, "ssp", TODAY, seen=seen)
    text = signed_in_as(northshire.people["spoc"]).get(page(partnership)).content.decode()
    assert "Safer School Partnership" in text
