"""What a register changes: shown first, accepted once, and refused when the schools have moved on."""

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.organisations import actions, events
from lanyard.organisations.commands import operator
from lanyard.organisations.models import LocalAuthority, Organisation, RegisterChange, RegisterImport, School
from lanyard.organisations.register.generator import Recipe, records, register_bytes
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.capability("MPS-3")]
RECIPE = {"closed": 0.0, "first_urn": 910_000}


def file(rows: int = 30, **recipe) -> io.BytesIO:
    return io.BytesIO(register_bytes(Recipe(rows=rows, **RECIPE | recipe)))


def preview(place: Organisation, content: io.BytesIO, actor=None) -> RegisterImport:
    actor = actor or operator("test")
    return actions.preview(actor, place, "register.csv", actions.read(actor, place, content))


def accepted(place: Organisation, content: io.BytesIO, actor=None) -> RegisterImport:
    return actions.accept(actor or operator("test"), preview(place, content, actor))


def schools() -> list[dict]:
    return [r for r in records(Recipe(rows=30, **RECIPE)) if r["EstablishmentNumber"]]


def edited(**cells) -> io.BytesIO:
    """Make the same register with other cells in its first school's row."""
    first = schools()[0]["URN"]
    return file(edit=lambda r: r | cells if r["URN"] == first else r)


def first() -> School:
    return School.objects.select_related("organisation").get(urn=schools()[0]["URN"])


def test_it_shows_what_a_register_would_change_and_changes_nothing(north, hub_place):
    before = Organisation.objects.count()
    register = preview(hub_place, file())
    assert register.counts["new"] == register.changes.count() == len(schools())
    assert Organisation.objects.count() == before


def test_it_makes_schools_with_what_the_register_says_of_them(north, hub_place):
    accepted(hub_place, file())
    for record in schools():
        school = School.objects.select_related("organisation").get(urn=record["URN"])
        assert school.organisation.name == record["EstablishmentName"]
        assert school.organisation.force == north.force
        assert school.town == record["Town"]
        assert school.low_age == int(record["StatutoryLowAge"])
        share = record["PercentageFSM"]
        assert school.free_meals_percent == (None if share == "SUPP" else Decimal(share))


def test_it_finds_nothing_to_change_the_second_time(north, hub_place):
    accepted(hub_place, file())
    again = preview(hub_place, file())
    assert again.counts["unchanged"] == len(schools())
    assert not again.has_changes


def test_it_finds_nothing_to_change_in_a_version_with_fewer_columns(north, hub_place):
    accepted(hub_place, file())
    assert not preview(hub_place, file(columns=110)).has_changes
    assert not preview(hub_place, file(columns=111, encoding="cp1252")).has_changes


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"EstablishmentName": "Another Name"}, "renamed"),
        ({"Postcode": "ZZ9 9ZZ", "Street": "2 New Road"}, "moved"),
        ({"PhaseOfEducation (name)": "Middle deemed primary"}, "phase"),
        ({"TypeOfEstablishment (name)": "Academy sponsor led"}, "type"),
        ({"EstablishmentStatus (name)": "Open, but proposed to close"}, "status"),
        ({"NumberOfPupils": "77"}, "details"),
        ({"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}, "closed"),
    ],
)
def test_it_names_the_kind_of_every_change(north, hub_place, cells, kind):
    accepted(hub_place, file())
    register = preview(hub_place, edited(**cells))
    assert [change.kinds for change in register.changes.all()] == [f",{kind},"]
    actions.accept(operator("test"), register)
    assert not preview(hub_place, edited(**cells)).has_changes


