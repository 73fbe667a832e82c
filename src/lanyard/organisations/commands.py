"""The command line of this room: `init` and `import-schools`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from lanyard.design.console import output
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor, Grant
from lanyard.organisations import actions
from lanyard.organisations.catalogue import forces_version
from lanyard.organisations.events import init_steps
from lanyard.organisations.forces import force_by_code, hub, load_forces
from lanyard.organisations.models import Organisation
from lanyard.organisations.register.intake import Reading


def register(subparsers: Any) -> None:
    """Add this room's commands to the command line."""
    setup: ArgumentParser = subparsers.add_parser("init", help="create or migrate the database, load the forces")
    setup.set_defaults(run=init)
    schools: ArgumentParser = subparsers.add_parser("import-schools", help="read a register of schools")
    schools.add_argument("file", type=Path, metavar="FILE", help="the Department's CSV file, also .gz or .zip")
    schools.add_argument("--force", metavar="CODE", help="only this force's schools, such as E23000030 or hampshire")
    schools.add_argument("--accept", action="store_true", help="make the changes; without it they are only shown")
    schools.set_defaults(run=import_schools)


def operator(command: str) -> Actor:
    """Return the actor for a command typed at the machine; the ledger names it by its command."""
    # As accounts.actors.operator(), which this room can't import: accounts stands above it.
    return Actor(None, f"command line: {command}", (Grant("operator", 0, "hub"),))


def init(args: Namespace) -> int:
    """Create or migrate the database and load what comes with the project; again changes nothing."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    changed = load_forces(operator("init"))
    document: dict[str, Any] = {
        "database": str(connection.settings_dict["NAME"]), "engine": connection.vendor,
        "forces_version": forces_version(), "forces_changed": changed,
    }  # fmt: skip
    for step in init_steps():
        document |= step()
    output(args, document, "\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in document.items()))
    return 0


def import_schools(args: Namespace) -> int:
    """Read a register; show what it changes and, with --accept, make it so."""
    actor = operator("import-schools")
    organisation = force_by_code(args.force) if args.force else _hub()
    reading = _read(actor, organisation, args.file)
    output(args, reading.as_json(), _summary(reading, args.accept))
    if reading.problems:
        raise Refused(f"{args.file}: {actions.said(reading)}")
    if args.accept and reading.changes:
        actions.accept(actor, actions.preview(actor, organisation, args.file.name, reading))
    return 0


def _hub() -> Organisation:
    try:
        return hub()
    except Organisation.DoesNotExist as missing:
        raise Refused("The forces are not loaded yet. Run 'lanyard init' first.") from missing


def _read(actor: Actor, organisation: Organisation, path: Path) -> Reading:
    try:
        with path.open("rb") as file:
            return actions.read(actor, organisation, file)
    except OSError as missing:
        raise Refused(f"{path}: {missing.strerror}. Name a register file that can be read.") from missing


def _summary(reading: Reading, accept: bool) -> str:
    counts = reading.as_json()
    if reading.problems:
        return "\n".join([_("Nothing was read in:"), *(f"  {problem}" for problem in reading.problems)])
    lines = [f"{key:>10}: {counts[key]:,}" for key in ("rows", "new", "changed", "unchanged", "closed", "skipped")]
    lines.append(f"{'unmapped':>10}: {counts['unmapped']:,}")
    lines += [f"  {kind}: {count:,}" for kind, count in sorted(counts["kinds"].items())]
    if counts["unmapped_authorities"]:
        lines.append(_("no force known for authorities: ") + ", ".join(sorted(counts["unmapped_authorities"])))
    if not accept and reading.changes:
        lines.append(_("Nothing is changed yet. Add --accept to make these changes."))
    return "\n".join(lines)
