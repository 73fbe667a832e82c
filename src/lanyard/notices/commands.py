"""Commands of this room."""

import argparse

from lanyard.design.console import output
from lanyard.notices.delivery import deliver_due


def register(commands: argparse._SubParsersAction) -> None:
    """Add the room's commands."""
    deliver = commands.add_parser("deliver", help="send the e-mails that are waiting; for a timer, once a minute")
    deliver.add_argument("--limit", type=int, default=1000, help="at most so many (1000)")
    deliver.set_defaults(run=_deliver)


def _deliver(args: argparse.Namespace) -> int:
    sent, failed = deliver_due(args.limit)
    output(args, {"sent": sent, "failed": failed}, f"{sent} sent, {failed} to be tried again or given up")
    return 1 if failed else 0
