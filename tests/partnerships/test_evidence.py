"""What the records of partnerships prove, now and as at a past moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lanyard.assurance.registers import Moment, SubjectSet, evidence_source, kind_of, parts_of
from lanyard.engines.readiness import Rule, current
from lanyard.partnerships.actions.agreements import end
from lanyard.partnerships.evidence import partnership_records
from lanyard.partnerships.models import Agreement, Partnership
from lanyard.partnerships.queries import now
from tests.cast import make_school
from tests.partnerships.helpers import TODAY, accepted, found, signed, supplied

pytestmark = pytest.mark.django_db
STOP = Rule("any", "stop")


def status_on(partnership, name: str, day: date) -> str:
    """Return the status of a finding as the engine judges it on a day."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)):
        return current(found(partnership)[name], STOP, day).status


@pytest.mark.capability("MPS-2")
@pytest.mark.parametrize(
    ("kind", "name"),
    [("sla", "sla-signed"), ("protocol", "protocol-signed"), ("dsa", "dsa-signed"), ("dpia", "privacy-assessment")],
)
def test_it_shows_a_lapse_on_the_day_after_the_last(northshire, kind, name):
    partnership = accepted(northshire, "ssp")
    signed(northshire, partnership, kind)
    assert status_on(partnership, name, date(2027, 10, 1)) == "met"
    assert status_on(partnership, name, date(2027, 11, 22)) == "expiring"
    assert status_on(partnership, name, date(2027, 11, 23)) == "not met"
    assert status_on(partnership, name, date(2028, 2, 1)) == "not met"


@pytest.mark.capability("MPS-2")
def test_it_asks_a_named_officers_school_for_the_service_level_agreement_only(northshire):
    findings = found(accepted(northshire))
    assert {findings[n].status for n in ("protocol-signed", "dsa-signed", "privacy-assessment")} == {"not applicable"}
    assert findings["sla-signed"].status == "not met"


@pytest.mark.capability("STO-1", "STO-21")
def test_it_finds_duties_only_in_the_agreement_in_force(northshire):
    partnership = accepted(northshire)
    names = ("sla-responsibilities", "sla-data-duties")
    assert {found(partnership)[n].status for n in names} == {"not met"}
    signed(northshire, partnership)
    assert {found(partnership)[n].status for n in names} == {"met"}
    Agreement.objects.update(proves=["sla-responsibilities"])
    assert [found(partnership)[n].status for n in names] == ["met", "not met"]
    assert status_on(partnership, "sla-responsibilities", date(2027, 11, 23)) == "not met"


@pytest.mark.parametrize("role", ["head-teacher", "spoc", "dsl", "programme-teacher"])
def test_it_finds_each_post_of_the_school_while_it_is_held(northshire, role):
    partnership = accepted(northshire)
    assert found(partnership)[f"{role}-named"].status == "met"
    northshire.people[role].posts.update(ends_on=date(2026, 12, 31))
    assert status_on(partnership, f"{role}-named", date(2026, 12, 31)) == "expiring"
    assert status_on(partnership, f"{role}-named", date(2027, 1, 1)) == "not met"


@pytest.mark.capability("STO-20", "STO-11")
def test_it_asks_for_more_policies_where_an_officer_works_at_the_school(northshire):
    partnership = accepted(northshire)
    supplied(northshire, "safeguarding")
    assert "Health and safety" in found(partnership)["school-policies-supplied"].evidence
    supplied(northshire, "health-and-safety")
    assert found(partnership)["school-policies-supplied"].status == "met"
    partnership.statuses.update(status="ssp")
    assert found(partnership)["school-policies-supplied"].status == "not met"


def test_it_answers_as_at_a_past_moment_with_what_was_true_and_known_then(northshire, clock):
    before = now()
    clock.shift(3600)
    partnership = accepted(northshire, "ssp")
    made = signed(northshire, partnership)
    then = now()
    clock.move_to(datetime(2027, 1, 11, 10, tzinfo=UTC))
    end(northshire.actor("force-lead"), made, "Ended")
    assert found(partnership)["sla-signed"].status == "not met"
    assert found(partnership, then)["sla-signed"].status == "met"
    assert found(partnership, then)["sla-signed"].until == date(2027, 11, 23)
    assert found(partnership, before)["sla-signed"].status == "not met"
    assert found(partnership, before)["named-contact"].status == "not met"
    # As of a day in between, by what is known now: it was in force then.
    between = Moment(datetime(2026, 12, 1, tzinfo=UTC), now().at)
    assert current(found(partnership, between)["sla-signed"], STOP, between.day).status == "met"


