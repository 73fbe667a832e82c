"""Observations of officers delivering, and what they prove."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from lanyard.accounts.models import Person
from lanyard.assurance.registers import Moment, SubjectSet
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Notice
from lanyard.programme.actions import observing
from lanyard.programme.actions.observing import Seen
from lanyard.programme.evidence import observed_recently
from lanyard.programme.models import Observation, ObservationReply
from lanyard.programme.points import counts_until, points
from tests.cast import make_person, make_post
from tests.cast_programme import NOON
from tests.cast_units import add_leader

TODAY = NOON.date()
SEEN = Seen(TODAY, {point.id: "yes" for point in points()}, "Calm and clear")


@pytest.fixture
def officer(northshire):
    return northshire.people["pcso"]


@pytest.fixture
def sergeant(northshire):
    return northshire.actor("sergeant")


@pytest.mark.capability("STO-15")
def test_it_keeps_what_was_seen_in_the_words_of_its_day_and_tells_the_officer(officer, sergeant):
    made = observing.record_observation(sergeant, officer, SEEN)
    assert made.ratings[0] == {
        "id": points()[0].id, "version": 1, "wording": points()[0].wording, "rating": "yes",
    }  # fmt: skip
    assert Notice.objects.get().person == officer


@pytest.mark.capability("STO-15")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"strengths": " "}, "strengths"),
        ({"ratings": {}}, f"point_{points()[0].id}"),
        ({"ratings": {**SEEN.ratings, points()[1].id: "perhaps"}}, f"point_{points()[1].id}"),
        ({"ratings": {**SEEN.ratings, points()[1].id: "partly"}}, "actions"),
    ],
)
def test_it_says_beside_the_field_what_does_not_fit(officer, sergeant, changed, field):
    with pytest.raises(Refused) as refused:
        observing.record_observation(sergeant, officer, replace(SEEN, **changed))
    assert refused.value.field == field
    assert not Observation.objects.exists()


def test_it_refuses_a_session_of_somebody_else_or_of_another_day(officer, sergeant, session, northshire):
    with pytest.raises(Refused) as refused:
        observing.record_observation(sergeant, officer, replace(SEEN, session=session, day=TODAY - timedelta(1)))
    assert refused.value.field == "day"
    session.leaders.all().delete()
    with pytest.raises(Refused) as refused:
        observing.record_observation(sergeant, officer, replace(SEEN, session=session))
    assert refused.value.field == "session"


def test_nobody_observes_themself(northshire, sergeant):
    own = northshire.people["sergeant"]
    make_post(own, "pcso", northshire.force)
    with pytest.raises(Refused, match="Somebody else"):
        observing.record_observation(sergeant, own, SEEN)


def test_somebody_who_never_held_a_post_as_a_leader_cannot_be_observed(northshire, sergeant):
    with pytest.raises(Refused, match="Helen Marsh holds no post as a leader"):
        observing.record_observation(sergeant, northshire.people["head-teacher"], SEEN)


def test_it_is_kept_where_the_officer_works(northshire, sergeant):
    local = make_person("Lena Fox")
    make_post(local, "pcso", northshire.area)
    assert observing.record_observation(sergeant, local, SEEN).organisation == northshire.area


def test_only_supervisors_of_the_force_observe(officer, northshire, southshire):
    actors = [northshire.actor("pcso"), northshire.actor("head-teacher"), southshire.actor("sergeant")]
    for actor in actors:
        with pytest.raises(Forbidden):
            observing.record_observation(actor, officer, SEEN)


@pytest.mark.capability("STO-15")
def test_the_officer_alone_says_once_that_they_have_read_it(officer, sergeant, northshire):
    made = observing.record_observation(sergeant, officer, SEEN)
    with pytest.raises(Forbidden):
        observing.reply_to_observation(northshire.actor("officer"), made)
    observing.reply_to_observation(northshire.actor("pcso"), made, "Thank you")
    with pytest.raises(Conflict, match="already"):
        observing.reply_to_observation(northshire.actor("pcso"), made)
    assert ObservationReply.objects.get().comment == "Thank you"


def test_a_withdrawn_observation_counts_no_more_but_stays_as_at_the_past(officer, sergeant, unit, noon):
    made = observing.record_observation(sergeant, officer, SEEN)
    noon.shift(timedelta(hours=1))
    observing.withdraw_observation(sergeant, made, "The wrong officer")
    assert _found(officer).status == "not met"
    assert _found(officer, NOON).status == "met"
    with pytest.raises(Conflict):
        observing.withdraw_observation(sergeant, made, "again")


def _found(officer, at=None):
    at = at or timezone.now()
    people = SubjectSet("officer", Person.objects.filter(pk=officer.pk))
    return observed_recently(people, Moment(at, at))["observed-recently"][officer.pk]


@pytest.mark.capability("STO-15")
def test_an_observation_counts_for_twelve_months(officer, sergeant, unit):
    observing.record_observation(sergeant, officer, replace(SEEN, day=date(2026, 3, 2)))
    found = _found(officer)
    assert (found.status, found.since, found.until) == ("met", date(2026, 3, 2), date(2027, 3, 2))


@pytest.mark.parametrize(
    ("seen", "until"),
    [(date(2024, 2, 29), date(2025, 3, 1)), (date(2026, 12, 31), date(2027, 12, 31)), (TODAY, date(2027, 11, 23))],
)
def test_it_counts_to_the_same_day_a_year_on(seen, until):
    assert counts_until(seen) == until


@pytest.mark.capability("STO-15")
def test_somebody_new_is_unobserved_since_the_day_they_began_to_lead(officer, unit):
    found = _found(officer)
    assert (found.status, found.since) == ("not met", date(2026, 9, 1))


def test_somebody_who_never_led_has_nothing_to_be_observed_at(officer):
    assert _found(officer).status == "not applicable"


def test_leading_that_is_still_to_come_does_not_count(officer, unit, northshire):
    other = northshire.people["officer"]
    add_leader(unit, other, "officer", starts_on=date(2027, 1, 4), recorded_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert _found(other).status == "not applicable"


def test_it_answers_for_any_number_of_officers_in_one_query(northshire, unit, django_assert_num_queries):
    people = SubjectSet("officer", Person.objects.all())
    with django_assert_num_queries(1):
        observed_recently(people, Moment(NOON, NOON))
