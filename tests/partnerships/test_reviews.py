"""The review every twelve months, by police and school together (STA §9)."""

from datetime import UTC, date, datetime

import pytest

from lanyard.engines.readiness import Rule, current
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Todo
from lanyard.partnerships.actions.reviews import confirm_review, record_review
from lanyard.partnerships.models.agreements import FORCE, SCHOOL
from lanyard.partnerships.queries import now, review_due
from tests.partnerships.helpers import TODAY, accepted, found, signed

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STA-9")]


def at(clock, year: int, month: int, day: int) -> date:
    """Move the clock to the morning of a day."""
    clock.move_to(datetime(year, month, day, 9, tzinfo=UTC))
    return date(year, month, day)


def reviewed(tenant, partnership, day: date, result: str = "current", changes: str = ""):
    """Return a review that both sides have confirmed."""
    review = record_review(tenant.actor("sergeant"), partnership, day, result, changes=changes)
    return confirm_review(tenant.actor("head-teacher"), review, SCHOOL)


def standing(partnership) -> str:
    """Return the status of the evidence of a review, today."""
    return current(found(partnership)["partnership-reviewed"], Rule("r", "fix by"), now().day).status


def test_it_is_due_a_year_after_the_first_signature(northshire, clock):
    partnership = accepted(northshire)
    assert review_due(partnership) is None
    assert standing(partnership) == "not applicable"
    signed(northshire, partnership)
    assert review_due(partnership) == date(2027, 11, 23)
    at(clock, 2027, 11, 23)
    assert standing(partnership) == "not met"


def test_a_past_moment_keeps_the_review_that_was_known_then_and_no_later_one(northshire, clock):
    partnership = accepted(northshire)
    signed(northshire, partnership)
    before = now()
    clock.shift(3600)
    reviewed(northshire, partnership, TODAY)
    then = now()
    clock.shift(3600)
    partnership.reviews.update(withdrawn_at=now().at)
    links = [found(partnership, moment)["partnership-reviewed"].link[0] for moment in (before, then, now())]
    assert links == ["partnership", "review", "partnership"]


def test_it_puts_the_next_review_on_both_sides_lists_with_its_day(northshire):
    signed(northshire, accepted(northshire))
    todos = Todo.objects.filter(key__startswith="partnership-review", done_at=None)
    assert {todo.due for todo in todos} == {date(2027, 11, 23)}
    assert todos.count() == 2


def test_it_counts_only_when_both_sides_have_confirmed(northshire, clock):
    partnership = accepted(northshire)
    signed(northshire, partnership)
    day = at(clock, 2027, 6, 1)
    review = record_review(northshire.actor("sergeant"), partnership, day, "current")
    assert review_due(partnership) == date(2027, 11, 23)
    confirm_review(northshire.actor("spoc"), review, SCHOOL)
    assert review_due(partnership) == date(2028, 6, 1)
    review.refresh_from_db()
    assert review.next_due == date(2028, 6, 1)


def test_it_gives_what_is_in_force_another_year_when_all_is_still_current(northshire, clock):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    reviewed(northshire, partnership, at(clock, 2027, 11, 20))
    assert max(t.ends_on for t in made.terms.standing()) == date(2028, 11, 19)
    at(clock, 2028, 11, 19)
    assert found(partnership)["sla-signed"].status == "met"
    at(clock, 2028, 11, 20)
    assert found(partnership)["sla-signed"].status == "not met"


def test_it_never_brings_back_what_has_lapsed(northshire, clock):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    reviewed(northshire, partnership, at(clock, 2027, 12, 1))
    assert made.terms.count() == 1
    assert found(partnership)["sla-signed"].status == "not met"


def test_it_asks_for_the_changes_that_a_review_found(northshire, clock):
    partnership = accepted(northshire)
    made = signed(northshire, partnership)
    review = reviewed(northshire, partnership, at(clock, 2027, 6, 1), "change", "Sessions every two weeks")
    assert Todo.objects.filter(key=f"review-changes-{review.public_id}", done_at=None).exists()
    assert made.terms.count() == 1


def test_it_ends_the_agreements_when_the_review_ends_the_partnership(northshire, clock):
    partnership = accepted(northshire)
    signed(northshire, partnership)
    reviewed(northshire, partnership, at(clock, 2027, 6, 1), "end", "The unit has closed")
    assert found(partnership)["sla-signed"].status == "not met"
    assert review_due(partnership) is None
    assert standing(partnership) == "not applicable"


def test_it_refuses_one_person_for_both_sides_and_one_side_twice(northshire):
    partnership = accepted(northshire)
    review = record_review(northshire.actor("sergeant"), partnership, TODAY, "current")
    with pytest.raises(Forbidden):
        confirm_review(northshire.actor("sergeant"), review, SCHOOL)
    with pytest.raises(Conflict):
        confirm_review(northshire.actor("force-lead"), review, FORCE)


def test_it_lets_one_review_wait_at_a_time(northshire, clock):
    partnership = accepted(northshire)
    record_review(northshire.actor("sergeant"), partnership, TODAY, "current")
    with pytest.raises(Conflict):
        record_review(northshire.actor("head-teacher"), partnership, at(clock, 2026, 11, 24), "current")


@pytest.mark.parametrize(
    ("day", "result", "field"),
    [(date(2026, 11, 24), "current", "held_on"), (TODAY, "", "result"), (TODAY, "change", "changes")],
)
def test_it_refuses_a_review_that_says_too_little(northshire, day, result, field):
    with pytest.raises(Refused) as refused:
        record_review(northshire.actor("sergeant"), accepted(northshire), day, result)
    assert refused.value.field == field


def test_it_forbids_the_other_force(northshire, southshire):
    with pytest.raises(Forbidden):
        record_review(southshire.actor("sergeant"), accepted(northshire), TODAY, "current")
