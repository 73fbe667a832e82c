"""The pages of units: who sees what, in how many queries, and what a mistake looks like."""

import pytest
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.design import panels
from lanyard.organisations.models import Organisation
from lanyard.units.models import Member, Unit
from tests.cast import make_school
from tests.cast_units import add_member, make_partnership, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("WMP-1")]
SEES_NAMES = {
    "pcso", "head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"
}  # fmt: skip
SEES_UNIT = SEES_NAMES | {
    "sergeant", "area-lead", "central-team", "force-lead", "dro", "force-safeguarding-lead"
}  # fmt: skip


def test_it_shows_a_unit_and_its_childrens_names_to_whom_it_should(northshire, southshire, hub, signed_in_as):
    unit = make_unit(northshire)
    add_member(unit)
    page, names = (reverse(f"units:{n}", args=[unit.public_id]) for n in ("unit", "members"))
    for role, person in {**northshire.people, **hub}.items():
        client = signed_in_as(person)
        assert client.get(page).status_code == (200 if role in SEES_UNIT else 404), role
        assert client.get(names).status_code == (200 if role in SEES_NAMES else 404), role
    for role, person in southshire.people.items():
        client = signed_in_as(person)
        assert {client.get(page).status_code, client.get(names).status_code} == {404}, role


def test_it_shows_no_childs_name_on_the_unit_page(northshire, signed_in_as):
    unit = make_unit(northshire)
    add_member(unit, "Zebedee")
    page = signed_in_as(northshire.people["sergeant"]).get(reverse("units:unit", args=[unit.public_id]))
    assert "Zebedee" not in page.content.decode()
    assert "1 of at most 30" in page.content.decode()


def test_it_records_a_look_at_the_members(northshire, signed_in_as):
    unit = make_unit(northshire)
    member = add_member(unit)
    signed_in_as(northshire.people["pcso"]).get(reverse("units:members", args=[unit.public_id]))
    entry = Entry.objects.get(kind=Entry.LOOK, verb="members.listed")
    assert (entry.subjects, entry.actor) == ([member.pk], northshire.people["pcso"].pk)


@pytest.mark.parametrize("role", ["programme-teacher", "pcso"])
def test_it_asks_the_same_queries_for_few_members_and_for_many(northshire, signed_in_as, count_queries, role):
    unit = make_unit(northshire)
    add_member(unit)
    client = signed_in_as(northshire.people[role])
    page, names = (reverse(f"units:{n}", args=[unit.public_id]) for n in ("unit", "members"))
    few = count_queries(client, page), count_queries(client, names)
    for number in range(20):
        add_member(unit, f"Child {number}")
    assert (count_queries(client, page), count_queries(client, names)) == few
    assert few[1] <= 15


@pytest.mark.parametrize("role", ["sergeant", "pcso"])
def test_it_adds_at_most_six_queries_to_the_verdicts(northshire, signed_in_as, count_queries, monkeypatch, role):
    without = [panel for panel in panels._panels if not panel.template.startswith("assurance/")]
    monkeypatch.setattr(panels, "_panels", without)
    unit = make_unit(northshire)
    client = signed_in_as(northshire.people[role])
    assert count_queries(client, reverse("units:unit", args=[unit.public_id])) <= 6


def test_it_lists_units_by_fifty_in_the_same_queries(northshire, signed_in_as, count_queries):
    make_unit(northshire)
    client, address = signed_in_as(northshire.people["force-lead"]), reverse("units:units")
    few = count_queries(client, address)
    for number in range(55):
        make_unit(northshire, f"Unit {number}")
    assert count_queries(client, address) == few <= 15
    assert len(client.get(address).context["page"]) == 50
    assert len(client.get(f"{address}?page=2").context["page"]) == 6


def test_it_says_what_to_do_when_there_is_nothing(northshire, signed_in_as):
    client = signed_in_as(northshire.people["officer"])
    assert "ask your supervisor" in client.get(reverse("units:units")).content.decode()
    unit = make_unit(northshire)
    members = signed_in_as(northshire.people["spoc"]).get(reverse("units:members", args=[unit.public_id]))
    assert "no members yet" in members.content.decode()


def posted(tenant, **values) -> dict:
    return {
        "name": "Year 6",
        "year_groups": ["5", "6"],
        "max_members": "20",
        "starts_on": "2026-10-05",
        "leader": tenant.people["pcso"].public_id,
        **values,
    }


