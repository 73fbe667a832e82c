"""`lanyard lottery`: a fair selection from two files. It needs no database and keeps nothing."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lanyard.design.console import output
from lanyard.engines.refusals import Refused
from lanyard.units.sortition_files import read_instance

if TYPE_CHECKING:
    from lanyard.engines.lottery import Infeasible, Lottery, Quota


def register(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser: ArgumentParser = subparsers.add_parser("lottery", help="draw lots fairly from a file of people and quotas")
    parser.add_argument("--people", required=True, type=Path, metavar="FILE", help="CSV, one person a row")
    parser.add_argument("--quotas", required=True, type=Path, metavar="FILE", help="CSV: category, value, min, max")
    parser.add_argument("--places", required=True, type=places, metavar="N", help="how many are drawn")
    parser.add_argument("--seed", type=hexadecimal, metavar="HEX", help="the seed to draw by (default: a new one)")
    parser.add_argument("--commitment", metavar="HEX", help="what was shown before: SHA-256 of the seed")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="write the plan there, to publish before the draw")
    parser.set_defaults(run=run_lottery)


def places(text: str) -> int:
    """Read how many places there are. Raises ArgumentTypeError for anything but a whole number from 1."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or not int(text):
        raise ArgumentTypeError(f"{text!r} is not a number of places; write a whole number from 1")
    return int(text)


def hexadecimal(text: str) -> bytes:
    """Read a seed. Raises ArgumentTypeError for what is not hexadecimal."""
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if not seed:
        raise ArgumentTypeError(f"{text!r} is not hexadecimal; write pairs of the digits 0 to 9 and a to f")
    return seed


def run_lottery(args: Namespace) -> int:
    """Print everybody's chance, the panel and the seed; 1 when the quotas can't be met, with those that conflict."""
    from lanyard.engines.lottery import Lottery, lottery, new_seed

    _check_commitment(args)
    given = read_instance(args.people, args.quotas)
    found = lottery(given.people, given.quotas, args.places)
    if not isinstance(found, Lottery):
        output(args, _conflict(found), _conflict_said(found, len(given.people), args.places))
        return 1
    if args.plan:
        _write(args.plan, found)
    document = _drawn(found, args.seed or new_seed(), list(given.people))
    output(args, document, _drawn_said(document))
    return 0


def _check_commitment(args: Namespace) -> None:
    """Refuse a seed that is not the one committed to."""
    from lanyard.engines.lottery import commitment

    if args.commitment is None:
        return
    if args.seed is None:
        raise Refused("--commitment needs the --seed that it commits to")
    if commitment(args.seed) != args.commitment.strip().lower():
        raise Refused(
            "--seed does not match --commitment, which is the SHA-256 of another; give the seed committed to"
        )


def _write(path: Path, found: "Lottery") -> None:
    try:
        path.write_text(json.dumps(found.as_json(), ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as failure:
        raise Refused(f"{path}: {failure.strerror}. Name a file that can be written.") from failure


def _drawn(found: "Lottery", seed: bytes, order: list[str]) -> dict[str, Any]:
    from lanyard.engines.lottery import commitment

    return {
        "feasible": True,
        "minimum_chance": found.minimum_chance,
        "bound": found.bound,
        "chances": {person: found.chances[person] for person in order},
        "panel": found.draw(seed),
        "seed": seed.hex(),
        "commitment": commitment(seed),
    }


def _drawn_said(document: dict[str, Any]) -> str:
    smallest = {"chance": f"{document['minimum_chance']:.6f}", "bound": f"{document['bound']:.6f}"}
    return "\n".join(
        [
            _("Commitment (SHA-256 of the seed): %(hash)s") % {"hash": document["commitment"]},
            _("Chances:"),
            *(f"  {chance:.6f}  {person}" for person, chance in document["chances"].items()),
            _("Smallest chance: %(chance)s (no lottery can give more than %(bound)s)") % smallest,
            _("Drawn (%(count)s):") % {"count": len(document["panel"])},
            *(f"  {person}" for person in document["panel"]),
            _("Seed: %(seed)s") % {"seed": document["seed"]},
        ]
    )


def _conflict(found: "Infeasible") -> dict[str, Any]:
    changes = [
        {**_quota(change.quota), "new_min": change.minimum, "new_max": change.maximum} for change in found.relaxations
    ]
    return {"feasible": False, "conflict": [_quota(quota) for quota in found.conflict], "relaxations": changes}


def _quota(quota: "Quota") -> dict[str, Any]:
    return {"category": quota.category, "value": quota.value, "min": quota.minimum, "max": quota.maximum}


def _conflict_said(found: "Infeasible", people: int, wanted: int) -> str:
    if not found.conflict:
        told = _("There are %(people)s people for %(places)s places: whatever the quotas, no panel is possible.")
        return told % {"people": people, "places": wanted}
    line = _("  %(category)s, %(value)s: %(min)s to %(max)s")
    change = _("  %(category)s, %(value)s: %(new_min)s to %(new_max)s instead of %(min)s to %(max)s")
    document = _conflict(found)
    return "\n".join(
        [
            _("The quotas can't be met. These conflict; without any one of them the others could be met:"),
            *(line % quota for quota in document["conflict"]),
            _("The smallest change of all quotas that would do:"),
            *(change % quota for quota in document["relaxations"]),
        ]
    )
