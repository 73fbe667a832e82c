"""The command line of this room: `verify-audit`."""

from argparse import Namespace
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from lanyard.audit.verification import Verification, verify
from lanyard.design.console import output

INTACT, TAMPERED = 0, 1


def register(subparsers: Any) -> None:
    """Add this room's command to the command line."""
    parser = subparsers.add_parser("verify-audit", help="check that nobody has tampered with the ledger")
    parser.set_defaults(run=verify_audit)


def verify_audit(args: Namespace) -> int:
    """Check the ledger's chains; say which entry is the first that was tampered with."""
    found = verify()
    document = {
        "entries": found.entries,
        "intact": found.intact,
        "first_broken": found.first_broken,
        "guarded": found.guarded,
        "heads": {str(chain): head for chain, head in found.heads.items()},
    }
    output(args, document, _text(found))
    return INTACT if found.intact and found.guarded else TAMPERED


def _text(found: Verification) -> str:
    if not found.guarded:
        unguarded = _(
            "The database's protection of the ledger has been taken off: entries can be changed and removed. "
            "Tell your data protection officer, and restore the database from a backup."
        )
        return "\n".join([unguarded, _text(replace(found, guarded=True))])
    if found.intact:
        heads = [f"  chain {chain}: {head}" for chain, head in found.heads.items()]
        said = _("The ledger is intact: %(entries)s entries. Keep these heads elsewhere to compare with later:")
        return "\n".join([said % {"entries": f"{found.entries:,}"}, *heads])
    said = _(
        "The ledger has been tampered with. The first entry edited, removed, put in or moved is number %(number)s, "
        "of %(entries)s entries. Compare it with a backup, and tell your data protection officer."
    )
    return said % {"number": found.first_broken, "entries": f"{found.entries:,}"}
