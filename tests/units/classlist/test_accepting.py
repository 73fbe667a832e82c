"""A list beside what the school knows: new, changed, the same, or a question; accepted at once or not at all."""

from datetime import date

import pytest

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.classlist.compare import ANOTHER, Outcome
from lanyard.units.classlist.generator import LAYOUTS, Recipe, class_list
from lanyard.units.classlist.knowledge import Knowledge
from lanyard.units.classlist.saying import changes, why_alike
from lanyard.units.classlist.whole import look_through, open_list
from lanyard.units.models import Adult, Child, Responsibility
from tests.cast_units import add_member, began_at, make_unit
from tests.together import together
from tests.units.classlist.conftest import looked_through
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
AYESHA = "Ayesha,Khan,5,12/3/2017,Oak,Sara Khan,Mother,sara@example.org,07700 900123,Yes"
BILAL = "Bilal,Khan,5,12/3/2017,Oak,Sara Khan,Mother,sara@example.org,07700 900123,Yes"
JAN = "Jan,Novak,6,1/2/2016,Ash,Eva Novak,Mother,eva@example.org,,Yes"
JANA = "Jana,Novak,6,1/2/2016,Ash,Eva Novak,Mother,eva@example.org,,Yes"


def outcomes(comparison) -> list[str]:
    return [line.outcome for line in comparison.lines]


def test_it_stores_nothing_before_the_list_is_accepted(northshire):
    found = looked_through(northshire, AYESHA)
    assert outcomes(found.comparison) == ["new"]
    assert not Child.objects.exists()
    assert not Adult.objects.exists()


@pytest.mark.capability("STO-19", "WMP-1")
def test_it_takes_children_in_with_the_adults_who_answer_for_them(take_in):
    take_in(AYESHA)
    child = Child.objects.get()
    assert (child.name, child.year_group, child.class_name) == ("Ayesha Khan", 5, "Oak")
    assert child.date_of_birth == date(2017, 3, 12)
    row = child.responsibilities.asked().get()
    assert (row.relationship, row.adult.email, row.adult.phone) == ("mother", "sara@example.org", "07700900123")


