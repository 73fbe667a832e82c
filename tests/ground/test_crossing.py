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
from django.test import Client

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
OURS = [route for route in routes() if route.view.__module__.startswith("lanyard.")]
NAMED = [route for route in OURS if route.ids and not route.public]


@pytest.fixture
def worlds(northshire, southshire) -> tuple[Things, Things]:
    """Our tenant and the other one, with one of everything in each."""
    ours, theirs = Things(northshire), Things(southshire)
    for kind in BUILDERS:
        ours[kind], theirs[kind]
    return ours, theirs


@pytest.fixture
def words() -> dict[str, str]:
    """A word for every argument that is not an id."""
    return {**WORDS, "requirement": next(iter(newest().requirements)).id}


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


def mixtures(route: Route, ours: Things, theirs: Things, words: dict[str, str]) -> Iterator[str]:
    """Yield addresses with exactly one of the ids taken from the other tenant, and one with all of them."""
    own = {name: ours.id(name) for name in route.ids}
    foreign = {name: theirs.id(name) for name in route.ids}
    for name in route.ids:
        yield route.address(**words, **{**own, name: foreign[name]})
    if len(route.ids) > 1:
        yield route.address(**words, **foreign)


@pytest.mark.parametrize("route", [r for r in OURS if r.ids], ids=lambda route: route.name)
def test_it_can_build_what_every_address_names(route):
    """An id of a kind that is not built would leave its route uncrossed."""
    unknown = [name for name in route.ids if ALIASES.get(name, name) not in BUILDERS]
    assert not unknown, f"{route.name}: add {unknown} to BUILDERS (or ALIASES) in tests/ground/things.py"


@pytest.mark.parametrize("role", LOCAL)
def test_it_shows_nobody_what_another_tenant_has(role, worlds, words, signed_in_as):
    """Reading and writing with another tenant's id: as if it did not exist, and the ledger stays silent.

    Only routes whose guard lets the role in: the guard itself is crossed with every role in the next test.
    """
    ours, theirs = worlds
    client = enter(signed_in_as, ours.tenant.people[role])
    entries = Entry.objects.count()
    found = []
    for route in [r for r in NAMED if reaches(role, r)]:
        for address in mixtures(route, ours, theirs, words):
            answers = [(method, ask(client, method, address)) for method in ("get", "post")]
            found += [told(route, method, a) for method, a in answers if a.status_code not in ABSENT]
    assert not found, "\n".join(found)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("role", [*LOCAL, *HUB])
def test_it_opens_a_page_only_with_its_permission_and_never_breaks(role, worlds, words, hub, signed_in_as):
    """The tenant's own ids: 404 for a role without the permission; for the others any answer but a failure."""
    ours, _ = worlds
    client = enter(signed_in_as, {**hub, **ours.tenant.people}[role])
    found = []
    for route in [r for r in OURS if not set(r.words) - set(words)]:
        address = route.address(**words, **{name: ours.id(name) for name in route.ids})
        for method in ("get", "post"):
            answer = ask(client, method, address)
            if answer.status_code >= 500 or not (reaches(role, route) or answer.status_code in ABSENT):
                found.append(told(route, method, answer))
    assert not found, "\n".join(found)


def test_it_opens_every_page_with_an_id_to_somebody_and_the_page_is_sound(worlds, words, hub, signed_in_as):
    """A page that is a 404 for every role would pass the tests above without ever having been there."""
    ours, _ = worlds
    people = {**hub, **ours.tenant.people}
    clients = {role: enter(signed_in_as, person) for role, person in people.items()}
    found = []
    for route in NAMED:
        address = route.address(**words, **{name: ours.id(name) for name in route.ids})
        answers = [ask(client, "get", address) for role, client in clients.items() if reaches(role, route)]
        if not {answer.status_code for answer in answers} & {200, 302, 405}:
            found.append(f"{route.name}: {address} opens to nobody ({[a.status_code for a in answers]})")
        page = next((answer for answer in answers if answer.status_code == 200 and is_page(answer)), None)
        found += [f"{route.name}: {fault}" for fault in faults(page.content.decode())] if page else []
    assert not found, "\n".join(found)


def test_it_shows_nothing_to_somebody_who_holds_no_post(worlds, words, signed_in_as):
    """Signed in, but no longer (or not yet) in any post."""
    ours, _ = worlds
    client = enter(signed_in_as, make_person("Nobody Inpost"))
    found = []
    for route in [r for r in NAMED if r.permission]:
        address = route.address(**words, **{name: ours.id(name) for name in route.ids})
        answers = [(method, ask(client, method, address)) for method in ("get", "post")]
        found += [told(route, method, a) for method, a in answers if a.status_code not in ABSENT]
    assert not found, "\n".join(found)


def test_it_sends_everybody_else_to_the_door(worlds, words):
    """Not signed in: every page that is not public leads to signing in, whether the id exists or not."""
    ours, _ = worlds
    client = Client(raise_request_exception=False)
    found = []
    for route in [r for r in routes() if not r.public and not set(r.words) - set(words)]:
        values = {**words, **{name: ours.id(name) for name in route.ids}}
        answer = ask(client, "get", route.address(**values))
        led = answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/")
        if not led and answer.status_code != 405:
            found.append(told(route, "get", answer))
    assert not found, "\n".join(found)
