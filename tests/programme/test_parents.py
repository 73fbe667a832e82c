"""What parents read of sessions: what is planned for their child, what their child was at, nobody else's name."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from lanyard.consents.occasions import occasions_of
from lanyard.consents.parents import page_of
from lanyard.engines.refusals import Forbidden, Refused
from lanyard.programme.actions.parents import write_for_parents
from lanyard.programme.models import ForParents, RegisterMark, SessionEvent
from lanyard.programme.parents import sessions_for_parents
from tests.cast_programme import make_session
from tests.cast_requests import asked_link, child_of
from tests.cast_units import make_unit, make_unit_like

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-14")]


@pytest.fixture(autouse=True)
def _counters():
    cache.clear()


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


def planned(tenant, unit, days=7, title="Road safety"):
    session = make_session(unit, tenant.people["pcso"], timezone.now() + timedelta(days=days))
    session.title = title
    session.save()
    return session


def held(tenant, unit, *members, mark="present", title="First aid"):
    session = planned(tenant, unit, -7, title)
    SessionEvent.objects.create(session=session, kind="ended", at=session.ends_at, by_name="Priya Shah")
    session.closed_at = session.ends_at
    session.save()
    for member in members:
        RegisterMark.objects.create(session=session, member=member, mark=mark, recorded_at=session.ends_at)
    return session


def panel(adult):
    return sessions_for_parents(None, page_of(adult.links.get()))


def test_it_shows_what_is_planned_for_the_units_of_ones_own_children(northshire, unit):
    adult, _members, _token = asked_link(unit)
    planned(northshire, unit)
    planned(northshire, make_unit_like(unit, "Other unit"), title="Not for Ada")
    assert [(told.session.title, told.names) for told in panel(adult)["planned"]] == [("Road safety", "Ada")]


@pytest.mark.parametrize(("mark", "shown"), [("present", 1), ("late", 1), ("left early", 1), ("absent", 0)])
def test_it_shows_what_was_done_where_ones_own_child_was(northshire, unit, mark, shown):
    adult, [ada], _token = asked_link(unit)
    held(northshire, unit, ada, mark=mark)
    held(northshire, unit, child_of(None, unit, "Zain"), title="Without Ada")
    assert len(panel(adult)["done"]) == shown


def test_it_names_no_other_child_and_no_adult_of_another(northshire, unit, client):
    adult, [ada], token = asked_link(unit)
    session = held(northshire, unit, ada, child_of(None, unit, "Zain"))
    write_for_parents(northshire.actor("pcso"), session, {"bring": "", "done": "We practised plasters."})
    client.post(
        reverse("consents:parent_confirm", args=[token]), {"detail_day": 27, "detail_month": 3, "detail_year": 2017}
    )
    text = client.get(reverse("consents:parent", args=[token])).content.decode()
    assert "We practised plasters." in text
    assert "Ada took part." in text
    assert "Zain" not in text
    assert "Priya" not in text
    assert adult.name in text


def test_it_refuses_words_that_name_a_child(northshire, unit):
    asked_link(unit, "Zoë-Anne")
    session = planned(northshire, unit)
    for words in ("Zoë brings the ball", "The Khan family helps", "A coat (for Anne)"):
        with pytest.raises(Refused) as refused:
            write_for_parents(northshire.actor("pcso"), session, {"bring": words})
        assert refused.value.field == "bring"
    assert not ForParents.objects.exists()
    write_for_parents(northshire.actor("pcso"), session, {"bring": "A warm coat"})


def test_it_keeps_what_was_written_before(northshire, unit):
    session = planned(northshire, unit)
    teacher = northshire.actor("programme-teacher")
    write_for_parents(teacher, session, {"bring": "A coat", "done": ""})
    write_for_parents(teacher, session, {"bring": "A coat and a drink"})
    assert [row.words for row in session.for_parents.standing()] == ["A coat and a drink"]
    assert session.for_parents.count() == 2
    write_for_parents(teacher, session, {"bring": " "})
    assert not session.for_parents.standing().exists()


@pytest.mark.parametrize("role", ["dsl", "sergeant", "officer"])
def test_it_lets_only_those_write_who_plan(northshire, unit, role):
    with pytest.raises(Forbidden):
        write_for_parents(northshire.actor(role), planned(northshire, unit), {"bring": "A coat"})


def test_it_writes_from_the_page_and_puts_a_refusal_beside_the_field(northshire, unit, signed_in_as):
    asked_link(unit)
    session = planned(northshire, unit)
    client = signed_in_as(northshire.people["pcso"])
    address = reverse("programme:for_parents", args=[session.public_id])
    assert client.post(address, {"bring": "Ada brings a coat"}).context["form"].errors["bring"]
    assert client.post(address, {"bring": "A coat"}).status_code == 302
    assert client.get(address).context["form"].initial == {"bring": "A coat"}


def test_it_offers_sessions_near_in_time_to_tell_of(northshire, unit):
    soon, over = planned(northshire, unit), held(northshire, unit)
    planned(northshire, unit, 90, "Far away")
    cancelled = planned(northshire, unit, 3, "Cancelled")
    cancelled.closed_at = timezone.now()
    cancelled.save()
    assert [(one.kind, one.about) for one in occasions_of(unit)] == [
        ("planned", soon.public_id),
        ("done", over.public_id),
    ]


def test_it_asks_the_same_queries_for_few_sessions_and_for_many(northshire, unit, django_assert_num_queries):
    adult, [ada], _token = asked_link(unit)
    page = page_of(adult.links.get())
    for _turn in range(2):
        for number in range(3):
            planned(northshire, unit, number + 1), held(northshire, unit, ada)
        with django_assert_num_queries(5):
            sessions_for_parents(None, page)