def test_it_finds_nothing_to_do_when_the_same_list_comes_again(take_in, northshire):
    take_in(AYESHA, BILAL, JAN)
    again = looked_through(northshire, AYESHA, BILAL, JAN)
    assert outcomes(again.comparison) == ["unchanged"] * 3
    shouted = looked_through(northshire, AYESHA.replace("Khan,5", "KHAN,5").replace("12/3/2017", "12-Mar-17"))
    assert outcomes(shouted.comparison) == ["unchanged"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_knows_every_layout_again(northshire, layout):
    data = class_list(Recipe(children=40, layout=layout))
    teacher = northshire.actor("programme-teacher")
    table, chosen = open_list(data, TODAY)
    found = look_through(northshire.school, table, chosen, TODAY)
    accept_class_list(teacher, northshire.school, found.listing.children, {}, mark=found.comparison.mark())
    again = look_through(northshire.school, table, chosen, TODAY)
    assert set(outcomes(again.comparison)) == {"unchanged"}
    assert not again.comparison.missing


def test_it_knows_a_child_again_from_another_systems_list(take_in, northshire):
    take_in(AYESHA)
    found = looked_through(northshire, "Ayesha Khan,5", headings="Name,Year")
    assert outcomes(found.comparison) == ["unchanged"], "an empty cell never takes anything away"


def test_it_changes_only_what_the_list_says(take_in):
    take_in(AYESHA)
    found = take_in("Ayesha,Khan,6,12/3/2017,Elm,,,,,")
    assert list(changes(found.lines[0])) == ["Year group: Year 5 → Year 6", "Class: Oak → Elm"]
    child = Child.objects.get()
    assert (child.year_group, child.class_name) == (6, "Elm")
    entry = Entry.objects.get(verb="children.corrected")
    assert entry.detail["fields"] == ["class_name", "year_group"]


def test_it_names_who_is_no_longer_on_the_list_and_removes_nobody(take_in, northshire):
    take_in(AYESHA, JAN)
    found = looked_through(northshire, BILAL)
    assert [child.given_name for child in found.comparison.missing] == ["Ayesha"], "Jan's year is not on this list"
    take_in(BILAL)
    assert Child.objects.listed().count() == 3


def test_it_keeps_names_contacts_and_dates_out_of_the_ledger(take_in):
    take_in(AYESHA, JAN)
    told = " ".join(str(entry.detail) for entry in Entry.objects.all())
    for secret in ("Ayesha", "Khan", "sara@", "07700", "2017"):
        assert secret not in told


def test_it_keeps_twins_apart_without_asking(take_in):
    found = take_in(AYESHA, BILAL)
    assert outcomes(found) == ["new", "new"]
    assert Adult.objects.count() == 1, "their mother is one adult"


def test_it_asks_about_twins_of_similar_names_and_never_joins_them_by_itself(take_in, northshire):
    with pytest.raises(Refused, match="Line 3: say whether Jana Novak is there already"):
        take_in(JAN, JANA)
    assert not Child.objects.exists()
    take_in(JAN, JANA, answers={3: ANOTHER})
    assert Child.objects.count() == 2
    again = looked_through(northshire, JAN, JANA)
    assert outcomes(again.comparison) == ["unchanged", "unchanged"], "both are known now"


def test_it_asks_about_a_slip_of_the_pen_and_says_why(take_in, northshire):
    take_in(AYESHA)
    slip = AYESHA.replace("Khan,5", "Kahn,5")
    (line,) = looked_through(northshire, slip).comparison.lines
    assert line.outcome is Outcome.DOUBTFUL
    assert why_alike(line.doubts[0].why) == (
        "Same date of birth, same parent's e-mail, same parent's phone, same first name, "
        "last name differs by one letter or space"
    )
    take_in(slip, answers={2: Child.objects.get().public_id})
    assert Child.objects.get().family_name == "Kahn"


def test_it_leaves_a_line_out_that_is_the_child_of_another_line(take_in):
    found = take_in(JAN, JANA, answers={3: "line-2"})
    assert outcomes(found) == ["new", "left-out"]
    assert Child.objects.get().given_name == "Jan"


@pytest.mark.parametrize("answer", ["", "line-7", "somebody"])
def test_it_refuses_an_answer_that_was_not_offered(take_in, answer):
    with pytest.raises(Refused):
        take_in(JAN, JANA, answers={3: answer})
    assert not Child.objects.exists()


def test_it_refuses_two_lines_said_to_be_one_child(take_in):
    take_in(AYESHA)
    child = Child.objects.get().public_id
    lines = AYESHA.replace("Khan,5", "Kahn,5"), AYESHA.replace("Khan,5", "Khen,5")
    with pytest.raises(Refused, match="Two lines are said to be Ayesha Khan"):
        take_in(*lines, answers={2: child, 3: child})


def test_it_takes_the_one_member_of_that_name_for_the_child_of_a_line(northshire, take_in):
    member = add_member(make_unit(northshire))
    found = take_in(AYESHA)
    assert (outcomes(found), found.lines[0].child) == (["changed"], member.child)
    member.child.refresh_from_db()
    assert member.child.date_of_birth == date(2017, 3, 12)


def test_it_asks_where_two_of_that_name_are_known_or_listed(northshire, take_in):
    unit = make_unit(northshire)
    add_member(unit)
    both = looked_through(northshire, AYESHA, AYESHA.replace("12/3/2017", "30/9/2016"))
    assert outcomes(both.comparison) == ["doubtful", "doubtful"]
    add_member(unit)
    assert outcomes(looked_through(northshire, AYESHA).comparison) == ["doubtful"]


def test_it_knows_a_child_who_comes_back(northshire, take_in):
    take_in(AYESHA)
    Child.objects.update(left_school_on=date(2026, 9, 30))
    found = take_in(AYESHA)
    assert list(changes(found.lines[0])) == ["Left the school: 30 September 2026 → –"]
    assert Child.objects.listed().count() == 1


def test_it_sees_nothing_of_another_schools_children(northshire, southshire, take_in):
    take_in(AYESHA, tenant=southshire)
    assert outcomes(looked_through(northshire, AYESHA).comparison) == ["new"]
    take_in(AYESHA)
    assert Child.objects.count() == 2
    assert Adult.objects.count() == 2, "each school has a record of its own"


@pytest.mark.capability("STO-19")
def test_it_tells_adults_apart_by_contact_and_never_by_name_alone(take_in):
    take_in(
        AYESHA.replace("07700 900123", ""),
        "Cora,Dale,5,1/2/2017,Oak,Sara Khan,Mother,other@example.org,,Yes",
        "Dan,Ely,5,1/3/2017,Oak,Sara Khan,Mother,,,Yes",
        "Eve,Fox,5,1/4/2017,Oak,Sam Fox,Father,sara@example.org,,Yes",
        "Fay,Khan,6,1/5/2016,Oak,SARA  KHAN,Mother,Sara@Example.org,,Yes",
    )
    assert Adult.objects.count() == 4
    sara = Adult.objects.get(email="sara@example.org", name="Sara Khan")
    assert {row.child.given_name for row in sara.responsibilities.all()} == {"Ayesha", "Fay"}


@pytest.mark.capability("STO-19")
def test_it_never_makes_a_yes_of_what_the_list_does_not_say(take_in):
    take_in(AYESHA.removesuffix("Yes"))
    assert Responsibility.objects.get().holds == Responsibility.UNKNOWN
    assert not Responsibility.objects.asked().exists()
    take_in(AYESHA)
    old, new = Responsibility.objects.order_by("pk")
    assert (old.withdrawn_at is None, new.holds, new.withdrawn_at) == (False, "yes", None)


@pytest.mark.capability("STO-19")
@pytest.mark.parametrize(("known", "listed"), [("no", "Yes"), ("yes", "No")])
def test_it_lets_the_record_stand_where_the_list_differs_on_responsibility(take_in, northshire, known, listed):
    take_in(AYESHA)
    Responsibility.objects.update(holds=known)
    (line,) = looked_through(northshire, AYESHA.replace("Yes", listed)).comparison.lines
    assert line.outcome is Outcome.UNCHANGED
    assert "the record stands" in line.adults.notes[0]


@pytest.mark.capability("STO-19")
def test_it_never_lifts_a_bar_nor_asks_a_barred_adult_about_a_sibling(take_in, northshire):
    take_in(AYESHA)
    Responsibility.objects.update(barred=True)
    (line,) = looked_through(northshire, AYESHA.replace("sara@", "new@")).comparison.lines
    assert (line.outcome, line.adults.steps) == (Outcome.UNCHANGED, [])
    assert "barred" in line.adults.notes[0]
    take_in(BILAL)
    assert not Responsibility.objects.asked().exists(), "nobody is asked about Bilal until a person says so"


def test_it_brings_a_new_address_of_an_adult_it_knows(take_in):
    take_in(AYESHA, BILAL)
    found = take_in(AYESHA.replace("sara@", "sara.khan@").replace("07700 900123", ""))
    assert list(changes(found.lines[0])) == ["Sara Khan, e-mail: sara.khan@example.org"]
    assert Adult.objects.get().email == "sara.khan@example.org"


def test_it_says_where_list_and_record_name_one_contact_differently(take_in, northshire):
    take_in(AYESHA)
    (line,) = looked_through(northshire, AYESHA.replace("Sara Khan", "S Khan-Lee")).comparison.lines
    assert line.outcome is Outcome.UNCHANGED
    assert "nothing is changed about them" in line.adults.notes[0]


def test_it_records_a_local_authority_as_what_it_is(take_in):
    take_in("Ayesha,Khan,5,12/3/2017,Oak,Northshire children's services,Social worker,sw@example.org,,Yes")
    assert Adult.objects.get().kind == Adult.LOCAL_AUTHORITY


def other_list(count: int) -> list[str]:
    return [f"Given{n},Family{n},5,{n + 1}/2/2017,Oak,,,,," for n in range(count)]


def test_it_refuses_a_list_on_which_hardly_anybody_is_known(take_in, northshire):
    take_in(*(f"Known{n},Name{n},5,{n + 1}/3/2017,Elm,,,,," for n in range(8)))
    assert looked_through(northshire, *other_list(8)).foreign
    with pytest.raises(Refused, match="Hardly any of these children"):
        take_in(*other_list(8))
    assert Child.objects.count() == 8
    take_in(*other_list(8), ours=True)
    assert Child.objects.count() == 16


def test_it_does_not_take_a_new_year_or_a_first_list_for_another_schools(take_in, northshire):
    unit = make_unit(northshire)
    for number in range(8):
        add_member(unit, f"Member {number}")
    assert not looked_through(northshire, *other_list(8)).foreign, "the school has members, and no list yet"
    take_in(*other_list(8))
    younger = [line.replace(",5,", ",3,").replace("Given", "Young").replace("2017", "2019") for line in other_list(8)]
    assert not looked_through(northshire, *younger).foreign


@pytest.mark.parametrize("said", ["900002", "Southshire Primary School", "999/1234"])
def test_it_refuses_a_list_that_names_another_school(northshire, southshire, said):
    northshire.school.school.establishment_number = "2001"
    northshire.school.school.save()
    line = f"{AYESHA},{said}"
    headings = "First name,Last name,Year,DOB,Class,Parent,Relationship,Email,Phone,PR,School"
    (problem,) = looked_through(northshire, line, headings=headings).listing.problems
    assert (problem.line, "another school" in problem.message) == (2, True)


@pytest.mark.parametrize("said", ["900001", "NORTHSHIRE PRIMARY SCHOOL", "999 2001", "2001", "Northshire Juniors", ""])
def test_it_takes_a_list_that_names_this_school_however_it_is_called(northshire, southshire, said):
    northshire.school.school.establishment_number = "2001"
    northshire.school.school.save()
    headings = "First name,Last name,Year,DOB,Class,Parent,Relationship,Email,Phone,PR,School"
    assert not looked_through(northshire, f"{AYESHA},{said}", headings=headings).listing.problems


@pytest.mark.parametrize("role", ["dsl", "pcso", "sergeant", "central-team", "force-lead"])
def test_it_refuses_those_who_may_not_change_the_list(northshire, role):
    with pytest.raises(Forbidden):
        accept_class_list(northshire.actor(role), northshire.school, [], {}, mark="")


def test_it_refuses_another_schools_head_teacher(northshire, southshire):
    with pytest.raises(Forbidden):
        accept_class_list(southshire.actor("head-teacher"), northshire.school, [], {}, mark="")


def test_it_tells_whoever_comes_second_when_the_children_changed_meanwhile(northshire, take_in):
    found = looked_through(northshire, AYESHA)
    take_in(AYESHA)
    with pytest.raises(Conflict, match="changed meanwhile"):
        accept_class_list(
            northshire.actor("spoc"), northshire.school, found.listing.children, {}, mark=found.comparison.mark()
        )


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_win_who_accept_the_same_list_at_once(northshire):
    found = looked_through(northshire, AYESHA, BILAL)
    mark, rows = found.comparison.mark(), found.listing.children

    def by(role):
        actor = northshire.actor(role)
        return lambda: accept_class_list(actor, northshire.school, rows, {}, mark=mark)

    results = together(by("programme-teacher"), by("spoc"))
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Child.objects.count() == 2


def test_it_asks_three_queries_however_many_children_are_known(northshire, take_in, django_assert_num_queries):
    take_in(AYESHA, BILAL, JAN)
    Child.objects.create(
        school=northshire.school, given_name="A", family_name="B", year_group=5, recorded_at=began_at(TODAY)
    )
    with django_assert_num_queries(3):
        Knowledge(northshire.school)
