"""Every route, crossed with every role, with the tenant's own ids and with another tenant's.

What another force or school has does not exist for anybody here: 404, for reading and for writing, and no entry in
the ledger. What is one's own opens only with the permission, and never breaks.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import Http404
from django.test import Client, RequestFactory

from lanyard.accounts.actors import actor_for
from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import newest
from lanyard.audit.models import Entry
from tests.cast import make_person
from tests.client import faults, is_page
from tests.ground.routes import Route, routes
from tests.ground.things import ALIASES, BUILDERS, WORDS, Things

ABSENT = {404, 405}  # 405 is answered before anything is looked up, so it tells nothing
LOCAL = [role.id for role in roles().values() if "hub" not in role.kinds]
HUB = [role.id for role in roles().values() if "hub" in role.kinds]
OURS = [r for r in routes() if r.view.__module__.startswith("lanyard.") and "provider_id" not in r.words]
NAMED = [route for route in OURS if route.ids and not route.public]


@pytest.fixture
def worlds(northshire, southshire) -> tuple[Things, Things]:
    """Our tenant and the other one, with one of everything in each."""
    ours, theirs = Things(northshire), Things(southshire)
    for kind in BUILDERS:
        ours[kind], theirs[kind]
    return ours, theirs


def words_of(route: Route) -> dict[str, str]:
    """Return a word for every argument that is not an id."""
    known = {**WORDS, "requirement": next(iter(newest().requirements)).id}
    return {name: known.get(f"{route.name} {name}") or known[name] for name in route.words}


def own(route: Route, ours: Things) -> dict[str, str]:
    """Return all arguments of a route, the ids being the tenant's own."""
    return {**words_of(route), **{name: ours.id(name) for name in route.ids}}


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Thousands of expected 404s would bury what failed; a failure's cause is in the assertion's own words."""
    caplog.set_level(logging.CRITICAL + 1, "django.request")


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever a request did, so that the next one meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(client: Client, method: str, address: str):
    """Make one request whose failure is an answer (500) to be reported, not an exception that hides the rest."""
    with undone():
        return getattr(client, method)(address)


def call(route: Route, method: str, person, /, **values: str) -> int:
    """Call the view itself, as a person with a second factor, and return the status it gives.

    Thousands of refusals are asked for here; the page that says "not found" need not be drawn for each of them.
    """
    request = getattr(RequestFactory(), method)(route.address(**values))
    request.user, request.actor = person, actor_for(person)
    kwargs = {name: values[name] for name in route.ids + route.words}
    with undone():
        try:
            return route.view(request, **kwargs).status_code
        except Http404:
            return 404
        except Exception:
            return 500  # it got past the refusal, and further than a bare request can carry it


def told(route: Route, method: str, answer) -> str:
    """Describe an answer so that its cause can be found from the test's output alone."""
    told_of = f"{method.upper()} {route.name} ({route.source}) answered {answer.status_code}"
    if not getattr(answer, "exc_info", None):
        return told_of
    broke = traceback.extract_tb(answer.exc_info[2])[-1]
    return f"{told_of}: {answer.exc_info[1]!r} at {broke.filename}:{broke.lineno}"


def enter(signed_in_as, person) -> Client:
    """Sign in with a plain client: thousands of answers here, and their pages are checked once, below."""
    client = Client(raise_request_exception=False)
    client.cookies = signed_in_as(person).cookies
    return client


def reaches(role: str, route: Route) -> bool:
    """Say whether a role gets past the route's own guard: it holds the permission, or none is asked for."""
    return route.permission is None or role in route.permission.roles


def mixtures(route: Route, ours: Things, theirs: Things) -> Iterator[dict[str, str]]:
    """Yield the ids with exactly one of them taken from the other tenant, and then with all of them."""
    mine = {name: ours.id(name) for name in route.ids}
    foreign = {name: theirs.id(name) for name in route.ids}
    for name in route.ids:
        yield {**mine, name: foreign[name]}
    if len(route.ids) > 1:
        yield foreign


