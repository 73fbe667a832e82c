"""What each adult who delivers confirms for each school (STO §Useful checklist)."""

from datetime import UTC, date, datetime

import pytest

from lanyard.engines.refusals import Forbidden, Refused
from lanyard.notices.models import Notice
from lanyard.partnerships.actions.briefings import confirm_briefing
from lanyard.partnerships.actions.policies import supply_policy, withdraw_policy
from lanyard.partnerships.briefed import briefed_at, owed_by
from lanyard.partnerships.catalogue import statements
from lanyard.partnerships.models import Briefing, SchoolPolicy
from lanyard.partnerships.queries import briefing_states, now
from tests import cast_units
from tests.cast import make_person, make_post
from tests.partnerships.helpers import TODAY, accepted, supplied

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.capability("STO-20", "STO-11")


def confirm(tenant, partnership, topic="safeguarding", role="pcso", **values):
    """Confirm every statement of a topic, naming the right person."""
    values = {"dsl": tenant.people["dsl"], "confirmed": [s.id for s in statements(topic)], **values}
    return confirm_briefing(tenant.actor(role), partnership, topic, **values)


def state(topic="safeguarding"):
    """Return the only state of a topic."""
    (found,) = [each for each in briefing_states(now()) if each.topic == topic]
    return found


@BOTH
@pytest.mark.parametrize("topic", ["safeguarding", "health-and-safety"])
def test_it_records_the_wording_that_was_confirmed_and_the_policy_that_was_seen(northshire, topic):
    partnership = accepted(northshire)
    policy = supplied(northshire, topic)
    row = confirm(northshire, partnership, topic)
    assert [each["wording"] for each in row.statements] == [each.wording for each in statements(topic)]
    assert (row.policy, row.person) == (policy, northshire.people["pcso"])
    assert state(topic).current
    assert state(topic).until == date(2027, 9, 1)


@BOTH
@pytest.mark.parametrize("topic", ["safeguarding", "health-and-safety"])
def test_it_refuses_while_any_statement_is_open(northshire, topic):
    partnership = accepted(northshire)
    supplied(northshire, topic)
    for open_ in statements(topic):
        with pytest.raises(Refused) as refused:
            confirm(northshire, partnership, topic, confirmed=[s.id for s in statements(topic) if s != open_])
        assert refused.value.field == "confirmed"


@pytest.mark.capability("STO-20")
def test_it_refuses_the_wrong_name_for_the_safeguarding_lead(northshire):
    partnership = accepted(northshire)
    supplied(northshire)
    for wrong in (None, northshire.people["deputy-dsl"], northshire.people["head-teacher"]):
        with pytest.raises(Refused) as refused:
            confirm(northshire, partnership, dsl=wrong)
        assert refused.value.field == "dsl"


@BOTH
def test_it_refuses_to_have_read_a_policy_that_the_school_has_not_supplied(northshire):
    partnership = accepted(northshire)
    supplied(northshire, "health-and-safety")
    with pytest.raises(Refused, match="not supplied"):
        confirm(northshire, partnership)


def test_it_forbids_anybody_who_does_not_deliver_at_the_school(northshire, southshire):
    partnership = accepted(northshire)
    supplied(northshire)
    for actor in (northshire.actor("officer"), northshire.actor("sergeant"), southshire.actor("pcso")):
        with pytest.raises(Forbidden):
            confirm_briefing(actor, partnership, "safeguarding", [], dsl=northshire.people["dsl"])


def test_it_lets_the_leader_of_a_unit_confirm_as_well(northshire):
    partnership = accepted(northshire)
    supplied(northshire)
    cast_units.make_unit(northshire, leader=northshire.people["officer"])
    assert confirm(northshire, partnership, role="officer").person == northshire.people["officer"]


@BOTH
def test_it_no_longer_counts_after_a_new_version_of_the_policy(northshire, clock):
    partnership = accepted(northshire)
    supplied(northshire)
    confirm(northshire, partnership)
    clock.move_to(datetime(2027, 1, 11, 10, tzinfo=UTC))
    assert state().current
    supplied(northshire, version="2")
    assert state().stale_since == date(2027, 1, 11)
    clock.shift(60)
    confirm(northshire, partnership)
    assert state().current


