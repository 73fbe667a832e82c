"""What adults and children answer themselves: who may, what stands, what follows, and two at the same moment."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from lanyard.audit.acting import change
from lanyard.consents import consequences, policy
from lanyard.consents.actions.answers import PaperAnswer, Said, give_answers, record_answers, withdraw_answer
from lanyard.consents.actions.givers import NewAdult
from lanyard.consents.decisions import decisions
from lanyard.consents.models import Answer
from lanyard.engines.refusals import Conflict, Refused
from lanyard.units.models import Adult, Member, Responsibility
from tests.cast_units import add_adult, add_answer, add_member, adult_of, make_unit
from tests.consents.conftest import TODAY
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(northshire) -> Member:
    return add_member(make_unit(northshire))


@pytest.fixture
def told():
    """All that is told of answers in the test, in order."""
    heard: list[consequences.Answered] = []
    consequences.after_answers(heard.extend)
    yield heard
    consequences._listeners.remove(heard.extend)


def give(tenant, adult: Adult | None, *said: Said, channel: str = Answer.LINK, at: datetime | None = None):
    """Answer as a page of a link does: within the caller's change, which keeps the ledger."""
    place = Member.objects.get(pk=said[0].member).place
    actor = tenant.actor("programme-teacher")
    with change(actor, policy.RECORD_PERMISSIONS, place) as doing:
        rows = give_answers(actor, adult, said, channel=channel, at=at or timezone.now())
        doing.record("permission.recorded", rows)
    return rows


def outcome(member: Member, purpose: str = "take-part"):
    return decisions(Member.objects.filter(pk=member.pk))[member.pk][purpose]


@pytest.mark.capability("STO-5")
def test_it_keeps_what_an_adult_answers_with_the_wording_they_read(northshire, member):
    sara = add_adult(member.child, "Sara Khan")
    row = give(northshire, sara, Said(member.pk, "take-part", "yes", wording=1))[0]
    row.refresh_from_db()
    assert (row.adult, row.channel, row.dated_on, row.wording_version) == (sara, "link", TODAY, 1)
    assert outcome(member).allowed


@pytest.mark.capability("STO-5")
def test_it_answers_for_siblings_at_once(northshire, member):
    sister = add_member(member.unit, "Zara")
    sara = add_adult(member.child, "Sara Khan")
    Responsibility.objects.create(
        child=sister.child, adult=sara, relationship="mother", holds="yes", recorded_at=sister.recorded_at
    )
    give(northshire, sara, *(Said(m.pk, "survey", "yes") for m in (member, sister)))
    assert outcome(member, "survey").allowed
    assert outcome(sister, "survey").allowed


@pytest.mark.capability("STO-19")
@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ({"holds": "no"}, "holds parental responsibility"),
        ({"holds": "unknown"}, "holds parental responsibility"),
        ({"barred": True}, "barred"),
        (None, "not known"),
    ],
)
def test_it_refuses_an_adult_who_may_not_answer_and_says_why(northshire, member, standing, said):
    adult = add_adult(member.child, "Omar Khan", **standing) if standing else add_adult(
        add_member(member.unit, "Ben").child, "Ann Cole"
    )  # fmt: skip
    with pytest.raises(Refused, match=said):
        give(northshire, adult, Said(member.pk, "take-part", "yes"))
    paper = PaperAnswer(member.pk, "take-part", "yes", TODAY, adult.pk)
    with pytest.raises(Refused, match=said):
        record_answers(northshire.actor("spoc"), member.unit, [paper])
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("by_child", "said"),
    [
        (False, ("photo-child", "yes")),
        (False, ("take-part", "not sure")),
        (False, ("take-part", "")),
        (False, ("tattoo", "yes")),
        (True, ("take-part", "yes")),
        (True, ("photo-child", "perhaps")),
    ],
)
def test_it_refuses_what_is_no_answer_to_what_they_are_asked(northshire, member, by_child, said):
    adult = None if by_child else add_adult(member.child)
    with pytest.raises(Refused, match="Choose yes or no"):
        give(northshire, adult, Said(member.pk, *said), channel=Answer.CHILD if by_child else Answer.LINK)


