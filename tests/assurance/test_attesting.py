"""Giving one's word on a requirement, taking it back, and what readiness makes of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from lanyard.assurance.actions import attest, withdraw_attestation
from lanyard.assurance.catalogue import newest
from lanyard.assurance.models import Attestation
from lanyard.assurance.readiness import verdict_for
from lanyard.audit.models import Entry
from lanyard.engines.months import add_months
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.models import Unit
from tests.cast import Tenant, make_person, make_post
from tests.cast_ready import NOW, judged, ready_unit, statuses
from tests.cast_units import add_leader, make_unit
from tests.in_clear import standing_in_clear
from tests.together import together

TODAY = date(2026, 11, 23)


def say(tenant: Tenant, role: str, unit: Unit, id: str = "UNT-RISKS", holds: bool = True, **words) -> Attestation:
    """Give the word of a role's holder on a requirement about the unit."""
    return attest(tenant.actor(role), newest().get(id), judged(unit).row, holds=holds, **words)


def officer_row(person):
    """Return the person as a subject of readiness."""
    return verdict_for("officer", type(person).objects.filter(pk=person.pk)).row


@pytest.mark.capability("STO-18")
@pytest.mark.parametrize("role", ["programme-teacher", "head-teacher"])
def test_it_takes_the_word_of_each_post_that_the_catalogue_names(unit, northshire, role):
    made = say(northshire, role, unit)
    assert (made.person, made.role, made.attested_on) == (northshire.people[role], role, TODAY)
    assert made.expires_on == add_months(TODAY, newest().get("UNT-RISKS").attesting.months)


@pytest.mark.parametrize("role", ["spoc", "dsl", "pcso", "sergeant", "force-lead", "dro", "central-team", "area-lead"])
def test_it_refuses_the_word_of_any_other_post(unit, northshire, role):
    before = Attestation.objects.count()
    with pytest.raises(Refused, match="not one that can confirm"):
        say(northshire, role, unit)
    assert Attestation.objects.count() == before


@pytest.mark.parametrize("role", ["programme-teacher", "head-teacher", "dsl"])
def test_it_refuses_the_right_post_of_another_school(unit, southshire, role):
    with pytest.raises(Forbidden):
        say(southshire, role, unit)


def test_it_refuses_a_leader_of_another_unit_of_the_same_school(unit, northshire):
    other = led_by_another(northshire)
    with pytest.raises(Forbidden):
        say(northshire, "pcso", other, "UNT-CHILDREN-CODE")
    assert say(northshire, "officer", other, "UNT-CHILDREN-CODE").holds


def led_by_another(tenant: Tenant) -> Unit:
    """Return a unit of the tenant that its officer leads, and not its PCSO."""
    return make_unit(tenant, "Led by an officer", leader=tenant.people["officer"])


def test_it_refuses_somebody_whose_post_has_ended(unit, northshire, clock):
    northshire.people["head-teacher"].posts.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Forbidden):
        say(northshire, "head-teacher", unit)


@pytest.mark.capability("STO-20")
def test_it_lets_each_leader_speak_only_for_themself(unit, northshire):
    add_leader(unit, northshire.people["officer"], "officer")
    item, row = newest().get("OFF-PHOTOS"), officer_row(northshire.people["pcso"])
    with pytest.raises((Refused, Forbidden)):
        attest(northshire.actor("officer"), item, row, holds=True)
    assert attest(northshire.actor("pcso"), item, row, holds=True).person == northshire.people["pcso"]


def test_it_refuses_a_supervisors_word_for_a_leader(unit, northshire):
    row = officer_row(northshire.people["pcso"])
    with pytest.raises(Refused):
        attest(northshire.actor("sergeant"), newest().get("OFF-PHOTOS"), row, holds=True)


def test_it_refuses_a_word_on_what_records_answer(unit, northshire):
    with pytest.raises(Refused, match="not one that can confirm"):
        say(northshire, "head-teacher", unit, "UNT-LEADERS")


def test_it_asks_for_a_note_with_a_no(unit, northshire):
    with pytest.raises(Refused) as refused:
        say(northshire, "head-teacher", unit, holds=False, note="  ")
    assert refused.value.field == "note"
    assert say(northshire, "head-teacher", unit, holds=False, note="No list yet").note == "No list yet"
    found = judged(unit)
    assert (found.verdict, [a.requirement.id for a in found.stopping]) == ("not ready", ["UNT-RISKS"])
    assert "Helen Marsh" in found.stopping[0].finding.evidence


def test_it_refuses_a_word_dated_in_the_future(unit, northshire):
    with pytest.raises(Refused) as refused:
        say(northshire, "head-teacher", unit, on=TODAY + timedelta(days=1))
    assert refused.value.field == "on"