@BOTH
def test_it_keeps_each_topic_apart_when_a_policy_changes(northshire, clock):
    partnership = accepted(northshire)
    for topic in ("safeguarding", "health-and-safety"):
        supplied(northshire, topic)
        confirm(northshire, partnership, topic)
    clock.shift(60)
    supplied(northshire, "health-and-safety", "2")
    supplied(northshire, "bullying")
    assert state("safeguarding").current
    assert not state("health-and-safety").current


@pytest.mark.capability("STO-20")
def test_it_no_longer_counts_when_the_safeguarding_lead_is_another(northshire, clock):
    partnership = accepted(northshire)
    for topic in ("safeguarding", "health-and-safety"):
        supplied(northshire, topic)
        confirm(northshire, partnership, topic)
    northshire.people["dsl"].posts.update(ends_on=date(2027, 1, 10))
    make_post(make_person("Nina Cole"), "dsl", northshire.school, starts_on=date(2027, 1, 11))
    assert state().current
    clock.move_to(datetime(2027, 1, 12, 10, tzinfo=UTC))
    assert state().stale_since == date(2027, 1, 11)
    assert state("health-and-safety").current


@BOTH
def test_it_no_longer_counts_in_a_new_school_year(northshire, clock):
    partnership = accepted(northshire)
    supplied(northshire)
    confirm(northshire, partnership)
    clock.move_to(datetime(2027, 8, 31, 10, tzinfo=UTC))
    assert state().current
    clock.move_to(datetime(2027, 9, 1, 10, tzinfo=UTC))
    assert state().stale_since == date(2027, 9, 1)


def test_it_says_what_counted_at_a_past_moment(northshire, clock):
    partnership = accepted(northshire)
    supplied(northshire)
    confirm(northshire, partnership)
    then = now()
    clock.move_to(datetime(2027, 1, 11, 10, tzinfo=UTC))
    supplied(northshire, version="2")
    assert [each.current for each in briefing_states(then)] == [True]
    assert [each.current for each in briefing_states(now())] == [False]


@pytest.mark.parametrize("count", [1, 8])
def test_it_costs_one_query_for_any_number_of_people(northshire, django_assert_num_queries, count):
    policy = supplied(northshire)
    for number in range(count):
        Briefing.objects.create(
            person=make_person(f"Person {number}"), school=northshire.school, topic="safeguarding", policy=policy,
            confirmed_at=now().at, catalogue_version=1, dsl=northshire.people["dsl"], recorded_at=now().at,
        )  # fmt: skip
    with django_assert_num_queries(1):
        assert len(briefing_states(now(), schools=[northshire.school.pk])) == count


def test_it_lists_what_somebody_owes_school_by_school(northshire):
    partnership = accepted(northshire)
    supplied(northshire)
    person = northshire.people["pcso"]
    assert [(o.topic, o.stale) for o in owed_by(person.pk)] == [("safeguarding", False), ("health-and-safety", False)]
    confirm(northshire, partnership)
    assert [o.topic for o in owed_by(person.pk)] == ["health-and-safety"]
    assert owed_by(northshire.people["officer"].pk) == []
    (row,) = briefed_at(partnership)
    assert [bool(state_) for _label, state_ in row.states] == [True, False]


def test_it_tells_those_who_deliver_of_a_new_policy(northshire):
    accepted(northshire)
    supplied(northshire)
    assert {notice.person for notice in Notice.objects.all()} == {northshire.people["pcso"]}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"topic": "uniform"}, "topic"),
        ({"adopted_on": date(2026, 11, 24)}, "adopted_on"),
        ({"web_address": ""}, "web_address"),
        ({"version": "1"}, "version"),
    ],
)
def test_it_refuses_a_policy_that_says_too_little(northshire, values, field):
    supplied(northshire)
    said = {
        "topic": "safeguarding",
        "version": "2",
        "adopted_on": TODAY,
        "web_address": "https://a.example.org",
        **values,
    }
    with pytest.raises(Refused) as refused:
        supply_policy(northshire.actor("spoc"), northshire.school, **said)
    assert refused.value.field == field


def test_it_keeps_a_policy_that_was_taken_back(northshire):
    row = supplied(northshire)
    withdraw_policy(northshire.actor("dsl"), row, "The wrong file")
    assert SchoolPolicy.objects.get().withdrawn_reason == "The wrong file"
    with pytest.raises(Forbidden):
        supply_policy(
            northshire.actor("sergeant"), northshire.school, "bullying", "1", TODAY, web_address="https://a.b"
        )
