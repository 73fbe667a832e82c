"""Checking that nobody has tampered with the ledger: every chain followed from its beginning to its head.

What it finds: an entry edited (with or without its own hash), removed (also at the end), put in, or moved, also
where its chain was taken away; and that the database's own refusal to change entries was taken off. What no check of
the database alone can find: somebody who rewrites a whole chain and its head. For that, keep the heads that
`verify-audit` prints somewhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from lanyard.audit.ledger import FIELDS, digest
from lanyard.audit.models import GENESIS, Chain, Entry


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a check: how many entries, whether all is intact, and the first that is not.

    `guarded` is False where the database would let somebody change or remove an entry.
    """

    entries: int
    intact: bool
    first_broken: int | None
    heads: dict[int, str]
    guarded: bool = True


def verify() -> Verification:
    """Follow every chain and name the first entry edited, removed or put in. Writers may go on meanwhile."""
    walks = [_Walk(pk) for pk in Chain.objects.order_by("pk").values_list("pk", flat=True)]
    broken = [number for walk in walks if (number := walk.first_broken()) is not None]
    broken += _first_of_no_chain([walk.chain for walk in walks])
    heads = {walk.chain: walk.hash for walk in walks if walk.count}
    entries = Entry.objects.count() if broken else sum(walk.count for walk in walks)
    return Verification(entries, not broken, min(broken, default=None), heads, guarded())


def _first_of_no_chain(chains: list[int]) -> list[int]:
    """Return the first entry that hangs in a chain that isn't there: foreign keys are off for whoever wants so."""
    strays = Entry.objects.exclude(chain__in=chains).order_by("number")
    return list(strays.values_list("number", flat=True)[:1])


GUARDS = {
    "sqlite": {"audit_entry_no_update", "audit_entry_no_delete", "audit_entry_no_replace"},
    "postgresql": {"audit_entry_no_change", "audit_entry_no_truncate"},
}
# By what they do, not by name alone: somebody may put triggers of the same name there that let everything pass.
_STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
    " AND instr(sql, 'RAISE(ABORT') > 0",
    # D: switched off. The others fire in an ordinary session.
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
    " WHERE tgrelid = 'audit_entry'::regclass AND tgenabled IN ('O', 'A') AND prosrc LIKE '%RAISE EXCEPTION%'",
}


def guarded() -> bool:
    """Say whether the triggers that refuse to change and remove entries stand."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        return {name for (name,) in cursor.fetchall()} >= GUARDS[connection.vendor]


class _Walk:
    """One chain, followed entry by entry."""

    def __init__(self, chain: int):
        self.chain = chain
        self.count = 0
        self.number: int | None = None
        self.hash = GENESIS

    def first_broken(self) -> int | None:
        """Follow the chain to its head; return the first number that does not hold, or None.

        A writer may lengthen the chain meanwhile, entry and head in one commit. So each turn goes up to the head
        it has read, and only a head that has stayed where it was is the end.
        """
        while True:
            head = Chain.objects.get(pk=self.chain)
            for row in self._rows_to(head):
                wrong = self._step(row)
                if wrong is not None:
                    return wrong
            beyond = self._first_beyond(head.head_number)
            again = Chain.objects.get(pk=self.chain)
            if again.length == head.length and again.head_hash == head.head_hash:
                return self._at_head(head) or beyond

    def _rows_to(self, head: Chain) -> Iterator[tuple]:
        rows = Entry.objects.filter(chain=self.chain, number__lte=head.head_number or 0)
        if self.number is not None:
            rows = rows.filter(number__gt=self.number)
        return rows.order_by("number").values_list(*FIELDS, "hash").iterator(chunk_size=5000)

    def _step(self, row: tuple) -> int | None:
        """Check one entry against itself and against the one before it."""
        number, before, hash_before, stored = row[0], row[2], row[3], row[-1]
        if digest(row[:-1]) != stored:
            return self._remembered(row) or number
        if before != self.number:
            return self._misplaced(before, number)
        if hash_before != self.hash:
            # This entry is whole and remembers another hash: the one before it was rewritten.
            return before if before is not None else number
        self.count, self.number, self.hash = self.count + 1, number, stored
        return None

    def _remembered(self, row: tuple) -> int | None:
        """Return the entry before an edited one, when that was rewritten as well: this one remembers its hash.

        Unless the memory is just what was edited here: then the entry is whole again with the right one in it.
        """
        before, hash_before = row[2], row[3]
        if before is None or before != self.number or hash_before == self.hash:
            return None
        return None if digest([*row[:3], self.hash, *row[4:-1]]) == row[-1] else before

    def _misplaced(self, before: int | None, number: int) -> int:
        """Return the first of what is missing before an entry, or the first that was put in before it."""
        if (before or 0) > (self.number or 0):
            return self._first_absent(before or number)
        return self._first_beyond(before) or number

    def _at_head(self, head: Chain) -> int | None:
        if (head.head_number or 0) > (self.number or 0):
            return self._first_absent(head.head_number or 1)
        if (self.count, self.hash) != (head.length, head.head_hash):
            return self.number or 1
        return None

    def _first_beyond(self, number: int | None) -> int | None:
        beyond = Entry.objects.filter(chain=self.chain, number__gt=number or 0).order_by("number")
        return beyond.values_list("number", flat=True).first()

    def _first_absent(self, last: int) -> int:
        """Return the first number after the walk's that no entry has; the one that must be there if all have."""
        expected = (self.number or 0) + 1
        present = Entry.objects.filter(number__gte=expected, number__lte=last).order_by("number")
        for number in present.values_list("number", flat=True).iterator(chunk_size=5000):
            if number != expected:
                break
            expected += 1
        return min(expected, last)
