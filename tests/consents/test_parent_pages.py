"""A parent answers by their link: one question a page, brothers and sisters together, a changed mind, all at once."""

from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.consents.actions.answers import Said
from lanyard.consents.actions.by_link import answer_by_link
from lanyard.consents.asking import wording
from lanyard.consents.models import Answer, Asked, Link
from lanyard.design.panels import Panel
from lanyard.engines.refusals import Refused
from lanyard.notices.models import Todo
from lanyard.units.models import Child, Responsibility
from tests.cast_requests import BORN, PURPOSES, ask, asked_link, child_of, link_to, parent_of
from tests.cast_units import add_answer, make_unit
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.capability("STO-5", "STO-6")]
BIRTHDAY = {"detail_day": BORN.day, "detail_month": BORN.month, "detail_year": BORN.year}


@pytest.fixture(autouse=True)
def _counters():
    cache.clear()


@pytest.fixture
def unit(northshire):
    return make_unit(northshire)


def at(token, name="parent", *words):
    return reverse(f"consents:{name}", args=[token, *words])


def text(answer):
    return answer.content.decode()


def enter(client, token):
    client.post(at(token, "parent_confirm"), BIRTHDAY)
    return client.get(at(token))


def answer_all(client, token, answer="yes", **others):
    """Answer every question as a browser would, following where each leads; return the page to check."""
    address = at(token, "parent_question", PURPOSES[0])
    while "/ask/" in address:
        purpose = address.rstrip("/").rpartition("/")[2]
        address = client.post(address, {"answer": others.get(purpose.replace("-", "_"), answer)}).url
    assert address == at(token, "parent_check")
    return client.get(address)


def said(member):
    return dict(Answer.objects.now().filter(member=member, adult__isnull=False).values_list("purpose", "answer"))


def test_it_leads_from_question_to_question_and_keeps_the_answers_when_they_are_sent(unit, client):
    adult, [ada], token = asked_link(unit)
    assert f"{len(PURPOSES)} questions" in text(enter(client, token))
    check = answer_all(client, token, photo_press="no")
    assert "They are not sent yet" in text(check)
    assert not Answer.objects.exists()
    done = client.post(at(token, "parent_check"), follow=True)
    assert "Your answers are saved" in text(done)
    assert said(ada) == {**dict.fromkeys(PURPOSES, "yes"), "photo-press": "no"}
    rows = Answer.objects.all()
    assert {(r.adult_id, r.channel, r.recorded_by_id) for r in rows} == {(adult.pk, "link", None)}
    assert {r.purpose: r.wording_version for r in rows} == wording(PURPOSES)
    assert Asked.objects.get().answered_at is not None
    entry = Entry.objects.get(verb="answers.given-by-link")
    assert entry.detail["counts"]["photo-press no"] == 1


def test_it_says_of_each_purpose_what_it_must(unit, client):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    for purpose in PURPOSES:
        page = text(client.get(at(token, "parent_question", purpose)))
        for heading in ("Who sees it", "How it is kept", "How long", "What for", "How to change your mind"):
            assert heading in page, (purpose, heading)


def test_it_asks_for_a_choice_where_none_was_made(unit, client):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    page = client.post(at(token, "parent_question", "take-part"), {})
    assert page.context["form"].errors == {"answer": ["Choose yes or no"]}
    page = client.post(at(token, "parent_question", "take-part"), {"answer": "not sure"})
    assert page.context["form"].errors["answer"] == ["Choose yes or no"]


@pytest.mark.parametrize("purpose", ["photo-child", "nonsense"])
def test_it_has_no_page_for_what_was_not_asked(unit, client, purpose):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    assert client.get(at(token, "parent_question", purpose)).status_code == 404


def test_it_takes_one_answer_for_brothers_and_sisters_and_another_for_each_where_wanted(unit, client):
    _adult, [ada, omar], token = asked_link(unit, "Ada", "Omar")
    enter(client, token)
    page = client.get(at(token, "parent_question", "take-part"))
    assert "Yes, for Ada and Omar" in text(page)
    each = client.post(at(token, "parent_question", "take-part"), {"answer": "each"}).url
    assert each == at(token, "parent_each", "take-part")
    wrong = client.post(each, {ada.public_id: "yes"})
    assert wrong.context["form"].errors == {omar.public_id: ["Choose yes or no for Omar"]}
    address = client.post(each, {ada.public_id: "yes", omar.public_id: "no"}).url
    while "/ask/" in address:
        address = client.post(address, {"answer": "yes"}).url
    client.post(address)
    assert said(ada) == dict.fromkeys(PURPOSES, "yes")
    assert said(omar) == {**dict.fromkeys(PURPOSES, "yes"), "take-part": "no"}
    home = text(client.get(at(token)))
    assert "Ada: Yes" in home
    assert "Omar: No" in home


