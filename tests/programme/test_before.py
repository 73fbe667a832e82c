"""What is settled before a session: plan check, behaviour, things seen, overrides."""

import json
from dataclasses import replace

import pytest

from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.notices.models import Notice
from lanyard.programme.actions import before, running
from lanyard.programme.models import Acknowledgement, Override, PlanCheck
from lanyard.programme.overriding import covered, found_then
from tests.cast_programme import NOON, NOT_MET, UNKNOWN, add_staff, by_hand, judged

WORDS = before.Behaviour("Shouting out", "Wait for quiet", "The teacher", "Anybody is hurt")


@pytest.mark.capability("STO-12")
def test_it_keeps_a_no_with_what_has_to_change(session, northshire):
    teacher = northshire.actor("programme-teacher")
    with pytest.raises(Refused) as refused:
        before.check_plan(teacher, session, age_appropriate=False, in_curriculum=True)
    assert refused.value.field == "note"
    before.check_plan(teacher, session, age_appropriate=False, in_curriculum=True, note="Too long")
    before.check_plan(teacher, session, age_appropriate=True, in_curriculum=True)
    assert [c.passed for c in PlanCheck.objects.order_by("pk")] == [False, True]
    assert [c.passed for c in PlanCheck.objects.standing()] == [True]


@pytest.mark.capability("STO-17")
def test_it_needs_a_leader_and_a_named_member_of_staff_to_agree(session, northshire):
    add_staff(session, northshire.people["programme-teacher"])
    agreement = before.agree_behaviour(northshire.actor("pcso"), session, WORDS)
    before.confirm_behaviour(northshire.actor("programme-teacher"), session, agreement)
    people = {row.person.name for row in agreement.confirmations.standing()}
    assert people == {"Priya Shah", "Tom Ellis"}


@pytest.mark.capability("STO-17")
def test_new_words_need_new_confirmations(session, northshire):
    add_staff(session, northshire.people["programme-teacher"])
    old = before.agree_behaviour(northshire.actor("pcso"), session, WORDS)
    new = before.agree_behaviour(northshire.actor("pcso"), session, replace(WORDS, signs="Crying"))
    with pytest.raises(Conflict, match="read them again"):
        before.confirm_behaviour(northshire.actor("programme-teacher"), session, old)
    assert new.confirmations.standing().count() == 1


def test_it_names_the_empty_answer_of_the_form(session, northshire):
    with pytest.raises(Refused) as refused:
        before.agree_behaviour(northshire.actor("pcso"), session, replace(WORDS, who_steps_in=" "))
    assert refused.value.field == "who_steps_in"


@pytest.mark.capability("STO-17")
def test_staff_who_are_not_named_cannot_agree(session, northshire):
    with pytest.raises(Refused, match="named for it"):
        before.agree_behaviour(northshire.actor("head-teacher"), session, WORDS)


@pytest.mark.capability("STO-9", "STO-6")
@pytest.mark.parametrize("topic", [Acknowledgement.RISK, Acknowledgement.PHOTOS])
def test_only_a_leader_of_the_session_says_what_they_have_seen(session, northshire, topic):
    before.acknowledge(northshire.actor("pcso"), session, topic)
    before.acknowledge(northshire.actor("pcso"), session, topic)
    assert session.acknowledgements.standing().filter(topic=topic).count() == 1
    for role in ("officer", "programme-teacher"):
        with pytest.raises(Forbidden):
            before.acknowledge(northshire.actor(role), session, topic)


def test_nothing_is_settled_after_the_start(session, northshire, verdict):
    verdict()
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    running.start(northshire.actor("pcso"), session)
    with pytest.raises(Conflict, match="started this session"):
        before.check_plan(northshire.actor("pcso"), session, age_appropriate=True, in_curriculum=True)
    with pytest.raises(Conflict):
        before.agree_behaviour(northshire.actor("pcso"), session, WORDS)


def test_an_override_lets_it_start_and_is_reported_upwards(session, northshire, overridable):
    overridable("session-plan-checked", session_plan_checked=NOT_MET)
    before.override(northshire.actor("sergeant"), session, "SES-PLAN", "The head approved it by phone")
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    running.start(northshire.actor("pcso"), session)
    told = set(Notice.objects.values_list("person__name", flat=True))
    assert told == {"Frances Reid", "Gwen Hall"}
    assert Override.objects.get().wording.startswith("The session's plan")


