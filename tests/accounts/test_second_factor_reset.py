"""A manager removes a lost second factor: whose, by whom, and what follows."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse

from lanyard.accounts.actions.people import may_reset, reset_second_factor
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from tests.accounts.signing_in import enter_password, factors
from tests.cast import make_post


def arm(person) -> None:
    """Give a person an app and recovery codes."""
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=person, type=kind, data={})


@pytest.mark.parametrize(
    ("by", "whose"),
    [
        ("force-lead", "pcso"), ("central-team", "sergeant"), ("force-lead", "head-teacher"),
        ("head-teacher", "dsl"), ("head-teacher", "programme-teacher"), ("force-lead", "dro"),
    ],
)  # fmt: skip
def test_a_manager_removes_a_lost_second_factor(northshire, by, whose, django_capture_on_commit_callbacks):
    person, actor = northshire.people[whose], northshire.actor(by)
    arm(person)
    with django_capture_on_commit_callbacks(execute=True):
        assert reset_second_factor(actor, person) == 2
    assert factors(person) == []
    entry = Entry.objects.get(verb="person.second-factor-reset")
    assert (entry.actor, entry.subjects) == (actor.person, [person.pk])
    (told,) = mail.outbox
    assert told.to == [person.email]
    assert actor.name in told.body


@pytest.mark.parametrize(
    ("by", "whose"),
    [
        ("pcso", "officer"), ("sergeant", "pcso"), ("area-lead", "pcso"), ("dsl", "programme-teacher"),
        ("head-teacher", "pcso"), ("central-team", "force-lead"), ("central-team", "dro"),
        ("force-lead", "force-lead"), ("head-teacher", "head-teacher"), ("hub-analyst", "pcso"),
    ],
)  # fmt: skip
def test_nobody_else_does_and_nobody_their_own(northshire, hub, by, whose):
    northshire.people |= hub
    person = northshire.people[whose]
    arm(person)
    with pytest.raises((Forbidden, Refused)):
        reset_second_factor(northshire.actor(by), person)
    assert not may_reset(northshire.actor(by), person)
    assert len(factors(person)) == 2


def test_nobody_of_another_force_or_school_does(northshire, southshire):
    arm(northshire.people["pcso"])
    for by in ("force-lead", "central-team", "head-teacher"):
        with pytest.raises((Forbidden, Refused)):
            reset_second_factor(southshire.actor(by), northshire.people["pcso"])


def test_one_who_also_works_elsewhere_is_for_whoever_reaches_both(northshire, southshire):
    teacher = northshire.people["programme-teacher"]
    make_post(teacher, "dsl", southshire.school)
    arm(teacher)
    for tenant in (northshire, southshire):
        with pytest.raises(Refused, match="also holds a post"):
            reset_second_factor(tenant.actor("head-teacher"), teacher)


def test_a_head_teacher_does_not_get_at_another_head_of_the_school(northshire):
    other = northshire.people["spoc"]
    make_post(other, "head-teacher", northshire.school)
    arm(other)
    with pytest.raises(Refused):
        reset_second_factor(northshire.actor("head-teacher"), other)


def test_there_has_to_be_one_to_remove(northshire):
    with pytest.raises(Conflict):
        reset_second_factor(northshire.actor("force-lead"), northshire.people["pcso"])
    assert not Entry.objects.filter(verb="person.second-factor-reset").exists()


def test_it_signs_the_person_out_everywhere_and_asks_for_another_at_the_next_sign_in(northshire, signed_in_as):
    person = northshire.people["pcso"]
    arm(person)
    client = signed_in_as(person)
    assert client.get("/").status_code == 200
    reset_second_factor(northshire.actor("force-lead"), person)
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
    enter_password(client, person)
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith(reverse("accounts:second_factor"))


def test_it_is_done_on_the_persons_page(northshire, signed_in_as):
    person = northshire.people["pcso"]
    arm(person)
    where = reverse("accounts:person", args=[person.public_id])
    lead = signed_in_as(northshire.people["force-lead"])
    assert "Remove the second factor" in lead.get(where).content.decode()
    reset = reverse("accounts:reset", args=[person.public_id])
    assert lead.get(reset).status_code == 405
    assert "Removed. The person sets up another" in lead.post(reset, follow=True).content.decode()
    assert factors(person) == []
    assert "no second factor to remove" in lead.post(reset, follow=True).content.decode()
    sergeant = signed_in_as(northshire.people["sergeant"])
    assert "Remove the second factor" not in sergeant.get(where).content.decode()
    assert sergeant.post(reset).status_code == 404
