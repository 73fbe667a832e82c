"""Changes in assurance: giving one's word, taking it back, local requirements, certificates."""

from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.assurance import policy
from lanyard.assurance.catalogue import Requirement, framework_at, newest
from lanyard.assurance.local import must_not_relax, must_tighten
from lanyard.assurance.models import Attestation, Certificate, LocalRequirement
from lanyard.assurance.readiness import SubjectVerdict, gate, moment
from lanyard.assurance.registers import SubjectRow, kind_of
from lanyard.audit.acting import change
from lanyard.engines.months import add_months
from lanyard.engines.readiness import SEVERITIES
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor, Place
from lanyard.organisations.models import Organisation

CERTIFICATE_DAYS = 28
LONGEST_CODE = 30


def place_of(row: SubjectRow, kind: str) -> Place:
    """Where a subject belongs; an officer is named on their own record, a unit's leaders on the unit's."""
    leaders = (row.parts or {}).get("officer", ())
    people = (row.key,) if kind == "officer" else leaders
    return Place(row.organisation, row.force, row.area, people=lambda: people)


def attesting_role(actor: Actor, requirement: Requirement, row: SubjectRow) -> str | None:
    """Return the post by which the actor may attest this here; None when they may not."""
    if requirement.attesting is None:
        return None
    if requirement.attesting.own and requirement.kind == "officer" and row.key != actor.person:
        return None
    where = place_of(row, requirement.kind)
    for grant in actor.grants:
        one = Actor(actor.person, actor.name, (grant,))
        if grant.role in requirement.attesting.by and one.may(policy.ATTEST, where):
            return grant.role
    return None


def attest(
    actor: Actor, requirement: Requirement, row: SubjectRow, *, holds: bool, note: str = "", on: date | None = None
) -> Attestation:
    """Give one's word on a requirement; a new word takes the place of the older one, which stays readable.

    Raises Refused when the post is not one that may attest this.
    """
    with change(actor, policy.ATTEST, place_of(row, requirement.kind)) as doing:
        role = attesting_role(actor, requirement, row)
        if role is None or requirement.attesting is None or actor.person is None or row.organisation is None:
            raise Refused(_("Your post is not one that can confirm this"))
        if not holds and not note.strip():
            raise Refused(_("Say what is missing"), field="note")
        # Two may give their word at once: one after the other, so that exactly one of the words stands.
        Organisation.objects.select_for_update(no_key=True).get(pk=row.organisation)
        now, today = timezone.now(), timezone.localdate()
        attested_on = on or today
        if attested_on > today:
            raise Refused(_("Enter today's date or an earlier one"), field="on")
        _take_back(actor, requirement.id, requirement.kind, row.key, now)
        made = Attestation.objects.create(
            requirement=requirement.id, requirement_version=requirement.version,
            wording=requirement.attesting.statement, subject_kind=requirement.kind, subject_key=row.key,
            organisation_id=row.organisation, person_id=actor.person, role=role, holds=holds, note=note.strip(),
            attested_on=attested_on, expires_on=add_months(attested_on, requirement.attesting.months),
            recorded_at=now, recorded_by_id=actor.person,
        )  # fmt: skip
        doing.record("assurance.attested", made, requirement=requirement.id, of=row.public_id, holds=holds)
    return made


def _take_back(actor: Actor, requirement: str, kind: str, key: int, now: datetime) -> None:
    standing = Attestation.objects.standing().filter(requirement=requirement, subject_kind=kind, subject_key=key)
    for older in standing:
        _withdraw(actor, older, "A newer word was given", now)