def test_it_answers_only_for_ones_own_children(unit, client):
    _adult, [ada, _omar], token = asked_link(unit, "Ada", "Omar")
    other = child_of(None, unit, "Zain")
    parent_of(other, "Tom Zed")
    enter(client, token)
    client.post(at(token, "parent_each", "take-part"), {ada.public_id: "yes", other.public_id: "yes"})
    with pytest.raises(Refused):
        answer_by_link(Link.objects.get(), [Said(other.pk, "take-part", "yes", wording(["take-part"])["take-part"])])
    assert not Answer.objects.exists()


def test_it_changes_one_answer_by_the_same_link_and_keeps_the_older_one(unit, client):
    _adult, [ada], token = asked_link(unit)
    enter(client, token)
    answer_all(client, token)
    client.post(at(token, "parent_check"))
    with time_machine.travel("2026-10-12 19:00", tick=False):
        assert "Your answers" in text(enter(client, token))
        page = client.get(at(token, "parent_question", "photo-press"))
        assert page.context["form"].initial == {"answer": "yes"}
        assert client.post(at(token, "parent_question", "photo-press"), {"answer": "no"}).url == at(
            token, "parent_check"
        )
        client.post(at(token, "parent_check"))
        assert said(ada)["photo-press"] == "no"
    older = Answer.objects.get(purpose="photo-press", answer="yes")
    assert older.replaced_on == date(2026, 10, 12)


def test_it_takes_every_yes_back(unit, client):
    _adult, [ada], token = asked_link(unit)
    enter(client, token)
    answer_all(client, token, photo_press="no")
    client.post(at(token, "parent_check"))
    assert "becomes a no" in text(client.get(at(token, "parent_take_back")))
    assert set(said(ada).values()) == {"yes", "no"}
    done = client.post(at(token, "parent_take_back"), follow=True)
    assert "Your answers are saved" in text(done)
    assert set(said(ada).values()) == {"no"}
    assert client.get(at(token, "parent_take_back")).url == at(token)


def test_it_keeps_nothing_twice_when_the_button_is_pressed_twice(unit, client):
    _adult, [ada], token = asked_link(unit)
    enter(client, token)
    answer_all(client, token)
    draft = client.cookies["lanyard_draft"].value
    client.post(at(token, "parent_check"))
    client.cookies["lanyard_draft"] = draft  # the second press left before the first was answered
    client.cookies["lanyard_draft"]["path"] = at(token)
    assert client.post(at(token, "parent_check")).url == at(token, "parent_saved")
    assert Answer.objects.filter(member=ada).count() == len(PURPOSES)


def test_it_sends_nothing_without_answers(unit, client):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    assert client.post(at(token, "parent_check")).url == at(token)
    assert not Answer.objects.exists()
    assert not Entry.objects.filter(verb="answers.given-by-link").exists()


def test_it_takes_no_draft_that_somebody_has_written_themselves(unit, client):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    answer_all(client, token)
    forged = client.cookies["lanyard_draft"].value.replace("yes", "nay")
    client.cookies["lanyard_draft"] = forged
    assert client.post(at(token, "parent_check")).url == at(token)
    assert not Answer.objects.exists()


def test_it_asks_again_what_was_answered_to_older_words(unit, client):
    adult, [ada], token = asked_link(unit)
    for purpose in PURPOSES:
        version = wording(PURPOSES)[purpose] - (purpose == "take-part")
        add_answer(ada, purpose, adult=adult, wording_version=version)
    page = enter(client, token)
    assert [q.purpose.id for q in page.context["page"].open_questions] == ["take-part"]


