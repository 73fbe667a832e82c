"""Writing to the ledger; `verification.py` checks that nobody has tampered with it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Subquery
from django.utils import timezone

from lanyard.audit.models import Chain, Entry
from lanyard.engines.rights import Actor, Place

FIELDS = (
    "number", "chain_id", "previous_number", "previous_hash", "at", "kind", "verb", "actor", "actor_name",
    "organisation", "force", "subject_kind", "subjects", "detail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """What one entry will say, before it is given its number and its place in a chain."""

    verb: str
    actor: Actor
    place: Place | None = None
    subject_kind: str = ""
    subjects: Sequence[int] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    kind: str = Entry.CHANGE


def digest(values: Sequence[Any]) -> str:
    """Return the SHA-256 of an entry's values, in the order of the ledger's fields."""
    # Moments to the microsecond: the JSON encoder would cut them to milliseconds, and hide a change of the rest.
    exact = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in values]
    text = json.dumps(exact, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(notes: Sequence[Note]) -> list[Entry]:
    """Seal the notes into the ledger, in the caller's transaction; they stand or fall with it."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written inside the change's transaction")
    chain, number = _take_chain(len(notes))
    entries = [_seal(note, chain, n) for n, note in enumerate(notes, start=number)]
    Entry.objects.bulk_create(entries, batch_size=2000)
    Chain.objects.filter(pk=chain.pk).update(
        length=chain.length, head_number=chain.head_number, head_hash=chain.head_hash
    )
    return entries


def _seal(note: Note, chain: Chain, number: int) -> Entry:
    entry = Entry(
        number=number, chain_id=chain.pk, previous_number=chain.head_number, previous_hash=chain.head_hash,
        at=timezone.now(), kind=note.kind, verb=note.verb, actor=note.actor.person,
        actor_name=note.actor.name[:200],
        organisation=note.place.organisation if note.place else None,
        force=note.place.force if note.place else None,
        subject_kind=note.subject_kind, subjects=list(note.subjects), detail=_plain(note.detail),
    )  # fmt: skip
    entry.hash = digest([getattr(entry, name) for name in FIELDS])
    chain.length, chain.head_number, chain.head_hash = chain.length + 1, number, entry.hash
    return entry


def _plain(detail: dict[str, Any]) -> dict[str, Any]:
    # What is hashed must be what comes back from the database: dates and the like become text now.
    return json.loads(json.dumps(detail, cls=DjangoJSONEncoder))


def _take_chain(count: int) -> tuple[Chain, int]:
    if connection.vendor == "postgresql":
        return _take_free_chain(count)
    # SQLite has one writer at a time, who already holds the database: the first chain is always free.
    newest = Subquery(Entry.objects.order_by("-number").values("number")[:1])
    chain = Chain.objects.annotate(newest=newest).get(pk=1)
    return chain, max(chain.newest or 0, chain.head_number or 0) + 1


def _take_free_chain(count: int) -> tuple[Chain, int]:
    found = _lock_and_number(count, " SKIP LOCKED") or _lock_and_number(count, "")
    if not found:
        raise RuntimeError("the ledger has no chain: run 'lanyard init'")
    numbers = [row[-1] for row in found]
    # Two writers may interleave in the sequence; a run with a gap is asked for again.
    if max(numbers) - min(numbers) != count - 1:
        return _take_free_chain(count)
    locked: Any = found[0][:-1]
    return Chain(*locked), min(numbers)


def _lock_and_number(count: int, waiting: str) -> list[tuple[Any, ...]]:
    """Lock one chain and draw numbers for its next entries: a row for each, none where every chain is taken."""
    # The chain is locked before the first number is drawn, so that numbers rise along a chain.
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH taken AS MATERIALIZED (SELECT id, length, head_number, head_hash FROM audit_chain"
            f" ORDER BY id LIMIT 1 FOR UPDATE{waiting})"
            " SELECT taken.*, nextval(pg_get_serial_sequence('audit_entry', 'number'))"
            " FROM taken, generate_series(1, %s)",
            [count],
        )
        return cursor.fetchall()
