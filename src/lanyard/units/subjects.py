"""Units as a kind of subject that can be safe to operate, and what they are judged with."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse

from lanyard.accounts.models import Person
from lanyard.assurance.registers import Moment, SubjectKind, SubjectRow, SubjectSet, related, subject_kind
from lanyard.organisations.models import Organisation
from lanyard.partnerships.delivering import delivers
from lanyard.partnerships.models import Partnership
from lanyard.units import policy
from lanyard.units.models import Unit, UnitLeader, valid_on
from lanyard.units.reading import Facts, Leading, units_at


def rows(subjects: SubjectSet, moment: Moment) -> Sequence[SubjectRow]:
    """Return the units with their leaders at the moment, partnership and force: one query."""
    return [_row(unit, leaders) for unit, leaders in units_at(subjects, moment).items()]


def _row(unit: Facts, leaders: Sequence[Leading]) -> SubjectRow:
    return SubjectRow(
        unit.key,
        unit.public_id,
        f"{unit.name}, {unit.school_name}",
        unit.school,
        unit.force,
        unit.area,
        {
            "officer": tuple(dict.fromkeys(leader.person for leader in leaders)),
            "partnership": (unit.partnership,),
            "force": (unit.force,) if unit.force else (),
        },
        {("officer", leader.person): leader.name for leader in leaders},
        since=unit.starts_on,
    )


def live_units(moment: Moment) -> QuerySet[Unit]:
    """Return the units that were set up and had not ended at a moment."""
    return Unit.objects.at(moment.day, moment.known)


UNIT = subject_kind(
    SubjectKind(
        kind="unit",
        all=live_units,
        rows=rows,
        permission=policy.VIEW_UNIT,
        label="school__name",
        page=lambda public_id: reverse("units:unit", args=[public_id]),
    )
)


@related("unit", "officer")
def officers(subjects: SubjectSet) -> QuerySet[Person]:
    """Return everybody who ever led the units: which of them counts at a moment is for the rows to say."""
    return Person.objects.filter(pk__in=UnitLeader.objects.filter(unit__in=subjects.keys).values("person"))


@related("unit", "partnership")
def partnerships(subjects: SubjectSet) -> QuerySet[Partnership]:
    """Return the partnerships under which the units run."""
    return Partnership.objects.filter(pk__in=subjects.queryset.order_by().values("partnership"))


@related("unit", "force")
def forces(subjects: SubjectSet) -> QuerySet[Organisation]:
    """Return the forces of the units' schools."""
    return Organisation.objects.filter(pk__in=subjects.queryset.order_by().values("school__force"))


@delivers(person="person", school="unit__school")
def leaders_delivering(day) -> QuerySet[UnitLeader]:
    """Return who leads a unit on a day, for the rooms below that ask who delivers at a school."""
    return UnitLeader.objects.standing().filter(valid_on(day))
