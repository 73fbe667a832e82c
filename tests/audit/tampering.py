"""What somebody with the database's password could do to the ledger; for tests alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction

from lanyard.audit import ledger
from lanyard.audit.ledger import FIELDS, Note, append, digest
from lanyard.audit.models import Chain, Entry
from lanyard.engines.rights import Actor, Place
from tests.flush import triggers_off

SOMEBODY = Actor(1, "Priya Shah")


def write(chains: Sequence[int]) -> list[int]:
    """Write one entry to each chain named, in order; return their numbers."""
    return [_write_to(chain, n) for n, chain in enumerate(chains)]


def _write_to(chain: int, n: int) -> int:
    newest = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    chosen = Chain.objects.get(pk=chain), newest + 1
    note = Note(f"thing.changed-{n}", SOMEBODY, Place(7, 3), "units.unit", [n], {"n": n, "name": "Zoë"})
    with patch.object(ledger, "_take_chain", lambda count: chosen), transaction.atomic():
        return append([note])[0].number


def edit(number: int, rehash: bool = False, **values: Any) -> None:
    """Change an entry, and its own hash so that it fits when `rehash`."""
    with triggers_off(connection):
        Entry.objects.filter(number=number).update(**values)
        if rehash:
            row = Entry.objects.filter(number=number).values_list(*FIELDS).get()
            Entry.objects.filter(number=number).update(hash=digest(row))


def remove(*numbers: int) -> None:
    """Take entries away."""
    with triggers_off(connection):
        Entry.objects.filter(number__in=numbers)._raw_delete("default")


def swap(first: int, second: int, rehash: bool) -> None:
    """Exchange what two entries say."""
    said = [Entry.objects.filter(number=n).values("verb", "subjects", "detail", "at").get() for n in (first, second)]
    edit(first, rehash, **said[1])
    edit(second, rehash, **said[0])


def forge(number: int, like: int) -> None:
    """Put in an entry that is whole in itself and says it follows another."""
    entry = Entry.objects.get(number=like)
    forged = Entry.objects.filter(number=like).values(*FIELDS).get() | {
        "number": number, "previous_number": like, "previous_hash": entry.hash, "verb": "thing.forged",
    }  # fmt: skip
    with triggers_off(connection):
        Entry.objects.create(**forged, hash=digest([forged[name] for name in FIELDS]))


def hash_of(number: int) -> str:
    """Return the hash that an entry is sealed with."""
    return Entry.objects.values_list("hash", flat=True).get(number=number)


@contextmanager
def guard_off(instead: bool = False) -> Iterator[None]:
    """Take off one of the triggers that refuse a change, or put one `instead` that lets all pass; then put it back."""
    connection.check_constraints()  # PostgreSQL changes no table while a foreign key is still to be looked at
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _OFF[connection.vendor][: 2 if instead else 1]:
            cursor.execute(statement)
        yield
        transaction.set_rollback(True)


_OFF = {
    "sqlite": [
        "DROP TRIGGER audit_entry_no_delete",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "DROP TRIGGER audit_entry_no_change ON audit_entry",
        """CREATE FUNCTION audit_entry_wave_through() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RETURN COALESCE(NEW, OLD); END $$;
           CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
           FOR EACH ROW EXECUTE FUNCTION audit_entry_wave_through()""",
    ],
}
