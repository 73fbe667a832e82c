"""The force board: who sees which, what is missing, by whom, and as a file."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.assurance.queries import role_title
from lanyard.organisations.models import Organisation
from lanyard.units.models import Unit
from tests.cast import make_person, make_post, make_school
from tests.cast_units import add_leader, add_member, make_unit_like

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-18")]
SEE_THE_BOARD = ["sergeant", "area-lead", "central-team", "force-lead", "dro", "force-safeguarding-lead"]


def address(name: str, tenant) -> str:
    return reverse(f"assurance:{name}", args=[tenant.force.public_id])


@pytest.fixture
def lead(northshire, signed_in_as):
    """The force lead at their desk."""
    return signed_in_as(northshire.people["force-lead"])


@pytest.mark.parametrize("role", SEE_THE_BOARD)
def test_the_forces_people_see_its_board_and_open_what_stands_on_it(unit, northshire, signed_in_as, role):
    client = signed_in_as(northshire.people[role])
    assert client.get(reverse("assurance:boards"))["Location"] == address("board", northshire)
    page = client.get(address("board", northshire))
    assert unit.name in page.content.decode()
    for link in (("unit", unit.public_id), ("force", northshire.force.public_id)):
        assert client.get(reverse("assurance:checklist", args=link)).status_code == 200


@pytest.mark.parametrize("role", ["pcso", "volunteer", "head-teacher", "spoc", "dsl", "programme-teacher"])
@pytest.mark.parametrize("name", ["board", "people", "board_export"])
def test_the_board_is_not_there_for_leaders_and_schools(northshire, signed_in_as, role, name):
    assert signed_in_as(northshire.people[role]).get(address(name, northshire)).status_code == 404


@pytest.mark.parametrize("role", SEE_THE_BOARD)
@pytest.mark.parametrize("name", ["board", "people", "board_export"])
def test_no_force_sees_another_forces_board(northshire, southshire, signed_in_as, role, name):
    assert signed_in_as(southshire.people[role]).get(address(name, northshire)).status_code == 404


@pytest.mark.parametrize("role", ["hub-analyst", "national-safeguarding-lead"])
def test_the_hub_compares_forces_and_sees_no_person_and_no_checklist(
    unit, northshire, southshire, hub, signed_in_as, role
):
    unit.leaders.first().person.staff_records.all().delete()
    client = signed_in_as(hub[role])
    forces = client.get(reverse("assurance:boards")).content.decode()
    assert northshire.force.name in forces
    assert "more force" in forces
    page = client.get(address("board", northshire)).content.decode()
    assert "Priya Shah" not in page
    assert reverse("assurance:checklist", args=["unit", unit.public_id]) not in page
    assert client.get(address("people", northshire)).status_code == 404
    assert "Priya Shah" not in client.get(address("board_export", northshire)).content.decode()


def test_an_areas_lead_sees_the_units_of_the_area_alone(unit, northshire, signed_in_as):
    elsewhere = make_school(northshire.force, None, "Far Away Primary School", "900009")
    other = Unit.objects.create(
        partnership=unit.partnership, school=elsewhere, name="Far unit", starts_on=unit.starts_on,
        year_groups=[5], max_members=30, recorded_at=unit.recorded_at,
    )  # fmt: skip
    client = signed_in_as(northshire.people["area-lead"])
    page = client.get(address("board", northshire))
    assert [v.row.key for v in page.context["board"].all] == [unit.pk]
    assert "Far unit" not in client.get(address("board_export", northshire)).content.decode()
    assert client.get(reverse("assurance:checklist", args=["unit", other.public_id])).status_code == 404


def test_somebody_with_an_area_here_and_a_force_there_sees_both_boards(northshire, southshire, signed_in_as):
    both = make_person("Bella Both")
    make_post(both, "area-lead", northshire.area)
    make_post(both, "force-lead", southshire.force)
    client = signed_in_as(both)
    assert client.get(reverse("assurance:boards")).status_code == 200
    for tenant in (northshire, southshire):
        assert client.get(address("board", tenant)).status_code == 200


def test_it_filters_by_verdict_and_by_what_is_missing(unit, northshire, lead):
    other = ready_other(unit)
    page = lead.get(address("board", northshire), {"verdict": "not ready"})
    assert [v.row.key for v in page.context["page_obj"]] == [other.pk]
    page = lead.get(address("board", northshire), {"missing": "UNT-PERMISSION"})
    assert [v.row.key for v in page.context["page_obj"]] == [other.pk]
    page = lead.get(address("board", northshire), {"verdict": "ready", "missing": "UNT-PERMISSION"})
    assert "No unit matches" in page.content.decode()


def ready_other(unit: Unit) -> Unit:
    """Return a second unit, with a child nobody gave permission for."""
    other = make_unit_like(unit, "Second unit")
    add_member(other, "New", "Child")
    return other


def test_an_unknown_filter_matches_nothing_and_breaks_nothing(unit, northshire, lead):
    page = lead.get(address("board", northshire), {"verdict": "<b>", "missing": "'", "page": "-1"})
    assert (page.status_code, list(page.context["page_obj"])) == (200, [])


def test_the_gravest_stand_first(unit, northshire, lead):
    other = ready_other(unit)
    page = lead.get(address("board", northshire))
    assert [v.row.key for v in page.context["page_obj"]] == [other.pk, unit.pk]


def test_a_force_without_units_is_told_how_one_is_set_up(northshire, lead):
    assert "No unit has been set up yet" in lead.get(address("board", northshire)).content.decode()
    assert "Nobody has anything to do" in lead.get(address("people", northshire)).content.decode()
    assert len(rows(lead.get(address("board_export", northshire)))) == 1


def test_it_shows_sixty_units_on_two_pages_in_as_many_queries_as_one(
    unit, northshire, lead, django_assert_max_num_queries
):
    where = address("board", northshire)
    lead.get(where)
    with django_assert_max_num_queries(15) as one:
        lead.get(where)
    for number in range(59):
        make_unit_like(unit, f"Unit {number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        first = lead.get(where)
    second = lead.get(where, {"page": 2})
    assert [len(page.context["page_obj"]) for page in (first, second)] == [50, 10]
    shown = {v.row.key for page in (first, second) for v in page.context["page_obj"]}
    assert shown == set(Unit.objects.values_list("pk", flat=True))


def rows(answer) -> list[list[str]]:
    """Return the rows of a CSV answer."""
    return list(csv.reader(io.StringIO(answer.content.decode())))


def test_the_file_has_a_row_for_each_thing_to_do(unit, northshire, lead):
    ready_other(unit)
    head, *body = rows(lead.get(address("board_export", northshire)))
    assert head == ["unit", "verdict", "requirement", "what", "status", "stops", "who", "due", "source"]
    assert any(row[0].startswith("Second unit") and row[2] == "UNT-PERMISSION" and row[5] == "yes" for row in body)
    assert all(len(row) == len(head) for row in body)


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1+1"])
def test_no_name_becomes_a_formula_in_a_spreadsheet(unit, northshire, lead, name):
    Unit.objects.update(name=name)
    cells = [cell for row in rows(lead.get(address("board_export", northshire)))[1:] for cell in row]
    assert any(cell.startswith("'" + name) for cell in cells)
    assert not [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@"}]


def test_it_lists_what_each_person_has_to_do(unit, northshire, lead):
    ready_other(unit)
    page = lead.get(address("people", northshire)).content.decode()
    assert "Tom Ellis" in page
    assert "Second unit" in page


def test_each_of_several_leaders_has_a_list_of_their_own(unit, northshire, lead):
    add_leader(unit, northshire.people["officer"], "officer")
    for role in ("pcso", "officer"):
        northshire.people[role].staff_records.filter(kind="code-of-conduct").delete()
    found = lead.get(address("people", northshire)).context["page_obj"]
    lists = {name: [todo.requirement.id for todo in todos] for name, todos in found}
    for role in ("pcso", "officer"):
        assert "OFF-CODE" in lists[northshire.people[role].name]


def test_it_says_when_nobody_holds_the_post_that_must_act(unit, northshire, lead):
    ready_other(unit)
    northshire.people["programme-teacher"].posts.update(withdrawn_at=timezone.now())
    nobody = f"Nobody is in post: {role_title('programme-teacher')}"
    assert nobody in lead.get(address("people", northshire)).content.decode()


def test_what_the_force_itself_must_do_stands_on_its_board(unit, northshire, lead):
    northshire.people["dro"].posts.update(withdrawn_at=timezone.now())
    page = lead.get(address("board", northshire))
    assert "FRC-DRO-NAMED" in [a.requirement.id for a in page.context["force_verdict"].actions]
    assert "The force itself must do" in page.content.decode()


def test_the_board_of_no_force_is_not_found(northshire, lead):
    assert lead.get(reverse("assurance:board", args=["2" * 12])).status_code == 404
    school = Organisation.objects.get(pk=northshire.school.pk)
    assert lead.get(reverse("assurance:board", args=[school.public_id])).status_code == 404
