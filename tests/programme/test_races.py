"""Two people at the same session at the same time: one wins, the other is told."""

import pytest

from lanyard.engines.refusals import Conflict
from lanyard.programme.actions import running
from lanyard.programme.models import SessionEvent
from tests.cast_programme import NOON, add_staff
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.capability("STO-18")
def test_two_who_start_at_once_start_it_once(session, northshire, verdict):
    verdict()
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    actors = [northshire.actor("pcso"), northshire.actor("programme-teacher")]
    found = together(*[lambda actor=actor: running.start(actor, session) for actor in actors])
    assert sum(isinstance(outcome, Conflict) for outcome in found) == 1
    assert SessionEvent.objects.filter(kind="started").count() == 1


@pytest.mark.capability("STO-2")
def test_two_who_say_that_staff_arrived_say_it_once(session, northshire):
    person = northshire.people["spoc"].pk
    actors = [northshire.actor("pcso"), northshire.actor("head-teacher")]
    found = together(*[lambda actor=actor: running.arrive(actor, session, person) for actor in actors])
    assert sum(isinstance(outcome, Conflict) for outcome in found) == 1
    assert session.staff.filter(person=person).count() == 1