def _withdraw(actor: Actor, row: Attestation | LocalRequirement, reason: str, now: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = now, actor.person, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def withdraw_attestation(actor: Actor, attestation: Attestation, row: SubjectRow, reason: str) -> Attestation:
    """Take back one's word. Raises Refused without a reason, Conflict when it is withdrawn already."""
    with change(actor, policy.ATTEST, place_of(row, attestation.subject_kind)) as doing:
        attestation = Attestation.objects.select_for_update().get(pk=attestation.pk)
        if attestation.withdrawn_at:
            raise Conflict(_("This was already taken back"))
        if attestation.person_id != actor.person:
            raise Refused(_("Only the person who gave their word can take it back"))
        if not reason.strip():
            raise Refused(_("Enter a reason"), field="reason")
        _withdraw(actor, attestation, reason.strip(), timezone.now())
        doing.record("assurance.attestation_withdrawn", attestation, requirement=attestation.requirement)
    return attestation


def add_local_requirement(actor: Actor, force: Organisation, values: dict) -> LocalRequirement:
    """Add a force's own requirement, or tighten a national one.

    Raises Refused where a value would relax the national framework or nothing would be stricter, and for an item
    that the framework does not have.
    """
    with change(actor, policy.MANAGE_LOCAL, force.place) as doing:
        # Two people may add at once: the force's row is the queue in which codes are given out.
        force = Organisation.objects.select_for_update().get(pk=force.pk)
        if values["severity"] not in SEVERITIES:
            raise Refused(_("Choose how much it matters"), field="severity")
        national = _tightened(force, values)
        made = LocalRequirement.objects.create(
            force=force, code=_code(force, national), version=1, recorded_at=timezone.now(),
            recorded_by_id=actor.person, in_force_from=values.get("in_force_from") or timezone.localdate(),
            **{name: values[name] for name in _OWN if name in values},
            **(_from_national(national) if national else {"subject_kind": values["subject_kind"]}),
        )  # fmt: skip
        doing.record("assurance.local_requirement_added", made, code=made.code, tightens=made.tightens)
    return made


_OWN = ("severity", "months", "fix_days", "warn_days", "reason", "title", "wording", "who", "by")


def _tightened(force: Organisation, values: dict) -> Requirement | None:
    if not values.get("tightens"):
        return None
    framework = framework_at(timezone.localdate()) or newest()
    try:
        national = framework.get(values["tightens"])
    except KeyError:
        raise Refused(_("Choose a national requirement"), field="tightens") from None
    if LocalRequirement.objects.standing().filter(force=force, tightens=national.id).exists():
        raise Conflict(_("Your force already tightens this. End that one first"), field="tightens")
    strictness = {name: values[name] for name in ("severity", "months", "fix_days", "warn_days")}
    must_not_relax(national, **strictness)
    must_tighten(national, **strictness)
    for name, kept in (("title", national.title), ("wording", national.wording), ("who", national.who)):
        values[name] = kept
    values["by"] = list(national.attesting.by) if national.attesting else []
    return national


def _from_national(national: Requirement) -> dict:
    return {"tightens": national.id, "subject_kind": national.kind}


def _code(force: Organisation, national: Requirement | None) -> str:
    last = LocalRequirement.objects.filter(force=force).aggregate(n=Max("pk"))["n"] or 0
    tail = f"-{force.code[-3:]}-{last + 1}"
    stem = national.id if national else "LOCAL"
    return stem[: LONGEST_CODE - len(tail)] + tail


def end_local_requirement(actor: Actor, item: LocalRequirement, reason: str) -> LocalRequirement:
    """End a local requirement from today; what it asked for until now stays readable.

    Raises Conflict when it has ended already.
    """
    with change(actor, policy.MANAGE_LOCAL, item.place) as doing:
        item = LocalRequirement.objects.select_for_update().select_related("force").get(pk=item.pk)
        if item.withdrawn_at:
            raise Conflict(_("This requirement has already ended"))
        if not reason.strip():
            raise Refused(_("Enter a reason"), field="reason")
        _withdraw(actor, item, reason.strip(), timezone.now())
        doing.record("assurance.local_requirement_ended", item, code=item.code)
    return item


def issue_certificate(actor: Actor, verdict: SubjectVerdict) -> Certificate:
    """Issue a dated certificate for the subject of a verdict, if it is safe to operate at this very moment.

    Raises Refused, saying what is missing, when it is not.
    """
    row = verdict.row
    with change(actor, policy.ISSUE_CERTIFICATE, place_of(row, verdict.kind)) as doing:
        verdict = _asked_again(verdict)
        if not verdict.safe:
            missing = "; ".join(answer.requirement.title for answer in verdict.stopping[:5]) or verdict.verdict
            raise Refused(_("No certificate: %(name)s is not safe to operate. Missing: %(missing)s")
                          % {"name": row.name, "missing": missing})  # fmt: skip
        made = Certificate.objects.create(
            subject_kind=verdict.kind, subject_key=row.key, name=row.name, organisation_id=row.organisation,
            verdict=verdict.verdict, framework=_version(verdict), cells=[_plain(a) for a in verdict.cells],
            issued_at=verdict.at, issued_by=actor.name, valid_until=_valid_until(verdict),
        )  # fmt: skip
        doing.record("assurance.certificate_issued", made, code=made.code, unit=row.public_id)
    return made


def _asked_again(verdict: SubjectVerdict) -> SubjectVerdict:
    """Ask once more inside the change: what the reader saw may be old, or may be of a past moment."""
    kind = kind_of(verdict.kind)
    found = gate(verdict.kind, kind.all(moment()).filter(pk=verdict.row.key))
    if found is None:
        raise Refused(_("No certificate: %(name)s has ended") % {"name": verdict.row.name})
    return found


def _version(verdict: SubjectVerdict) -> int:
    framework = framework_at(timezone.localdate(verdict.at))
    assert framework is not None  # no verdict is safe on a day without one
    return framework.version


def _valid_until(verdict: SubjectVerdict) -> date:
    """The day the first thing that would stop it runs out, four weeks at the most."""
    ends = [a.finding.until for a in verdict.cells if a.finding.until and a.requirement.severity == "stop"]
    ends += [a.due for a in verdict.cells if a.due and a.requirement.severity == "fix by"]
    return min([*ends, date.fromordinal(timezone.localdate(verdict.at).toordinal() + CERTIFICATE_DAYS)])


def _plain(answer) -> dict:
    finding = answer.finding
    return {
        "id": answer.requirement.id, "version": answer.requirement.version, "part": answer.requirement.part,
        "title": answer.requirement.title, "wording": answer.requirement.wording, "source": answer.requirement.source,
        "status": finding.status, "until": finding.until.isoformat() if finding.until else "",
        "due": answer.due.isoformat() if answer.due else "",
    }  # fmt: skip
