"""What people have attested, read as evidence about every kind of subject."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from django.db.models import Case, F, QuerySet, When
from django.utils.translation import gettext as _

from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import Requirement
from lanyard.assurance.gathering import Row, reader, shaped
from lanyard.assurance.models import Attestation
from lanyard.assurance.registers import Findings, Moment, SubjectSet
from lanyard.engines.readiness import NOT_MET, Finding, met


@reader()
def words_given(subjects: SubjectSet, when: Moment) -> QuerySet:
    """Read the words given on a set of subjects by the moment; the number is the key, negative where it is a no."""
    given = Attestation.objects.known(when.known).filter(
        subject_kind=subjects.kind, subject_key__in=subjects.keys, attested_on__lte=when.day
    )
    key = Case(When(holds=True, then=F("pk")), default=-F("pk"))
    return shaped(
        given, "subject_key", what="requirement", name="person__name", text="role", number=key,
        starts="attested_on", ends="expires_on", at="recorded_at",
    )  # fmt: skip


def findings(
    requirements: Sequence[Requirement],
    sets: Mapping[str, SubjectSet],
    when: Moment,
) -> dict[str, Findings]:
    """Return the findings of the requirements that are proved by attestation, by requirement id.

    The newest word known at the moment counts; a word given after the moment's day does not.
    """
    found: dict[str, Findings] = {r.id: {} for r in requirements}
    for kind in {r.kind for r in requirements}:
        newest = _newest(words_given(sets[kind], when), {r.id for r in requirements if r.kind == kind})
        for requirement, rows in newest.items():
            found[requirement] = {key: _finding(row) for key, row in rows.items()}
    return found


def _newest(rows: Sequence[Row], asked: set[str]) -> dict[str, dict[int, Row]]:
    newest: dict[str, dict[int, Row]] = {requirement: {} for requirement in asked}
    for row in rows:
        about = newest.get(row.what)
        if about is None:
            continue
        other = about.get(row.key)
        if other is None or _order(other) < _order(row):
            about[row.key] = row
    return newest


def _order(row: Row) -> tuple:
    return (row.at, abs(row.number))


def _finding(row: Row) -> Finding:
    said = _said(row.name, row.text)
    if row.number > 0:
        return met(row.starts, row.ends, said)
    return Finding(NOT_MET, row.starts, None, _("%(who)s: says it is not so") % {"who": said})


@lru_cache(maxsize=1024)
def _said(name: str, role: str) -> str:
    # One person gives many words, one after another.
    held = roles().get(role)
    return f"{name}, {held.title if held else role}"
