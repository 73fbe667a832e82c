"""`lanyard invite`: how the first people come in."""

import json
from argparse import Namespace

import pytest
from django.core import mail

from lanyard.accounts.commands import run_invite
from lanyard.accounts.models import Invitation
from lanyard.audit.models import Entry
from lanyard.engines.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]


def args(**changes) -> Namespace:
    values = {"email": "lead@example.org", "name": "Lee Adams", "role": "force-lead", "at": "E23900001", "json": True}
    return Namespace(**{**values, **changes})


def test_it_invites_the_first_person_of_a_force_and_names_the_command_in_the_ledger(northshire, capsys):
    assert run_invite(args()) == 0
    assert json.loads(capsys.readouterr().out)["sent"] is True
    assert mail.outbox[0].to == ["lead@example.org"]
    assert Entry.objects.get(verb="invitation.made").actor_name == "command line: invite"


def test_it_invites_to_the_hub(hub, capsys):
    run_invite(args(role="hub-analyst", at="hub"))
    assert Invitation.objects.get().organisation.kind == "hub"


@pytest.mark.parametrize("wrong", [{"email": "lead"}, {"role": "king"}, {"role": "dsl"}, {"at": "nowhere"}])
def test_it_refuses_what_can_not_be_and_invites_nobody(northshire, wrong):
    with pytest.raises(Refused):
        run_invite(args(**wrong))
    assert not Invitation.objects.exists()
    assert mail.outbox == []
