"""Units as a kind of subject that can be safe to operate, and what they are judged with."""

from collections import defaultdict
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


def rows(subjects: SubjectSet, moment: Moment) -> Sequence[SubjectRow]:
    """Return the units with their leaders at the moment, partnership and force: two queries."""
    named: dict[int, list[tuple[int, str]]] = defaultdict(list)
    leading = UnitLeader.objects.at(moment.day, moment.known).filter(unit__in=subjects.keys)
    for unit, person, name in leading.order_by("starts_on", "pk").values_list("unit", "person", "person__name"):
        named[unit].append((person, name))
    fields = ("pk", "public_id", "name", "school__name", "school", "school__force", "school__area")
    fields += ("partnership", "starts_on")
    units = subjects.queryset.order_by("school__name", "name", "pk").values_list(*fields)
    return [_row(values, named.get(values[0], ())) for values in units]


def _row(values: tuple, leaders: Sequence[tuple[int, str]]) -> SubjectRow:
    key, public_id, name, school_name, school, force, area, partnership, since = values
    return SubjectRow(
        key,
        public_id,
        f"{name}, {school_name}",
        school,
        force,
        area,
        {
            "officer": tuple(dict.fromkeys(person for person, _name in leaders)),
            "partnership": (partnership,),
            "force": (force,) if force else (),
        },
        {("officer", person): person_name for person, person_name in leaders},
        since,
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