def test_it_sets_up_a_unit_from_the_page(northshire, signed_in_as):
    make_partnership(northshire)
    client = signed_in_as(northshire.people["sergeant"])
    address = reverse("units:new", args=[northshire.school.public_id])
    assert client.get(address).status_code == 200
    assert client.post(address, posted(northshire)).status_code == 302
    assert Unit.objects.get().leaders.get().person == northshire.people["pcso"]


def test_it_puts_a_refusal_beside_its_field_and_keeps_what_was_typed(northshire, signed_in_as):
    make_partnership(northshire)
    client = signed_in_as(northshire.people["sergeant"])
    answer = client.post(
        reverse("units:new", args=[northshire.school.public_id]), posted(northshire, ends_on="2026-10-01")
    )
    assert answer.context["form"].errors["ends_on"]
    assert "Year 6" in answer.content.decode()
    assert not Unit.objects.exists()


def test_it_says_what_comes_first_at_a_school_without_a_partnership(northshire, signed_in_as):
    client = signed_in_as(northshire.people["sergeant"])
    page = client.get(reverse("units:new", args=[northshire.school.public_id]))
    assert "no partnership" in page.content.decode()


def test_it_does_not_offer_another_forces_school(northshire, southshire, signed_in_as):
    make_partnership(northshire)
    client = signed_in_as(southshire.people["force-lead"])
    address = reverse("units:new", args=[northshire.school.public_id])
    assert client.get(address).status_code == 404
    assert client.post(address, posted(northshire)).status_code == 404


def test_it_adds_corrects_and_takes_out_a_member_from_the_pages(northshire, signed_in_as):
    unit, client = make_unit(northshire), signed_in_as(northshire.people["programme-teacher"])
    child = {"given_name": "  Ayesha ", "family_name": "Khan", "year_group": "5", "joined_on": "2026-10-05"}
    client.post(reverse("units:add_member", args=[unit.public_id]), child)
    member = Member.objects.get(child__given_name="Ayesha")
    client.post(reverse("units:correct_member", args=[member.public_id]), {**child, "given_name": "Aisha"})
    client.post(reverse("units:member_left", args=[member.public_id]), {"on": "2026-10-06", "reason": "finished"})
    member.refresh_from_db()
    assert (member.given_name, member.left_reason) == ("Aisha", "finished")
    left = client.get(reverse("units:members", args=[unit.public_id]))
    assert "Leaves on" in left.content.decode()


@pytest.mark.parametrize("name", ["change", "end", "name_leader", "school_lead"])
def test_it_opens_each_form_for_a_supervisor_and_for_nobody_elsewhere(northshire, southshire, signed_in_as, name):
    address = reverse(f"units:{name}", args=[make_unit(northshire).public_id])
    assert signed_in_as(northshire.people["sergeant"]).get(address).status_code == 200
    assert signed_in_as(southshire.people["sergeant"]).get(address).status_code == 404


def test_it_ends_a_leader_from_the_page(northshire, signed_in_as):
    unit = make_unit(northshire)
    leader = unit.leaders.get()
    address = reverse("units:end_leader", args=[unit.public_id, leader.public_id])
    client = signed_in_as(northshire.people["sergeant"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"on": "2026-10-05"}).status_code == 302
    assert client.get(address).status_code == 404


def test_it_narrows_the_force_rule_from_the_page_and_warns_of_units_outside(northshire, signed_in_as):
    make_unit(northshire)
    client = signed_in_as(northshire.people["force-lead"])
    address = reverse("units:force_rule", args=[northshire.force.public_id])
    page = client.post(address, {"year_groups": ["5"]}, follow=True)
    assert "1 unit takes a year group" in page.content.decode()


def test_it_shows_another_schools_units_nowhere(northshire, signed_in_as):
    elsewhere = make_school(northshire.force, northshire.area, "Elsewhere Primary", "900009")
    make_unit(northshire, "Ours")
    page = signed_in_as(northshire.people["head-teacher"]).get(reverse("units:units"))
    assert "Ours" in page.content.decode()
    assert Organisation.objects.filter(pk=elsewhere.pk).exists()
    assert Unit.objects.filter(school=elsewhere).count() == 0


@pytest.mark.capability("STO-18")
def test_it_says_of_each_unit_of_the_list_whether_it_is_safe_to_operate(northshire, signed_in_as):
    make_unit(northshire, "Nobody has confirmed anything")
    page = signed_in_as(northshire.people["pcso"]).get("/units/").content.decode()
    assert "Not safe: stop" in page
    assert "Safe to operate</" not in page
