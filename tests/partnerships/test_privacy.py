"""Free text in which somebody could name a child: it can be read on the page, and nowhere in the database."""

import pytest
from django.urls import reverse

from lanyard.partnerships.actions import agreements, closing
from lanyard.partnerships.actions.reviews import record_review
from lanyard.partnerships.actions.status import open_partnership, record_status
from lanyard.partnerships.models import StatusRecord
from tests.in_clear import standing_in_clear
from tests.partnerships.helpers import TODAY, accepted, signed

NAMING = "Ayesha Khan was upset"


@pytest.fixture
def team(northshire):
    return northshire.actor("central-team")


def test_why_a_school_declined_stands_nowhere_in_clear_not_even_in_the_message(northshire, team):
    partnership = open_partnership(team, northshire.school)
    said = {"reason": NAMING, "refused_by": "Helen Marsh", "refused_by_role": "Head teacher"}
    record_status(team, partnership, "declined", TODAY, **said)
    assert StatusRecord.objects.get().reason == NAMING
    assert standing_in_clear("Ayesha") == []


def test_what_a_review_found_stands_nowhere_in_clear(northshire, team):
    partnership = accepted(northshire)
    made = record_review(team, partnership, TODAY, "change", working_well=NAMING, changes=NAMING)
    made.refresh_from_db()
    assert (made.working_well, made.changes) == (NAMING, NAMING)
    assert standing_in_clear("Ayesha") == []


def test_why_an_agreement_ended_is_on_its_page_and_nowhere_in_clear(northshire, team, signed_in_as):
    made = signed(northshire, accepted(northshire))
    agreements.end(northshire.actor("force-lead"), made, NAMING)
    assert made.terms.filter(withdrawn_at__isnull=False).get().withdrawn_reason == "ended"
    page = signed_in_as(northshire.people["central-team"]).get(
        reverse("partnerships:agreement", args=[made.public_id])
    )
    assert NAMING in page.content.decode()
    assert standing_in_clear("Ayesha") == []


def test_why_a_draft_was_discarded_is_kept_with_it(northshire, team):
    made = agreements.draft(team, accepted(northshire), "sla", change_note=NAMING)
    agreements.discard(team, made, NAMING)
    made.refresh_from_db()
    assert (made.change_note, made.end_reason) == (NAMING, NAMING)
    assert standing_in_clear("Ayesha") == []


def test_why_a_partnership_ended_is_on_its_page_and_nowhere_in_clear(northshire, team, signed_in_as):
    partnership = closing.close_partnership(team, accepted(northshire), NAMING)
    page = signed_in_as(northshire.people["central-team"]).get(
        reverse("partnerships:partnership", args=[partnership.public_id])
    )
    assert NAMING in page.content.decode()
    assert standing_in_clear("Ayesha") == []
