"""The command line of this room: `invite`, by which the first people of an installation and of the hub come in."""

from argparse import ArgumentParser, Namespace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from lanyard.accounts.actions.invitations import invite
from lanyard.accounts.actors import operator
from lanyard.design.console import output
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation


def register(subparsers: Any) -> None:
    """Add this room's commands to the command line."""
    parser: ArgumentParser = subparsers.add_parser("invite", help="invite somebody to a post, from today")
    parser.add_argument("email", metavar="EMAIL", help="where the link goes")
    parser.add_argument("--name", required=True, help="the person's full name")
    parser.add_argument("--role", required=True, metavar="ROLE", help="such as force-lead; docs/roles.md lists them")
    parser.add_argument("--at", required=True, metavar="CODE", help="the force's code, the school's URN, or hub")
    parser.set_defaults(run=run_invite)


def run_invite(args: Namespace) -> int:
    """Invite somebody. Raises Refused for an address, a role or a place that can't be."""
    try:
        validate_email(args.email)
    except ValidationError as wrong:
        raise Refused(f"{args.email} is not an email address") from wrong
    place = _place(args.at)
    made = invite(operator("invite"), args.email, args.name, args.role, place, timezone.localdate())
    made.refresh_from_db()
    document = {"invitation": made.public_id, "email": made.email, "sent": made.sent_at is not None}
    said = "The link has been sent" if made.sent_at else "The message did not leave; send it again from the page"
    output(args, document, f"{made.email} is invited as {made.title}, {place}. {said}.")
    return 0


def _place(code: str) -> Organisation:
    if code == Organisation.HUB:
        found = Organisation.objects.filter(kind=Organisation.HUB).first()
    else:
        found = Organisation.objects.filter(code=code).exclude(kind=Organisation.HUB).first()
    if found is None:
        raise Refused(f"no force or school has the code {code}; run 'lanyard init' and 'lanyard import-schools' first")
    return found
