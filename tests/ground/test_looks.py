"""Every page that names a child, or an officer on a record of theirs, leaves a look in the ledger.

The walk opens each page as the first reader who gets it, with a world in which one child, one officer and the school's
named contact have names that stand nowhere else.
"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from lanyard.accounts.models import Person
from lanyard.audit.models import Entry
from lanyard.partnerships.models import NamedContact
from lanyard.partnerships.models.partnership import StatusRecord
from lanyard.units.models import Child
from tests.ground.routes import Route
from tests.ground.test_crossing import OURS, enter, own, reaches, undone, worlds  # noqa: F401
from tests.ground.things import DAY, Things

CHILD, OFFICER = "Zephyrine Quill", "Persephone Thorn"
# Pages that name an officer without showing a record of theirs, and why.
NAMED_ONLY = {
    "accounts:give": "people to choose from",
    "partnerships:contact": "people to choose from",
    "partnerships:status": "people to choose from",
    "programme:leaders": "people to choose from",
    "programme:plan": "people to choose from",
    "units:name_leader": "people to choose from",
    "units:new": "people to choose from",
    "units:end_leader": "who leads the unit, to those who name its leaders",
    "units:intake": "who leads the unit",
    "units:introduction": "who leads the unit",
}


@pytest.fixture
def ours(worlds) -> Things:  # noqa: F811
    """The tenant's things, with people whose names stand nowhere else."""
    here = worlds[0]
    officer = here["officer"].person
    Person.objects.filter(pk=officer.pk).update(name=OFFICER)
    given, family = CHILD.split()
    Child.objects.filter(pk=here["member"].child_id).update(given_name=given, family_name=family)
    began = {"partnership": here["partnership"], "starts_on": DAY, "recorded_at": here["member"].recorded_at}
    StatusRecord.objects.filter(partnership=here["partnership"]).delete()
    StatusRecord.objects.create(**began, status="named-officer")
    NamedContact.objects.create(**began, person=officer)
    return here


def shown(page) -> str:
    """Return the words of a page's main part; of a file, all of it."""
    if page.streaming:
        return ""
    text = page.content.decode("utf-8", "replace")
    main = re.search(r"<main.*?</main>", text, re.DOTALL)
    return main.group() if main else text


def opened(clients: dict[str, Client], route: Route, ours: Things) -> Iterator[tuple[str, bool]]:
    """Yield what a page shows to the first who gets it, with whether a look was left; nothing where nobody does."""
    address = route.address(**own(route, ours))
    for role in (role for role in clients if reaches(role, route)):
        with undone():
            before = Entry.objects.filter(kind=Entry.LOOK).count()
            page = clients[role].get(address)
            looked = Entry.objects.filter(kind=Entry.LOOK).count() > before
        if page.status_code == 200:
            yield shown(page), looked
            return


@pytest.fixture
def seen(ours, hub, signed_in_as) -> dict[str, tuple[str, bool]]:
    """What every page shows, and whether a look was left. The officer reads none of them: one's own is no look."""
    people = {role: person for role, person in {**ours.tenant.people, **hub}.items() if role != "pcso"}
    clients = {role: enter(signed_in_as, person) for role, person in people.items()}
    pages = {r.name: found for r in OURS if not r.public for found in opened(clients, r, ours)}
    assert len(pages) > 80, "the walk opens next to nothing"
    return pages


def test_it_leaves_a_look_wherever_a_child_or_an_officers_record_is_shown(seen):
    silent = [name for name, (text, looked) in seen.items() if not looked and CHILD in text]
    assert not silent, f"name a child and leave no look: {silent}"
    silent = [name for name, (text, looked) in seen.items() if not looked and OFFICER in text]
    assert not set(silent) - set(NAMED_ONLY), f"name an officer and leave no look: {set(silent) - set(NAMED_ONLY)}"
    assert not set(NAMED_ONLY) - set(silent), f"need no exception any more: {set(NAMED_ONLY) - set(silent)}"
    named = {name for name, (text, _) in seen.items() if CHILD in text or OFFICER in text}
    assert named >= {"units:members", "workforce:add_record", "partnerships:partnership", "partnerships:history"}