@pytest.mark.capability("MPS-2")
def test_a_partnership_whose_status_nobody_knows_may_need_everything(northshire, clock):
    partnership = accepted(northshire)
    then = now()
    clock.shift(3600)
    partnership.statuses.update(withdrawn_at=now().at)
    names = ("protocol-signed", "dsa-signed", "privacy-assessment")
    assert {found(partnership)[name].status for name in names} == {"unknown"}
    assert {found(partnership, then)[name].status for name in names} == {"not applicable"}


@pytest.mark.parametrize("role", ["head-teacher", "spoc", "dsl", "programme-teacher"])
def test_a_past_moment_keeps_who_was_known_to_hold_a_post(northshire, clock, role):
    partnership = accepted(northshire)
    then = now()
    clock.shift(3600)
    northshire.people[role].posts.update(withdrawn_at=now().at)
    assert found(partnership)[f"{role}-named"].status == "not met"
    assert found(partnership, then)[f"{role}-named"].status == "met"


@pytest.mark.capability("MPS-1")
def test_a_named_contact_counts_only_while_they_hold_a_leaders_post_at_the_force(northshire):
    partnership = accepted(northshire)
    assert found(partnership)["named-contact"].evidence == northshire.people["pcso"].name
    northshire.people["pcso"].posts.update(ends_on=TODAY - timedelta(days=1))
    assert found(partnership)["named-contact"].status == "not met"


@pytest.mark.capability("MPS-1")
def test_it_finds_no_contact_at_a_school_that_declined(northshire):
    partnership = accepted(northshire)
    partnership.statuses.update(status="declined")
    assert "declined" in found(partnership)["named-contact"].evidence


def many(tenant, count: int) -> None:
    """Add schools with a partnership, all signed at the same time."""
    for number in range(count):
        school = make_school(tenant.force, tenant.area, f"School {number}", f"91{number:04}")
        Partnership.objects.create(school=school, force=tenant.force, area=tenant.area, opened_on=TODAY)


def test_it_costs_two_queries_for_any_number_of_partnerships(northshire, django_assert_num_queries):
    accepted(northshire)
    many(northshire, 30)
    with django_assert_num_queries(2):
        records = partnership_records(SubjectSet("partnership", Partnership.objects.all()), now())
    assert {len(rows) for rows in records.values()} == {31}


def test_it_finds_for_a_set_what_it_finds_for_each(northshire):
    accepted(northshire, "ssp")
    many(northshire, 3)
    together = partnership_records(SubjectSet("partnership", Partnership.objects.all()), now())
    for partnership in Partnership.objects.all():
        assert {name: rows[partnership.pk] for name, rows in together.items()} == found(partnership)


def test_it_is_a_kind_of_subject_with_its_force(northshire):
    partnership = accepted(northshire)
    kind = kind_of("partnership")
    subjects = SubjectSet("partnership", kind.all(now()))
    (row,) = kind.rows(subjects, now())
    assert (row.key, row.parts) == (partnership.pk, {"force": (northshire.force.pk,)})
    assert list(parts_of(subjects, "force").queryset) == [northshire.force]
    assert evidence_source("dsa-signed").kind == "partnership"


def test_it_leaves_a_partnership_out_from_the_day_it_ended(northshire):
    partnership = accepted(northshire)
    partnership.closed_on = TODAY
    partnership.save()
    kind = kind_of("partnership")
    assert not kind.all(now()).exists()
    yesterday = now().at - timedelta(days=1)
    Partnership.objects.update(opened_on=date(2026, 9, 1))
    assert kind.all(Moment(yesterday, yesterday)).exists()


def test_it_needs_no_more_queries_where_there_is_nothing(db):
    with CaptureQueriesContext(connection) as taken:
        partnership_records(SubjectSet("partnership", Partnership.objects.none()), now())
    assert len(taken) <= 3
