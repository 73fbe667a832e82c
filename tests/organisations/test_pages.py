"""The pages of schools, areas, registers and forces: found, empty, forbidden, and cheap."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lanyard.organisations.models import Organisation, RegisterImport, School
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.capability("MPS-3")]


def many_schools(tenant: cast.Tenant, count: int) -> None:
    for n in range(count):
        cast.make_school(tenant.force, tenant.area, f"School {n:03}", f"95{n:04}", town="Elmstoke", postcode="ZZ1 1ZZ")


def upload(register, **recipe) -> SimpleUploadedFile:
    return SimpleUploadedFile("register.csv", register(**recipe).getvalue(), "text/csv")


@pytest.mark.parametrize("words", ["northshire primary", "900001", "NORTHSHIRE"])
def test_it_finds_a_school_by_words_and_numbers(north, southshire, signed_in_as, words):
    page = signed_in_as(north.people["pcso"]).get("/schools/", {"q": words}).content.decode()
    assert "Northshire Primary School" in page
    assert "Southshire Primary School" not in page


@pytest.mark.parametrize("words", ["zz11zz", "ZZ1 1ZZ", "elmstoke school"])
def test_it_finds_a_school_by_its_postcode_with_or_without_a_space_and_by_town(north, signed_in_as, words):
    many_schools(north, 1)
    assert "School 000" in signed_in_as(north.people["pcso"]).get("/schools/", {"q": words}).content.decode()


def test_it_says_when_no_school_fits_and_bears_any_address(north, signed_in_as):
    client = signed_in_as(north.people["pcso"])
    for query in ({"q": "nowhere"}, {"q": "%_'\""}, {"phase": "Secondary"}):
        assert "No school fits" in client.get("/schools/", query).content.decode()
    for query in ({"page": "x"}, {"page": "99999"}, {"status": "strange"}, {"phase": "strange"}):
        assert client.get("/schools/", query).status_code == 200


@pytest.mark.parametrize("count", [5, 70])
def test_the_list_costs_the_same_for_more_schools(north, signed_in_as, django_assert_max_num_queries, count):
    many_schools(north, count)
    client = signed_in_as(north.people["force-lead"])
    with django_assert_max_num_queries(8):
        assert client.get("/schools/").status_code == 200


def test_a_school_page_shows_the_register_and_what_officers_do_there(
    north, signed_in_as, django_assert_max_num_queries
):
    School.objects.filter(urn="900001").update(type="Pupil referral unit")
    client = signed_in_as(north.people["force-lead"])
    with django_assert_max_num_queries(15):
        page = client.get(f"/schools/{north.school.public_id}/").content.decode()
    assert "Pupil referral unit or alternative provision" in page
    assert "Primary school" in page
    assert "College or university" not in page
    assert "MPS §3.1.3" in page


def test_another_forces_school_is_not_there(north, southshire, signed_in_as):
    for role in ("force-lead", "head-teacher", "pcso"):
        client = signed_in_as(southshire.people[role])
        assert client.get(f"/schools/{north.school.public_id}/").status_code == 404
        assert client.get(f"/schools/{north.school.public_id}/place/").status_code == 404


def test_a_school_is_placed_in_an_area_and_a_cluster(north, signed_in_as):
    client = signed_in_as(north.people["force-lead"])
    area = {"area": north.area.public_id, "cluster": "Coast"}
    assert client.post(f"/schools/{north.school.public_id}/place/", area).status_code == 302
    assert School.objects.get(urn="900001").cluster == "Coast"
    strange = {"area": "strange", "cluster": ""}
    assert client.post(f"/schools/{north.school.public_id}/place/", strange).status_code == 200


def test_an_area_is_added_and_filled(north, signed_in_as):
    client = signed_in_as(north.people["central-team"])
    assert client.post("/areas/add/", {"name": "East"}).status_code == 302
    again = client.post("/areas/add/", {"name": "East"}).content.decode()
    assert "There is an area of this name already" in again
    east = Organisation.objects.get(kind="area", name="East")
    client.post(f"/areas/{east.public_id}/", {"school": [north.school.public_id], "do": "place"})
    north.school.refresh_from_db()
    assert north.school.area == east
    for page in ("/areas/", f"/areas/{east.public_id}/", f"/areas/{east.public_id}/rename/"):
        assert client.get(page).status_code == 200


def test_a_register_is_read_shown_and_accepted(north, signed_in_as, register, django_assert_max_num_queries):
    client = signed_in_as(north.people["force-lead"])
    answer = client.post("/registers/read/", {"file": upload(register, rows=120)})
    assert answer.status_code == 302, answer.content
    with django_assert_max_num_queries(9):
        page = client.get(answer.url).content.decode()
    assert "Accept all changes" in page
    assert client.get(f"{answer.url}?kind=renamed").status_code == 200
    assert client.post(f"{answer.url}accept/").status_code == 302
    assert RegisterImport.objects.get().accepted_at
    page = client.post(f"{answer.url}accept/", follow=True).content.decode()
    assert "has accepted this already" in page
    assert client.get("/registers/").status_code == 200


def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_kept(north, signed_in_as):
    client = signed_in_as(north.people["force-lead"])
    page = client.post("/registers/read/", {"file": SimpleUploadedFile("a.csv", b"%PDF-1.4")}).content.decode()
    assert "This is a PDF" in page
    assert not RegisterImport.objects.exists()


def test_registers_of_another_force_are_not_there(north, southshire, signed_in_as, register):
    lead = signed_in_as(north.people["force-lead"])
    address = lead.post("/registers/read/", {"file": upload(register)}).url
    outsider = signed_in_as(southshire.people["force-lead"])
    assert outsider.get(address).status_code == 404
    assert outsider.post(f"{address}accept/").status_code == 404
    assert signed_in_as(north.people["sergeant"]).get("/registers/").status_code == 404


def test_the_hub_sees_all_forces_in_a_fixed_number_of_queries(
    forces, hub, signed_in_as, django_assert_max_num_queries
):
    client = signed_in_as(hub["hub-analyst"])
    with django_assert_max_num_queries(9):
        page = client.get("/forces/").content.decode()
    assert "Devon and Cornwall Police" in page
    assert "Isles of Scilly" in page
