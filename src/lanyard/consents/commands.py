"""Commands of this room."""

import argparse

from lanyard.accounts.actors import operator
from lanyard.consents.actions.reminders import remind
from lanyard.design.console import output


def register(commands: argparse._SubParsersAction) -> None:
    """Add the room's commands."""
    parser = commands.add_parser("remind", help="remind parents who have not answered; for a timer, once a day")
    parser.set_defaults(run=_remind)


def _remind(args: argparse.Namespace) -> int:
    done = remind(operator("remind"))
    said = f"{done.reminded} reminded, {done.stopped} no longer asked, {done.overdue} requests told to their school"
    output(args, {"reminded": done.reminded, "stopped": done.stopped, "overdue": done.overdue}, said)
    return 0
