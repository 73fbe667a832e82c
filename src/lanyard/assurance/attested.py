"""What people have attested, read as evidence: one query for every kind of subject together."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import Requirement
from lanyard.assurance.models import Attestation
from lanyard.assurance.registers import Findings, Moment, SubjectSet
from lanyard.engines.readiness import MET, NOT_MET, Finding

_FIELDS = ("requirement", "subject_key", "holds", "attested_on", "expires_on", "person__name", "role")


def findings(
    requirements: Sequence[Requirement],
    sets: Mapping[str, SubjectSet],
    when: Moment,
) -> dict[str, Findings]:
    """Return the findings of the requirements that are proved by attestation, by requirement id.

    The newest word known at the moment counts; a word given after the moment's day does not.
    """
    found: dict[str, dict[int, Finding]] = {r.id: {} for r in requirements}
    kinds = {r.kind for r in requirements}
    if not kinds:
        return found
    about = reduce(or_, (Q(subject_kind=kind, subject_key__in=sets[kind].keys) for kind in kinds))
    rows = (
        Attestation.objects.known(when.known)
        .filter(about, requirement__in=found, attested_on__lte=when.day)
        .order_by("recorded_at", "pk")
        .values_list(*_FIELDS)
    )
    for requirement, key, holds, attested_on, expires_on, name, role in rows:
        found[requirement][key] = _finding(holds, attested_on, expires_on, name, role)
    return found


def _finding(holds, attested_on, expires_on, name, role) -> Finding:
    held = roles().get(role)
    said = f"{name}, {held.title if held else role}"
    if holds:
        return Finding(MET, attested_on, expires_on, said)
    return Finding(NOT_MET, attested_on, None, f"{said}: says it is not so")
