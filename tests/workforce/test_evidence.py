"""What staff records prove: met, missing, run out, of the wrong level; now and as at a past moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.assurance.registers import Moment, SubjectSet, kind_of
from lanyard.engines.readiness import MET, NOT_MET, UNKNOWN, Finding
from lanyard.workforce import queries
from lanyard.workforce.deciding import EVIDENCE
from lanyard.workforce.evidence import staff_records
from lanyard.workforce.models import StaffRecord
from lanyard.workforce.people import fetch_leader
from lanyard.workforce.policy import VIEW_OFFICER
from tests.cast import make_person, make_post
from tests.cast_workforce import clear_to_deliver, staff_record
from tests.workforce.conftest import TODAY

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.capability("STO-14")]


def find(*people, at=None):
    moment = Moment(at or timezone.now(), at or timezone.now())
    subjects = SubjectSet("officer", Person.objects.filter(pk__in=[p.pk for p in people]))
    return staff_records(subjects, moment)


def one(person, name, at=None) -> Finding | None:
    return find(person, at=at)[name].get(person.pk)


@pytest.fixture
def pcso(northshire):
    return northshire.people["pcso"]


def test_it_finds_everything_met_of_somebody_who_is_clear(pcso):
    clear_to_deliver(pcso, date(2026, 9, 1))
    assert {finding[pcso.pk].status for finding in find(pcso).values()} == {MET}
    vetting = one(pcso, "vetting-current")
    assert (vetting.since, vetting.until) == (date(2026, 9, 1), date(2029, 9, 1))
    assert vetting.link == ("officer", pcso.public_id)


@pytest.mark.parametrize("name", EVIDENCE)
def test_it_does_not_know_without_a_record(pcso, name):
    clear_to_deliver(pcso, without=(EVIDENCE[name],))
    assert one(pcso, name).status == UNKNOWN


def test_it_counts_vetting_until_the_day_three_years_later(pcso):
    staff_record(pcso, "vetting", date(2023, 11, 24))
    assert one(pcso, "vetting-current").status == MET
    staff_record(pcso, "safeguarding-training", date(2023, 11, 23))
    assert one(pcso, "safeguarding-training") == Finding(
        NOT_MET, since=TODAY, evidence="Ran out", link=("officer", pcso.public_id)
    )


def test_it_says_that_a_new_record_is_of_the_wrong_level_and_not_only_that_the_old_one_ran_out(pcso):
    staff_record(pcso, "vetting", date(2023, 1, 1))
    staff_record(pcso, "vetting", date(2026, 10, 1), level="dbs-enhanced")
    found = one(pcso, "vetting-current")
    assert (found.status, found.since) == (NOT_MET, date(2026, 1, 1))
    assert "Not a level for this kind of leader" in found.evidence


def test_it_takes_the_renewal_and_not_the_one_it_replaced(pcso):
    staff_record(pcso, "vetting", date(2021, 1, 1))
    staff_record(pcso, "vetting", date(2024, 1, 1))
    assert one(pcso, "vetting-current").until == date(2027, 1, 1)


@pytest.mark.capability("NEV-24")
def test_it_asks_for_the_level_that_the_kind_of_leader_needs(northshire):
    pcso, volunteer = northshire.people["pcso"], northshire.people["volunteer"]
    for person in (pcso, volunteer):
        staff_record(person, "vetting", level="nppv2")
    found = find(pcso, volunteer)["vetting-current"]
    assert found[volunteer.pk].status == MET
    assert found[pcso.pk].status == NOT_MET
    assert "NPPV 2" in found[pcso.pk].evidence


@pytest.mark.capability("NEV-24")
def test_it_asks_somebody_with_two_posts_for_what_each_needs(northshire):
    volunteer = northshire.people["volunteer"]
    staff_record(volunteer, "vetting", level="nppv2")
    make_post(volunteer, "officer", northshire.force)
    assert one(volunteer, "vetting-current").status == NOT_MET


@pytest.mark.capability("NEV-24")
@pytest.mark.parametrize(("age", "status"), [("18", MET), ("17", NOT_MET), ("", NOT_MET), ("adult", NOT_MET)])
def test_it_asks_for_the_minimum_age(northshire, age, status):
    volunteer = northshire.people["volunteer"]
    staff_record(volunteer, "age-confirmed", level=age)
    assert one(volunteer, "minimum-age").status == status


def test_it_clears_nobody_whose_post_has_ended(northshire):
    gone = make_person("Gone Away")
    make_post(gone, "pcso", northshire.force, ends_on=TODAY - timedelta(days=1))
    clear_to_deliver(gone, date(2026, 9, 1))
    assert {finding[gone.pk].status for finding in find(gone).values()} == {NOT_MET}


def test_it_does_not_count_what_is_not_achieved_yet(pcso):
    staff_record(pcso, "vetting", TODAY + timedelta(days=1), recorded_at=timezone.now())
    assert one(pcso, "vetting-current").status == UNKNOWN


def test_it_does_not_count_what_was_withdrawn_but_did_before(pcso):
    record = staff_record(pcso, "vetting", date(2026, 9, 1))
    StaffRecord.objects.filter(pk=record.pk).update(withdrawn_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert one(pcso, "vetting-current").status == UNKNOWN
    assert one(pcso, "vetting-current", at=datetime(2026, 10, 1, tzinfo=UTC)).status == MET


def test_it_knows_at_a_past_moment_only_what_was_known_then(pcso):
    staff_record(pcso, "vetting", date(2026, 9, 1), recorded_at=datetime(2026, 10, 1, tzinfo=UTC))
    assert one(pcso, "vetting-current", at=datetime(2026, 9, 15, tzinfo=UTC)).status == UNKNOWN
    assert one(pcso, "vetting-current", at=datetime(2026, 10, 2, tzinfo=UTC)).status == MET


def test_it_finds_for_a_set_what_it_finds_for_each_in_one_query(northshire, django_assert_num_queries):
    people = [northshire.people[role] for role in ("pcso", "officer", "volunteer", "youth-worker")]
    clear_to_deliver(people[0])
    clear_to_deliver(people[1], date(2020, 1, 1), without=("code-of-conduct",))
    staff_record(people[2], "vetting", level="nppv2")
    with django_assert_num_queries(1):
        together = find(*people)
    for person in people:
        alone = find(person)
        assert {name: column[person.pk] for name, column in together.items()} == {
            name: column[person.pk] for name, column in alone.items()
        }


def test_it_takes_as_officers_all_who_hold_a_leader_post_and_names_them(
    northshire, southshire, django_assert_num_queries
):
    now = Moment(timezone.now(), timezone.now())
    subjects = SubjectSet("officer", kind_of("officer").all(now))
    with django_assert_num_queries(1):
        rows = kind_of("officer").rows(subjects, now)
    assert len(rows) == 8
    priya = next(row for row in rows if row.key == northshire.people["pcso"].pk)
    assert (priya.name, priya.force, priya.since) == ("Priya Shah", northshire.force.pk, date(2020, 9, 1))
    assert kind_of("officer").page(priya.public_id) == f"/officers/{priya.public_id}/"


def test_it_decides_on_a_page_what_it_decides_for_readiness(northshire, pcso):
    clear_to_deliver(pcso, date(2023, 11, 23), without=("code-of-conduct",))
    staff_record(pcso, "vetting", level="nppv2")
    for day in (None, date(2026, 11, 1), date(2023, 11, 23), date(2019, 1, 1)):
        moment = queries.moment_of(day)
        _person, posts = fetch_leader(northshire.actor("sergeant"), VIEW_OFFICER, pcso.public_id)
        page = queries.standing_of(pcso, posts, queries.history(pcso, moment), moment)
        asked = queries.current_findings(Person.objects.filter(pk=pcso.pk), moment).get(pcso.pk, [])
        if asked:  # before the first post there is nobody to ask about
            assert {n.kind.id: n.finding for n in page} == {n.kind.id: n.finding for n in asked}
