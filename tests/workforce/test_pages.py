"""The pages of people who deliver, as their readers see them."""

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lanyard.audit.models import Entry
from lanyard.workforce.models import StaffRecord
from tests.cast import make_person, make_post
from tests.cast_workforce import clear_to_deliver, make_officer, staff_record

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.capability("STO-14")]


@pytest.fixture
def pcso(northshire):
    return northshire.people["pcso"]


@pytest.fixture
def sergeant(northshire, signed_in_as):
    return signed_in_as(northshire.people["sergeant"])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_it_lists_the_people_of_my_force_and_what_they_need(northshire, southshire, sergeant, pcso):
    clear_to_deliver(pcso, date(2026, 9, 1))
    page = text(sergeant.get("/officers/"))
    assert "Priya Shah" in page
    assert "4 people" in page
    assert "southshire" not in page
    entry = Entry.objects.get(verb="officers.listed")
    assert len(entry.subjects) == 4


def test_recording_something_of_somebody_is_a_look_at_them(northshire, sergeant, pcso):
    text(sergeant.get(f"/officers/{pcso.public_id}/records/vetting/add/"))
    entry = Entry.objects.get(verb="officer.viewed")
    assert (entry.subjects, entry.actor) == ([pcso.pk], northshire.people["sergeant"].pk)


def rows_of(response) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(text(response))))


def test_it_gives_the_list_as_a_file_with_a_row_for_each_need_and_records_the_look(northshire, sergeant, pcso):
    clear_to_deliver(pcso, date(2026, 9, 1))
    head, *rows = rows_of(sergeant.get("/officers/officers.csv"))
    assert head == ["name", "collar_number", "post", "supervisor", "state", "need", "status", "day"]
    assert [row[4:] for row in rows if row[0] == "Priya Shah"] == [["current", "", "", ""]]
    assert ["Owen Price", "stopped", "Vetting"] in [[row[0], *row[4:6]] for row in rows]
    entry = Entry.objects.get(verb="officers.exported")
    assert (len(entry.subjects), entry.force) == (4, northshire.force.pk)


def test_the_file_is_narrowed_as_the_page_that_leads_to_it(northshire, sergeant, pcso):
    clear_to_deliver(pcso, date(2026, 9, 1))
    assert "/officers/officers.csv?show=current" in text(sergeant.get("/officers/?show=current&page=1"))
    assert [row[0] for row in rows_of(sergeant.get("/officers/officers.csv?show=current"))[1:]] == ["Priya Shah"]
    assert rows_of(sergeant.get("/officers/officers.csv?q=nobody"))[1:] == []


def test_no_cell_of_the_file_is_a_formula(northshire, sergeant, pcso):
    make_officer(pcso, northshire.force, collar_number="=1+1")
    type(pcso).objects.filter(pk=pcso.pk).update(name="@Priya")
    cells = [cell for row in rows_of(sergeant.get("/officers/officers.csv?q=Priya"))[1:] for cell in row]
    assert {"'@Priya", "'=1+1"} <= set(cells)
    assert not any(cell[:1] in {"=", "+", "-", "@"} for cell in cells)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("show=current", ["Priya"]),
        ("show=due", ["Owen"]),
        ("show=stopped", ["Yusuf", "Vera"]),
        ("q=priya+police", ["Priya"]),
        ("q=7123", ["Vera"]),
        ("role=officer", ["Owen"]),
        ("q=nobody", []),
        ("show=nonsense", ["Priya", "Owen", "Yusuf", "Vera"]),
    ],
)
def test_it_narrows_the_list(northshire, sergeant, pcso, asked, found):
    clear_to_deliver(pcso, date(2026, 9, 1))
    clear_to_deliver(northshire.people["officer"], date(2025, 12, 1))
    make_officer(northshire.people["volunteer"], northshire.force, collar_number="7123")
    page = text(sergeant.get(f"/officers/?{asked}"))
    for name in ("Priya", "Owen", "Yusuf", "Vera"):
        assert (f"{name} " in page) is (name in found), name


def test_it_lists_what_is_due_missing_first_then_by_day(northshire, sergeant, pcso):
    clear_to_deliver(pcso, date(2025, 12, 1), without=("vetting",))
    make_officer(pcso, northshire.force, supervisor=northshire.people["sergeant"])
    page = text(sergeant.get("/officers/due/?mine=1"))
    assert page.index("Vetting") < page.index("1 December 2026")
    assert "Owen" not in page
    assert "Owen" in text(sergeant.get("/officers/due/"))


def test_it_pages_long_lists_with_the_same_number_of_queries(northshire, sergeant, django_assert_max_num_queries):
    for n in range(60):
        person = make_person(f"Officer Number{n}")
        make_post(person, "officer", northshire.area)
        make_officer(person, northshire.force, northshire.area, supervisor=northshire.people["sergeant"])
        staff_record(person, "vetting", date(2026, 9, 1))
    for address in ("/officers/", "/officers/?page=2", "/officers/due/"):
        with django_assert_max_num_queries(15):
            assert "Next" in text(sergeant.get(address)) or "page=2" in address


def test_it_shows_a_record_within_fifteen_queries_and_keeps_the_look(
    northshire, sergeant, pcso, django_assert_max_num_queries
):
    for year in range(2015, 2027):
        clear_to_deliver(pcso, date(year, 3, 1))
    with django_assert_max_num_queries(15):
        page = text(sergeant.get(f"/officers/{pcso.public_id}/"))
    assert "1 March 2029" in page
    assert Entry.objects.get(verb="officer.viewed").subjects == [pcso.pk]


