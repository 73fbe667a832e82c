"""Every page, for every role that may open it: at most fifteen queries in all, however much there is to show.

All is counted: the session, the reader and their posts, the ledger's entry with its BEGIN and COMMIT. The tests commit
for real, because inside a test's own transaction a look's BEGIN and COMMIT would not be counted.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lanyard.accounts.roles import roles
from lanyard.notices.models import Todo, TodoFor
from lanyard.partnerships.models import Agreement
from lanyard.units.models import Unit
from tests import cast, cast_units
from tests.cast_programme import add_staff, make_session
from tests.cast_ready import ready_unit
from tests.cast_workforce import make_officer
from tests.ground.test_crossing import OURS, enter, own, reaches
from tests.ground.things import BUILDERS, Things

MOST = 15
PAGES = [route for route in OURS if not route.public]


def rich(tenant: cast.Tenant) -> Things:
    """Return one of everything, and around it what makes lists long: units, sessions, children, to-dos."""
    here = Things(tenant)
    ready_unit(tenant, "Ready unit", children=3)
    here.built["agreement"] = Agreement.objects.get(partnership__school=tenant.school)
    for kind in BUILDERS:
        here[kind]
    widen(here)
    return here


def widen(here: Things) -> None:
    """Add more of what pages list: units with children and leaders, their sessions of this week, other schools."""
    tenant, now = here.tenant, timezone.now()
    for _turn in range(2):
        number = Unit.objects.count()
        unit = cast_units.make_unit_like(here["unit"], f"Unit {number}")
        leader = cast.make_person(f"Leader {number}")
        cast.make_post(leader, "pcso", tenant.force)
        make_officer(leader, tenant.force, supervisor=tenant.people["sergeant"])
        cast_units.add_leader(unit, leader)
        for role in ("officer", "youth-worker", "volunteer"):
            cast_units.add_leader(unit, tenant.people[role], role)
        cast_units.add_answers(cast_units.add_member(unit, "Ben", "Hill"))
        cast_units.add_member(unit, "Cora", "Dale")
        for day in range(3):
            session = make_session(unit, tenant.people["pcso"], now + timedelta(days=day, minutes=number + 5))
            add_staff(session, tenant.people["programme-teacher"])
        todo = Todo.objects.create(key=f"more-{unit.pk}", organisation=tenant.school, title="More", raised_at=now)
        TodoFor.objects.bulk_create(TodoFor(todo=todo, role=role) for role in roles())
        school = cast.make_school(tenant.force, tenant.area, f"School {number}", str(800000 + number))
        cast.make_post(cast.make_person(f"Head {number}"), "head-teacher", school)


def queries_of(client: Client, address: str) -> list[str]:
    """Return the queries that one GET costs; none where the answer is not a page or file for this reader."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        return []
    return [query["sql"] for query in asked.captured_queries]


def measured(client: Client, here: Things, role: str) -> dict[str, list[str]]:
    """Return the queries of every page that the role's holder may open, by the route's name."""
    mine = [route for route in PAGES if reaches(role, route)]
    asked = {route.name: queries_of(client, route.address(**own(route, here))) for route in mine}
    return {name: queries for name, queries in asked.items() if queries}


def told(pages: dict[str, list[str]], most: int) -> list[str]:
    """Describe the pages that ask too often, with the tables that each query is about."""
    return [
        f"{name}: {len(queries)} queries\n  " + "\n  ".join(query[:160] for query in queries)
        for name, queries in pages.items()
        if len(queries) > most
    ]


# Between them they may open every page that anybody may open, and each has the fullest of some page.
RICHEST = ["pcso", "head-teacher", "sergeant", "central-team", "force-lead"]
BUSY = {"notices:today", "units:unit", "programme:session", "assurance:board", "workforce:officer", "units:members"}


@pytest.mark.django_db(transaction=True)
def test_no_page_asks_more_than_fifteen_queries_and_more_to_show_asks_no_more(northshire, signed_in_as):
    """More units, sessions, children and to-dos: what the fullest pages ask stays as it was."""
    here = rich(northshire)
    clients = {role: enter(signed_in_as, northshire.people[role]) for role in RICHEST}
    few = {role: measured(clients[role], here, role) for role in RICHEST}
    assert not (over := [line for pages in few.values() for line in told(pages, MOST)]), "\n".join(over)
    assert set().union(*few.values()) >= BUSY
    widen(here)
    for role in RICHEST:
        more = measured(clients[role], here, role)
        grown = [name for name in BUSY & set(more) & set(few[role]) if len(more[name]) > len(few[role][name])]
        assert not grown, f"{role}: {grown} ask more when there is more to show"


@pytest.mark.django_db(transaction=True)
def test_it_counts_every_query_of_a_page_with_those_that_begin_and_commit(northshire, signed_in_as):
    """A count that left out the ledger would let a page go over the limit unseen."""
    here = rich(northshire)
    client = enter(signed_in_as, northshire.people["sergeant"])
    asked = measured(client, here, "sergeant")["workforce:officer"]
    assert any("audit_entry" in query and query.startswith("INSERT") for query in asked)
    assert asked.count("COMMIT") == 1
    assert told({"workforce:officer": asked}, len(asked) - 1)
