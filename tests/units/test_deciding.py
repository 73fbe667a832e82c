"""A person signs who is offered a place, with a reason and the comparison before them; families reply."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions import member_left
from lanyard.units.actions.applications import count_ballots, withdraw_application
from lanyard.units.actions.deciding import sign_selection, take_selection_back
from lanyard.units.actions.intakes import cancel_intake, change_intake
from lanyard.units.actions.offers import Reply, move_up, offer_again, record_reply
from lanyard.units.actions.rules import set_force_share
from lanyard.units.cohort import compared, least_vulnerable, with_words
from lanyard.units.models import Adult, Member, Offer, Responsibility, Selection
from lanyard.units.models.choosing import ACCEPTED, DECLINED, EXPIRED, OFFERED, WAITING, WITHDRAWN
from lanyard.units.offers import first_in_line, free_places, offers_of
from tests.cast_units import add_member, began_at, make_unit
from tests.together import together
from tests.units.cast_selection import (
    AFTER,
    a_class,
    applied,
    closed,
    decision,
    details,
    listed,
    make_intake,
    signed,
)
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
LATER = AFTER + timedelta(days=30)


def test_a_person_signs_with_a_reason_and_the_others_wait_in_an_order_nobody_made(northshire):
    selection, offers = signed(northshire)
    assert [offer.state(AFTER) for offer in offers] == [OFFERED] * 3 + [WAITING] * 3
    assert [offer.number for offer in offers] == [None, None, None, 1, 2, 3]
    assert selection.recorded_by == northshire.people["head-teacher"]
    entry = Entry.objects.get(verb="selection.signed")
    assert "spoke with" not in str(entry.detail)


@pytest.mark.parametrize("role", ["programme-teacher", "pcso", "sergeant", "central-team", "dsl"])
def test_nobody_signs_but_the_head_teacher_and_the_schools_lead(northshire, role):
    intake = make_intake(northshire)
    applications = applied(northshire, intake, a_class(northshire, 4))
    with closed(), pytest.raises(Forbidden):
        sign_selection(northshire.actor(role), intake, decision(applications[:3]))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reply_by": AFTER}, "reply_by"),
        ({"chosen": []}, "chosen"),
        ({"chosen": ["a", "b", "c", "d"]}, "chosen"),
        ({"chosen": ["nobody"]}, "chosen"),
    ],
)
def test_it_refuses_to_sign_what_is_not_decided(northshire, values, field):
    intake = make_intake(northshire)
    applications = applied(northshire, intake, a_class(northshire, 5))
    made = decision(applications[:3])
    if values.get("chosen") and len(values["chosen"]) == 4:
        values = {"chosen": [each.public_id for each in applications[:4]]}
    wrong = type(made)(**{**{name: getattr(made, name) for name in made.__slots__}, **values})
    with closed(), pytest.raises(Refused) as refused:
        sign_selection(northshire.actor("head-teacher"), intake, wrong)
    assert refused.value.field == field
    assert not Selection.objects.exists()


def test_it_signs_nothing_while_children_can_still_apply_nor_without_any(northshire):
    intake = make_intake(northshire)
    with closed(), pytest.raises(Refused, match="Nobody has applied"):
        sign_selection(northshire.actor("head-teacher"), intake, decision([]))
    applications = applied(northshire, intake, a_class(northshire, 3))
    with pytest.raises(Refused, match="no longer apply"):
        sign_selection(northshire.actor("head-teacher"), intake, decision(applications))


def test_it_takes_everybody_only_where_there_is_a_place_for_all(northshire):
    intake = make_intake(northshire, method="all", places=3)
    applications = applied(northshire, intake, a_class(northshire, 4))
    with closed():
        with pytest.raises(Refused, match="More children applied"):
            sign_selection(northshire.actor("head-teacher"), intake, decision(applications[:3]))
        withdraw_application(northshire.actor("spoc"), applications[3], "changed-mind")
        assert sign_selection(northshire.actor("head-teacher"), intake, decision(applications[:3]))


def voted(tenant, votes):
    intake = make_intake(tenant, method="vote", places=2)
    applications = applied(tenant, intake, a_class(tenant, len(votes)))
    counted = {each.public_id: n for each, n in zip(applications, votes, strict=True)}
    return intake, applications, counted


def test_it_asks_why_somebody_departs_from_a_vote_but_not_within_a_tie(northshire):
    intake, applications, votes = voted(northshire, (9, 5, 5, 1))
    head = northshire.actor("head-teacher")
    with closed():
        with pytest.raises(Refused, match="Two people count"):
            sign_selection(head, intake, decision(applications[:2]))
        for role in ("spoc", "programme-teacher"):
            count_ballots(northshire.actor(role), intake, votes)
        with pytest.raises(Refused) as refused:
            sign_selection(head, intake, decision([applications[0], applications[3]]))
        assert refused.value.field == "departure"
        selection = sign_selection(head, intake, decision([applications[0], applications[2]]))
        assert not selection.departs
        first, second = [offer for offer in offers_of(intake) if offer.number]
        assert (first.application, second.application) == (applications[1], applications[3])


def test_it_keeps_the_reason_of_who_departs_from_a_vote(northshire):
    intake, applications, votes = voted(northshire, (9, 5, 4, 1))
    with closed():
        for role in ("spoc", "programme-teacher"):
            count_ballots(northshire.actor(role), intake, votes)
        made = decision([applications[0], applications[3]], departure="The vote passed over the quiet ones")
        selection = sign_selection(northshire.actor("head-teacher"), intake, made)
    assert selection.departs
    assert Selection.objects.get().departure == "The vote passed over the quiet ones"


def test_it_asks_why_fewer_vulnerable_children_are_chosen_than_the_force_asks(northshire):
    set_force_share(northshire.actor("force-lead"), northshire.force, 50)
    intake = make_intake(northshire)
    applications = applied(northshire, intake, a_class(northshire, 6))  # the first and the fourth are vulnerable
    head, few = northshire.actor("head-teacher"), applications[:3]
    with closed():
        with pytest.raises(Refused, match="fewer vulnerable"):
            sign_selection(head, intake, decision(few))
        assert sign_selection(head, intake, decision(few, departure="The others have clubs")).below_minimum
        take_selection_back(head, Selection.objects.get(), "Another child can come after all")
        enough = [applications[0], applications[3], applications[1]]
        assert not sign_selection(head, intake, decision(enough)).below_minimum


@pytest.mark.parametrize("percent", [-1, 101])
def test_it_refuses_a_share_that_is_none(northshire, percent):
    with pytest.raises(Refused):
        set_force_share(northshire.actor("force-lead"), northshire.force, percent)


@given(st.integers(0, 100), st.integers(1, 60))
def test_a_share_is_never_rounded_down(percent, places):
    least = least_vulnerable(percent, places)
    assert least * 100 >= percent * places > (least - 1) * 100
    assert 0 <= least <= places


@settings(max_examples=40)
@given(st.data())
def test_the_comparison_counts_everybody_once_in_each_category(data):
    """Whatever the school's children are, each category's counts add up to the cohort and to the whole."""
    from lanyard.units.models import Child

    words = st.sampled_from(["", "female", "male"])
    whole = [
        Child(
            pk=number, given_name="A", family_name="B", year_group=data.draw(st.integers(3, 6)),
            gender=data.draw(words), vulnerable=data.draw(st.sampled_from([None, True, False])),
            categories=data.draw(st.dictionaries(st.sampled_from(["house", "class"]), words)),
        )
        for number in range(1, data.draw(st.integers(1, 25)) + 1)
    ]  # fmt: skip
    cohort = whole[: data.draw(st.integers(0, len(whole)))]
    rows = compared(cohort, whole)
    assert {row["category"] for row in rows} >= {"vulnerable", "gender", "year"}
    for name in {row["category"] for row in rows}:
        mine = [row for row in rows if row["category"] == name]
        assert sum(row["count"] for row in mine) == len(cohort)
        assert sum(row["having"] for row in mine) == len(whole)
    assert all(row["verdict"] for row in with_words(rows))


def test_it_keeps_the_comparison_that_was_shown_with_the_decision(northshire):
    selection, _offers = signed(northshire)
    rows = {(row["category"], row["value"]): row for row in Selection.objects.get().comparison_read}
    assert (rows["gender", "female"]["count"], rows["gender", "female"]["having"]) == (2, 3)
    listed(northshire, "Late", gender="female")
    assert Selection.objects.get().comparison_read == selection.comparison_read


def test_a_signed_intake_changes_only_after_the_decision_is_taken_back(northshire):
    selection, offers = signed(northshire)
    head = northshire.actor("head-teacher")
    with closed():
        for act in (
            lambda: change_intake(head, selection.intake, details(places=5)),
            lambda: cancel_intake(head, selection.intake, "Why not"),
        ):
            with pytest.raises(Refused, match="signed already"):
                act()
        with pytest.raises(Conflict):
            sign_selection(head, selection.intake, decision([offers[0].application]))
        with pytest.raises(Refused, match="Enter why"):
            take_selection_back(head, selection, " ")
        take_selection_back(head, selection, "A child was forgotten")
        with pytest.raises(Conflict):
            take_selection_back(head, selection, "Again")
        with pytest.raises(Conflict):
            record_reply(head, offers[0], Reply("yes", AFTER))
        assert sign_selection(head, selection.intake, decision([offers[5].application]))
    assert Selection.objects.count() == 2


def reply(tenant, offer, says="yes", **values) -> Offer:
    return record_reply(tenant.actor("spoc"), offer, Reply(says, values.pop("replied_on", AFTER), **values))


def test_a_yes_makes_the_child_a_member_and_a_no_frees_the_place(northshire):
    selection, offers = signed(northshire)
    with closed():
        accepted, declined = reply(northshire, offers[0]), reply(northshire, offers[1], "no")
        assert (accepted.state(), declined.state()) == (ACCEPTED, DECLINED)
        assert Member.objects.get().child == offers[0].application.child
        assert free_places(selection.intake) == 1
        with pytest.raises(Conflict):
            reply(northshire, offers[0], "no")
        with pytest.raises(Refused, match="A family has replied"):
            take_selection_back(northshire.actor("head-teacher"), selection, "Sorry")
        member_left(northshire.actor("spoc"), Member.objects.get(), AFTER, "changed-mind")
        assert free_places(selection.intake) == 2


def adult_of(offer, holds="yes", barred=False) -> Adult:
    child = offer.application.child
    adult = Adult.objects.create(school=child.school, kind="person", name="Sara", recorded_at=began_at(TODAY))
    Responsibility.objects.create(
        child=child, adult=adult, relationship="mother", holds=holds, barred=barred, recorded_at=began_at(TODAY)
    )
    return adult


@pytest.mark.capability("STO-19")
def test_only_an_adult_who_may_be_asked_answers_for_the_child(northshire):
    _selection, offers = signed(northshire)
    with closed():
        for wrong in (adult_of(offers[0], "no"), adult_of(offers[0], barred=True), adult_of(offers[1])):
            with pytest.raises(Refused) as refused:
                reply(northshire, offers[0], adult=wrong)
            assert refused.value.field == "adult"
        assert reply(northshire, offers[0], adult=adult_of(offers[0])).replied_by == "adult"


@pytest.mark.parametrize("day", [AFTER - timedelta(days=1), AFTER + timedelta(days=1)])
def test_a_reply_has_a_day_between_the_offer_and_today(northshire, day):
    _selection, offers = signed(northshire)
    with closed(), pytest.raises(Refused) as refused:
        reply(northshire, offers[0], replied_on=day)
    assert refused.value.field == "replied_on"


def test_an_offer_runs_out_and_can_be_made_again_while_a_place_is_free(northshire):
    selection, offers = signed(northshire)
    by = LATER + timedelta(days=9)
    with closed(LATER):
        assert offers[0].state() == EXPIRED
        with pytest.raises(Refused, match="ran out"):
            reply(northshire, offers[0])
        assert free_places(selection.intake) == 3
        for _offer in offers[3:]:
            move_up(northshire.actor("spoc"), first_in_line(selection.intake), by)
        with pytest.raises(Refused, match="No place is free"):
            offer_again(northshire.actor("spoc"), offers[0], by)
        reply(northshire, offers[4], "no", replied_on=LATER)
        offer_again(northshire.actor("spoc"), offers[0], by)
        with pytest.raises(Conflict):
            offer_again(northshire.actor("spoc"), offers[0], by)
        assert reply(northshire, offers[0], replied_on=LATER).state() == ACCEPTED


def test_the_first_in_line_moves_up_and_another_only_with_a_reason(northshire):
    selection, offers = signed(northshire)
    spoc, by = northshire.actor("spoc"), AFTER + timedelta(days=9)
    with closed():
        with pytest.raises(Refused, match="No place is free"):
            move_up(spoc, offers[3], by)
        reply(northshire, offers[0], "no")
        with pytest.raises(Refused, match="waiting list"):
            reply(northshire, offers[4])
        with pytest.raises(Refused) as refused:
            move_up(spoc, offers[4], by)
        assert refused.value.field == "reason"
        with pytest.raises(Refused):
            move_up(spoc, offers[3], AFTER)
        moved = move_up(spoc, offers[4], by, "Keeps the share of vulnerable children")
        assert Offer.objects.get(pk=moved.pk).moved_reason.startswith("Keeps")
        with pytest.raises(Conflict):
            move_up(spoc, offers[4], by, "Again")
        assert first_in_line(selection.intake) == offers[3]


def test_who_took_the_application_back_or_left_the_school_has_no_offer(northshire):
    selection, offers = signed(northshire)
    with closed():
        withdraw_application(northshire.actor("spoc"), offers[0].application, "changed-mind")
        child = offers[1].application.child
        child.left_school_on = AFTER
        child.save()
        found = {offer.pk: offer for offer in offers_of(selection.intake)}
        assert [found[offers[n].pk].state() for n in (0, 1)] == [WITHDRAWN, WITHDRAWN]
        assert free_places(selection.intake) == 2
        for offer in offers[:2]:
            with pytest.raises(Refused):
                reply(northshire, offer)


def test_who_has_accepted_takes_the_application_back_no_more(northshire):
    _selection, offers = signed(northshire)
    with closed():
        reply(northshire, offers[0])
        with pytest.raises(Refused, match="has accepted"):
            withdraw_application(northshire.actor("spoc"), offers[0].application, "changed-mind")


def test_a_child_offered_places_in_two_units_has_one(northshire):
    _selection, offers = signed(northshire)
    other = make_unit(northshire, "Friday")
    add_member(other, "Zed")
    with closed():
        Member.objects.filter(unit=other).update(child=offers[0].application.child)
        with pytest.raises(Refused, match="is a member of Friday"):
            reply(northshire, offers[0])
        assert reply(northshire, offers[0], "no")


def test_there_are_never_more_places_on_offer_than_room_in_the_unit(northshire):
    unit = make_unit(northshire, max_members=3)
    intake = make_intake(northshire, unit=unit, places=3)
    applications = applied(northshire, intake, a_class(northshire, 4))
    with closed():
        sign_selection(northshire.actor("spoc"), intake, decision(applications[:3]))
        add_member(unit, "Zed", joined_on=AFTER)
        offers = offers_of(intake)
        for offer in offers[:2]:
            reply(northshire, offer)
        with pytest.raises(Refused, match="full"):
            reply(northshire, offers[2])
        assert free_places(intake) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_offer_the_last_free_place_at_once_one_wins(northshire):
    selection, offers = signed(northshire)
    spoc, by = northshire.actor("spoc"), AFTER + timedelta(days=9)
    with closed():
        reply(northshire, offers[0], "no")
        found = together(*[lambda: move_up(spoc, offers[3], by)] * 2)
        assert sorted(type(each).__name__ for each in found) == ["Conflict", "Offer"]
        assert free_places(selection.intake) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_opposite_replies_at_once_one_is_kept(northshire):
    _selection, offers = signed(northshire)
    with closed():
        found = together(*(lambda says=says: reply(northshire, offers[0], says) for says in ("yes", "no")))
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Offer"]
    assert Member.objects.count() == int(Offer.objects.get(pk=offers[0].pk).reply == "yes")
