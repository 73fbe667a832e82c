"""Recording, declaring, withdrawing: who may, what is refused, and what stays on record."""

from datetime import date, timedelta

import pytest

from lanyard.audit.models import Entry
from lanyard.documents.models import Document
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Notice
from lanyard.workforce import actions
from lanyard.workforce.actions import NewRecord
from lanyard.workforce.models import Officer, StaffRecord
from tests.cast import make_post
from tests.cast_workforce import staff_record
from tests.workforce.conftest import TODAY

pytestmark = [pytest.mark.usefixtures("today"), pytest.mark.capability("STO-14")]


@pytest.fixture
def pcso(northshire):
    return northshire.people["pcso"]


def vetting(**changed) -> NewRecord:
    return NewRecord(**{"kind": "vetting", "achieved_on": TODAY, "reference": "VET-7", "level": "cvgs", **changed})


@pytest.mark.parametrize("role", ["sergeant", "central-team"])
def test_it_lets_supervisors_record_vetting_for_three_years(northshire, pcso, role):
    made = actions.record(northshire.actor(role), pcso, vetting())
    assert (made.expires_on, made.recorded_by_id) == (date(2029, 11, 23), northshire.people[role].pk)
    assert Entry.objects.get(verb="staff-record.added").subjects == [made.pk]


@pytest.mark.parametrize("role", ["pcso", "officer", "area-lead", "force-lead", "dro", "head-teacher", "spoc"])
def test_it_lets_nobody_else_record_it(northshire, pcso, role):
    with pytest.raises(Forbidden):
        actions.record(northshire.actor(role), pcso, vetting())
    assert not StaffRecord.objects.exists()


def test_it_lets_no_supervisor_of_another_force_record_it(southshire, pcso):
    with pytest.raises(Forbidden):
        actions.record(southshire.actor("sergeant"), pcso, vetting())


def test_it_lets_nobody_record_their_own_vetting(northshire):
    make_post(northshire.people["sergeant"], "officer", northshire.force)
    with pytest.raises(Refused, match="Somebody else"):
        actions.record(northshire.actor("sergeant"), northshire.people["sergeant"], vetting())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"achieved_on": TODAY + timedelta(days=1)}, "achieved_on"),
        ({"level": ""}, "level"),
        ({"level": "friend"}, "level"),
        ({"reference": "  "}, "reference"),
        ({"expires_on": TODAY}, "expires_on"),
        ({"expires_on": date(2029, 11, 24)}, "expires_on"),
        ({"file": ("empty.pdf", b"")}, "file"),
    ],
)
def test_it_says_beside_the_field_what_is_wrong(northshire, pcso, changed, field):
    with pytest.raises(Refused) as refused:
        actions.record(northshire.actor("sergeant"), pcso, vetting(**changed))
    assert refused.value.field == field
    assert not StaffRecord.objects.exists()


def test_it_tells_the_second_of_two_who_record_the_same(northshire, pcso):
    actions.record(northshire.actor("sergeant"), pcso, vetting())
    with pytest.raises(Conflict):
        actions.record(northshire.actor("central-team"), pcso, vetting())


def test_it_keeps_the_file_that_proves_it_for_the_force(northshire, pcso, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = actions.record(northshire.actor("sergeant"), pcso, vetting(file=("course.pdf", b"%PDF-1.7")))
    document = Document.objects.get(owner_id=made.pk)
    assert (document.owner_kind, document.controller) == (actions.DOCUMENTS, northshire.force)


def test_it_keeps_the_age_that_was_reached_and_no_date_of_birth(northshire):
    volunteer = northshire.people["volunteer"]
    made = actions.record(northshire.actor("sergeant"), volunteer, vetting(kind="age-confirmed", level=""))
    assert (made.level, made.expires_on) == ("18", None)


def test_it_lets_a_person_sign_the_code_of_conduct_for_themselves(northshire, pcso):
    made = actions.declare(northshire.actor("pcso"), pcso, "code-of-conduct", agreed=True)
    assert (made.expires_on, made.recorded_by) == (date(2027, 11, 23), pcso)
    assert made.catalogue_version


def test_it_lets_nobody_sign_for_another(northshire, pcso):
    for role in ("officer", "sergeant", "central-team"):
        with pytest.raises(Forbidden):
            actions.declare(northshire.actor(role), pcso, "code-of-conduct", agreed=True)
    with pytest.raises(Forbidden):
        actions.record(northshire.actor("sergeant"), pcso, vetting(kind="code-of-conduct", level=""))


def test_it_lets_nobody_declare_what_a_supervisor_must_record(northshire, pcso):
    with pytest.raises(Forbidden):
        actions.declare(northshire.actor("pcso"), pcso, "vetting", agreed=True)


def test_it_takes_no_empty_box_for_a_signature(northshire, pcso):
    with pytest.raises(Refused):
        actions.declare(northshire.actor("pcso"), pcso, "code-of-conduct", agreed=False)


def test_it_withdraws_with_a_reason_and_tells_the_person(northshire, pcso):
    record = staff_record(pcso, "vetting")
    gone = actions.withdraw(northshire.actor("sergeant"), record, "Wrong person")
    assert (gone.withdrawn_reason, gone.withdrawn_by) == ("Wrong person", northshire.people["sergeant"])
    assert Notice.objects.get().person == pcso
    with pytest.raises(Conflict):
        actions.withdraw(northshire.actor("central-team"), record, "Again")


def test_it_withdraws_nothing_without_a_reason(northshire, pcso):
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw(northshire.actor("sergeant"), staff_record(pcso, "vetting"), " ")


def test_it_lets_a_person_take_back_what_they_declared_but_not_what_others_recorded(northshire, pcso):
    actions.withdraw(northshire.actor("pcso"), staff_record(pcso, "comfortable-to-deliver"), "I would like help")
    with pytest.raises(Forbidden):
        actions.withdraw(northshire.actor("pcso"), staff_record(pcso, "vetting"), "I say so")


def test_it_lets_nobody_withdraw_their_own_vetting_by_another_post(northshire):
    sergeant = northshire.people["sergeant"]
    make_post(sergeant, "officer", northshire.force)
    with pytest.raises(Forbidden):
        actions.withdraw(northshire.actor("sergeant"), staff_record(sergeant, "vetting"), "I say so")


def test_it_sets_a_supervisor_of_the_same_force_only(northshire, southshire, pcso):
    actor, sergeant = northshire.actor("central-team"), northshire.people["sergeant"]
    actions.set_profile(actor, pcso, sergeant, " 7123 ")
    officer = Officer.objects.get(person=pcso)
    assert (officer.supervisor, officer.collar_number, officer.force) == (sergeant, "7123", northshire.force)
    for other in (southshire.people["sergeant"], northshire.people["officer"]):
        with pytest.raises(Refused):
            actions.set_profile(actor, pcso, other, "")


def test_it_records_nothing_of_somebody_who_does_not_deliver(northshire):
    with pytest.raises(Refused, match="no post"):
        actions.record(northshire.actor("sergeant"), northshire.people["spoc"], vetting())
