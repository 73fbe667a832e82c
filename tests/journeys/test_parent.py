"""A parent on a small phone: opens the link, confirms a birthday, answers for two children, changes their mind."""

import pytest
from django.core.cache import cache

from lanyard.consents.models import Answer
from tests.cast_requests import PURPOSES, asked_link, link_to
from tests.cast_units import make_unit
from tests.journeys.browser import NARROW, axe, no_sideways_scroll
from tests.journeys.stage import follow, press, says

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.capability("STO-5", "STO-6", "STO-19"),
]


@pytest.fixture
def family(northshire):
    cache.clear()
    return asked_link(make_unit(northshire), "Ada", "Omar")


def sound(page):
    axe(page)
    no_sideways_scroll(page)
    return page


def confirm(page):
    for box, number in (("Day", 27), ("Month", 3), ("Year", 2017)):
        page.get_by_label(box, exact=True).fill(str(number))
    press(page, "Go on")


@pytest.mark.parametrize("scripts", [True, False])
def test_it_lets_a_parent_answer_for_two_children_and_change_their_mind(family, open_page, scripts):
    _adult, [ada, omar], token = family
    page = open_page(f"/p/{token}/", width=NARROW, scripts=scripts)
    assert "Ada" not in says(sound(page))
    press(page, "Go on")
    assert "Enter a date" in says(sound(page))
    confirm(page)
    assert f"{len(PURPOSES)} questions for you about Ada and Omar" in says(sound(page))
    follow(page, "Start")
    sound(page)
    page.get_by_text("Who sees it, how long, and what for").click()
    page.get_by_label("Not the same for each of them").check()
    press(page, "Go on")
    sound(page)
    for name, answer in (("Ada", "Yes"), ("Omar", "No")):
        page.get_by_role("group", name=name).get_by_label(answer, exact=True).check()
    press(page, "Go on")
    for _purpose in PURPOSES[1:]:
        page.get_by_label("Yes, for Ada and Omar").check()
        press(page, "Go on")
    assert "Check your answers" in says(sound(page))
    press(page, "Send my answers")
    assert "Your answers are saved" in says(sound(page))
    assert Answer.objects.now().filter(answer="yes").count() == 2 * len(PURPOSES) - 1
    follow(page, "See your answers")
    sound(page)
    follow(page, "Say no to everything")
    press(page, "Say no to everything")
    assert not Answer.objects.now().filter(answer="yes").exists()
    assert {ada.pk, omar.pk} == set(Answer.objects.now().values_list("member", flat=True))


def test_it_offers_a_fresh_link_where_the_old_one_is_dead(family, open_page):
    adult, _members, _token = family
    link, token = link_to(adult)
    link.revoked_at = link.issued_at
    link.save()
    page = open_page(f"/p/{token}/", width=NARROW)
    press(sound(page), "Send me a new link")
    assert "If the link was yours" in says(sound(page))


def test_it_reads_in_the_dark_and_on_a_wide_screen(family, open_page, view):
    _adult, _members, token = family
    page = open_page(f"/p/{token}/", **view)
    sound(page)
    confirm(page)
    sound(page)
    page.goto(f"{page.url}ask/take-part/")
    sound(page)