def test_it_finds_nobody_where_a_childs_place_is_gone(northshire, member):
    actor, gone = northshire.actor("spoc"), [Said(0, "photo-child", "yes")]
    with pytest.raises(Conflict), change(actor, policy.RECORD_PERMISSIONS, member.place):
        give_answers(actor, None, gone, channel="child", at=timezone.now())


@pytest.mark.capability("STO-6")
def test_it_takes_a_childs_not_sure_and_a_changed_mind(northshire, member):
    add_answer(member, "photo-school")
    give(northshire, None, Said(member.pk, "photo-child", "not sure"), channel=Answer.CHILD)
    assert outcome(member, "photo-school").reasons == ("child-not-sure",)
    give(northshire, None, Said(member.pk, "photo-child", "yes"), channel=Answer.CHILD)
    assert outcome(member, "photo-school").allowed
    assert Answer.objects.filter(adult=None).count() == 2


def test_it_tells_what_changed_and_what_was_said_before(northshire, member, told):
    sara = add_adult(member.child)
    give(northshire, sara, Said(member.pk, "photo-school", "yes"), Said(member.pk, "survey", "no"))
    give(northshire, sara, Said(member.pk, "photo-school", "no"))
    assert [(t.answer.purpose, t.before, t.now, t.may_stop) for t in told] == [
        ("photo-school", "", "yes", False),
        ("survey", "", "no", True),
        ("photo-school", "yes", "no", True),
    ]


def test_it_tells_that_a_yes_was_a_mistake(northshire, member, told):
    mistake = add_answer(member, "photo-school")
    withdraw_answer(northshire.actor("spoc"), mistake, "Wrong child")
    assert [(t.before, t.now, t.may_stop) for t in told] == [("yes", "", True)]


def test_it_lets_nobody_take_back_what_was_answered_by_link(northshire, member):
    row = give(northshire, add_adult(member.child), Said(member.pk, "take-part", "no"))[0]
    with pytest.raises(Refused, match="Only they can change it"):
        withdraw_answer(northshire.actor("spoc"), row, "Wrong child")


def test_it_lets_a_no_by_link_stand_against_a_form_of_the_same_day(northshire, member):
    sara = add_adult(member.child)
    give(northshire, sara, Said(member.pk, "take-part", "no"))
    paper = PaperAnswer(member.pk, "take-part", "yes", TODAY, sara.pk)
    record_answers(northshire.actor("spoc"), member.unit, [paper])
    assert outcome(member).outcome == "refused"
    give(northshire, sara, Said(member.pk, "take-part", "yes"))
    assert outcome(member).allowed, "by link they change it themselves"


# --- Settling -------------------------------------------------------------------------------------------------------


def settle(tenant, member, adult, note="Both parents came to school", purpose="take-part"):
    said = PaperAnswer(member.pk, purpose, "yes", TODAY, adult.pk, settles=True, note=note)
    return record_answers(tenant.actor("spoc"), member.unit, [said])[0]


@pytest.mark.capability("STO-5")
def test_it_settles_only_after_a_refusal_and_with_a_note(northshire, member):
    sara = adult_of(member.child, "Sara Khan")
    with pytest.raises(Refused, match="nothing to settle") as early:
        settle(northshire, member, sara)
    add_answer(member, "take-part", "no", given_by="Omar Khan")
    with pytest.raises(Refused) as silent:
        settle(northshire, member, sara, note=" ")
    assert (early.value.field, silent.value.field) == ("settles", "note")
    row = settle(northshire, member, sara)
    row.refresh_from_db()
    assert (row.settles, row.note) == (True, "Both parents came to school")
    assert outcome(member).allowed


@pytest.mark.capability("STO-5")
def test_it_never_settles_what_the_child_refused(northshire, member):
    add_answer(member, "take-part", "no", given_by="Omar Khan")
    add_answer(member, "child-take-part", "no")
    settle(northshire, member, adult_of(member.child, "Sara Khan"))
    assert outcome(member).reasons == ("child-no",)