@pytest.mark.capability("STO-18")
def test_a_newer_word_takes_the_place_of_the_older_which_stays_readable(unit, northshire, clock):
    older = Attestation.objects.standing().get(requirement="UNT-RISKS")
    newer = say(northshire, "head-teacher", unit, holds=False, note="One child is new")
    assert list(Attestation.objects.standing().filter(requirement="UNT-RISKS")) == [newer]
    older.refresh_from_db()
    assert (older.withdrawn_at, older.withdrawn_by) == (NOW, northshire.people["head-teacher"])
    assert statuses(unit, NOW - timedelta(days=1))["UNT-RISKS"] == "met"


@pytest.mark.capability("STO-18")
def test_a_word_runs_out_on_its_day_and_not_before(unit, northshire, clock):
    made = say(northshire, "head-teacher", unit)
    clock.move_to(NOW.replace(year=made.expires_on.year, month=made.expires_on.month, day=made.expires_on.day - 1))
    assert statuses(unit)["UNT-RISKS"] == "expiring"
    clock.shift(timedelta(days=1))
    assert statuses(unit)["UNT-RISKS"] == "not met"


def test_it_keeps_the_version_and_the_wording_that_were_answered(unit, northshire):
    made, item = say(northshire, "head-teacher", unit), newest().get("UNT-RISKS")
    assert (made.requirement_version, made.wording) == (item.version, item.attesting.statement)


def test_it_writes_who_said_what_in_the_ledger(unit, northshire):
    made = say(northshire, "head-teacher", unit)
    entry = Entry.objects.get(verb="assurance.attested")
    assert (entry.actor, entry.subjects) == (northshire.people["head-teacher"].pk, [made.pk])
    assert entry.detail == {"requirement": "UNT-RISKS", "of": unit.public_id, "holds": True}


@pytest.mark.capability("STO-18")
def test_a_word_taken_back_counts_no_more(unit, northshire, clock):
    made = say(northshire, "head-teacher", unit)
    clock.shift(timedelta(minutes=1))
    withdraw_attestation(northshire.actor("head-teacher"), made, judged(unit).row, "I had misread it")
    found = judged(unit)
    assert (found.verdict, [a.requirement.id for a in found.stopping]) == ("unknown", ["UNT-RISKS"])
    assert judged(unit, NOW).safe
    assert Entry.objects.filter(verb="assurance.attestation_withdrawn").exists()


def test_nobody_takes_back_anothers_word(unit, northshire, southshire):
    made, row = say(northshire, "head-teacher", unit), judged(unit).row
    with pytest.raises(Refused, match="Only the person"):
        withdraw_attestation(northshire.actor("dsl"), made, row, "I disagree")
    with pytest.raises(Forbidden):
        withdraw_attestation(southshire.actor("head-teacher"), made, row, "I disagree")
    made.refresh_from_db()
    assert made.withdrawn_at is None


def test_a_word_is_taken_back_once_and_with_a_reason(unit, northshire):
    made, row, head = say(northshire, "head-teacher", unit), judged(unit).row, northshire.actor("head-teacher")
    with pytest.raises(Refused) as refused:
        withdraw_attestation(head, made, row, " ")
    assert refused.value.field == "reason"
    withdraw_attestation(head, made, row, "Misread")
    with pytest.raises(Conflict):
        withdraw_attestation(head, made, row, "Misread")


def test_the_database_itself_lets_one_word_stand(unit):
    word = Attestation.objects.standing().get(requirement="UNT-RISKS")
    word.pk, word.public_id = None, "another1word"
    with pytest.raises(IntegrityError):
        word.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_their_word_at_once_one_stands(northshire):
    unit = ready_unit(northshire)
    acts = [lambda role=role: say(northshire, role, unit) for role in ("head-teacher", "programme-teacher") * 2]
    found = together(*acts)
    assert all(isinstance(made, Attestation) for made in found)
    assert Attestation.objects.standing().filter(requirement="UNT-RISKS").count() == 1
    assert Attestation.objects.filter(requirement="UNT-RISKS").count() == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_same_word_back_at_once_one_is_told(northshire):
    unit = ready_unit(northshire)
    made, row, head = say(northshire, "head-teacher", unit), judged(unit).row, northshire.actor("head-teacher")
    found = together(*[lambda: withdraw_attestation(head, made, row, "Misread")] * 2)
    assert sum(isinstance(outcome, Conflict) for outcome in found) == 1


def test_somebody_with_two_posts_speaks_by_the_one_that_may(unit, northshire):
    both = make_person("Bella Both")
    for role in ("spoc", "programme-teacher"):
        make_post(both, role, northshire.school)
    northshire.people["both"] = both
    assert say(northshire, "both", unit).role == "programme-teacher"


def test_what_somebody_says_beside_their_word_stands_nowhere_in_clear(unit, northshire):
    naming, row, head = "Ayesha Khan was upset", judged(unit).row, northshire.actor("head-teacher")
    say(northshire, "head-teacher", unit, holds=False, note=naming)
    made = say(northshire, "head-teacher", unit, note=naming)
    withdraw_attestation(head, made, row, naming)
    kept = Attestation.objects.order_by("-pk").first()
    assert (kept.note, kept.withdrawn_reason) == (naming, naming)
    assert standing_in_clear("Ayesha") == []
