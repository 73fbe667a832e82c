"""Where the demonstration takes place: a force, its areas and its schools."""

import io
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Q, QuerySet

from lanyard.accounts.actors import operator
from lanyard.engines.refusals import Refused
from lanyard.organisations.actions import accept, preview, read
from lanyard.organisations.forces import hub
from lanyard.organisations.models import LocalAuthority, Organisation
from lanyard.organisations.register.generator import Recipe, register_bytes

OPERATOR = operator("demo-data")
FORCE_NAME, FORCE_CODE, AUTHORITY = "Northshire Police", "E23999001", ("999", "Northshire")
SCHOOLS_NEEDED = 9


@dataclass(frozen=True)
class Places:
    """The force of the demonstration, one of its areas, its schools by the part they play, and the hub."""

    hub: Organisation
    force: Organisation
    schools: list[Organisation]


def prepare(register: Path | None) -> Places:
    """Read the register (the generated one when none is given) and choose the force with most primary schools.

    Raises Refused before the forces are loaded, and for a register without enough primary schools.
    """
    if not Organisation.objects.filter(kind=Organisation.HUB).exists():
        raise Refused("The forces are not loaded yet. Run 'lanyard init' first.")
    if register is None:
        _invent_force()
        _import(io.BytesIO(register_bytes(Recipe(rows=160, seed=11, authorities=[AUTHORITY]))), "northshire.csv")
        force = Organisation.objects.get(kind=Organisation.FORCE, code=FORCE_CODE)
    else:
        with register.open("rb") as file:
            _import(file, register.name)
        force = _largest()
    schools = _of_different_names(_primary(force).order_by("name"))
    if len(schools) < SCHOOLS_NEEDED:
        raise Refused(f"The register has too few open primary schools of one force: it needs {SCHOOLS_NEEDED}")
    return Places(hub(), force, schools)


def _of_different_names(found: QuerySet[Organisation]) -> list[Organisation]:
    """Choose schools that a visitor can tell apart: registers have many of the same name."""
    by_name: dict[str, Organisation] = {}
    for school in found.iterator():
        by_name.setdefault(school.name.partition(",")[0], school)
        if len(by_name) == SCHOOLS_NEEDED:
            break
    return list(by_name.values())


def _invent_force() -> None:
    force, _ = Organisation.objects.get_or_create(
        kind=Organisation.FORCE, code=FORCE_CODE, defaults={"name": FORCE_NAME}
    )
    force.force = force
    force.save(update_fields=["force"])
    code, name = AUTHORITY
    LocalAuthority.objects.get_or_create(code=code, defaults={"name": name, "force": force})


def _import(file, name: str) -> None:
    reading = read(OPERATOR, hub(), file)
    register = preview(OPERATOR, hub(), name, reading)
    accept(OPERATOR, register)


def _largest() -> Organisation:
    primary = Q(under_force__school__low_age__lte=8, under_force__school__high_age__gte=11)
    forces = Organisation.objects.filter(kind=Organisation.FORCE).annotate(n=Count("under_force", filter=primary))
    return forces.order_by("-n", "name")[0]


def _primary(force: Organisation):
    return Organisation.objects.filter(
        kind=Organisation.SCHOOL, force=force, closed_on=None, school__low_age__lte=8, school__high_age__gte=11,
        school__phase="Primary", school__status="Open",
    )  # fmt: skip
