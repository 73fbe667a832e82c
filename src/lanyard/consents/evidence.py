"""What the recorded answers prove of a unit: permission for every child, and an answer about photos for every child.

Counted by the database: no child's name is read, and the number of queries does not depend on the number of children.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.consents.catalogue import CHILD_PHOTO, TAKE_PART, photo_purposes
from lanyard.consents.models import PaperPermission
from lanyard.engines.readiness import MET, NOT_MET, Finding
from lanyard.units.models import Member


class Tally(NamedTuple):
    """One unit's count: its members, those without an answer or refused, and since when the first of them waits."""

    unit: int
    public_id: str
    members: int
    newest: date
    missing: int
    refused: int
    since: date | None
    photos_missing: int
    photos_since: date | None


@evidence("permission-to-take-part", "photo-answers-recorded", kind="unit")
def answers_on_record(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find whether every member has permission (STO-5), and an answer about photos (STO-6): one query."""
    tallies = tallies_at(subjects, moment)
    return {
        "permission-to-take-part": {tally.unit: permission_finding(tally) for tally in tallies},
        "photo-answers-recorded": {tally.unit: photo_finding(tally) for tally in tallies},
    }


def tallies_at(subjects: SubjectSet, moment: Moment) -> list[Tally]:
    """Count the answers of the units' members at a moment; a unit without members has no count."""
    said = _said(moment, TAKE_PART)
    missing, refused = ~Q(Exists(said)), Q(Exists(said.filter(answer=PaperPermission.NO)))
    photos_missing = ~_photos_answered(moment)
    rows = (
        _members(subjects, moment)
        .order_by()
        .values("unit", "unit__public_id")
        .annotate(
            members=Count("pk"),
            newest=Max("joined_on"),
            missing=Count("pk", filter=missing),
            refused=Count("pk", filter=refused),
            since=Min("joined_on", filter=missing | refused),
            photos_missing=Count("pk", filter=photos_missing),
            photos_since=Min("joined_on", filter=photos_missing),
        )
    )
    return [Tally(*row) for row in rows.values_list("unit", "unit__public_id", *Tally._fields[2:])]


def _photos_answered(moment: Moment) -> Q:
    complete = Q()
    for purpose in (*photo_purposes(), CHILD_PHOTO):
        complete &= Q(Exists(_said(moment, purpose)))
    return complete


def _members(subjects: SubjectSet, moment: Moment) -> QuerySet[Member]:
    return Member.objects.at(moment.day, moment.known).filter(unit__in=subjects.keys)


def _said(moment: Moment, purpose: str) -> QuerySet[PaperPermission]:
    standing = PaperPermission.objects.in_force(moment.day, moment.known)
    return standing.filter(member=OuterRef("pk"), purpose=purpose)


def permission_finding(tally: Tally) -> Finding:
    """Say whether every member has a yes and nobody a no; names stay on the members' own page."""
    if tally.refused:
        return Finding(NOT_MET, tally.since, evidence=_refused(tally), link=("unit", tally.public_id))
    if tally.missing:
        return Finding(
            NOT_MET, tally.since, evidence=_missing(tally.missing, tally.members), link=("unit", tally.public_id)
        )
    return _all(tally.members, tally.newest)


def photo_finding(tally: Tally) -> Finding:
    """Say whether an answer about photos is on record for every member; a no is an answer."""
    if tally.photos_missing:
        text = _missing(tally.photos_missing, tally.members)
        return Finding(NOT_MET, tally.photos_since, evidence=text, link=("unit", tally.public_id))
    return _all(tally.members, tally.newest)


@lru_cache(maxsize=4096)
def _all(members: int, since: date) -> Finding:
    # Units share these findings: the engine judges the same object only once.
    text = ngettext("Recorded for the %(n)s member", "Recorded for all %(n)s members", members)
    return Finding(MET, since, evidence=text % {"n": members})


def _missing(missing: int, members: int) -> str:
    text = ngettext("%(n)s of %(all)s members has none", "%(n)s of %(all)s members have none", missing)
    return text % {"n": missing, "all": members}


def _refused(tally: Tally) -> str:
    said = {"n": tally.refused, "all": tally.members}
    return _("A parent or carer said no for %(n)s of %(all)s members") % said
