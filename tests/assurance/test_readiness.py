"""Readiness of real records: what takes a ready unit's verdict away, when, and as at which moment."""

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyard.accounts.models import Post
from lanyard.assurance import readiness, registers
from lanyard.assurance.models import Attestation
from lanyard.assurance.readiness import verdicts
from lanyard.assurance.registers import SubjectSet
from lanyard.units.models import Unit
from lanyard.workforce.models import StaffRecord
from tests import cast, cast_units
from tests.cast_ready import BEGAN, NOW, judged, ready_unit, statuses


@pytest.mark.capability("STO-18", "WMP-1")
def test_it_calls_a_unit_safe_when_every_record_is_there(unit):
    found = judged(unit)
    assert [(a.requirement.id, a.finding) for a in found.stopping] == []
    assert found.safe


@pytest.mark.capability("STO-14", "MPS-5")
def test_it_stops_a_unit_the_day_its_leaders_vetting_runs_out(unit, clock):
    StaffRecord.objects.filter(kind="vetting").update(expires_on=date(2026, 12, 1))
    clock.move_to(NOW + timedelta(days=7))
    assert statuses(unit)["OFF-VETTING"] == "expiring"
    clock.move_to(NOW + timedelta(days=8))
    found = judged(unit)
    assert found.verdict == "not ready"
    assert [(a.requirement.id, a.finding.about) for a in found.stopping] == [("OFF-VETTING", "Priya Shah")]


@pytest.mark.capability("STO-5")
def test_it_stops_a_unit_with_a_child_without_permission(unit):
    cast_units.add_member(unit, "New", "Child")
    assert judged(unit).verdict == "not ready"


@pytest.mark.capability("STO-4")
def test_it_does_not_know_about_a_force_whose_dro_has_not_said_they_answer_for_it(unit):
    Attestation.objects.filter(requirement="FRC-DRO-ACKNOWLEDGED").update(withdrawn_at=timezone.now())
    assert judged(unit).verdict == "unknown"


@pytest.mark.capability("STO-4")
def test_it_stops_every_unit_of_a_force_without_a_dro(unit):
    Post.objects.filter(role="dro").update(withdrawn_at=timezone.now())
    assert "FRC-DRO-NAMED" in [a.requirement.id for a in judged(unit).stopping]


@pytest.mark.capability("STO-4")
def test_it_counts_whoever_holds_a_forces_post_through_its_last_day(unit, northshire, clock):
    """Two hold it and the one who stays counts; the last day is a day on which the post is held."""
    dro = Post.objects.filter(role="dro", organisation=northshire.force)
    cast.make_post(northshire.people["sergeant"], "dro", northshire.force, ends_on=NOW.date())
    assert statuses(unit)["FRC-DRO-NAMED"] == "met"
    dro.exclude(person=northshire.people["sergeant"]).update(withdrawn_at=timezone.now())
    assert statuses(unit)["FRC-DRO-NAMED"] == "expiring"
    clock.move_to(NOW + timedelta(days=1))
    assert statuses(unit)["FRC-DRO-NAMED"] == "not met"


@pytest.mark.capability("STO-4")
def test_it_goes_by_the_day_of_the_place_and_not_of_utc(unit, northshire):
    """Half past midnight in summer is still yesterday in UTC."""
    posts = Post.objects.filter(role="dro", organisation=northshire.force)
    posts.update(starts_on=date(2026, 7, 1), recorded_at=datetime(2026, 6, 1, tzinfo=UTC))
    assert posts.held_as_known(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)).exists()


def test_it_lets_an_attestation_run_out(unit, clock):
    clock.move_to(NOW.replace(month=12, day=31))
    assert statuses(unit)["UNT-RISKS"] == "expiring"
    clock.move_to(NOW.replace(year=2027, month=1, day=2))
    assert statuses(unit)["UNT-RISKS"] == "not met"


def test_it_takes_a_persons_no_for_a_no(unit):
    Attestation.objects.filter(requirement="UNT-RISKS").update(holds=False)
    assert judged(unit).verdict == "not ready"


@pytest.mark.capability("STO-18")
def test_it_answers_as_at_a_past_moment_by_what_was_known_then(unit, clock):
    clock.move_to(NOW + timedelta(days=3))
    Attestation.objects.filter(requirement="UNT-RISKS").update(withdrawn_at=timezone.now())
    assert judged(unit).verdict == "unknown"
    assert judged(unit, NOW).safe


