"""Template tags, panels and navigation."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from lanyard.design import navigation, panels
from lanyard.engines.readiness import STATUSES, VERDICTS
from lanyard.engines.rights import NOBODY, Actor, Grant, Permission, Reach


def render(template: str, path: str = "/", **values) -> str:
    return Template(template).render(Context({"request": RequestFactory().get(path), **values}))


@pytest.fixture
def no_items(monkeypatch):
    monkeypatch.setattr(navigation, "_items", [])


def request_of(actor: Actor, path: str = "/"):
    request = RequestFactory().get(path)
    request.actor = actor
    return request


PCSO = Actor(7, "Priya Shah", (Grant("pcso", 1, "force", 1),))


def test_it_gives_every_verdict_its_own_words_and_its_own_shape():
    drawn = [render("{% lanyard_tag verdict %}", verdict=verdict) for verdict in VERDICTS]
    assert len(set(drawn)) == len(VERDICTS)
    for words in ("Safe to operate", "Safe, with things to do", "Not safe: stop", "Unknown, so stop"):
        assert sum(words in tag for tag in drawn) == 1


@pytest.mark.parametrize("verdict", ["", None, "READY", "fine", 1])
def test_it_draws_what_is_no_verdict_as_unknown(verdict):
    assert "Unknown, so stop" in render("{% lanyard_tag verdict %}", verdict=verdict)


def test_it_says_by_when_only_where_there_is_something_to_do():
    due = date(2026, 12, 18)
    assert "by 18 December 2026" in render("{% lanyard_tag v due=d %}", v="ready with actions", d=due)
    assert "December" not in render("{% lanyard_tag v due=d %}", v="not ready", d=due)


def test_it_has_words_for_every_status_of_the_engine():
    for status in STATUSES:
        assert render("{% status_tag s %}", s=status).strip()
    assert "Not met" in render('{% status_tag "not met" %}')
    assert "govuk-tag--red" in render('{% status_tag "not-met" %}')


def test_it_escapes_a_status_that_it_does_not_know():
    assert "&lt;b&gt;" in render("{% status_tag s %}", s="<b>")


def test_it_keeps_the_other_parameters_of_the_address_in_pagination():
    page = Paginator(range(500), 50).get_page(2)
    html = render("{% pagination page %}", "/units/?q=oak&page=2", page=page)
    assert "?q=oak&amp;page=3" in html
    assert 'aria-current="page">2<' in html


def test_it_shows_no_pagination_for_one_page():
    assert render("{% pagination page %}", page=Paginator(range(50), 50).get_page(1)).strip() == ""


def test_it_sorts_the_other_way_the_second_time():
    assert "?q=a&amp;sort=name" in render('{% sort_header "name" "Name" %}', "/?q=a&page=3")
    again = render('{% sort_header "name" "Name" %}', "/?sort=name")
    assert "?sort=-name" in again
    assert 'aria-sort="ascending"' in again


def test_it_says_that_nothing_is_recorded_but_shows_a_nought():
    assert "Nothing recorded" in render('{% summary_row "Head teacher" "" %}')
    assert ">0<" in render('{% summary_row "Members" 0 %}')


def test_it_escapes_what_stands_in_a_summary_row():
    assert "<b>" not in render("{% summary_row v v v v %}", v="<b>")


def test_it_draws_breadcrumbs_with_the_last_as_the_present_page():
    html = render('{% breadcrumbs "Schools" "/schools/" "Oakfield" %}')
    assert 'href="/schools/"' in html
    assert 'aria-current="page">Oakfield' in html


def test_it_draws_panels_in_their_order_and_leaves_out_those_with_nothing_to_say(monkeypatch):
    monkeypatch.setattr(panels, "_panels", [])
    for order, said in ((20, "second"), (10, "first"), (30, None)):
        panels.panel("school", order, "design/parts/status.html")(
            lambda request, subject, said=said: said and {"word": f"{said} {subject}", "colour": "grey"}
        )
    panels.panel("unit", 1, "design/parts/status.html")(lambda request, subject: {"word": "elsewhere"})
    html = render('{% panels "school" subject %}', subject="<Oakfield>")
    assert html.index("first &lt;Oakfield&gt;") < html.index("second")
    assert "elsewhere" not in html


def test_it_shows_only_the_ways_in_that_the_reader_may_go(no_items):
    view = Permission("t.view", "View", {"pcso": Reach.ASSIGNED})
    board = Permission("t.board", "Board", {"force-lead": Reach.UNDER})
    navigation.nav_item(20, "Guide", "design:styleguide", view)
    navigation.nav_item(10, "Board", "design:ready", board)
    navigation.nav_item(30, "Alive", "design:alive", None)
    assert [link.label for link in navigation.navigation(request_of(PCSO))] == ["Guide", "Alive"]


def test_it_keeps_what_is_used_seldom_out_of_the_bar_at_the_top(no_items):
    navigation.nav_item(10, "Alive", "design:alive", None)
    navigation.nav_item(20, "Guide", "design:styleguide", None, seldom=True)
    reader = request_of(PCSO)
    assert [link.label for link in navigation.navigation(reader)] == ["Alive"]
    assert [link.label for link in navigation.navigation(reader, seldom=True)] == ["Guide"]


def test_it_shows_no_ways_in_to_somebody_signed_out(no_items):
    navigation.nav_item(10, "Alive", "design:alive", None)
    assert navigation.navigation(request_of(NOBODY)) == []
    assert navigation.navigation(RequestFactory().get("/")) == []


def test_it_marks_the_way_in_where_the_reader_is(no_items):
    navigation.nav_item(10, "Guide", "design:styleguide", None)
    found = [
        navigation.navigation(request_of(PCSO, path))[0].current for path in ("/styleguide", "/styleguide/a", "/")
    ]
    assert found == ["page", "true", ""]


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (time(14), "2pm"),
        (time(14, 30), "2:30pm"),
        (time(0, 5), "12:05am"),
        (time(12), "midday"),
        (time(12, 1), "12:01pm"),
        (datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "9am"),
    ],
)
def test_it_writes_times_as_people_say_them_and_where_they_are(at, written):
    assert render("{{ at|time }}", at=at) == written


def test_it_writes_a_moment_with_its_time_as_people_say_it():
    at = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
    assert render("{{ at|date:'DATETIME_FORMAT' }}", at=at) == "1 July 2026, 2:05pm"
    assert render("{{ at|date }}{{ none|date:'DATETIME_FORMAT' }}", at=at, none=None) == "1 July 2026"


def test_it_leaves_a_time_with_a_format_and_nothing_at_all_to_django():
    assert render("{{ at|time:'H:i' }}{{ none|time }}", at=time(14), none=None) == "14:00"


def test_it_puts_a_back_link_in_a_landmark_and_draws_none_where_there_is_nothing():
    assert render("{% way_back %} <a>Back</a> {% endway_back %}") == '<nav aria-label="Back"><a>Back</a></nav>'
    assert render("{% way_back %}  {% endway_back %}") == ""
    crumbs = render('{% way_back %}{% breadcrumbs "Schools" %}{% endway_back %}')
    assert crumbs.count("<nav") == 1
