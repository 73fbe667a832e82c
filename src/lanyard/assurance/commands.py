"""`lanyard readiness` and `lanyard certificate`."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lanyard.accounts.actors import operator
from lanyard.assurance.actions import issue_certificate
from lanyard.assurance.certificates import certificate_pdf
from lanyard.assurance.moments import read_moment
from lanyard.assurance.queries import role_title
from lanyard.assurance.readiness import SubjectVerdict, moment, verdicts
from lanyard.assurance.registers import SubjectSet, kind_of
from lanyard.design.console import complain, output
from lanyard.engines.refusals import Refused
from lanyard.organisations.models import Organisation


def register(subparsers) -> None:
    """Add the room's commands."""
    readiness = subparsers.add_parser("readiness", help="say what is safe to operate, and why")
    which = readiness.add_mutually_exclusive_group(required=True)
    which.add_argument("--unit", metavar="ID")
    which.add_argument("--session", metavar="ID")
    which.add_argument("--force", metavar="CODE")
    which.add_argument("--all", action="store_true")
    readiness.add_argument("--at", metavar="ISO", help="as at a moment, 2026-03-02 or 2026-03-02T09:30")
    readiness.set_defaults(run=run_readiness)
    certificate: ArgumentParser = subparsers.add_parser("certificate", help="issue a unit's certificate as a PDF")
    certificate.add_argument("unit", metavar="UNIT")
    certificate.add_argument("--out", required=True, metavar="FILE.pdf", type=Path)
    certificate.set_defaults(run=run_certificate)


def run_readiness(args: Namespace) -> int:
    """Print the verdicts; 0 when all are safe to operate, 1 when any is not."""
    at = _moment(args.at)
    found = verdicts(_subjects(args, moment(at)), at)
    when = at or timezone.now()
    document = {"at": when.isoformat(), "subjects": [_subject(v) for v in found]}
    output(args, document, "\n".join(_lines(v) for v in found) or "No units.")
    return 0 if all(v.safe for v in found) else 1


def run_certificate(args: Namespace) -> int:
    """Issue a certificate and write it; 1 when the unit is not safe to operate, and nothing is written."""
    found = verdicts(SubjectSet("unit", _one("unit", args.unit, moment())))[0]
    if not found.safe:
        complain(f"{found.row.name} is not safe to operate: " + "; ".join(a.requirement.title for a in found.stopping))
        return 1
    with transaction.atomic():
        # Issued only if it could be written: an unwritable file takes the certificate back with it.
        made = issue_certificate(operator("certificate"), found)
        try:
            args.out.write_bytes(certificate_pdf(made))
        except OSError as failure:
            raise Refused(f"{args.out}: {failure.strerror}. Name a file that can be written") from failure
    document = {"code": made.code, "unit": found.row.public_id, "valid_until": made.valid_until, "file": str(args.out)}
    output(args, document, f"Certificate {made.code}, good until {made.valid_until:%d/%m/%Y}: {args.out}")
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = read_moment(text)
    if found is None:
        raise Refused(f"--at {text!r} is not a moment: write 2026-03-02 or 2026-03-02T09:30")
    return found


def _subjects(args: Namespace, when) -> SubjectSet:
    if args.session:
        return SubjectSet("session", _one("session", args.session, when))
    if args.unit:
        return SubjectSet("unit", _one("unit", args.unit, when))
    units = kind_of("unit").all(when)
    if args.force:
        if not Organisation.objects.filter(kind=Organisation.FORCE, code=args.force).exists():
            raise Refused(f"--force {args.force!r} is no force's code: write one like E23000015")
        units = units.filter(school__force__code=args.force)
    return SubjectSet("unit", units)


def _one(kind: str, public_id: str, when) -> QuerySet:
    found = kind_of(kind).all(when).filter(public_id=public_id)
    if not found.exists():
        raise Refused(f"no {kind} has the id {public_id!r}: copy it from the {kind}'s address")
    return found


def _subject(found: SubjectVerdict) -> dict:
    return {
        "id": found.row.public_id, "name": found.row.name, "kind": found.kind, "verdict": found.verdict,
        "requirements": [
            {
                "id": a.requirement.id, "title": a.requirement.title, "status": a.finding.status,
                "severity": a.requirement.severity, "source": a.requirement.source,
                "who": a.finding.about if a.requirement.who == "leader" and a.finding.about
                else role_title(a.requirement.who),
                "until": until.isoformat() if (until := a.finding.until or a.due) else "",
                "stops": a.stops, "evidence": a.finding.evidence, "about": a.finding.about,
            }
            for a in found.cells
        ],
    }  # fmt: skip


def _lines(found: SubjectVerdict) -> str:
    lines = [f"{found.verdict.upper():<20} {found.row.name} ({found.row.public_id})"]
    for a in found.actions:
        when = "now" if a.stops else f"by {a.due:%d/%m/%Y}"
        about = f" ({a.finding.about})" if a.finding.about else ""
        lines.append(
            f"    {when:<14} {a.requirement.title}{about}: {role_title(a.requirement.who)} [{a.requirement.id}]"
        )
    return "\n".join(lines)