def test_it_does_not_count_today_what_was_recorded_later_about_the_past(unit, clock):
    StaffRecord.objects.filter(kind="vetting").update(recorded_at=NOW + timedelta(days=2))
    clock.move_to(NOW + timedelta(days=5))
    assert judged(unit).safe
    assert statuses(unit, NOW)["OFF-VETTING"] in ("unknown", "not met")


def test_it_calls_nothing_safe_on_a_day_that_no_framework_covers(unit):
    before = timezone.make_aware(timezone.datetime(2001, 1, 1))
    found = judged(unit, before)
    assert (found.verdict, found.cells) == ("unknown", [])


@pytest.mark.parametrize("began", [BEGAN, NOW.date()])
def test_it_calls_a_unit_unknown_when_a_check_itself_fails_however_new_the_unit(unit, monkeypatch, began):
    """What may wait is no exception: nobody knows since when it does not hold."""
    Unit.objects.filter(pk=unit.pk).update(starts_on=began)

    def broken(subjects, moment):
        raise RuntimeError("the disk is gone")

    source = registers.evidence_source("observed-recently")
    monkeypatch.setitem(
        registers._evidence, "observed-recently", registers.EvidenceSource(source.names, source.kind, broken)
    )
    found = judged(unit)
    answer = next(a for a in found.cells if a.requirement.id == "OFF-OBSERVED")
    assert (answer.requirement.severity, answer.finding.status, answer.stops) == ("fix by", "unknown", True)
    assert found.verdict == "unknown"


def test_it_calls_a_unit_unknown_when_no_room_answers_for_stopping_evidence(unit, monkeypatch):
    for name in registers.evidence_source("vetting-current").names:
        monkeypatch.delitem(registers._evidence, name)
    assert judged(unit).verdict == "unknown"


def test_it_stops_a_unit_without_a_leader(unit):
    unit.leaders.update(withdrawn_at=timezone.now())
    found = judged(unit)
    assert found.verdict == "not ready"
    assert "UNT-LEADERS" in [a.requirement.id for a in found.stopping]


def test_it_does_not_mix_up_two_forces(unit, southshire):
    other = ready_unit(southshire, "Other unit")
    StaffRecord.objects.filter(person=southshire.people["pcso"], kind="vetting").delete()
    found = {v.row.key: v.verdict for v in verdicts(SubjectSet("unit", Unit.objects.all()))}
    assert found[unit.pk] != found[other.pk]


def test_it_asks_the_same_number_of_queries_for_one_unit_and_for_many(unit, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as one:
        verdicts(SubjectSet("unit", Unit.objects.all()))
    for number in range(20):
        cast_units.make_unit_like(unit, f"Unit {number}")
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert len(verdicts(SubjectSet("unit", Unit.objects.all()))) == 21


BREAKS = {
    "vetting": lambda t, u: StaffRecord.objects.filter(person=t.people["pcso"], kind="vetting").delete(),
    "dro": lambda t, u: Post.objects.filter(organisation=t.force, role="dro").delete(),
    "dsl": lambda t, u: Post.objects.filter(organisation=t.school, role="dsl").delete(),
    "child": lambda t, u: cast_units.add_member(u, "New", "Child"),
    "words": lambda t, u: Attestation.objects.filter(organisation=t.school).delete(),
    "leader": lambda t, u: u.leaders.all().delete(),
}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_it_judges_a_set_as_it_judges_its_members_one_by_one(data, northshire, southshire):
    with transaction.atomic():
        for tenant in (northshire, southshire):
            made = ready_unit(tenant, f"Unit of {tenant.force}")
            for name in data.draw(st.sets(st.sampled_from(sorted(BREAKS)))):
                BREAKS[name](tenant, made)
            cast_units.make_unit_like(made, "Second unit")
        # A country's units are a subquery to the database, a page's are a list.
        with mock.patch.object(readiness, "MOST_LISTED", data.draw(st.sampled_from([0, 1000]))):
            whole = {v.row.key: (v.verdict, v.raw_cells) for v in verdicts(SubjectSet("unit", Unit.objects.all()))}
        for key in whole:
            (alone,) = verdicts(SubjectSet("unit", Unit.objects.filter(pk=key)))
            assert (alone.verdict, alone.raw_cells) == whole[key]
        transaction.set_rollback(True)


def test_it_keeps_every_unit_known_since_it_began(unit):
    assert judged(unit).row.since == BEGAN