@pytest.mark.parametrize("route", [r for r in OURS if r.ids or r.words], ids=lambda route: route.name)
def test_it_can_build_what_every_address_names(route):
    """An id of a kind that is not built would leave its route uncrossed."""
    unknown = [name for name in route.ids if ALIASES.get(name, name) not in BUILDERS]
    unknown += [name for name in route.words if name not in {*WORDS, "requirement"}]
    assert not unknown, f"{route.name}: add {unknown} to BUILDERS (or ALIASES, or WORDS) in tests/ground/things.py"


@pytest.mark.parametrize("role", LOCAL)
def test_it_shows_nobody_what_another_tenant_has(role, worlds):
    """Reading and writing with another tenant's id: as if it did not exist, and the ledger stays silent."""
    ours, theirs = worlds
    person, entries, found = ours.tenant.people[role], Entry.objects.count(), []
    for route in NAMED:
        for ids in mixtures(route, ours, theirs):
            for method in ("get", "post"):
                status = call(route, method, person, **words_of(route), **ids)
                if status not in ABSENT:
                    found.append(f"{method.upper()} {route.name} ({route.source}) answered {status} with {ids}")
    assert not found, "\n".join(found)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("role", [*LOCAL, *HUB])
def test_it_opens_nothing_without_its_permission(role, worlds, hub):
    """The tenant's own ids, and a role that does not hold the permission: 404, for reading and for writing."""
    ours, _ = worlds
    person, found = {**hub, **ours.tenant.people}[role], []
    for route in [r for r in OURS if not reaches(role, r)]:
        values = own(route, ours)
        statuses = {call(route, method, person, **values) for method in ("get", "post")}
        if not statuses <= ABSENT:
            found.append(f"{route.name} ({route.source}) answered {statuses} to a {role}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", [*LOCAL, *HUB])
def test_it_never_breaks_for_a_role_that_has_the_permission(role, worlds, hub, signed_in_as):
    """The tenant's own ids, through the whole site: any answer but a failure."""
    ours, _ = worlds
    client = enter(signed_in_as, {**hub, **ours.tenant.people}[role])
    found = []
    for route in [r for r in OURS if reaches(role, r)]:
        address = route.address(**own(route, ours))
        answers = [(method, ask(client, method, address)) for method in ("get", "post")]
        found += [told(route, method, a) for method, a in answers if a.status_code >= 500]
    assert not found, "\n".join(found)


def test_it_opens_every_page_with_an_id_to_somebody_and_the_page_is_sound(worlds, hub, signed_in_as):
    """A page that is a 404 for every role would pass the tests above without ever having been there."""
    ours, _ = worlds
    people = {**ours.tenant.people, **hub}
    clients = {role: enter(signed_in_as, person) for role, person in people.items()}
    found = []
    for route in NAMED:
        address = route.address(**own(route, ours))
        asked = (ask(clients[role], "get", address) for role in clients if reaches(role, route))
        page = next((answer for answer in asked if answer.status_code in {200, 302, 405}), None)
        if page is None:
            found.append(f"{route.name}: {address} opens to nobody")
        elif page.status_code == 200 and is_page(page):
            found += [f"{route.name}: {fault}" for fault in faults(page.content.decode())]
    assert not found, "\n".join(found)


def test_it_shows_nothing_to_somebody_who_holds_no_post(worlds):
    """Signed in, but no longer (or not yet) in any post."""
    ours, _ = worlds
    person, found = make_person("Nobody Inpost"), []
    for route in [r for r in NAMED if r.permission]:
        values = own(route, ours)
        statuses = {call(route, method, person, **values) for method in ("get", "post")}
        found += [f"{route.name} answered {statuses}"] if not statuses <= ABSENT else []
    assert not found, "\n".join(found)


def test_it_sends_everybody_else_to_the_door(worlds):
    """Not signed in: every page that is not public leads to signing in, whether the id exists or not."""
    ours, _ = worlds
    client = Client(raise_request_exception=False)
    found = []
    for route in [r for r in OURS if not r.public]:
        values = own(route, ours)
        answer = ask(client, "get", route.address(**values))
        led = answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/")
        if not led and answer.status_code != 405:
            found.append(told(route, "get", answer))
    assert not found, "\n".join(found)
