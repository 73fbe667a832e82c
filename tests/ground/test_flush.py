"""Tests that commit leave the ledger as they found it: sealed, and with its chains."""

import pytest
from django.db import Error, connection, transaction

from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Chain, Entry
from lanyard.audit.verification import verify
from lanyard.engines.rights import NOBODY


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_it_gives_every_committing_test_an_empty_ledger_with_its_chains(turn):
    """The second turn runs on a database that was flushed."""
    assert Entry.objects.count() == 0
    assert Chain.objects.filter(length=0).count() == 16
    with transaction.atomic():
        append([Note("test.written", NOBODY)])
    assert verify().intact


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after a flush"])
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_it_still_refuses_to_change_the_ledger(turn, statement):
    """The triggers are back after the flush."""
    with transaction.atomic():
        append([Note("test.written", NOBODY)])
    with pytest.raises(Error, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)
