"""Many writers at once: every entry is there, and the chains hold."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Entry
from lanyard.audit.verification import verify
from tests.audit.tampering import SOMEBODY

WRITERS, TURNS = 4, 15


def write_in_turns(writer: int) -> None:
    try:
        for turn in range(TURNS):
            with transaction.atomic():
                append([Note("thing.changed", SOMEBODY, detail={"writer": writer, "turn": turn})] * 3)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_it_keeps_every_entry_of_writers_at_the_same_time():
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write_in_turns, range(WRITERS)))
    assert Entry.objects.count() == WRITERS * TURNS * 3
    assert verify().intact


@pytest.mark.django_db(transaction=True)
def test_an_entry_falls_with_its_change_and_leaves_the_chain_whole():
    class Stopped(Exception):
        pass

    def stop_half_way():
        with transaction.atomic():
            append([Note("thing.changed", SOMEBODY)])
            raise Stopped

    with pytest.raises(Stopped):
        stop_half_way()
    with transaction.atomic():
        append([Note("thing.changed", SOMEBODY)])
    assert (verify().intact, verify().entries) == (True, 1)
