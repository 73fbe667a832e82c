"""The pages of sessions and observations: who sees what, what they post, how many queries they take."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lanyard.assurance.readiness import gate
from lanyard.audit.models import Entry
from lanyard.programme.actions import observing, running
from lanyard.programme.models import Acknowledgement, Observation, RegisterMark, Session
from lanyard.programme.points import points
from tests.cast_programme import NOON, NOT_MET, add_staff, make_session
from tests.cast_units import add_answer, add_answers, add_leader, add_member
from tests.programme.test_observing import SEEN


@pytest.fixture
def as_role(northshire, signed_in_as):
    """Return a function that signs in as the holder of a role in Northshire."""
    return lambda role: signed_in_as(northshire.people[role])


@pytest.fixture
def started(session, northshire, verdict):
    verdict()
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    return running.start(northshire.actor("pcso"), session)


def url(name, session, **more):
    return reverse(f"programme:{name}", args=[session.public_id, *more.values()])


def text(response) -> str:
    """Return the words of a page's main part."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main.group()).split())


PLAN = {
    "title": "Bike safety", "strand": "community", "activity": "Lights", "where": "Yard", "day_day": "30",
    "day_month": "11", "day_year": "2026", "starts": "13:00", "ends": "2pm", "times": "1",
}  # fmt: skip


def test_a_leader_plans_a_session(unit, as_role, northshire):
    address = reverse("programme:plan", args=[unit.public_id])
    client = as_role("pcso")
    assert "Priya Shah" in text(client.get(address))
    response = client.post(address, {**PLAN, "leaders": [northshire.people["pcso"].pk]})
    assert response.url == url("session", Session.objects.get())


def test_a_refusal_stands_beside_its_field(unit, as_role, northshire):
    address = reverse("programme:plan", args=[unit.public_id])
    leaders = [northshire.people["pcso"].pk]
    response = as_role("pcso").post(address, {**PLAN, "ends": "12:00", "leaders": leaders})
    assert response.context["form"].errors["ends"] == ["Enter an end after the start"]
    assert not Session.objects.exists()


def test_a_plan_changes_and_is_cancelled(session, as_role):
    client = as_role("programme-teacher")
    assert "Speed checks with cardboard" in client.get(url("replan", session)).content.decode()
    client.post(url("replan", session), {**PLAN, "title": "Bike lights"})
    session.refresh_from_db()
    assert session.title == "Bike lights"
    client.post(url("cancel", session), {"reason": "Snow"})
    assert "Snow" in text(client.get(url("session", session)))


@pytest.mark.capability("STO-12")
def test_what_was_planned_before_is_shown_with_its_time(session, as_role, noon):
    client = as_role("programme-teacher")
    noon.shift(timedelta(minutes=30))
    client.post(url("replan", session), {**PLAN, "title": "Bike lights"})
    shown = text(client.get(url("plans", session)))
    assert shown.index("Since 23 November 2026, 12:30pm") < shown.rindex("Bike lights")
    assert shown.index("until 23 November 2026, 12:30pm") < shown.index("Speed checks with cardboard")


@pytest.mark.capability("STO-2", "STO-18")
def test_a_session_from_arrival_to_end(session, as_role, northshire, verdict):
    verdict()
    teacher, client = northshire.people["programme-teacher"], as_role("pcso")
    client.post(url("staff", session), {"staff": [teacher.pk]})
    assert "Start the session" not in text(client.get(url("session", session)))
    client.post(url("arrive", session), {"person": teacher.pk})
    page = client.get(url("session", session))
    assert "Start the session" in text(page)
    assert "Safe to operate" in text(page)
    client.post(url("start", session))
    assert "Stop the session" in text(client.get(url("session", session)))
    told = client.post(url("leave", session), {"person": teacher.pk}, follow=True)
    assert "no member of school staff is in the room" in text(told)
    client.post(url("arrive", session), {"person": teacher.pk})
    client.post(url("stop", session), {"reason": "Fire bell"})
    assert "Fire bell" in text(client.get(url("session", session)))
    client.post(url("resume", session))
    client.post(url("end", session), {"outcome": "All went well"})
    over = text(client.get(url("session", session)))
    assert "All went well" in over
    assert "Start the session" not in over


@pytest.mark.capability("STO-18")
def test_the_page_says_what_stops_the_session_who_must_act_and_where(session, as_role, verdict):
    verdict(session_plan_checked=NOT_MET)
    page = as_role("pcso").get(url("session", session))
    assert "Not safe: stop" in text(page)
    assert "Check that the plan suits the children" in text(page)
    assert "Who: Programme teacher" in text(page)
    assert url("check_plan", session) in page.content.decode()
    told = as_role("pcso").post(url("start", session), follow=True)
    assert "in the room" in text(told)


@pytest.mark.parametrize("person", ["", "x", "9" * 30, "²"])
def test_a_person_that_is_none_is_told_so(started, as_role, person):
    told = as_role("pcso").post(url("leave", started), {"person": person}, follow=True)
    assert "This person is not in the room" in text(told)