def test_it_asks_nothing_more_for_a_child_of_twelve_but_lets_a_yes_be_taken_back(unit, client):
    adult, [ada], token = asked_link(unit)
    add_answer(ada, "photo-press", adult=adult)
    Child.objects.filter(pk=ada.child_id).update(date_of_birth=date(2014, 10, 5))
    client.post(at(token, "parent_confirm"), {"detail_day": 5, "detail_month": 10, "detail_year": 2014})
    page = text(client.get(at(token)))
    assert "Mini Police is for children aged 8 to 11. So there is nothing to answer for Ada any more." in page
    assert client.get(at(token, "parent_question", "take-part")).status_code == 404
    client.post(at(token, "parent_take_back"))
    assert said(ada) == {"photo-press": "no"}


def test_it_shows_ones_own_answers_and_nobody_elses(unit, client):
    _adult, [ada], token = asked_link(unit)
    other = parent_of(ada, "Omar Khan", "omar@example.org")
    add_answer(ada, "take-part", "no", adult=other)
    page = text(enter(client, token))
    assert "Omar" not in page
    assert "Your answers" not in page


def test_it_says_so_when_there_is_nothing_to_answer(unit, client):
    ada = child_of(None, unit)
    _link, token = link_to(parent_of(ada))
    assert "There is nothing to answer now" in text(enter(client, token))


def test_it_notes_who_confirmed_and_settles_the_to_do_with_the_last_answer(unit, client):
    _adult, _members, token = asked_link(unit)
    asked = Asked.objects.get()
    Todo.objects.create(
        key=f"consents.missing.{asked.request_id}", organisation=unit.school, title="1 missing",
        raised_at=asked.asked_at,
    )  # fmt: skip
    enter(client, token)
    asked.refresh_from_db()
    assert asked.confirmed_at is not None
    answer_all(client, token)
    client.post(at(token, "parent_check"))
    assert not Todo.objects.open().exists()


def test_it_shows_what_rooms_above_have_for_parents(unit, client, monkeypatch):
    seen = []

    def context(request, page):
        seen.append((page.adult.name, [member.given_name for member in page.members]))

    monkeypatch.setattr("lanyard.design.panels._panels", [Panel("parent", 1, "x.html", context)])
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    assert seen == [("Sara Khan", ["Ada"])]


@pytest.mark.django_db(transaction=True)
def test_it_keeps_both_when_two_adults_answer_opposite_at_once_and_the_no_stands(unit):
    _sara, [ada], _token = asked_link(unit)
    omar = parent_of(ada, "Omar Khan", "omar@example.org")
    link_to(omar, ask(omar, ada))
    version = wording(PURPOSES)["take-part"]
    first, second = Link.objects.order_by("pk")

    def give(link, answer):
        return answer_by_link(link, [Said(ada.pk, "take-part", answer, version)])

    results = together(lambda: give(first, "yes"), lambda: give(second, "no"))
    assert all(isinstance(result, list) for result in results), results
    assert sorted(Answer.objects.now().values_list("answer", flat=True)) == ["no", "yes"]


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_when_the_same_adult_sends_twice_at_once(unit):
    _sara, [ada], _token = asked_link(unit)
    link, version = Link.objects.get(), wording(PURPOSES)["take-part"]
    one = [Said(ada.pk, "take-part", "yes", version)]
    together(lambda: answer_by_link(link, one), lambda: answer_by_link(link, one))
    assert Answer.objects.count() == 1


def test_it_refuses_an_answer_of_somebody_barred_since_the_page_was_opened(unit, client):
    _adult, _members, token = asked_link(unit)
    enter(client, token)
    answer_all(client, token)
    Responsibility.objects.update(barred=True)
    assert client.post(at(token, "parent_check")).status_code == 410
    assert not Answer.objects.exists()


@pytest.mark.parametrize("children", [1, 4])
def test_it_keeps_to_fifteen_queries_a_page(unit, client, django_assert_max_num_queries, children):
    _adult, _members, token = asked_link(unit, *[f"Child {n}" for n in range(children)])
    enter(client, token)
    answer_all(client, token)
    for address in (at(token), at(token, "parent_question", "take-part"), at(token, "parent_check")):
        with django_assert_max_num_queries(15):
            client.get(address)


def test_it_reads_names_of_every_script_and_length(unit, client):
    adult, [ada], token = asked_link(unit)
    Child.objects.filter(pk=ada.child_id).update(given_name="<b>عائشة</b> O’" + "x" * 180)
    page = text(enter(client, token))
    assert "&lt;b&gt;عائشة&lt;/b&gt;" in page
    assert adult.name in page
