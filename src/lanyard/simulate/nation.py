"""A national data set of any size, drawn from a seed, for benchmarks and trials. Never for a live installation."""

from itertools import cycle

from lanyard.accounts.actors import operator
from lanyard.assurance.policy import SIMULATE
from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.programme.models import Session
from lanyard.simulate.tables import Tables
from lanyard.simulate.world import FIRST_URN, UNITS_TO_AN_OFFICER, World
from lanyard.units.models import Member, Unit

MOST = 99_999


def simulate(units: int, seed: int, years: int = 1) -> dict[str, int]:
    """Add a nation of so many units; all of it or nothing. Returns how many units, members and sessions it has.

    Raises Refused for a size that can't be, or where a simulated nation has been loaded already.
    """
    if not 1 <= units <= MOST:
        raise Refused(f"--units {units}: write a number from 1 to {MOST}")
    if not 1 <= years <= 5:
        raise Refused(f"--years {years}: write a number from 1 to 5")
    if Organisation.objects.filter(kind=Organisation.SCHOOL, school__urn=str(FIRST_URN + 1)).exists():
        raise Refused("A simulated nation is here already: use an empty installation")
    with change(operator("simulate"), SIMULATE, Place(None)) as doing:
        counts = _fill(units, seed, years)
        doing.record("simulate.loaded", None, seed=seed, years=years, **counts)
    return counts


def _fill(units: int, seed: int, years: int) -> dict[str, int]:
    tables = Tables()
    world = World(tables, seed, years)
    forces = list(Organisation.objects.filter(kind=Organisation.FORCE).order_by("code"))
    if not forces:
        raise Refused("No forces are loaded: run 'lanyard init' first")
    for force in forces:
        world.force(force)
    leaders: dict[int, int] = {}
    for number, force in zip(range(1, units + 1), cycle(forces), strict=False):
        if (number - 1) // len(forces) % UNITS_TO_AN_OFFICER == 0:
            leaders[force.pk] = world.officer(force.pk)
        site = world.school(force, number, leaders[force.pk])
        world.unit(site, leaders[force.pk])
    tables.finish()
    return {
        "units": tables[Unit].written,
        "members": tables[Member].written,
        "sessions": tables[Session].written,
    }
