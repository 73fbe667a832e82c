"""Sending a request: looked at first, recorded before it goes, each adult by their own link."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.consents.actions.requests import send_again, send_request, stop_asking
from lanyard.consents.asking import plan_asking
from lanyard.consents.models import Asked, ConsentRequest, Link
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices import delivery
from lanyard.notices.backends import Undeliverable
from lanyard.notices.models import Sending, Todo
from lanyard.units.models import Adult, Member, Responsibility
from tests.cast_requests import PURPOSES, ask, child_of, link_to, parent_of, sent_token, wish
from tests.cast_units import add_answer, make_unit
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5", "STO-6", "STO-19")]
MAY = {"head-teacher", "spoc", "programme-teacher"}


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


@pytest.fixture
def outbox(tmp_path, settings):
    settings.NOTICES_BACKEND, settings.OUTBOX_DIR = "file", tmp_path / "outbox"
    return settings.OUTBOX_DIR


@pytest.fixture
def family(unit):
    """A child of two parents and a carer whose contact is barred."""
    ada = child_of(None, unit)
    return (
        ada,
        parent_of(ada),
        parent_of(ada, "Omar Khan", "", phone="07700 900123", relationship="father"),
        parent_of(ada, "Bad Khan", "bad@example.org", barred=True),
    )


def send(tenant, unit, *members, **values):
    wanted = wish(*members, **values)
    seen = plan_asking(unit, wanted.members, wanted.purposes).fingerprint
    return send_request(tenant.actor("spoc"), unit, wanted, seen)


def test_it_sends_each_adult_a_link_of_their_own_and_a_barred_one_nothing(
    northshire, unit, family, outbox, django_capture_on_commit_callbacks
):
    ada, sara, omar, bad = family
    with django_capture_on_commit_callbacks(execute=True):
        request = send(northshire, unit, ada)
    assert set(request.asked.values_list("adult", "channel")) == {(sara.pk, "email"), (omar.pk, "sms")}
    mail = next(path.read_text() for path in outbox.iterdir() if path.suffix == ".eml")
    text = next(path.read_text() for path in outbox.iterdir() if path.suffix == ".sms")
    assert len(list(outbox.iterdir())) == 2
    assert "To: sara@example.org" in mail
    assert text.startswith("To: +447700900123\n")
    for said in (mail, text):
        assert "/p/" in said
        assert "Ada" not in said
        assert unit.school.name in said.replace("=\n", "").replace("\n", " ")
    assert not Link.objects.filter(adult=bad).exists()
    assert Link.objects.values("token_hash").distinct().count() == 2


def test_it_keeps_no_link_in_clear_anywhere(northshire, unit, family, outbox):
    send(northshire, unit, family[0])
    tokens = [sent_token(sending) for sending in Sending.objects.all()]
    delivery.deliver_due()
    for rows in (Sending.objects.values(), Link.objects.values(), Asked.objects.values(), Entry.objects.values()):
        assert not any(token in str(list(rows)) for token in tokens)


def test_it_notes_those_without_an_address_as_to_be_asked_on_paper(northshire, unit):
    ada = child_of(None, unit)
    parent_of(ada, email="")
    request = send(northshire, unit, ada)
    assert request.asked.get().channel == "paper"
    assert not Sending.objects.exists()
    assert not Link.objects.exists()


def test_it_keeps_the_wording_that_was_asked_and_the_ledger_names_no_address(northshire, unit, family):
    request = send(northshire, unit, family[0], purposes=["take-part"])
    assert list(request.purposes) == ["take-part"]
    entry = Entry.objects.get(verb="request.sent")
    assert entry.detail["adults"] == {"email": 1, "sms": 1}
    assert "example.org" not in str(entry.detail)


def test_it_sends_nothing_when_the_plan_has_changed_since_it_was_looked_at(northshire, unit, family):
    ada, sara, *_others = family
    wanted = wish(ada)
    seen = plan_asking(unit, wanted.members, wanted.purposes).fingerprint
    Responsibility.objects.filter(adult=sara).update(barred=True)
    with pytest.raises(Conflict):
        send_request(northshire.actor("spoc"), unit, wanted, seen)
    assert not ConsentRequest.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"purposes": []}, "purposes"),
        ({"purposes": ["photo-child", "nonsense"]}, "purposes"),
        ({"answer_by": timezone.localdate() - timedelta(days=3650)}, "answer_by"),
    ],
)
def test_it_refuses_what_cannot_be_asked(northshire, unit, family, values, field):
    with pytest.raises(Refused) as refused:
        send(northshire, unit, family[0], **values)
    assert refused.value.field == field


def test_it_refuses_to_ask_nobody(northshire, unit):
    with pytest.raises(Refused, match="nobody to ask"):
        send(northshire, unit, child_of(None, unit))


@pytest.mark.parametrize("role", ["pcso", "dsl", "sergeant", "central-team"])
def test_it_lets_only_the_schools_own_staff_ask(northshire, unit, family, role):
    with pytest.raises(Forbidden):
        send_request(northshire.actor(role), unit, wish(family[0]), "")


@pytest.mark.django_db(transaction=True)
def test_it_sends_once_when_two_people_press_at_the_same_moment(northshire, unit, family):
    wanted = wish(family[0])
    seen = plan_asking(unit, wanted.members, wanted.purposes).fingerprint
    both = [northshire.actor("spoc"), northshire.actor("head-teacher")]

    def press(actor):
        try:
            return send_request(actor, unit, wanted, seen)
        except Refused as refused:
            return refused

    results = together(*(lambda actor=actor: press(actor) for actor in both))
    assert sum(isinstance(result, ConsentRequest) for result in results) == 1
    assert Asked.objects.count() == 2


def test_it_does_not_send_to_somebody_barred_while_the_message_waited(northshire, unit, family, outbox):
    ada, sara, *_others = family
    send(northshire, unit, ada)
    Responsibility.objects.filter(adult=sara).update(barred=True)
    delivery.deliver_due()
    assert [path.suffix for path in outbox.iterdir()] == [".sms"]


def test_it_tells_the_school_when_a_message_cannot_be_delivered(northshire, unit, monkeypatch):
    class Broken:
        def send(self, letter):
            raise Undeliverable("no such address", for_good=True)

    ada = child_of(None, unit)
    parent_of(ada)
    request = send(northshire, unit, ada)
    monkeypatch.setattr(delivery, "backend", lambda: Broken())
    delivery.deliver_due()
    assert request.asked.get().undelivered_at is not None
    todo = Todo.objects.get()
    assert todo.link == reverse("consents:request", args=[request.public_id])
    assert "Sara" not in todo.title
    send_again(northshire.actor("spoc"), request.asked.get())
    assert not Todo.objects.open().exists()


def test_it_sends_again_with_a_new_link_and_the_older_ones_end(northshire, unit):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    asked = ask(sara, ada)
    old, _token = link_to(sara, asked, tries=7)
    link = send_again(northshire.actor("spoc"), asked)
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert (link.tries, link.asked) == (0, asked)
    assert Sending.objects.get().about == link.public_id


@pytest.mark.parametrize(
    ("state", "error"), [("answered", Conflict), ("barred", Conflict), ("left", Conflict), ("no address", Refused)]
)
def test_it_does_not_send_again_where_it_may_not(northshire, unit, state, error):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    asked = ask(sara, ada)
    if state == "answered":
        Asked.objects.update(answered_at=timezone.now())
    elif state == "barred":
        Responsibility.objects.update(barred=True)
    elif state == "left":
        Member.objects.update(left_on=timezone.localdate())
    else:
        Adult.objects.update(email="", phone="")
    with pytest.raises(error):
        send_again(northshire.actor("spoc"), asked)
    assert not Sending.objects.exists()


def test_it_stops_an_adults_links_and_waits_no_longer(northshire, unit, client):
    ada = child_of(None, unit)
    sara = parent_of(ada)
    asked = ask(sara, ada)
    _link, token = link_to(sara, asked)
    stop_asking(northshire.actor("head-teacher"), asked)
    assert client.get(reverse("consents:parent", args=[token])).status_code == 410
    assert not Asked.objects.open().exists()
    with pytest.raises(Conflict):
        stop_asking(northshire.actor("head-teacher"), asked)


def test_it_leads_from_the_choice_by_the_preview_to_the_request(northshire, unit, family, signed_in_as):
    ada, sara, *_others = family
    ben = child_of(None, unit, "Ben")
    client = signed_in_as(northshire.people["programme-teacher"])
    address = reverse("consents:new_request", args=[unit.public_id])
    form = client.get(address).context["form"]
    assert set(form.initial["members"]) == {ada.public_id, ben.public_id}
    chosen = {"members": [ada.public_id, ben.public_id], "purposes": PURPOSES, "answer_by": "2026-10-20"}
    preview = client.post(address, chosen)
    text = preview.content.decode()
    for said in ("By e-mail (1)", "By text message (1)", "Contact is barred", "Nobody is known who may be asked"):
        assert said in text
    assert not ConsentRequest.objects.exists()
    sent = client.post(address, {**chosen, "send": "yes", "seen": preview.context["plan"].fingerprint}, follow=True)
    assert "The messages are on their way" in sent.content.decode()
    assert sara.name in sent.content.decode()
    assert "bad@example.org" not in sent.content.decode()
    assert Sending.objects.count() == 2


def test_it_shows_the_new_plan_when_the_old_one_no_longer_holds(northshire, unit, family, signed_in_as):
    ada, sara, *_others = family
    client = signed_in_as(northshire.people["spoc"])
    address = reverse("consents:new_request", args=[unit.public_id])
    chosen = {"members": [ada.public_id], "purposes": PURPOSES, "answer_by": "2026-10-20"}
    seen = client.post(address, chosen).context["plan"].fingerprint
    Responsibility.objects.filter(adult=sara).update(holds="unknown")
    page = client.post(address, {**chosen, "send": "yes", "seen": seen})
    text = page.content.decode()
    assert "Something has changed since you looked" in text
    assert "Not known whether they hold" in text
    assert not ConsentRequest.objects.exists()


def test_it_puts_what_is_wrong_beside_its_field(northshire, unit, family, signed_in_as):
    client = signed_in_as(northshire.people["spoc"])
    address = reverse("consents:new_request", args=[unit.public_id])
    errors = client.post(address, {"answer_by": "2026-10-01"}).context["form"].errors
    assert set(errors) == {"members", "purposes", "answer_by"}


def test_it_opens_its_pages_for_the_schools_staff_alone(northshire, southshire, hub, unit, family, signed_in_as):
    request = send(northshire, unit, family[0])
    pages = [
        reverse("consents:requests", args=[unit.public_id]),
        reverse("consents:new_request", args=[unit.public_id]),
        reverse("consents:request", args=[request.public_id]),
        reverse("consents:tell_parents", args=[unit.public_id]),
    ]
    for address in pages:
        for role, person in {**northshire.people, **hub}.items():
            assert signed_in_as(person).get(address).status_code == (200 if role in MAY else 404), (address, role)
        assert signed_in_as(southshire.people["spoc"]).get(address).status_code == 404


def test_it_records_a_look_at_who_has_answered(northshire, unit, family, signed_in_as):
    request = send(northshire, unit, family[0])
    signed_in_as(northshire.people["spoc"]).get(reverse("consents:request", args=[request.public_id]))
    entry = Entry.objects.get(verb="request.viewed")
    assert (entry.subject_kind, entry.subjects) == ("units.member", [family[0].pk])


@pytest.mark.parametrize("name", ["requests", "new_request", "request"])
def test_it_asks_the_same_queries_for_few_and_for_many(northshire, unit, signed_in_as, count_queries, name):
    ada = child_of(None, unit)
    request = ask(parent_of(ada), ada).request
    client = signed_in_as(northshire.people["spoc"])
    address = reverse(f"consents:{name}", args=[request.public_id if name == "request" else unit.public_id])
    few = count_queries(client, address)
    for number in range(20):
        child = child_of(None, unit, f"Child {number}")
        adult = parent_of(child, f"Adult {number}")
        ask(adult, child)
        more = Asked.objects.create(request=request, adult=adult, channel="email", asked_at=timezone.now())
        more.members.add(child)
        add_answer(child, "take-part", adult=adult)
    assert count_queries(client, address) <= few + 1 <= 15


def test_it_opens_an_invented_parents_page_in_the_demonstration_alone(northshire, unit, signed_in_as, settings):
    ada = child_of(None, unit)
    asked = ask(parent_of(ada), ada)
    client = signed_in_as(northshire.people["spoc"])
    address = reverse("consents:try_link", args=[asked.public_id])
    settings.DEMO = False
    assert client.post(address).status_code == 404
    assert not Link.objects.exists()
    settings.DEMO = True
    assert (
        "Try it as Sara Khan"
        in client.get(reverse("consents:request", args=[asked.request.public_id])).content.decode()
    )
    assert "First, one thing" in client.post(address, follow=True).content.decode()
