"""A member's way: a break and back again, with reasons and who decided; and on to the cadets."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.consents.queries import photo_answers
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.programme.actions.register import members_of
from lanyard.units import events
from lanyard.units.actions.members import member_left
from lanyard.units.actions.ways import Pause, Wish, bring_back, hand_over, pause_member, record_pathway
from lanyard.units.models import Member, Pathway
from tests.cast_programme import make_session
from tests.cast_units import add_answers, add_member, make_unit


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


@pytest.fixture
def member(unit):
    found = add_member(unit)
    add_answers(found)
    return found


@pytest.fixture
def teacher(northshire):
    return northshire.actor("programme-teacher")


def pause(days: int = 0, back: int | None = None, **values) -> Pause:
    first = today() + timedelta(days=days)
    given = {"reason": "illness", "decided_by": "Ms Okafor, head teacher", **values}
    return Pause(first, returns_on=None if back is None else today() + timedelta(days=back), **given)


@pytest.mark.capability("NEV-26")
def test_who_pauses_is_on_no_register_and_in_no_photo_list_and_keeps_their_answers(member, unit, teacher, northshire):
    session = make_session(unit, northshire.people["pcso"], timezone.now() + timedelta(hours=1))
    assert list(members_of(session)) == [member]
    pause_member(teacher, member, pause())
    assert list(members_of(session)) == []
    assert photo_answers(unit) == {}
    assert unit.members.current().count() == 1
    bring_back(teacher, member, today() + timedelta(days=1))
    tomorrow = photo_answers(unit, day=today() + timedelta(days=1))
    assert tomorrow[member.pk].take_part.allowed


@pytest.mark.capability("NEV-26")
def test_the_past_is_asked_by_what_was_known_then(member, unit, teacher, clock):
    before = timezone.now()
    clock.shift(timedelta(minutes=1))
    pause_member(teacher, member, pause())
    assert list(Member.objects.at(today(), before)) == [member]
    assert list(Member.objects.at(today(), timezone.now())) == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (pause(0, 0), "returns_on"),
        (pause(reason="because"), "reason"),
        (pause(decided_by=" "), "decided_by"),
        (Pause(date(2020, 1, 1), "illness", "Ms Okafor"), "starts_on"),
    ],
)
def test_it_refuses_a_break_beside_the_field(member, teacher, wanted, field):
    with pytest.raises(Refused) as refused:
        pause_member(teacher, member, wanted)
    assert refused.value.field == field


def test_breaks_do_not_overlap_and_coming_back_happens_once(member, teacher):
    pause_member(teacher, member, pause())
    with pytest.raises(Conflict):
        pause_member(teacher, member, pause(1))
    bring_back(teacher, member, today() + timedelta(days=1))
    pause_member(teacher, member, pause(2, 5))
    with pytest.raises(Refused):
        bring_back(teacher, member, today() - timedelta(days=1))


def test_coming_back_without_a_break_is_told(member, teacher):
    with pytest.raises(Conflict):
        bring_back(teacher, member, today())


@pytest.mark.capability("NEV-26")
def test_what_follows_in_other_rooms_is_told_of_leaving_and_breaks(member, teacher, monkeypatch):
    told = []
    monkeypatch.setattr(events, "_members", [lambda found, doing: told.append(found.pk)])
    pause_member(teacher, member, pause())
    bring_back(teacher, member, today() + timedelta(days=1))
    member_left(teacher, member, today() + timedelta(days=2), "changed-school")
    assert told == [member.pk] * 3


def wish(interest: str = "junior-cadets", agrees: str = "yes") -> Wish:
    return Wish(interest, today(), agrees, "Northshire High")


@pytest.mark.capability("NEV-15")
def test_the_force_sees_a_name_only_where_a_parent_agreed(unit, teacher, northshire, signed_in_as):
    for name, agrees in (("Ada", "yes"), ("Ben", "no"), ("Cora", "unknown")):
        record_pathway(teacher, add_member(unit, name), wish(agrees=agrees))
    address = reverse("units:handovers", args=[northshire.force.public_id])
    page = signed_in_as(northshire.people["central-team"]).get(address).content.decode()
    assert "Ada" in page
    assert "Ben" not in page
    assert "Cora" not in page
    export = signed_in_as(northshire.people["central-team"]).get(address + "?format=csv").content.decode()
    assert "Ada" in export
    assert "Ben" not in export
    assert signed_in_as(northshire.people["pcso"]).get(address).status_code == 404


@pytest.mark.capability("NEV-15")
def test_a_handover_is_recorded_once_and_never_without_agreement(member, teacher, northshire):
    central = northshire.actor("central-team")
    refused = record_pathway(teacher, member, wish(agrees="no"))
    with pytest.raises(Refused):
        hand_over(central, refused, "Northshire Cadets", today())
    agreed = record_pathway(teacher, member, wish())
    done = hand_over(central, agreed, "Northshire Cadets, Ms Reid", today())
    assert (done.handed_to, done.handed_on) == ("Northshire Cadets, Ms Reid", today())
    with pytest.raises(Conflict):
        hand_over(central, done, "Somebody else", today())
    assert Pathway.objects.filter(member=member).count() == 3


def test_the_force_records_no_wishes_and_the_school_hands_over_none(member, teacher, northshire):
    with pytest.raises(Forbidden):
        record_pathway(northshire.actor("central-team"), member, wish())
    row = record_pathway(teacher, member, wish())
    with pytest.raises(Forbidden):
        hand_over(teacher, row, "Cadets", today())


@pytest.mark.capability("NEV-26")
def test_the_pages_pause_bring_back_and_ask(member, unit, northshire, signed_in_as):
    client = signed_in_as(northshire.people["spoc"])
    said = {"starts_on": today().isoformat(), "reason": "illness", "decided_by": "Ms Okafor"}
    client.post(reverse("units:pause_member", args=[member.public_id]), said)
    assert "Decided by Ms Okafor" in client.get(reverse("units:member_back", args=[member.public_id])).content.decode()
    later = (today() + timedelta(days=1)).isoformat()
    client.post(reverse("units:member_back", args=[member.public_id]), {"on": later})
    assert member.suspensions.standing().get().returns_on == today() + timedelta(days=1)
    asked = {"interest": "senior-cadets", "parent_agrees": "unknown", "asked_on": today().isoformat()}
    client.post(reverse("units:pathway", args=[member.public_id]), asked)
    page = client.get(reverse("units:pathways", args=[unit.public_id])).content.decode()
    assert "Senior cadets" in page
