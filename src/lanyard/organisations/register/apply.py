"""Writing what a register changes, in bulk: a few statements for every two thousand schools."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.engines.refusals import Conflict
from lanyard.organisations.catalogue import register_words
from lanyard.organisations.models import LocalAuthority, Organisation, RegisterChange, RegisterImport, School
from lanyard.organisations.register.bulk import insert
from lanyard.organisations.register.layout import FIELDS

_CHUNK = 2000
_PARSED = {"opened_on", "closed_on", "register_changed_on", "free_meals_percent"}
_SCHOOL_FIELDS = [field for field in FIELDS if field not in {"urn", "name"}] + ["fingerprint"]
# With the value where the file says nothing, as the model has it.
_NEW_FIELDS = {field.name: "" if not field.null else None for field in School._meta.concrete_fields}
_ORGANISATION_FIELDS = ["name", "force", "area", "closed_on"]


def apply_changes(register: RegisterImport) -> list[Organisation]:
    """Write every change of an import; return the schools it closes.

    Raises Conflict when a school is no longer as it was when the file was compared.
    """
    forces = dict(LocalAuthority.objects.values_list("code", "force_id"))
    # Two imports at once would both add the same school: the second waits here, and then finds it there.
    list(Organisation.objects.select_for_update(no_key=True).filter(kind__in=("hub", "force")).values_list("pk"))
    closed: list[Organisation] = []
    for chunk in _chunks(register):
        _add([c for c in chunk if c.outcome == RegisterChange.NEW], forces)
        closed += _alter([c for c in chunk if c.outcome != RegisterChange.NEW], forces)
    return closed


def _chunks(register: RegisterImport) -> Iterator[list[RegisterChange]]:
    last = 0
    while chunk := list(register.changes.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
        yield chunk
        last = chunk[-1].pk


def _moved_on() -> Conflict:
    return Conflict(_("The schools have changed since this file was read. Read the file again."), field="file")


def _add(changes: list[RegisterChange], forces: Mapping[str, int]) -> None:
    if School.objects.filter(urn__in=[c.urn for c in changes]).exists():
        raise _moved_on()
    pairs = [(change, _set(Organisation(kind=Organisation.SCHOOL, code=change.urn), change)) for change in changes]
    for change, organisation in pairs:
        organisation.force_id = forces[change.facts["la_code"][1]]
    try:
        Organisation.objects.bulk_create([organisation for _, organisation in pairs])
    except IntegrityError as taken:
        raise _moved_on() from taken
    insert(School, _NEW_FIELDS, (_new_school(change, organisation) for change, organisation in pairs))


def _new_school(change: RegisterChange, organisation: Organisation) -> list[Any]:
    found = {field: _parsed(field, after) for field, (_before, after) in change.facts.items()}
    known = found | {"organisation": organisation.pk, "urn": change.urn, "fingerprint": change.fingerprint}
    return [known.get(field, default) for field, default in _NEW_FIELDS.items()]


def _alter(changes: list[RegisterChange], forces: Mapping[str, int]) -> list[Organisation]:
    urns = [change.urn for change in changes]
    locked = School.objects.select_for_update(of=("self",)).select_related("organisation").filter(urn__in=urns)
    held = {school.urn: school for school in locked}
    for change in changes:
        school = held.get(change.urn)
        if school is None or school.fingerprint != change.fingerprint_before:
            raise _moved_on()
        _set(school, change)
        _set(school.organisation, change)
        _move(school.organisation, forces[school.la_code])
    _upsert(list(held.values()))
    return [held[c.urn].organisation for c in changes if c.outcome == RegisterChange.CLOSED]


def _move(organisation: Organisation, force: int) -> None:
    if organisation.force_id != force:
        # An area belongs to one force: the new force places the school in an area of its own.
        organisation.force_id, organisation.area_id = force, None


def _upsert(schools: list[School]) -> None:
    # Many columns of many rows: an upsert is one statement, where an update by cases takes minutes.
    if not schools:
        return
    School.objects.bulk_create(
        schools, update_conflicts=True, unique_fields=["organisation"], update_fields=_SCHOOL_FIELDS
    )
    Organisation.objects.bulk_create(
        [school.organisation for school in schools],
        update_conflicts=True, unique_fields=["id"], update_fields=_ORGANISATION_FIELDS,
    )  # fmt: skip


def _set[T: (Organisation, School)](target: T, change: RegisterChange) -> T:
    """Give an organisation or a school the facts of a change that are its own."""
    if isinstance(target, Organisation):
        target.name = change.name
        if "status" in change.facts or "closed_on" in change.facts:
            target.closed_on = _closed_on(target, change)
        return target
    for field, (_before, after) in change.facts.items():
        if field not in {"urn", "name"}:
            setattr(target, field, _parsed(field, after))
    target.fingerprint = change.fingerprint
    return target


def _parsed(field: str, value: Any) -> Any:
    if field not in _PARSED:
        return value
    known: Any = School._meta.get_field(field)
    return known.to_python(value)


def _closed_on(organisation: Organisation, change: RegisterChange) -> date | None:
    """The day from which the organisation is closed: the register's, or today where it says only that it is."""
    status = change.facts["status"][1] if "status" in change.facts else None
    if status is None:
        status = organisation.school.status
    if status not in register_words().closed:
        return None
    day = _parsed("closed_on", change.facts.get("closed_on", [None, None])[1])
    return day or organisation.closed_on or timezone.localdate()
