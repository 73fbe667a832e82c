"""Links: forged, cut off, expired, stopped, guessed at, opened by a scanner; nothing of a child before a detail."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.consents import links
from lanyard.consents.actions.by_link import confirm_detail
from lanyard.consents.models import Answer, Asked, Link
from lanyard.notices.models import Sending, Todo
from lanyard.units.models import Adult, Child, Member, Responsibility
from tests.cast_requests import BORN, ask, asked_link, born, child_of, link_to, parent_of, sent_token
from tests.cast_units import add_answer, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5", "STO-19")]
BIRTHDAY = {"detail_day": BORN.day, "detail_month": BORN.month, "detail_year": BORN.year}
WRONG = {"detail_day": 1, "detail_month": 1, "detail_year": 2017}
# Every page of a link; those by POST do something.
PAGES = ["parent", "parent_check", "parent_saved", "parent_take_back"]


@pytest.fixture(autouse=True)
def _counters():
    cache.clear()


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


def at(token, name="parent", *words):
    return reverse(f"consents:{name}", args=[token, *words])


def confirm(client, token, detail=BIRTHDAY):
    return client.post(at(token, "parent_confirm"), detail)


def test_it_shows_nothing_of_the_child_before_a_detail_is_confirmed(unit, client):
    adult, [ada], token = asked_link(unit)
    for address in [at(token, name) for name in PAGES] + [at(token, "parent_question", "take-part")]:
        text = client.get(address, follow=True).content.decode()
        for hidden in (ada.given_name, ada.family_name, adult.name, unit.name, unit.school.name, "27 March"):
            assert hidden not in text, (address, hidden)
    assert not Entry.objects.exists()


def test_it_opens_after_the_childs_birthday_is_given(unit, client):
    _adult, [ada], token = asked_link(unit)
    page = confirm(client, token).url
    assert page == at(token)
    text = client.get(page).content.decode()
    assert ada.given_name in text
    assert ada.family_name not in text.replace("Sara Khan", "")
    assert [e.verb for e in Entry.objects.order_by("number")] == ["link.confirmed", "answers.seen-by-link"]


def test_it_writes_who_and_never_the_token_into_the_ledger(unit, client):
    adult, [ada], token = asked_link(unit)
    confirm(client, token)
    client.get(at(token))
    for entry in Entry.objects.all():
        assert (entry.actor, entry.actor_name) == (None, "Parent or carer by link")
        assert entry.detail["adult"] == adult.public_id
        assert token not in str(entry.__dict__)
        assert links.digest(token) not in str(entry.__dict__)
    assert Entry.objects.get(verb="answers.seen-by-link").subjects == [ada.pk]


def test_it_asks_for_the_first_name_where_the_school_has_no_birthday(unit, client):
    _adult, [ada], token = asked_link(unit)
    born(ada, None)
    Child.objects.filter(pk=ada.child_id).update(given_name="Zoë-Anne Marie")
    assert "first name" in client.get(at(token)).content.decode()
    assert confirm(client, token, {"detail": "Zoe"}).status_code == 200
    assert confirm(client, token, {"detail": " zoe anne "}).status_code == 302


@pytest.mark.parametrize("detail", [{}, {"detail_day": 31, "detail_month": 2, "detail_year": 2017}])
def test_it_says_beside_the_field_what_is_wrong_with_a_date_and_counts_no_try(unit, client, detail):
    _adult, _members, token = asked_link(unit)
    answer = confirm(client, token, detail)
    assert answer.context["form"].errors["detail"]
    assert Link.objects.get().tries == 0


def gone(client, token):
    answers = [client.get(at(token)), client.get(at(token, "parent_check")), confirm(client, token)]
    assert {answer.status_code for answer in answers} == {410}
    texts = {re.sub("/p/[^/]+/", "/p/", answer.content.decode()) for answer in answers}
    assert len(texts) == 1
    return texts.pop()


def test_it_says_the_same_of_forged_cut_off_expired_and_stopped_links(unit, client):
    adult, _members, token = asked_link(unit)
    _old, expired = link_to(adult)
    Link.objects.filter(token_hash=links.digest(expired)).update(expires_at=timezone.now())
    _dead, stopped = link_to(adult)
    Link.objects.filter(token_hash=links.digest(stopped)).update(revoked_at=timezone.now())
    said = {gone(client, each) for each in ("0" * 28, token[:-1], token + "0", expired, stopped, "%F0%9F%98%80", "x")}
    assert len(said) == 1
    assert client.get(at(token)).status_code == 200


def test_it_opens_for_capitals_because_some_programs_change_them(unit, client):
    _adult, _members, token = asked_link(unit)
    assert client.get(at(token.upper())).status_code == 200


def test_it_has_too_many_links_to_guess_and_keeps_none(unit):
    _adult, _members, token = asked_link(unit)
    assert len(token) == 28  # of 32 letters: 140 bits
    link = Link.objects.get()
    assert token not in str(link.__dict__)
    assert link.token_hash == links.digest(token)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_it_answers_nothing_when_a_scanner_opens_every_address(unit, client, method):
    adult, _members, token = asked_link(unit)
    confirm(client, token)  # even in the parent's own browser
    before = Entry.objects.exclude(kind=Entry.LOOK).count()
    for name in [*PAGES, "parent_confirm", "parent_fresh"]:
        getattr(client, method)(at(token, name), headers={"Purpose": "prefetch"})
    for name in ("parent_question", "parent_each"):
        getattr(client, method)(at(token, name, "take-part") + "?answer=yes")
    assert not Answer.objects.exists()
    assert Entry.objects.exclude(kind=Entry.LOOK).count() == before
    assert Asked.objects.get().answered_at is None
    assert adult.links.count() == 1
    assert not Sending.objects.exists()


def test_it_pauses_after_five_wrong_details_and_says_so(unit, client):
    _adult, _members, token = asked_link(unit)
    for _try in range(5):
        assert "not what the school has" in confirm(client, token, WRONG).content.decode()
    said = confirm(client, token).content.decode()
    assert "wrong too often" in said
    assert "Ada" not in said
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert confirm(client, token).status_code == 302
    assert Link.objects.get().tries == 0


def test_it_counts_wrong_details_over_all_links_of_an_adult(unit, client):
    adult, _members, token = asked_link(unit)
    _link, other = link_to(adult)
    for each in (token, other, token, other, token):
        confirm(client, each, WRONG)
    assert "wrong too often" in confirm(client, other).content.decode()
    fresh, _address = links.another(adult, timezone.now())
    assert (fresh.tries, fresh.is_locked(timezone.now())) == (5, True)


def test_it_ends_after_ten_wrong_details_and_tells_the_school(unit, client):
    adult, _members, token = asked_link(unit)
    Link.objects.update(tries=9)
    assert confirm(client, token, WRONG).status_code == 410
    assert gone(client, token)
    assert Asked.objects.get().stopped_why == "tries"
    todo = Todo.objects.get()
    assert (todo.organisation, todo.link) == (
        unit.school,
        reverse("consents:request", args=[Asked.objects.get().request.public_id]),
    )
    assert adult.name not in todo.title
    assert "Ada" not in todo.title


def test_it_limits_how_many_links_one_place_may_try(client, db):
    statuses = [client.get(at(f"{number:028}")).status_code for number in range(61)]
    assert statuses[:60] == [410] * 60
    assert statuses[60] == 429


def test_it_does_not_open_another_parents_link_with_its_own_confirmation(unit, client):
    _adult, _members, token = asked_link(unit)
    other = child_of(None, unit, "Zain", born_on=date(2017, 1, 1))
    _link, theirs = link_to(parent_of(other, "Tom Zed"), ask(parent_of(other, "Tim Zed"), other))
    confirm(client, token)
    for cookie in client.cookies.values():  # somebody copies the cookie to the other link's path
        cookie["path"] = "/"
    text = client.get(at(theirs)).content.decode()
    assert "First, one thing that you know" in text
    assert "Zain" not in text


def test_it_does_not_take_the_birthday_of_another_parents_child(unit, client):
    _adult, _members, token = asked_link(unit)
    parent_of(child_of(None, unit, "Zain", born_on=date(2017, 5, 5)), "Tom Zed")
    said = confirm(client, token, {"detail_day": 5, "detail_month": 5, "detail_year": 2017})
    assert said.status_code == 200
    assert "not what the school has" in said.content.decode()


def test_it_forgets_after_half_an_hour_that_a_detail_was_confirmed(unit, client):
    _adult, _members, token = asked_link(unit)
    confirm(client, token)
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
        assert "First, one thing" in client.get(at(token)).content.decode()


@pytest.mark.parametrize("change", ["barred", "holds", "withdrawn"])
def test_it_stops_in_the_moment_an_adult_may_not_be_asked_any_more(unit, client, change):
    _adult, _members, token = asked_link(unit)
    confirm(client, token)
    values = {"barred": {"barred": True}, "holds": {"holds": "unknown"}, "withdrawn": {"withdrawn_at": timezone.now()}}
    Responsibility.objects.update(**values[change])
    assert gone(client, token)
    with pytest.raises(Exception, match="does not work"):
        confirm_detail(Link.objects.get(), BORN)


def test_it_stops_when_no_child_is_a_member_any_more(unit, client):
    _adult, [ada], token = asked_link(unit)
    Member.objects.filter(pk=ada.pk).update(left_on=timezone.localdate())
    assert gone(client, token)


def test_it_goes_on_working_after_its_day_once_its_adult_has_answered(unit, client):
    adult, [ada], token = asked_link(unit)
    later = timezone.now() + timedelta(days=29)
    with time_machine.travel(later, tick=False):
        assert client.get(at(token)).status_code == 410
        add_answer(ada, "take-part", adult=adult)
        assert client.get(at(token)).status_code == 200


def test_it_sends_a_fresh_link_only_to_the_address_the_school_has(unit, client):
    adult, _members, token = asked_link(unit)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        said = client.post(at(token, "parent_fresh"), {"email": "thief@example.org"}).content
        sending = Sending.objects.get()
        assert (sending.address, sending.writer) == (adult.email, "consents.link")
        assert client.get(at(sent_token(sending))).status_code == 200
        forged = client.post(at("0" * 28, "parent_fresh")).content
    assert forged == said
    assert Sending.objects.count() == 1


def test_it_sends_no_second_fresh_link_at_once(unit, client):
    _adult, _members, token = asked_link(unit)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False) as clock:
        for _time in range(3):
            client.post(at(token, "parent_fresh"))
        assert Sending.objects.count() == 1
        clock.shift(timedelta(minutes=16))
        client.post(at(token, "parent_fresh"))
        assert Sending.objects.count() == 2


@pytest.mark.parametrize("what", ["stopped", "barred", "locked", "no address", "left"])
def test_it_sends_no_fresh_link_where_it_must_not(unit, client, what):
    adult, [ada], token = asked_link(unit)
    now = timezone.now()
    if what == "stopped":
        Asked.objects.update(stopped_at=now)
    elif what == "barred":
        Responsibility.objects.update(barred=True)
    elif what == "locked":
        Link.objects.update(locked_until=now + timedelta(days=40))
    elif what == "no address":
        Adult.objects.filter(pk=adult.pk).update(email="")
    else:
        Member.objects.filter(pk=ada.pk).update(left_on=timezone.localdate())
    with time_machine.travel(now + timedelta(days=29), tick=False):
        assert client.post(at(token, "parent_fresh")).status_code == 200
    assert not Sending.objects.exists()


def test_it_keeps_its_pages_from_caches_lists_and_other_sites(unit, client):
    _adult, _members, token = asked_link(unit)
    confirm(client, token)
    for answer in (client.get(at(token)), client.get(at("0" * 28)), confirm(client, token)):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    cookie = client.cookies["lanyard_confirmed"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (at(token), True, "Lax")


def test_it_takes_a_form_of_its_own_and_none_from_another_site(unit):
    from django.test import Client

    _adult, _members, token = asked_link(unit)
    strict = Client(enforce_csrf_checks=True)
    ours = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}  # as browsers send it without a referrer
    theirs = {"Origin": "https://evil.example.org", "Sec-Fetch-Site": "cross-site"}
    assert strict.post(at(token, "parent_confirm"), BIRTHDAY, headers=theirs).status_code == 403
    assert strict.post(at(token, "parent_confirm"), BIRTHDAY, headers=ours).status_code == 302