def test_it_settles_the_no_of_somebody_who_was_barred_since(northshire, member):
    omar = add_adult(member.child, "Omar Khan", barred=True)
    add_answer(member, "take-part", "no", adult=omar)
    settle(northshire, member, adult_of(member.child, "Sara Khan"))
    assert outcome(member).allowed


# --- Adults added from a form ---------------------------------------------------------------------------------------


@pytest.mark.capability("STO-19")
def test_it_adds_an_adult_once_for_all_answers_of_a_form(northshire, member):
    sara = NewAdult("  Sara   Khan ", "mother", "yes")
    papers = [PaperAnswer(member.pk, purpose, "yes", TODAY, sara) for purpose in ("take-part", "survey")]
    rows = record_answers(northshire.actor("spoc"), member.unit, papers)
    assert len({row.adult_id for row in rows}) == Adult.objects.count() == 1
    assert (rows[0].adult.name, Responsibility.objects.get().holds) == ("Sara Khan", "yes")


def test_it_adds_a_local_authority_as_one(northshire, member):
    worker = NewAdult("J. Reed", "local-authority", "yes")
    paper = PaperAnswer(member.pk, "take-part", "yes", TODAY, worker)
    assert record_answers(northshire.actor("spoc"), member.unit, [paper])[0].adult.kind == Adult.LOCAL_AUTHORITY


def test_it_does_not_guess_that_a_name_is_an_adult_it_knows(northshire, member):
    add_adult(member.child, "Sara Khan")
    paper = PaperAnswer(member.pk, "take-part", "yes", TODAY, NewAdult("sara khan", "mother", "yes"))
    with pytest.raises(Refused, match="known already"):
        record_answers(northshire.actor("spoc"), member.unit, [paper])
    other = PaperAnswer(member.pk, "take-part", "yes", TODAY, NewAdult("Sara Khan", "carer", "yes"))
    record_answers(northshire.actor("spoc"), member.unit, [other])
    assert Adult.objects.count() == 2


@pytest.mark.parametrize("name", ["O’Brien-Ní Dhuibhne", "نور الهدى", "Ń" * 200])
def test_it_takes_names_of_every_script_and_length(northshire, member, name):
    paper = PaperAnswer(member.pk, "take-part", "yes", TODAY, NewAdult(name, "mother", "yes"))
    assert record_answers(northshire.actor("spoc"), member.unit, [paper])[0].adult.name == name


# --- Two at once ----------------------------------------------------------------------------------------------------


@pytest.mark.capability("STO-5")
@pytest.mark.django_db(transaction=True)
def test_it_keeps_both_of_two_adults_who_answer_opposite_at_once_and_lets_the_no_stand(northshire):
    member = add_member(make_unit(northshire))
    sara, omar = add_adult(member.child, "Sara Khan"), add_adult(member.child, "Omar Khan")
    at = timezone.now()
    together(
        lambda: give(northshire, sara, Said(member.pk, "take-part", "yes"), at=at),
        lambda: give(northshire, omar, Said(member.pk, "take-part", "no"), at=at),
    )
    standing = Answer.objects.now().values_list("adult__name", "answer")
    assert sorted(standing) == [("Omar Khan", "no"), ("Sara Khan", "yes")]
    assert outcome(member).outcome == "refused"


@pytest.mark.django_db(transaction=True)
def test_it_keeps_one_standing_answer_of_an_adult_who_sends_twice_at_once(northshire):
    member = add_member(make_unit(northshire))
    sara = add_adult(member.child, "Sara Khan")
    at = timezone.now()
    together(*[lambda: give(northshire, sara, Said(member.pk, "take-part", "no"), at=at) for _turn in range(2)])
    assert Answer.objects.count() == 2
    assert Answer.objects.now().count() == 1


def test_it_knows_the_day_before_midnight_by_the_clock_of_the_school(northshire, member):
    late = datetime(2026, 9, 30, 23, 30, tzinfo=UTC)  # half past midnight in British summer time
    row = give(northshire, add_adult(member.child), Said(member.pk, "take-part", "yes"), at=late)[0]
    assert row.dated_on == date(2026, 10, 1)
    assert row.recorded_at == late
