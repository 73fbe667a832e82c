"""Documents: versions, who may open one, and that opening is on record."""

import pytest

from lanyard.audit.acting import change
from lanyard.audit.models import Entry
from lanyard.documents import files
from lanyard.documents.actions import store, withdraw
from lanyard.documents.models import Document
from lanyard.documents.retention import CONTROLLERS, retention_rules
from lanyard.engines.refusals import Conflict
from lanyard.workforce import policy
from lanyard.workforce.actions import DOCUMENTS
from tests.cast_workforce import staff_record


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def keep(northshire):
    owner = staff_record(northshire.people["pcso"], "vetting")

    def keep(name="C:\\Users\\sam\\certificate.exe", content=b"%PDF-1.7 certificate", owner_kind=DOCUMENTS):
        with change(northshire.actor("sergeant"), policy.RECORD, owner.place) as doing:
            return store(
                doing, owner_kind=owner_kind, owner_id=owner.pk, organisation=northshire.force, name=name,
                content=content, controller=northshire.force,
            )  # fmt: skip

    return keep


def test_it_names_a_file_by_what_it_is_and_not_by_what_it_says(keep):
    assert keep().name == "certificate.pdf"
    assert keep(name="../../").name == "document.pdf"


def test_it_counts_versions_of_a_name(keep):
    assert [keep().version, keep(content=b"%PDF-1.7 newer").version] == [1, 2]
    assert keep(name="other.pdf").version == 1


def test_it_says_who_stored_what_in_the_ledger(keep, northshire):
    document = keep()
    entry = Entry.objects.get(verb="document.stored")
    assert entry.detail["sha256"] == document.sha256
    assert entry.actor == northshire.people["sergeant"].pk


def test_it_tells_the_second_of_two_who_store_the_same_version(keep, monkeypatch):
    keep()
    monkeypatch.setattr("lanyard.documents.actions._next_version", lambda *same: 1)
    with pytest.raises(Conflict, match="Somebody has just stored"):
        keep()
    assert Document.objects.count() == 1


def test_it_gives_the_file_to_keep_and_records_the_look(keep, northshire, signed_in_as):
    document = keep()
    response = signed_in_as(northshire.people["pcso"]).get(f"/documents/{document.public_id}/")
    assert response.content == b"%PDF-1.7 certificate"
    assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.get(verb="document.opened").actor == northshire.people["pcso"].pk


def test_it_gives_it_to_nobody_whom_the_owning_room_does_not_name(keep, northshire, southshire, hub, signed_in_as):
    document = keep()
    others = [
        northshire.people["officer"],
        northshire.people["spoc"],
        southshire.people["sergeant"],
        hub["hub-analyst"],
    ]
    for person in others:
        assert signed_in_as(person).get(f"/documents/{document.public_id}/").status_code == 404


def test_it_gives_nobody_a_document_of_a_kind_that_no_room_protects(keep, northshire, signed_in_as):
    document = keep(owner_kind="nobody.knows")
    assert signed_in_as(northshire.people["sergeant"]).get(f"/documents/{document.public_id}/").status_code == 404


def test_it_gives_nobody_a_withdrawn_document(keep, northshire, signed_in_as):
    document = keep()
    with change(northshire.actor("sergeant"), policy.RECORD, northshire.force.place) as doing:
        withdraw(doing, document, "Wrong person")
    assert signed_in_as(northshire.people["pcso"]).get(f"/documents/{document.public_id}/").status_code == 404
    assert files.get(document.sha256)
    with pytest.raises(Conflict), change(northshire.actor("sergeant"), policy.RECORD, northshire.force.place) as doing:
        withdraw(doing, document, "Again")


def test_it_has_a_source_a_controller_and_a_day_checked_for_every_retention_rule():
    assert retention_rules()
    for rule in retention_rules().values():
        assert rule.source
        assert rule.counted_from
        assert rule.months > 0
        assert rule.controller in CONTROLLERS
        assert rule.last_checked.year >= 2026