@pytest.mark.capability("STO-12", "STO-17", "STO-9")
def test_what_is_settled_before(session, as_role, northshire):
    add_staff(session, northshire.people["programme-teacher"])
    pcso, teacher = as_role("pcso"), as_role("programme-teacher")
    teacher.post(url("check_plan", session), {"age_appropriate": "yes", "in_curriculum": "yes"})
    words = {"signs": "Shouting", "first_step": "Wait", "who_steps_in": "Tom", "when_to_stop": "Hurt"}
    pcso.post(url("behaviour", session), words)
    agreement = session.behaviour_agreements.get()
    assert "Shouting" in text(teacher.get(url("behaviour", session)))
    teacher.post(url("behaviour", session), {"agree": agreement.pk})
    pcso.get(url("risks", session))
    pcso.post(url("risks", session))
    topics = sorted(Acknowledgement.objects.values_list("topic", flat=True))
    assert topics == ["behaviour", "behaviour", "risk-assessment"]
    assert session.plan_checks.standing().get().passed


def test_words_that_are_gone_cannot_be_agreed(session, as_role):
    for key in ("0", "x", "9" * 30):
        told = as_role("pcso").post(url("behaviour", session), {"agree": key}, follow=True)
        assert "have changed" in text(told)


def test_the_override_page_says_what_it_is_about_and_refuses_beside_the_reason(session, as_role, verdict):
    verdict(session_plan_checked=NOT_MET)
    address = url("override", session, requirement="SES-PLAN")
    assert "part of the cadets" in text(as_role("sergeant").get(address))
    assert "Nobody can let a session go on" in text(as_role("sergeant").post(address, {"reason": "In a hurry"}))
    assert as_role("pcso").get(address).status_code == 404


@pytest.mark.capability("STO-6")
def test_leaders_see_who_may_not_be_photographed_and_the_look_is_recorded(session, unit, as_role):
    yes, no, silent = add_member(unit, "Yes"), add_member(unit, "No"), add_member(unit, "Silent")
    add_answers(yes)
    for purpose in ("photo-school", "photo-force", "photo-press"):
        add_answer(no, purpose, "yes")
    add_answer(no, "photo-child", "no")
    client = as_role("pcso")
    page = text(client.get(url("photos", session)))
    assert "No Khan None at all The child said no" in page
    assert "Silent Khan None at all" in page
    assert "Yes Khan" not in page
    entry = Entry.objects.get(verb="session.photo-refusals-seen")
    assert sorted(entry.subjects) == sorted([no.pk, silent.pk])
    client.post(url("photos", session))
    assert Acknowledgement.objects.get().topic == "photo-refusals"


def test_the_register_is_taken_with_one_tap_a_child_and_every_look_is_recorded(started, unit, as_role):
    late, here = add_member(unit, "Ayesha"), add_member(unit, "Ben")
    client = as_role("pcso")
    client.get(url("register", started))
    assert sorted(Entry.objects.get(verb="session.register-seen").subjects) == sorted([late.pk, here.pk])
    posted = {f"mark_{late.pk}": "late", f"at_{late.pk}": "13:10", "rest": "present"}
    client.post(url("register", started), posted)
    assert dict(RegisterMark.objects.values_list("member", "mark")) == {late.pk: "late", here.pk: "present"}
    assert "Register: 2 there, 0 absent" in text(client.get(url("session", started)))


def test_a_wrong_mark_stands_beside_its_child(started, unit, as_role):
    child = add_member(unit)
    posted = {f"mark_{child.pk}": "present", f"at_{child.pk}": "13:10"}
    response = as_role("pcso").post(url("register", started), posted)
    assert f"at_{child.pk}" in response.context["form"].errors
    assert not RegisterMark.objects.exists()


def test_the_session_page_names_no_child(started, unit, as_role):
    add_member(unit, "Zebedee", "Quill")
    for role in ("pcso", "sergeant", "head-teacher"):
        assert "Zebedee" not in as_role(role).get(url("session", started)).content.decode()


CHILDREN = ["register", "photos"]


@pytest.mark.parametrize("name", CHILDREN)
@pytest.mark.parametrize("role", ["sergeant", "central-team", "force-lead", "dro", "officer", "area-lead"])
def test_pages_that_name_children_do_not_exist_for_others(session, as_role, name, role):
    assert as_role(role).get(url(name, session)).status_code == 404


def test_another_force_and_the_hub_find_nothing(session, southshire, hub, signed_in_as):
    for person in [*southshire.people.values(), *hub.values()]:
        assert signed_in_as(person).get(url("session", session)).status_code == 404


