"""The ledger's page: who may read what, and finding who did something and who looked at a record."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from lanyard.accounts.policy import VIEW_LEDGER
from lanyard.audit.acting import look
from lanyard.audit.ledger import Note, append
from lanyard.audit.models import Entry
from lanyard.audit.queries import Wanted, about, entries, page
from lanyard.engines.rights import Place, Scope

LEDGER = "/ledger/"


def note(tenant, verb="post.given", role="head-teacher", subjects=(1,), place=None) -> Entry:
    with transaction.atomic():
        where = place or tenant.school.place
        return append([Note(verb, tenant.actor(role), where, "accounts.person", subjects)])[0]


def shown(client, **query) -> list[str]:
    return [entry.verb for entry, _where in client.get(LEDGER, query).context["rows"]]


@pytest.mark.parametrize("role", ["head-teacher", "force-lead", "dro", "force-safeguarding-lead"])
def test_it_lets_those_who_answer_for_the_place_read(northshire, signed_in_as, role):
    note(northshire, "visit.noted")
    note(northshire, "budget.noted", place=northshire.force.place)
    verbs = shown(signed_in_as(northshire.people[role]))
    assert "visit.noted" in verbs
    assert ("budget.noted" in verbs) == (role != "head-teacher")


@pytest.mark.parametrize("role", ["pcso", "sergeant", "central-team", "spoc", "dsl", "area-lead"])
def test_it_does_not_exist_for_anybody_else(northshire, signed_in_as, role):
    assert signed_in_as(northshire.people[role]).get(LEDGER).status_code == 404


def test_it_does_not_exist_for_the_hub(hub, signed_in_as):
    for person in hub.values():
        assert signed_in_as(person).get(LEDGER).status_code == 404


def test_it_shows_nothing_of_another_tenant(northshire, southshire, signed_in_as):
    note(northshire, "secret.noted")
    for role in ("head-teacher", "force-lead", "dro"):
        client = signed_in_as(southshire.people[role])
        assert "secret.noted" not in shown(client)
        assert "secret.noted" not in shown(client, verb="secret.noted")


def test_it_notes_that_it_was_read(northshire, signed_in_as):
    signed_in_as(northshire.people["dro"]).get(LEDGER)
    entry = Entry.objects.get(verb="ledger.read")
    assert (entry.kind, entry.actor) == ("look", northshire.people["dro"].pk)


def test_it_says_what_was_done_and_to_what_in_plain_words(northshire, signed_in_as):
    note(northshire, "post.given")
    look(northshire.actor("sergeant"), "officer.viewed", northshire.people["pcso"], northshire.force.place)
    page = signed_in_as(northshire.people["dro"]).get(LEDGER).content.decode()
    rows = page[page.index("<tbody") :]
    assert "Gave somebody a post" in rows
    assert "Looked at an officer&#x27;s record" in rows
    assert "Person (1)" in rows
    assert "post.given" not in rows
    assert '<option value="post.given">Gave somebody a post</option>' in page


def test_it_filters_by_person_verb_kind_and_day(northshire, signed_in_as):
    with time_machine.travel(datetime(2026, 11, 20, 23, 30).astimezone()):
        note(northshire, "visit.noted", role="spoc")
    note(northshire, "post.given")
    look(northshire.actor("dsl"), "person.shown", northshire.people["spoc"], northshire.school.place)
    client = signed_in_as(northshire.people["force-lead"])
    assert shown(client, who="sunita") == ["visit.noted"]
    assert shown(client, verb="post.given") == ["post.given"]
    assert set(shown(client, kind="look")) == {"person.shown", "ledger.read"}
    assert shown(client, day="2026-11-20") == ["visit.noted"]
    assert shown(client, day="2026-11-21") == []


def test_it_finds_who_looked_at_a_record(northshire, southshire, signed_in_as):
    priya, owen = northshire.people["pcso"], northshire.people["officer"]
    look(northshire.actor("sergeant"), "officers.listed", [owen, priya], northshire.force.place)
    look(northshire.actor("sergeant"), "officers.listed", [owen], northshire.force.place)
    look(southshire.actor("sergeant"), "officers.listed", [priya], southshire.force.place)
    client = signed_in_as(northshire.people["dro"])
    rows = client.get(LEDGER, {"record": "accounts.person", "about": priya.public_id}).context["rows"]
    assert [(entry.verb, entry.actor_name) for entry, _where in rows] == [("officers.listed", "Sam Okoro")]


def test_it_does_not_take_a_longer_number_for_the_record(northshire):
    note(northshire, subjects=[12, 112])
    note(northshire, subjects=[1])
    everything = Scope(everything=True)
    assert about(everything, "accounts.person", 12).count() == 1
    assert about(everything, "accounts.person", 2).count() == 0
    assert about(everything, "units.unit", 12).count() == 0


def test_it_shows_an_empty_page_for_a_record_that_does_not_exist(northshire, signed_in_as):
    client = signed_in_as(northshire.people["dro"])
    answer = client.get(LEDGER, {"record": "accounts.person", "about": "zzzzzzzzzzzz"})
    assert "No entry matches" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"record": "auth.nothing"}, {"day": "31 31 2026"}, {"before": "x"}, {"before": "9" * 30}, {"kind": "x"}]
)
def test_it_survives_filters_no_form_of_ours_sends(northshire, signed_in_as, query):
    assert signed_in_as(northshire.people["dro"]).get(LEDGER, query).status_code == 200


def test_it_turns_pages_by_number_without_losing_or_repeating_an_entry(northshire):
    for number in range(120):
        note(northshire, f"thing.{number}")
    scope = northshire.actor("head-teacher").scope(VIEW_LEDGER)
    seen, before = [], None
    while True:
        found = page(scope, Wanted(), before)
        seen += [entry.verb for entry in found.entries]
        before = found.older
        if before is None:
            break
        note(northshire, "written.meanwhile")
    assert seen == [f"thing.{number}" for number in reversed(range(120))]


def test_it_reaches_nothing_with_an_empty_scope(northshire):
    note(northshire)
    assert not entries(Scope(), Wanted()).exists()


def test_it_counts_a_day_in_local_time(northshire):
    summer_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
    with time_machine.travel(summer_midnight):
        note(northshire, "late.noted")
    everything = Scope(everything=True)
    july = summer_midnight.date() + timedelta(days=1)
    assert entries(everything, Wanted(day=july)).count() == 1
    assert entries(everything, Wanted(day=summer_midnight.date())).count() == 0


def test_it_belongs_to_no_place_when_none_is_given(northshire):
    assert Place(None).organisation is None
    note(northshire, "x.y", place=Place(None))
    assert not entries(northshire.actor("force-lead").scope(VIEW_LEDGER), Wanted()).exists()
