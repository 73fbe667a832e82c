"""The changes of this room that people make: reading registers, accepting them, areas and clusters."""

from collections.abc import Iterable
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.organisations import policy
from lanyard.organisations.events import schools_closed
from lanyard.organisations.models import Organisation, RegisterChange, RegisterImport, School
from lanyard.organisations.register.apply import apply_changes
from lanyard.organisations.register.bulk import insert
from lanyard.organisations.register.compare import Change, knowledge
from lanyard.organisations.register.intake import Reading, read_register


def read(actor: Actor, organisation: Organisation, file: IO[bytes]) -> Reading:
    """Read a register for a force, or for all from the hub; writes nothing. Raises Forbidden without the right."""
    actor.must(policy.IMPORT_REGISTER, organisation.place)
    limit = organisation if organisation.kind == Organisation.FORCE else None
    return read_register(file, knowledge(limit))


def preview(actor: Actor, organisation: Organisation, file_name: str, reading: Reading) -> RegisterImport:
    """Keep what a register would change, to be accepted. Raises Refused when the file has anything wrong."""
    if reading.problems:
        raise Refused(said(reading), field="file")
    with change(actor, policy.IMPORT_REGISTER, organisation.place) as doing:
        counts = {key: value for key, value in reading.as_json().items() if key != "errors"}
        register = RegisterImport.objects.create(
            organisation=organisation, at=timezone.now(), by_name=actor.name[:200], file_name=file_name[:200],
            counts=counts,
        )  # fmt: skip
        insert(RegisterChange, _ROW, (_row(register, found) for found in reading.changes))
        doing.record("register.read", register, file=register.file_name, **counts)
    return register


def said(reading: Reading) -> str:
    """Say in one sentence what is wrong with a file: the first problem, and how many more there are."""
    first, more = reading.problems[0], len(reading.problems) - 1
    if not more:
        return str(first)
    return _("%(first)s (and %(more)s more problems; nothing was read in)") % {"first": first, "more": more}


_ROW = ("register", "urn", "name", "line", "outcome", "kinds", "facts", "fingerprint", "fingerprint_before")


def _row(register: RegisterImport, found: Change) -> tuple[Any, ...]:
    line = found.line
    kinds = f",{','.join(found.kinds)},"
    return (
        register.pk, line.urn, found.name, line.number, str(found.outcome), kinds, found.facts, line.fingerprint,
        found.fingerprint_before,
    )  # fmt: skip


def accept(actor: Actor, register: RegisterImport) -> RegisterImport:
    """Make what a register changes so. Raises Conflict when it was accepted already, or the schools moved on."""
    with change(actor, policy.IMPORT_REGISTER, register.place) as doing:
        register = RegisterImport.objects.select_for_update(of=("self",)).get(pk=register.pk)
        if register.accepted_at:
            raise Conflict(_("%(name)s has accepted this already.") % {"name": register.accepted_by_name})
        closed = apply_changes(register)
        register.accepted_at, register.accepted_by_name = timezone.now(), actor.name[:200]
        register.save(update_fields=["accepted_at", "accepted_by_name"])
        doing.record("register.accepted", register, file=register.file_name, **register.counts)
        if closed:
            doing.record("schools.closed", closed, register=register.public_id)
        schools_closed(closed, doing)
    return register


def create_area(actor: Actor, force: Organisation, name: str) -> Organisation:
    """Add an area to a force. Raises Refused when the force has one of that name."""
    with change(actor, policy.MANAGE_AREAS, force.place) as doing:
        _queue_at(force.pk)
        _refuse_taken_name(force.pk, name)
        area = Organisation.objects.create(kind=Organisation.AREA, name=name, force=force)
        area.area = area  # like a force, an area knows itself, so that one filter finds all that is under it
        area.save(update_fields=["area"])
        doing.record("area.created", area, name=name)
    return area


def rename_area(actor: Actor, area: Organisation, name: str) -> Organisation:
    """Give an area another name.

    Raises Refused when the force has another area of that name, Conflict when somebody renamed it since it was read.
    """
    with change(actor, policy.MANAGE_AREAS, area.place) as doing:
        _queue_at(area.force_id)
        held = Organisation.objects.select_for_update(of=("self",)).select_related("force").get(pk=area.pk)
        if held.name != area.name:
            raise Conflict(_("Somebody has renamed this area to “%(name)s”") % {"name": held.name}, field="name")
        _refuse_taken_name(held.force_id, name, but=held.pk)
        doing.record("area.renamed", held, before=held.name, after=name)
        held.name = name
        held.save(update_fields=["name"])
    return held


def _queue_at(force: int | None) -> None:
    # The force's row is the queue in which names are given: two areas can't take the same one at once.
    assert force is not None  # an area is made within its force
    Organisation.objects.select_for_update(no_key=True).get(pk=force)


def _refuse_taken_name(force: int | None, name: str, but: int = 0) -> None:
    areas = Organisation.objects.filter(kind=Organisation.AREA, force_id=force, name__iexact=name)
    if areas.exclude(pk=but).exists():
        raise Refused(_("There is an area of this name already. Enter another name"), field="name")


def place_schools(
    actor: Actor, force: Organisation, area: Organisation | None, schools: Iterable[Organisation]
) -> int:
    """Put schools of a force in one of its areas, or in none; return how many moved.

    Raises Refused when the area or a school is another force's.
    """
    wanted = {school.pk for school in schools}
    with change(actor, policy.MANAGE_AREAS, force.place) as doing:
        if area is not None and (area.kind != Organisation.AREA or area.force_id != force.pk):
            raise Refused(_("Choose an area of this force"), field="area")
        held = Organisation.objects.select_for_update(of=("self",)).filter(kind=Organisation.SCHOOL, force=force)
        found = list(held.filter(pk__in=wanted))
        if len(found) != len(wanted):
            raise Refused(_("Choose schools of this force"), field="schools")
        moved = [school for school in found if school.area_id != (area.pk if area else None)]
        Organisation.objects.filter(pk__in=[school.pk for school in moved]).update(area=area)
        doing.record("schools.placed", moved, area=area.public_id if area else None, chosen=len(found))
    return len(moved)


def place_school(actor: Actor, school: Organisation, area: Organisation | None, cluster: str) -> None:
    """Put a school in an area, and say with which others it forms a cluster (MPS §2.3); empty means none.

    Raises Refused when the area is another force's.
    """
    with change(actor, policy.MANAGE_AREAS, school.place) as doing:
        if area is not None and (area.kind != Organisation.AREA or area.force_id != school.force_id):
            raise Refused(_("Choose an area of this force"), field="area")
        row = School.objects.select_for_update().select_related("organisation").get(organisation=school)
        doing.record("school.placed", school, area=area.public_id if area else None, cluster=[row.cluster, cluster])
        row.cluster, row.organisation.area = cluster, area
        row.save(update_fields=["cluster"])
        row.organisation.save(update_fields=["area"])
