"""PostgreSQL has many writers at a time, and none waits for another's ledger entry. Not collected elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import Error, connection, transaction

from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Entry
from lanyard.audit.verification import verify
from tests.audit.tampering import SOMEBODY

pytestmark = pytest.mark.django_db(transaction=True)


def write_and_hold(written: Event, go_on: Event) -> int:
    """Write an entry, and commit only when told."""
    try:
        with transaction.atomic():
            entry = append([Note("thing.slow", SOMEBODY)])[0]
            written.set()
            assert go_on.wait(20)
        return entry.chain_id
    finally:
        connection.close()


def test_a_writer_does_not_wait_for_one_who_has_not_committed():
    written, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_and_hold, written, go_on)
        assert written.wait(20)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")  # waiting would end in an error
            entry = append([Note("thing.quick", SOMEBODY)])[0]
        assert Entry.objects.filter(verb="thing.quick").exists()
        assert not Entry.objects.filter(verb="thing.slow").exists()
        go_on.set()
        assert slow.result() != entry.chain_id
    assert verify().intact


def test_a_check_finds_the_ledger_whole_while_somebody_writes():
    written, go_on = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_and_hold, written, go_on)
        assert written.wait(20)
        assert verify().intact
        go_on.set()
        slow.result()
    assert verify().entries == 1


@pytest.mark.parametrize("statement", ["TRUNCATE audit_entry", "TRUNCATE audit_chain CASCADE"])
def test_the_ledger_cannot_be_emptied_at_once(statement):
    with transaction.atomic():
        append([Note("thing.done", SOMEBODY)])
    with pytest.raises(Error, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify().entries == 1
