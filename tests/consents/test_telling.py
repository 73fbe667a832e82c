"""Parents are told what is planned and what was done: all who may be told, nobody else, no child named."""

import pytest
from django.urls import reverse

from lanyard.consents import occasions
from lanyard.consents.actions.telling import News, tell_parents
from lanyard.consents.models import ParentsTold
from lanyard.consents.occasions import Occasion
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Sending
from tests.cast_requests import child_of, parent_of, sent_token
from tests.cast_units import began_at, make_unit
from tests.consents.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-14", "STO-19")]
PLANNED = News("planned", "0123456789ab", began_at(TODAY))


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


def test_it_tells_all_who_may_be_told_by_their_own_way_and_links(northshire, unit, client):
    ada = child_of(None, unit)
    parent_of(ada)
    parent_of(ada, "Omar Khan", "", phone="07700 900123")
    parent_of(ada, "Una Khan", "", relationship="carer")
    parent_of(ada, "Bad Khan", "bad@example.org", barred=True)
    parent_of(ada, "New Khan", "new@example.org", holds="unknown")
    record = tell_parents(northshire.actor("spoc"), unit, PLANNED)
    assert (record.adults, record.without_address) == (2, 1)
    assert set(Sending.objects.values_list("channel", "address")) == {
        ("email", "sara@example.org"),
        ("sms", "+447700900123"),
    }
    for sending in Sending.objects.all():
        assert "5 October 2026" in sending.body
        assert "Ada" not in sending.subject + sending.body
        assert client.get(f"/p/{sent_token(sending)}/").status_code == 200


def test_it_tells_an_adult_of_two_children_once(northshire, unit):
    sara = parent_of(child_of(None, unit))
    child_of(sara, unit, "Omar")
    assert tell_parents(northshire.actor("spoc"), unit, News("done")).adults == 1


def test_it_tells_of_a_session_once_before_and_once_after(northshire, unit):
    parent_of(child_of(None, unit))
    tell_parents(northshire.actor("spoc"), unit, PLANNED)
    with pytest.raises(Conflict):
        tell_parents(northshire.actor("head-teacher"), unit, PLANNED)
    tell_parents(northshire.actor("spoc"), unit, News("done", PLANNED.about, PLANNED.happens_at))
    assert ParentsTold.objects.count() == 2


def test_it_refuses_where_nobody_can_be_reached(northshire, unit):
    parent_of(child_of(None, unit), email="")
    with pytest.raises(Refused, match="no address"):
        tell_parents(northshire.actor("spoc"), unit, PLANNED)


@pytest.mark.parametrize("role", ["pcso", "dsl", "sergeant"])
def test_it_lets_only_the_schools_own_staff_tell(northshire, unit, role):
    parent_of(child_of(None, unit))
    with pytest.raises(Forbidden):
        tell_parents(northshire.actor(role), unit, PLANNED)


def test_it_offers_what_rooms_above_know_of_and_not_what_was_told(northshire, unit, signed_in_as, monkeypatch):
    one = Occasion("planned", PLANNED.about, PLANNED.happens_at, "Road safety")
    monkeypatch.setattr(occasions, "_sources", [lambda unit: [one]])
    parent_of(child_of(None, unit))
    client = signed_in_as(northshire.people["spoc"])
    address = reverse("consents:tell_parents", args=[unit.public_id])
    assert "Planned: Road safety" in client.get(address).content.decode()
    assert client.post(address, {}).context["form"].errors["news"] == ["Choose what to tell"]
    said = client.post(address, {"news": f"planned-{PLANNED.about}"}, follow=True)
    assert "1 parent or carer is told" in said.content.decode()
    page = client.get(address).content.decode()
    assert "Planned: Road safety" not in page
    assert "Told before" in page