def test_an_override_of_one_thing_does_not_let_it_start_without_another(session, northshire, overridable):
    overridable("session-plan-checked", session_plan_checked=NOT_MET, session_behaviour_agreed=NOT_MET)
    before.override(northshire.actor("sergeant"), session, "SES-PLAN", "The head approved it by phone")
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    with pytest.raises(running.NotSafe, match="behaviour"):
        running.start(northshire.actor("pcso"), session)


def test_an_override_covers_the_finding_it_was_given_for_and_no_other(session, northshire, overridable):
    overridable("session-plan-checked", session_plan_checked=NOT_MET)
    before.override(northshire.actor("sergeant"), session, "SES-PLAN", "The head approved it by phone")
    add_staff(session, northshire.people["programme-teacher"], arrived_at=NOON)
    overridable("session-plan-checked", session_plan_checked=UNKNOWN)
    with pytest.raises(running.NotSafe):
        running.start(northshire.actor("pcso"), session)
    before.override(northshire.actor("sergeant"), session, "SES-PLAN", "The head approved it again")
    running.start(northshire.actor("pcso"), session)


@pytest.mark.parametrize(
    "changed",
    [
        {"evidence": "Checked: not right for the age group"},
        {"about": "Owen Price"},
        {"since": NOON.date()},
        {"link": ("session", "another")},
        {"status": UNKNOWN},
    ],
)
def test_it_tells_a_finding_from_the_one_that_was_overridden(session, changed):
    answer = next(a for a in judged(session, session_plan_checked=NOT_MET).stopping)
    made = Override(session=session, requirement="SES-PLAN", finding=json.loads(json.dumps(found_then(answer))))
    verdict = judged(session, session_plan_checked=NOT_MET)
    assert covered(verdict, [made]) == {"SES-PLAN"}
    later = [c._replace(finding=c.finding._replace(**changed)) if c.stops else c for c in verdict.raw_cells]
    assert covered(replace(verdict, judgement=by_hand(later)), [made]) == set()


def test_an_override_of_another_requirement_covers_nothing_here(session):
    answer = next(a for a in judged(session, session_plan_checked=NOT_MET).stopping)
    other = Override(session=session, requirement="SES-BEHAVIOUR", finding=found_then(answer))
    assert covered(judged(session, session_plan_checked=NOT_MET), [other]) == set()


def test_an_override_from_before_findings_were_kept_covers_nothing(session):
    old = Override(session=session, requirement="SES-PLAN")
    assert covered(judged(session, session_plan_checked=NOT_MET), [old]) == set()


def test_a_requirement_that_was_made_stricter_since_is_not_covered(session):
    verdict = judged(session, session_plan_checked=NOT_MET)
    (answer,) = verdict.stopping
    made = Override(session=session, requirement="SES-PLAN", finding=found_then(answer))
    newer = replace(answer.requirement, version=answer.requirement.version + 1)
    assert covered(replace(verdict, requirements={**verdict.requirements, "SES-PLAN": newer}), [made]) == set()


@pytest.mark.capability("STO-2")
@pytest.mark.parametrize("evidence", ["session-staff-named", "session-staff-present"])
def test_nobody_overrides_the_presence_of_school_staff(session, northshire, overridable, evidence):
    overridable(evidence, **{evidence.replace("-", "_"): NOT_MET})
    requirement = {"session-staff-named": "SES-STAFF-NAMED", "session-staff-present": "SES-STAFF-PRESENT"}
    with pytest.raises(Refused, match="Nobody can"):
        before.override(northshire.actor("sergeant"), session, requirement[evidence], "We are in a hurry")


def test_it_refuses_an_override_that_the_catalogue_does_not_allow(session, northshire, verdict, overridable):
    verdict(session_plan_checked=NOT_MET)
    with pytest.raises(Refused, match="Nobody can"):
        before.override(northshire.actor("sergeant"), session, "SES-PLAN", "In a hurry")
    overridable("session-plan-checked", session_plan_checked=NOT_MET)
    with pytest.raises(Forbidden):
        before.override(northshire.actor("force-lead"), session, "SES-PLAN", "In a hurry")
    with pytest.raises(Refused, match="does not stop"):
        before.override(northshire.actor("sergeant"), session, "SES-BEHAVIOUR", "In a hurry")
    with pytest.raises(Refused, match="Enter why"):
        before.override(northshire.actor("sergeant"), session, "SES-PLAN", "")
