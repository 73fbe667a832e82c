"""A national data set of any size, drawn from a seed, for benchmarks and trials. Never for a live installation."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count, cycle, islice

from lanyard.accounts.actors import operator
from lanyard.assurance.policy import SIMULATE
from lanyard.audit.acting import change
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Place
from lanyard.organisations.models import Organisation
from lanyard.programme.models import Session
from lanyard.simulate.tables import MOST_WAITING, Tables
from lanyard.simulate.world import FIRST_URN, UNITS_TO_AN_OFFICER, World
from lanyard.units.models import Member, Unit

MOST = 99_999
LARGE = 20  # every so many units one more of the largest force


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
    had = Counter[int]()
    for number, force in enumerate(islice(_turns(forces), units), start=1):
        if had[force.pk] % UNITS_TO_AN_OFFICER == 0:
            leaders[force.pk] = world.officer(force.pk)
        had[force.pk] += 1
        site = world.school(force, number, leaders[force.pk])
        world.unit(site, leaders[force.pk])
        tables.flush(MOST_WAITING)
    tables.finish()
    return {
        "units": tables[Unit].written,
        "members": tables[Member].written,
        "sessions": tables[Session].written,
    }


def _turns(forces: Sequence[Organisation]) -> Iterator[Organisation]:
    """Say whose each unit is, without end: one in twenty is the first force's, the others share the rest."""
    large, others = forces[0], cycle(forces[1:] or forces)
    return (large if number % LARGE == 0 else next(others) for number in count())