def test_it_closes_a_school_from_the_registers_day_tells_who_asked_and_opens_it_again(north, hub_place, monkeypatch):
    told = []
    monkeypatch.setattr(events, "_school_closed", [lambda schools, doing: told.extend(schools)])
    accepted(hub_place, file())
    accepted(hub_place, edited(**{"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}))
    assert first().organisation.closed_on == date(2026, 8, 31)
    assert told == [first().organisation]
    assert Entry.objects.filter(verb="schools.closed", subjects=[first().pk]).exists()
    register = accepted(hub_place, file())
    assert register.changes.get().kinds == ",reopened,"
    assert first().organisation.closed_on is None


@time_machine.travel("2026-11-23 09:00+00:00")
def test_it_closes_a_school_from_today_when_the_register_gives_no_day(north, hub_place):
    accepted(hub_place, file())
    accepted(hub_place, edited(**{"EstablishmentStatus (name)": "Closed", "CloseDate": ""}))
    assert first().organisation.closed_on == date(2026, 11, 23)


def test_what_a_subscriber_refuses_stops_the_whole_register(north, hub_place, monkeypatch):
    def refuse(schools, doing):
        raise Refused("no")

    accepted(hub_place, file())
    register = preview(hub_place, edited(**{"EstablishmentStatus (name)": "Closed"}))
    monkeypatch.setattr(events, "_school_closed", [refuse])
    with pytest.raises(Refused):
        actions.accept(operator("test"), register)
    assert first().organisation.closed_on is None


def test_a_school_that_moves_to_another_force_leaves_its_area(north, southshire, hub_place):
    LocalAuthority.objects.create(code="998", name="Southshire", force=southshire.force)
    accepted(hub_place, file())
    actions.place_school(north.actor("force-lead"), first().organisation, north.area, "")
    accepted(hub_place, edited(**{"LA (code)": "998"}))
    assert first().organisation.force == southshire.force
    assert first().organisation.area is None


def test_it_is_accepted_once(north, hub_place):
    register = preview(hub_place, file())
    actions.accept(operator("test"), register)
    with pytest.raises(Conflict, match="command line: test has accepted this already"):
        actions.accept(operator("test"), register)


@pytest.mark.parametrize("later", [file, lambda: edited(NumberOfPupils="12")])
def test_it_refuses_when_another_register_was_accepted_since_it_was_read(north, hub_place, later):
    accepted(hub_place, file(rows=20))
    mine = preview(hub_place, edited(NumberOfPupils="11"))
    accepted(hub_place, later())
    names = list(School.objects.order_by("urn").values_list("urn", "pupils"))
    with pytest.raises(Conflict, match="Read the file again"):
        actions.accept(operator("test"), mine)
    assert list(School.objects.order_by("urn").values_list("urn", "pupils")) == names


def test_a_file_with_anything_wrong_is_not_kept_at_all(north, hub_place):
    with pytest.raises(Refused, match="line 2, column OpenDate"):
        preview(hub_place, edited(OpenDate="31-02-2020"))
    assert not RegisterImport.objects.exists()
    assert not RegisterChange.objects.exists()


def test_a_force_reads_its_own_schools_only(north, southshire, hub_place):
    LocalAuthority.objects.create(code="998", name="Southshire", force=southshire.force)
    both = [("999", "Northshire"), ("998", "Southshire")]
    lead = southshire.actor("force-lead")
    register = accepted(southshire.force, file(authorities=both), lead)
    mine = School.objects.filter(urn__startswith="91")
    assert register.counts["new"] == mine.count() > 0
    assert register.counts["skipped"] > 0
    assert {school.organisation.force for school in mine.select_related("organisation")} == {southshire.force}


def test_a_force_can_not_take_another_forces_school_by_a_register(north, southshire, hub_place):
    LocalAuthority.objects.create(code="998", name="Southshire", force=southshire.force)
    accepted(hub_place, file())
    register = preview(southshire.force, edited(**{"LA (code)": "998"}), southshire.actor("central-team"))
    assert not register.has_changes


@pytest.mark.parametrize("role", ["pcso", "sergeant", "dro", "head-teacher", "area-lead"])
def test_it_forbids_everybody_else_to_read_or_accept(north, hub_place, role):
    register = preview(north.force, file())
    with pytest.raises(Forbidden):
        actions.read(north.actor(role), north.force, file())
    with pytest.raises(Forbidden):
        actions.accept(north.actor(role), register)


def test_it_forbids_the_force_lead_of_another_force(north, southshire, hub_place):
    register = preview(north.force, file())
    with pytest.raises(Forbidden):
        actions.accept(southshire.actor("force-lead"), register)


def test_it_tells_the_ledger_what_was_accepted(north, hub_place):
    register = accepted(hub_place, file())
    entry = Entry.objects.get(verb="register.accepted")
    assert entry.subjects == [register.pk]
    assert entry.detail["new"] == len(schools())


def test_every_kind_of_change_at_once_costs_a_fixed_number_of_queries(north, hub_place, django_assert_max_num_queries):
    accepted(hub_place, file(rows=100))
    renamed = file(rows=300, edit=lambda r: r | {"EstablishmentName": r["EstablishmentName"] + " B"})
    with django_assert_max_num_queries(32):
        accepted(hub_place, renamed)
    assert not School.objects.filter(urn__startswith="91").exclude(organisation__name__endswith=" B").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_rename_an_area_at_once_one_is_told_what_it_is_called_now(north):
    actors = [north.actor("force-lead"), north.actor("central-team")]
    names = ["East", "West"]
    read = [Organisation.objects.get(pk=north.area.pk) for _ in actors]
    acts = zip(actors, read, names, strict=True)
    found = together(*[lambda act=act: actions.rename_area(*act) for act in acts])
    (told,) = [outcome for outcome in found if isinstance(outcome, Conflict)]
    assert Organisation.objects.get(pk=north.area.pk).name in str(told)
    assert told.field == "name"


@pytest.mark.django_db(transaction=True)
def test_two_areas_cannot_take_the_same_name_at_once(north):
    lead = north.actor("force-lead")
    other = actions.create_area(lead, north.force, "South")

    def rename(area):
        try:
            return actions.rename_area(lead, area, "East")
        except Refused as refused:
            return refused

    found = together(lambda: rename(north.area), lambda: rename(other))
    assert [outcome.field for outcome in found if isinstance(outcome, Refused)] == ["name"]
    assert Organisation.objects.filter(name="East").count() == 1


def test_an_area_is_added_renamed_and_filled_by_its_own_force_only(north, southshire):
    lead = north.actor("force-lead")
    area = actions.create_area(lead, north.force, "East")
    with pytest.raises(Refused, match="of this name already"):
        actions.create_area(lead, north.force, "east")
    actions.rename_area(lead, area, "Far east")
    assert actions.place_schools(lead, north.force, area, [north.school]) == 1
    north.school.refresh_from_db()
    assert north.school.area == area
    with pytest.raises(Refused):
        actions.place_schools(lead, north.force, area, [southshire.school])
    with pytest.raises(Refused):
        actions.place_schools(lead, north.force, southshire.area, [north.school])
    with pytest.raises(Forbidden):
        actions.create_area(lead, southshire.force, "West")
    with pytest.raises(Forbidden):
        actions.place_schools(north.actor("pcso"), north.force, area, [north.school])
    with pytest.raises(Refused):
        actions.place_school(lead, north.school, southshire.area, "")


def test_a_school_made_by_the_cast_is_compared_and_not_made_twice(north, hub_place):
    row = {"URN": "900001", "EstablishmentName": "Northshire Primary School"}
    accepted(hub_place, file(rows=1, edit=lambda r: r | row))
    assert School.objects.filter(urn="900001").count() == 1
