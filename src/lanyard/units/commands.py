"""The command line of this room: `import-class` and `lottery`."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.actors import operator
from lanyard.audit.acting import look
from lanyard.design.console import output
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.organisations.register.problems import Problem, Unreadable
from lanyard.units import lottery_command
from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.catalogue.children import limits
from lanyard.units.classlist.columns import Table, check_choice, title_of
from lanyard.units.classlist.compare import Comparison, Outcome
from lanyard.units.classlist.saying import why_alike
from lanyard.units.classlist.whole import Whole, look_through, open_list
from lanyard.units.models import Unit


def register(subparsers: Any) -> None:
    """Add this room's commands to the command line."""
    lists: ArgumentParser = subparsers.add_parser("import-class", help="read a school's class list")
    lists.add_argument("file", type=Path, metavar="FILE", help="the school's list, CSV or XLSX")
    lists.add_argument("--unit", required=True, metavar="ID", help="a unit of the school whose list it is")
    lists.add_argument("--accept", action="store_true", help="make the changes; without it they are only shown")
    lists.add_argument(
        "--new-children", action="store_true", help="it is this school's list although hardly any child is known"
    )
    lists.set_defaults(run=import_class)
    lottery_command.register(subparsers)


def import_class(args: Namespace) -> int:
    """Read a class list; show what it changes and, with --accept, make so what nobody needs to be asked about."""
    actor, unit = operator("import-class"), _unit(args.unit)
    try:
        table, guess = open_list(_read(args.file), timezone.localdate())
        chosen = check_choice(guess)
    except Unreadable as unreadable:
        output(args, {**_counts(), "errors": [unreadable.problem.as_json()]}, _("Nothing was read in."))
        raise Refused(f"{args.file}: {unreadable.problem}") from unreadable
    found = look_through(unit.school, table, chosen, timezone.localdate())
    if found.foreign and not args.new_children:
        found.listing.problems.append(_foreign(unit))
    _look(actor, unit, found.comparison)
    output(args, _document(table, chosen, found), _summary(table, chosen, found, args.accept))
    if found.listing.problems:
        raise Refused(f"{args.file}: {found.listing.problems[0]}")
    if args.accept:
        mark = found.comparison.mark()
        accept_class_list(actor, unit.school, found.listing.children, None, mark=mark, ours=args.new_children)
    return 0


def _unit(public_id: str) -> Unit:
    try:
        return Unit.objects.select_related("school__force", "school__area").get(public_id=public_id)
    except Unit.DoesNotExist as missing:
        message = _("There is no unit %(id)s. Its id stands in the address of its page.")
        raise Refused(message % {"id": public_id}) from missing


def _read(path: Path) -> bytes:
    most = limits().most_megabytes * 1024 * 1024
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as missing:
        raise Refused(f"{path}: {missing.strerror}. Name a class list that can be read.") from missing


def _foreign(unit: Unit) -> Problem:
    message = _(
        "Hardly any of these children is known at %(school)s. If it is the right list, add --new-children, or read it "
        "in on the school's page."
    )
    return Problem(0, "", message % {"school": unit.school.name})


def _look(actor: Actor, unit: Unit, found: Comparison) -> None:
    look(actor, "class-list.compared", found.children(), unit.school.place)


def _counts(comparison: Comparison | None = None) -> dict[str, int]:
    counts = comparison.counts() if comparison else Counter()
    return {
        "rows": 0, "new": counts[Outcome.NEW], "changed": counts[Outcome.CHANGED],
        "unchanged": counts[Outcome.UNCHANGED], "closed": 0, "skipped": 0, "unmapped": 0,
        "doubtful": counts[Outcome.DOUBTFUL], "missing": len(comparison.missing) if comparison else 0,
    }  # fmt: skip


def _document(table: Table, chosen: Mapping[int, str], found: Whole) -> dict[str, Any]:
    """Return what the command prints as JSON; `unmapped` counts the columns that are not read."""
    unread = [heading for place, heading in enumerate(table.headings) if heading and place not in chosen]
    listing, comparison = found.listing, found.comparison
    return {
        **_counts(comparison), "rows": listing.rows, "skipped": listing.skipped, "unmapped": len(unread),
        "errors": [problem.as_json() for problem in listing.problems],
        "notes": [note.as_json() for note in listing.notes],
        "columns": {table.headings[place]: target for place, target in chosen.items()},
        "not_read": unread,
        "doubts": [
            {"line": line.row.line, "like": doubt.answer, "why": why_alike(doubt.why)}
            for line in comparison.of(Outcome.DOUBTFUL)
            for doubt in line.doubts
        ],
        "missing_ids": [child.public_id for child in comparison.missing],
    }  # fmt: skip


def _summary(table: Table, chosen: Mapping[int, str], found: Whole, accept: bool) -> str:
    document = _document(table, chosen, found)
    if found.listing.problems:
        return "\n".join([_("Nothing was read in:"), *(f"  {problem}" for problem in found.listing.problems)])
    lines = [f"{key:>10}: {document[key]:,}" for key in _counts()]
    lines += [f"  {heading} → {title_of(target)}" for heading, target in document["columns"].items()]
    if document["not_read"]:
        lines.append(_("not read: ") + ", ".join(document["not_read"]))
    lines += [f"  {note}" for note in found.listing.notes]
    lines += [_("  line %(line)s waits for a person, in the browser: %(why)s") % row for row in document["doubts"]]
    lines += [_("  no longer on the list: %(name)s") % {"name": child.name} for child in found.comparison.missing]
    if not accept:
        lines.append(_("Nothing is changed yet. Add --accept to make these changes."))
    return "\n".join(lines)
