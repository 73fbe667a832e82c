"""The decider of permission: no answer is never a yes, any no stands, a child's no outranks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.consent import CHILD, PARENT, may_take_part, photo_decision

ANSWERS = st.lists(st.sampled_from(["yes", "no"]), max_size=4)
OWN = st.sampled_from(["yes", "no", None])


@pytest.mark.capability("STO-5")
@given(ANSWERS)
def test_it_allows_taking_part_only_with_a_yes_and_no_no(parents):
    decision = may_take_part(parents)
    assert decision.allowed == (bool(parents) and "no" not in parents)
    assert (decision.outcome == "refused") == ("no" in parents)


@pytest.mark.capability("STO-6")
@given(ANSWERS, OWN)
def test_it_allows_a_photo_only_when_parents_and_child_all_say_yes(parents, child):
    decision = photo_decision(parents, child)
    assert decision.allowed == (may_take_part(parents).allowed and child == "yes")
    assert (decision.outcome == "refused") == (child == "no" or "no" in parents)


@pytest.mark.capability("STO-6")
@given(ANSWERS)
def test_it_lets_a_childs_no_outrank_every_parent(parents):
    assert photo_decision(parents, "no") == ("refused", CHILD)


@given(ANSWERS, OWN)
def test_it_never_becomes_safer_by_one_more_no(parents, child):
    assert not photo_decision([*parents, "no"], child).allowed
    assert may_take_part([*parents, "no"]) == ("refused", PARENT)


@given(ANSWERS, st.randoms())
def test_it_does_not_matter_who_answered_first(parents, chance):
    shuffled = list(parents)
    chance.shuffle(shuffled)
    assert may_take_part(shuffled) == may_take_part(parents)


def test_it_says_whose_answer_is_missing():
    assert photo_decision(["yes"], None) == ("not known", CHILD)
    assert photo_decision([], "yes") == ("not known", PARENT)
