"""Partnerships as a kind of subject that can be ready, and the force that each belongs to."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from lanyard.assurance.registers import Moment, SubjectKind, SubjectRow, SubjectSet, related, subject_kind
from lanyard.organisations.models import Organisation
from lanyard.partnerships import policy
from lanyard.partnerships.models import Partnership


def live_partnerships(moment: Moment) -> QuerySet[Partnership]:
    """Return the partnerships that had begun and not ended by a moment's day."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=moment.day)
    return Partnership.objects.filter(open_then, opened_on__lte=moment.day)


def rows(subjects: SubjectSet, moment: Moment) -> Sequence[SubjectRow]:
    """Return the partnerships by the name of the school: one query."""
    fields = ("pk", "public_id", "school__name", "school", "force", "school__area", "opened_on")
    found = subjects.queryset.order_by("school__name", "pk").values_list(*fields)
    return [
        SubjectRow(pk, public_id, name, school, force, area, parts={"force": (force,)}, since=since)
        for pk, public_id, name, school, force, area, since in found
    ]


PARTNERSHIP = subject_kind(
    SubjectKind(
        kind="partnership",
        all=live_partnerships,
        rows=rows,
        permission=policy.VIEW_PARTNERSHIP,
        label="school__name",
        page=lambda public_id: reverse("partnerships:partnership", args=[public_id]),
    )
)


@related("partnership", "force")
def forces(subjects: SubjectSet) -> QuerySet[Organisation]:
    """Return the forces of the partnerships: a force without a DRO holds all of them up."""
    return Organisation.objects.filter(pk__in=subjects.queryset.order_by().values("force"))
