"""A list on its way from page to page: sealed in the form, for one person and one school, for an hour.

So nothing of a child is stored before somebody accepts it, and what comes back is what was read.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.fields import key_ring
from lanyard.engines.crypto import Tampered
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.organisations.register.problems import Unreadable
from lanyard.units.classlist.columns import Table

MINUTES = 60
MOST = 4_000_000  # letters of what travels, below what a form may carry


@dataclass(frozen=True, slots=True)
class Travelling:
    """A list, the columns that were chosen (empty before they are), and the mark of what was shown."""

    table: Table
    chosen: dict[int, str]
    mark: str = ""


def seal(actor: Actor, school: Organisation, what: Travelling) -> str:
    """Return the list sealed for the form. Raises Unreadable for more text than a class list has."""
    table = what.table
    plain = {
        "at": timezone.now().timestamp(), "headings": table.headings, "rows": table.rows, "line": table.line,
        "sheet": table.sheet, "chosen": list(what.chosen.items()), "mark": what.mark,
    }  # fmt: skip
    packed = b64encode(zlib.compress(json.dumps(plain).encode())).decode()
    sealed = key_ring().seal(packed, _place(actor, school))
    if len(sealed) > MOST:
        raise Unreadable(_("There is far more text in the list than names. Save only the columns that are needed."))
    return sealed


def unseal(actor: Actor, school: Organisation, sealed: str) -> Travelling:
    """Return the list that was sealed for this person and school. Raises Refused when it is too old or another's."""
    try:
        plain = json.loads(zlib.decompress(b64decode(key_ring().open(sealed, _place(actor, school)))))
    except Tampered as broken:
        raise Refused(_("Choose the file again: what was read of it is no longer there")) from broken
    if timezone.now().timestamp() - plain["at"] > MINUTES * 60:
        raise Refused(_("Choose the file again: it was read more than an hour ago"))
    rows = tuple((line, tuple(cells)) for line, cells in plain["rows"])
    table = Table(tuple(plain["headings"]), rows, plain["line"], plain["sheet"])
    return Travelling(table, dict(plain["chosen"]), plain["mark"])


def narrowed(table: Table, chosen: Mapping[int, str]) -> tuple[Table, dict[int, str]]:
    """Return the table with the chosen columns alone: what is not needed travels no further."""
    places = sorted(chosen)
    rows = tuple((line, tuple(cells[p] if p < len(cells) else "" for p in places)) for line, cells in table.rows)
    headings = tuple(table.headings[place] if place < len(table.headings) else "" for place in places)
    return Table(headings, rows, table.line, table.sheet), {n: chosen[place] for n, place in enumerate(places)}


def _place(actor: Actor, school: Organisation) -> str:
    return f"units.class-list:{actor.person}:{school.public_id}"
