"""Drafting, issuing, signing, amending and ending agreements."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Todo
from lanyard.partnerships import wording
from lanyard.partnerships.actions import agreements, signing
from lanyard.partnerships.actions.closing import close_partnership
from lanyard.partnerships.actions.status import open_partnership
from lanyard.partnerships.models import Agreement, Signature
from lanyard.partnerships.models.agreements import AUTHORITY, FORCE, SCHOOL
from tests.cast import make_person, make_post
from tests.partnerships.helpers import TODAY, accepted, found, full_answers, issued, signed

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-1")]


def test_it_refuses_a_draft_before_the_school_has_accepted(northshire):
    partnership = open_partnership(northshire.actor("central-team"), northshire.school)
    with pytest.raises(Refused):
        agreements.draft(northshire.actor("central-team"), partnership, "sla")


@pytest.mark.capability("MPS-2")
@pytest.mark.parametrize("kind", ["protocol", "dsa", "dpia"])
def test_it_drafts_the_other_agreements_for_a_safer_school_partnership_only(northshire, kind):
    with pytest.raises(Refused):
        agreements.draft(northshire.actor("central-team"), accepted(northshire), kind)


@pytest.mark.parametrize("side", [SCHOOL, FORCE])
def test_it_refuses_a_signature_under_what_was_discarded_meanwhile(northshire, side):
    """The words are the same as on the screen, but nobody asks for a signature under them any more."""
    made = issued(northshire, accepted(northshire))
    agreements.discard(northshire.actor("central-team"), made, "The wrong template")
    signer = northshire.actor("head-teacher" if side == SCHOOL else "force-lead")
    with pytest.raises(Conflict):
        signing.sign(signer, made, side, made.wording_hash)
    assert not Signature.objects.exists()


def test_it_lets_one_draft_of_a_kind_be_open_at_a_time(northshire):
    partnership = accepted(northshire)
    agreements.draft(northshire.actor("central-team"), partnership, "sla")
    with pytest.raises(Conflict):
        agreements.draft(northshire.actor("force-lead"), partnership, "sla")


def test_it_refuses_to_issue_while_a_question_is_open(northshire):
    draft = agreements.draft(northshire.actor("central-team"), accepted(northshire), "sla")
    with pytest.raises(Refused) as refused:
        agreements.issue(northshire.actor("central-team"), draft)
    assert refused.value.field == "session-time"
    assert Agreement.objects.get().state == "draft"


def test_it_refuses_to_issue_a_document_that_names_somebody_nobody_is(northshire):
    northshire.people["dsl"].posts.update(ends_on=date(2026, 11, 1))
    with pytest.raises(Refused, match="safeguarding lead"):
        issued(northshire, accepted(northshire))


def test_it_names_the_parties_people_in_the_document(northshire):
    made = issued(northshire, accepted(northshire))
    text = str(made.wording)
    for role in ("head-teacher", "force-lead", "pcso", "dsl", "spoc", "force-safeguarding-lead"):
        assert northshire.people[role].name in text


def test_it_asks_both_sides_to_sign_and_settles_each_when_done(northshire):
    made = issued(northshire, accepted(northshire))
    assert Todo.objects.filter(done_at=None, key__startswith="agreement-sign").count() == 2
    signing.sign(northshire.actor("head-teacher"), made, SCHOOL, made.wording_hash)
    assert Todo.objects.filter(done_at=None, key__startswith="agreement-sign").count() == 1


def test_it_locks_the_answers_once_issued(northshire):
    made = issued(northshire, accepted(northshire))
    with pytest.raises(Conflict):
        agreements.save_answers(northshire.actor("central-team"), made, full_answers("sla"))


def test_it_is_not_in_force_until_both_have_signed(northshire):
    partnership = accepted(northshire)
    made = issued(northshire, partnership)
    signing.sign(northshire.actor("head-teacher"), made, SCHOOL, made.wording_hash)
    assert found(partnership)["sla-signed"].status == "not met"
    signing.sign(northshire.actor("force-lead"), made, FORCE, made.wording_hash)
    term = made.terms.get()
    assert (term.starts_on, term.ends_on) == (TODAY, date(2027, 11, 22))
    assert found(partnership)["sla-signed"].status == "met"


def test_it_keeps_with_the_signature_name_post_time_and_wording(northshire):
    made = signed(northshire, accepted(northshire))
    row = made.signatures.get(side=SCHOOL)
    assert row.name == "Helen Marsh"
    assert row.post.startswith("Head teacher")
    assert row.wording_hash == made.wording_hash == wording.digest(made.wording)
    assert row.template_version == 1


@pytest.mark.parametrize(
    ("role", "side"), [("spoc", SCHOOL), ("force-lead", SCHOOL), ("head-teacher", FORCE), ("central-team", FORCE)]
)
def test_it_forbids_anybody_but_the_holder_of_the_post_to_sign(northshire, role, side):
    made = issued(northshire, accepted(northshire))
    with pytest.raises(Forbidden):
        signing.sign(northshire.actor(role), made, side, made.wording_hash)


def test_it_forbids_the_head_and_the_lead_of_elsewhere(northshire, southshire):
    made = issued(northshire, accepted(northshire))
    for role, side in (("head-teacher", SCHOOL), ("force-lead", FORCE)):
        with pytest.raises(Forbidden):
            signing.sign(southshire.actor(role), made, side, made.wording_hash)


def test_it_refuses_one_person_for_both_sides(northshire):
    made = issued(northshire, accepted(northshire))
    make_post(northshire.people["head-teacher"], "force-lead", northshire.force)
    signing.sign(northshire.actor("head-teacher"), made, SCHOOL, made.wording_hash)
    with pytest.raises(Refused, match="other side"):
        signing.sign(northshire.actor("head-teacher"), made, FORCE, made.wording_hash)


def test_it_tells_the_second_of_two_who_sign_for_one_side(northshire):
    made = issued(northshire, accepted(northshire))
    make_post(northshire.people["dro"], "force-lead", northshire.force)
    signing.sign(northshire.actor("force-lead"), made, FORCE, made.wording_hash)
    with pytest.raises(Conflict, match="Frances Reid"):
        signing.sign(northshire.actor("dro"), made, FORCE, made.wording_hash)


def test_it_holds_one_signature_a_side_in_the_database_itself(northshire):
    made = signed(northshire, accepted(northshire))
    row = made.signatures.get(side=SCHOOL)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_refuses_a_signature_under_other_words_than_those_on_screen(northshire):
    made = issued(northshire, accepted(northshire))
    with pytest.raises(Conflict):
        signing.sign(northshire.actor("head-teacher"), made, SCHOOL, "0" * 64)


def test_it_refuses_a_signature_when_the_wording_was_tampered_with(northshire):
    made = issued(northshire, accepted(northshire))
    made.wording["title"] = "Something else"
    made.save()
    with pytest.raises(Refused, match="wording"):
        signing.sign(northshire.actor("head-teacher"), made, SCHOOL, made.wording_hash)
    assert not Signature.objects.exists()


def test_it_supersedes_the_version_before_and_keeps_it_readable(northshire, clock):
    partnership = accepted(northshire)
    first = signed(northshire, partnership)
    clock.move_to(date(2027, 3, 1))
    second = signed(northshire, partnership)
    first.refresh_from_db()
    assert (first.state, second.state, second.replaces) == ("superseded", "signed", first)
    assert first.wording["clauses"]
    assert first.terms.standing().get().ends_on == date(2027, 2, 28)
    assert second.terms.get().starts_on == date(2027, 3, 1)


def test_it_keeps_the_signed_version_in_force_while_the_next_is_drafted(northshire):
    partnership = accepted(northshire)
    signed(northshire, partnership)
    issued(northshire, partnership)
    assert found(partnership)["sla-signed"].status == "met"


def test_it_starts_the_next_version_from_the_answers_before(northshire):
    partnership = accepted(northshire)
    first = signed(northshire, partnership)
    again = agreements.draft(northshire.actor("central-team"), partnership, "sla", change_note="More children")
    assert again.answers == first.answers
    assert again.number == 2


def test_of_several_who_hold_a_post_the_first_by_name_is_named(northshire):
    make_post(make_person("Anna Abbot"), "head-teacher", northshire.school)
    make_post(make_person("Aaron Abbot"), "head-teacher", northshire.force)  # no school's
    left = make_person("Abel Abbot")
    make_post(left, "dsl", northshire.school, ends_on=date(2026, 11, 22))
    facts = agreements.facts_known(accepted(northshire), 12)
    assert (facts["head_teacher"], facts["dsl"], facts["force_lead"]) == ("Anna Abbot", "Dina Lowe", "Frances Reid")


def test_it_can_begin_again_after_a_successor_was_discarded(northshire):
    partnership = accepted(northshire)
    signed(northshire, partnership)
    second = agreements.draft(northshire.actor("central-team"), partnership, "sla")
    agreements.discard(northshire.actor("central-team"), second, "Not needed")
    assert agreements.draft(northshire.actor("central-team"), partnership, "sla").number == 3


def test_it_is_not_in_force_from_the_day_it_is_ended(northshire, clock):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    clock.move_to(date(2027, 1, 11))
    agreements.end(northshire.actor("force-lead"), made, "The school has closed its doors to us")
    finding = found(partnership)["sla-signed"]
    assert (finding.status, finding.since) == ("not met", date(2027, 1, 11))
    with pytest.raises(Conflict):
        agreements.end(northshire.actor("force-lead"), made, "Again")


def test_it_ends_every_agreement_with_the_partnership(northshire):
    partnership = accepted(northshire, "ssp")
    signed(northshire, partnership)
    signed(northshire, partnership, "protocol")
    close_partnership(northshire.actor("force-lead"), partnership, "Closed")
    assert set(Agreement.objects.values_list("state", flat=True)) == {"ended"}
    with pytest.raises(Conflict):
        close_partnership(northshire.actor("force-lead"), partnership, "Closed")


def test_it_records_the_local_authoritys_signature_from_paper(northshire, django_capture_on_commit_callbacks):
    made = issued(northshire, accepted(northshire))
    page = SimpleUploadedFile("signed.txt", b"Signed by the director", content_type="text/plain")
    values = {"name": "Lee Dunn", "post": "Director of education, Northshire", "signed_on": TODAY}
    row = signing.record_paper_signature(northshire.actor("central-team"), made, paper=page, **values)
    row.refresh_from_db()
    assert (row.side, row.person) == (AUTHORITY, None)
    assert row.paper
    page.seek(0)
    with pytest.raises(Conflict):
        signing.record_paper_signature(northshire.actor("central-team"), made, paper=page, **values)


def test_it_refuses_a_paper_signature_dated_before_the_document(northshire):
    made = issued(northshire, accepted(northshire))
    page = SimpleUploadedFile("signed.txt", b"Signed")
    with pytest.raises(Refused) as refused:
        signing.record_paper_signature(
            northshire.actor("central-team"), made, name="A", post="B", signed_on=date(2026, 11, 22), paper=page
        )
    assert refused.value.field == "signed_on"
