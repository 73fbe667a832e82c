"""What a person has to confirm, on their Today page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lanyard.assurance.models import Attestation
from lanyard.assurance.owed import owed_by
from tests.cast_ready import NOW


def ids(actor) -> set[str]:
    """Return the requirements that an actor owes a word on."""
    return {owed.requirement.id for owed in owed_by(actor)}


def test_it_asks_nothing_of_anybody_when_all_is_confirmed(unit, northshire):
    assert ids(northshire.actor("dro")) == set()


@pytest.mark.capability("STO-4")
def test_it_asks_the_dro_to_answer_for_mini_police(unit, northshire):
    Attestation.objects.filter(requirement="FRC-DRO-ACKNOWLEDGED").update(withdrawn_at=timezone.now())
    assert ids(northshire.actor("dro")) == {"FRC-DRO-ACKNOWLEDGED"}
    assert ids(northshire.actor("pcso")) == set()


def test_it_asks_a_leader_for_their_own_word_only(unit, northshire):
    Attestation.objects.filter(requirement="OFF-PHOTOS").update(withdrawn_at=timezone.now())
    assert ids(northshire.actor("pcso")) == {"OFF-PHOTOS"}
    assert [s.key for owed in owed_by(northshire.actor("officer")) for s in owed.subjects] == [
        northshire.people["officer"].pk
    ] * len(owed_by(northshire.actor("officer")))


def test_it_asks_again_before_a_word_runs_out(unit, northshire, clock):
    clock.move_to(NOW + timedelta(days=30))
    assert "UNT-RISKS" in ids(northshire.actor("programme-teacher"))


def test_it_asks_nobody_of_another_school(unit, northshire, southshire):
    Attestation.objects.all().update(withdrawn_at=timezone.now())
    assert ids(southshire.actor("programme-teacher")) == set()
    assert "UNT-RISKS" in ids(northshire.actor("programme-teacher"))


def test_it_shows_what_to_confirm_on_the_first_page(unit, northshire, signed_in_as):
    Attestation.objects.filter(requirement="UNT-RISKS").update(withdrawn_at=timezone.now())
    page = signed_in_as(northshire.people["programme-teacher"]).get("/")
    assert "risks together" in page.content.decode()