def test_a_leader_taken_off_the_unit_and_the_session_finds_nothing(session, unit, northshire, as_role):
    officer = northshire.people["officer"]
    leader = add_leader(unit, officer, "officer")
    assert as_role("officer").get(url("session", session)).status_code == 200
    leader.ends_on = NOON.date() - timedelta(days=1)
    leader.save()
    assert as_role("officer").get(url("session", session)).status_code == 404


def test_lists_show_mine_all_and_past(unit, session, as_role, northshire):
    make_session(unit, starts=NOON - timedelta(days=7), title="Long ago")
    client = as_role("pcso")
    assert "Road safety" in text(client.get("/sessions/"))
    assert "Long ago" in text(client.get("/sessions/?when=past"))
    assert "Road safety" in text(client.get(reverse("programme:unit_sessions", args=[unit.public_id])))
    assert "Road safety" not in text(as_role("sergeant").get("/sessions/"))
    assert "Road safety" in text(as_role("sergeant").get("/sessions/?whose=all"))


def test_an_empty_list_says_what_to_do(northshire, as_role):
    assert "Plan one from the page of a unit" in text(as_role("pcso").get("/sessions/"))


def counted(client, address, django_assert_max_num_queries, most=15) -> int:
    with django_assert_max_num_queries(most) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", ["pcso", "programme-teacher", "sergeant"])
def test_pages_take_the_same_few_queries_whatever_they_show(
    started, unit, as_role, northshire, role, django_assert_max_num_queries
):
    client = as_role(role)
    addresses = ["/sessions/?whose=all", url("session", started)]
    addresses += [url(name, started) for name in CHILDREN] if role != "sergeant" else []
    before = [counted(client, address, django_assert_max_num_queries) for address in addresses]
    for n in range(5):
        add_answers(add_member(unit, f"Child {n}"), photos="no")
        make_session(unit)
    add_staff(started, northshire.people["spoc"], arrived_at=NOON)
    add_staff(started, northshire.people["dsl"])
    after = [counted(client, address, django_assert_max_num_queries) for address in addresses]
    assert after == before


def test_the_session_page_adds_eight_queries_to_those_of_the_gate(
    session, as_role, northshire, django_assert_max_num_queries
):
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    with django_assert_max_num_queries(50) as asked:
        gate("session", Session.objects.filter(pk=session.pk))
    counted(as_role("pcso"), url("session", session), django_assert_max_num_queries, most=len(asked) + 8)


@pytest.fixture
def observed(northshire, unit):
    return observing.record_observation(northshire.actor("sergeant"), northshire.people["pcso"], SEEN)


@pytest.mark.capability("STO-15")
def test_a_sergeant_observes_and_the_officer_answers(northshire, unit, as_role):
    sergeant, pcso = as_role("sergeant"), as_role("pcso")
    assert "Priya Shah" in text(sergeant.get("/observations/"))
    address = reverse("programme:observe", args=[northshire.people["pcso"].public_id])
    sergeant.get(address)
    ratings = {f"point_{point.id}": "yes" for point in points()}
    day = {"day_day": "23", "day_month": "11", "day_year": "2026"}
    sergeant.post(address, {**ratings, **day, "strengths": "Calm", "session": ""})
    made = Observation.objects.get()
    page = reverse("programme:observation", args=[made.public_id])
    assert "I have read this" in text(pcso.get(page))
    pcso.post(page, {"comment": "Thanks"})
    assert "Thanks" in text(sergeant.get(page))
    assert Entry.objects.filter(verb="observation.seen").count() == 2
    own = reverse("programme:observations", args=[northshire.people["pcso"].public_id])
    assert "Sam Okoro" in text(pcso.get(own))


def test_observations_do_not_exist_for_others(observed, northshire, southshire, as_role, signed_in_as):
    others = [as_role(role) for role in ("officer", "head-teacher", "dro")]
    others.append(signed_in_as(southshire.people["sergeant"]))
    for client in others:
        for name, key in (("observation", observed.public_id), ("observations", observed.officer.public_id)):
            assert client.get(reverse(f"programme:{name}", args=[key])).status_code == 404


def test_a_mistaken_observation_is_withdrawn(observed, as_role):
    client = as_role("sergeant")
    client.post(reverse("programme:withdraw_observation", args=[observed.public_id]), {"reason": "Wrong day"})
    assert "Wrong day" in text(client.get(reverse("programme:observation", args=[observed.public_id])))


def test_observation_pages_take_the_same_few_queries(
    observed, unit, northshire, as_role, django_assert_max_num_queries
):
    client = as_role("sergeant")
    addresses = ["/observations/", reverse("programme:observations", args=[observed.officer.public_id])]
    before = [counted(client, address, django_assert_max_num_queries) for address in addresses]
    for role in ("officer", "volunteer"):
        officer = northshire.people[role]
        add_leader(unit, officer, role)
        observing.record_observation(northshire.actor("sergeant"), officer, SEEN)
    observing.record_observation(northshire.actor("central-team"), observed.officer, SEEN)
    after = [counted(client, address, django_assert_max_num_queries) for address in addresses]
    assert after == before