def test_it_leaves_open_what_is_lacking_and_folds_what_is_in_order(sergeant, pcso):
    clear_to_deliver(pcso, date(2026, 9, 1), without=("vetting",))
    staff_record(pcso, "vetting", date(2023, 9, 1), expires_on=date(2026, 9, 1))
    page = text(sergeant.get(f"/officers/{pcso.public_id}/"))
    folds = page.index("<details")
    assert page.index("Ran out") < folds < page.index("Code of conduct")
    assert "6 in order" in page
    assert "No date" not in page


def test_it_shows_the_record_as_it_was_known_on_a_past_day(sergeant, pcso):
    staff_record(pcso, "vetting", date(2026, 9, 1))
    before = text(sergeant.get(f"/officers/{pcso.public_id}/?at=2026-08-01"))
    assert "As it was known on 1 August 2026" in before
    assert "Nothing is recorded yet" in before
    assert sergeant.get(f"/officers/{pcso.public_id}/?at=soon").status_code == 404


@pytest.mark.parametrize("role", ["officer", "spoc", "dro", "head-teacher", "force-safeguarding-lead"])
def test_it_shows_a_record_to_no_other_post(northshire, signed_in_as, pcso, role):
    client = signed_in_as(northshire.people[role])
    assert client.get(f"/officers/{pcso.public_id}/").status_code == 404
    assert client.get("/officers/").status_code == 404


def test_it_shows_a_record_to_no_other_force_nor_the_hub(southshire, hub, signed_in_as, pcso):
    for person in (southshire.people["sergeant"], southshire.people["central-team"], hub["hub-analyst"]):
        client = signed_in_as(person)
        for address in ("", "profile/", "records/vetting/add/"):
            assert client.get(f"/officers/{pcso.public_id}/{address}").status_code == 404


def test_it_records_vetting_with_a_file_and_shows_it(northshire, sergeant, pcso, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address = f"/officers/{pcso.public_id}/records/vetting/add/"
    text(sergeant.get(address))
    sent = {"level": "cvgs", "achieved_on_day": "1", "achieved_on_month": "9", "achieved_on_year": "2026",
            "reference": "VET-7", "note": "", "file": SimpleUploadedFile("letter.pdf", b"%PDF-1.7")}  # fmt: skip
    assert sergeant.post(address, sent)["Location"] == f"/officers/{pcso.public_id}/"
    page = text(sergeant.get(f"/officers/{pcso.public_id}/"))
    assert "1 September 2029" in page
    assert "letter.pdf" in page


def test_it_says_beside_the_field_what_is_wrong(sergeant, pcso):
    address = f"/officers/{pcso.public_id}/records/vetting/add/"
    sent = {
        "level": "cvgs",
        "achieved_on_day": "1",
        "achieved_on_month": "9",
        "achieved_on_year": "2036",
        "reference": "x",
    }
    page = text(sergeant.post(address, sent))
    assert "must be today or in the past" in page
    assert "There is a problem" in page
    assert not StaffRecord.objects.exists()


def test_it_records_only_kinds_that_a_supervisor_records(sergeant, pcso):
    for kind in ("code-of-conduct", "nonsense"):
        assert sergeant.get(f"/officers/{pcso.public_id}/records/{kind}/add/").status_code == 404


def test_it_lets_me_sign_the_code_of_conduct_from_my_record(signed_in_as, pcso):
    client = signed_in_as(pcso)
    own = f"/officers/{pcso.public_id}/"
    assert client.get("/my-record/")["Location"] == own
    assert "/my-record/code-of-conduct/" in text(client.get(own))
    assert "Tick the box" in text(client.post("/my-record/code-of-conduct/", {}))
    assert client.post("/my-record/code-of-conduct/", {"agreed": "on"})["Location"] == own
    assert client.get("/my-record/vetting/").status_code == 404


def test_it_withdraws_a_record_and_keeps_it_readable(sergeant, pcso):
    record = staff_record(pcso, "vetting", date(2026, 9, 1))
    address = f"/officers/{pcso.public_id}/records/{record.public_id}/withdraw/"
    text(sergeant.get(address))
    assert sergeant.post(address, {"reason": "Wrong person"}).status_code == 302
    page = text(sergeant.get(f"/officers/{pcso.public_id}/"))
    assert "Wrong person" in page
    assert sergeant.get(address).status_code == 404


def test_it_offers_the_supervisors_of_the_force(northshire, southshire, sergeant, pcso):
    address = f"/officers/{pcso.public_id}/profile/"
    page = text(sergeant.get(address))
    assert ">Sam Okoro</option>" in page
    assert (
        sergeant.post(address, {"supervisor": northshire.people["sergeant"].pk, "collar_number": "7123"}).status_code
        == 302
    )
    assert "7123" in text(sergeant.get(f"/officers/{pcso.public_id}/"))
    assert "Select a valid choice" in text(sergeant.post(address, {"supervisor": southshire.people["sergeant"].pk}))


def test_it_escapes_what_people_wrote(sergeant, pcso):
    staff_record(pcso, "vetting", reference="<script>alert(1)</script>")
    assert "<script>alert" not in text(sergeant.get(f"/officers/{pcso.public_id}/"))


def test_it_shows_on_today_what_i_must_declare_first(signed_in_as, pcso):
    clear_to_deliver(pcso, date(2026, 9, 1), without=("vetting", "code-of-conduct"))
    page = text(signed_in_as(pcso).get("/"))
    assert page.index("/my-record/code-of-conduct/") < page.index("A supervisor must record this")
    assert "/my-record/comfortable-to-deliver/" not in page


def test_it_shows_on_today_how_many_of_my_people_may_not_deliver(northshire, sergeant, pcso):
    assert "People I supervise" not in text(sergeant.get("/"))
    make_officer(pcso, northshire.force, supervisor=northshire.people["sergeant"])
    page = text(sergeant.get("/"))
    assert "1 person may not deliver" in page
    assert "Priya" not in page
