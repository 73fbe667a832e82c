"""The offer of a named contact and what the school said (MPS §1.2)."""

from datetime import date

import pytest
import time_machine

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Notice, Todo
from lanyard.partnerships.actions.status import (
    acknowledge_refusal,
    current_status,
    name_contact,
    open_partnership,
    record_status,
)
from lanyard.partnerships.models import Partnership, StatusRecord
from tests.partnerships.helpers import TODAY, accepted, found

pytestmark = [pytest.mark.django_db, pytest.mark.capability("MPS-1")]


def declined(tenant, partnership, **values):
    said = {"reason": "No time", "refused_by": "Helen Marsh", "refused_by_role": "Head teacher", **values}
    before = current_status(partnership)
    seen = before.public_id if before else ""
    return record_status(tenant.actor("sergeant"), partnership, "declined", TODAY, seen=seen, **said)


def test_it_begins_a_partnership_once_for_school_and_force(northshire):
    actor = northshire.actor("area-lead")
    assert open_partnership(actor, northshire.school) == open_partnership(actor, northshire.school)
    assert Partnership.objects.get().force == northshire.force


def test_it_refuses_to_begin_one_with_a_school_that_has_closed(northshire):
    northshire.school.closed_on = TODAY
    with pytest.raises(Refused, match="closed"):
        open_partnership(northshire.actor("sergeant"), northshire.school)


def test_it_forbids_another_force_to_record_anything(northshire, southshire):
    with pytest.raises(Forbidden):
        open_partnership(southshire.actor("central-team"), northshire.school)


@pytest.mark.parametrize("status", ["ssp", "named-officer"])
def test_it_asks_for_a_named_contact_when_the_school_accepts(northshire, status):
    partnership = open_partnership(northshire.actor("central-team"), northshire.school)
    with pytest.raises(Refused) as refused:
        record_status(northshire.actor("central-team"), partnership, status, TODAY)
    assert refused.value.field == "contact"
    assert not StatusRecord.objects.exists()


def test_it_refuses_a_named_contact_who_may_not_deliver(northshire, southshire):
    partnership = accepted(northshire)
    for person in (northshire.people["sergeant"], southshire.people["pcso"]):
        with pytest.raises(Refused) as refused:
            name_contact(northshire.actor("central-team"), partnership, person, TODAY)
        assert refused.value.field == "contact"


@pytest.mark.parametrize("missing", ["reason", "refused_by", "refused_by_role"])
def test_it_refuses_a_refusal_without_who_and_why(northshire, missing):
    partnership = open_partnership(northshire.actor("sergeant"), northshire.school)
    with pytest.raises(Refused) as refused:
        declined(northshire, partnership, **{missing: " "})
    assert refused.value.field == missing


def test_it_tells_area_lead_and_central_team_of_a_refusal(northshire, django_capture_on_commit_callbacks):
    partnership = open_partnership(northshire.actor("sergeant"), northshire.school)
    record = declined(northshire, partnership)
    told = {northshire.people["area-lead"], northshire.people["central-team"]}
    assert {row.person for row in record.told.all()} == told
    assert {notice.person for notice in Notice.objects.all()} == told
    assert Todo.objects.filter(done_at=None).count() == 2


def test_it_records_who_has_read_of_a_refusal_and_settles_their_to_do(northshire):
    record = declined(northshire, open_partnership(northshire.actor("sergeant"), northshire.school))
    acknowledge_refusal(northshire.actor("area-lead"), record)
    assert record.told.get(person=northshire.people["area-lead"]).read_at is not None
    assert Todo.objects.filter(done_at=None).count() == 1
    with pytest.raises(Refused):
        acknowledge_refusal(northshire.actor("force-lead"), record)


def test_it_settles_the_to_dos_when_the_school_changes_its_mind(northshire):
    partnership = open_partnership(northshire.actor("sergeant"), northshire.school)
    record = declined(northshire, partnership)
    record_status(
        northshire.actor("sergeant"), partnership, "named-officer", TODAY, seen=record.public_id,
        contact=northshire.people["officer"],
    )  # fmt: skip
    assert not Todo.objects.filter(done_at=None).exists()


def test_it_tells_the_second_of_two_who_record_at_once(northshire):
    partnership = accepted(northshire)
    with pytest.raises(Conflict):
        record_status(northshire.actor("sergeant"), partnership, "ssp", TODAY, seen="")


def test_it_refuses_a_day_to_come_and_a_day_before_the_last_record(northshire):
    partnership = accepted(northshire)
    seen = current_status(partnership).public_id
    for day in (date(2026, 11, 24), date(2026, 11, 22)):
        with pytest.raises(Refused) as refused:
            record_status(northshire.actor("sergeant"), partnership, "ssp", day, seen=seen)
        assert refused.value.field == "on"


def test_it_keeps_who_was_the_contact_before(northshire, clock):
    partnership = accepted(northshire)
    clock.move_to(date(2027, 1, 11))
    name_contact(northshire.actor("central-team"), partnership, northshire.people["officer"], date(2027, 1, 11))
    standing = {row.person: row.ends_on for row in partnership.contacts.standing()}
    assert standing == {northshire.people["pcso"]: date(2027, 1, 10), northshire.people["officer"]: None}


def test_it_finds_no_contact_once_the_officer_has_left_the_force(northshire):
    partnership = accepted(northshire)
    assert found(partnership)["named-contact"].status == "met"
    northshire.people["pcso"].posts.update(ends_on=date(2026, 11, 30))
    with time_machine.travel(date(2026, 12, 1)):
        assert found(partnership)["named-contact"].status == "not met"


def test_it_writes_every_change_to_the_ledger(northshire):
    accepted(northshire)
    verbs = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["partnership.opened", "partnership.status-recorded", "partnership.contact-named"]
