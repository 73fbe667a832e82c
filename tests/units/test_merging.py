"""Two records of one child become one by a person's act, whatever refers to them, and can be taken apart exactly."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.units.actions.children import ChildFacts, back_at_school, correct_child, left_school
from lanyard.units.actions.merging import keep_apart, merge_children, undo_merge
from lanyard.units.merging import references
from lanyard.units.models import Adult, Child, ChildMerge, KeptApart, Member, Responsibility
from tests.cast_units import add_member, began_at, make_unit
from tests.together import together
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
FACTS = ("given_name", "family_name", "date_of_birth", "class_name", "gender", "vulnerable", "merged_into")


def child(tenant, given="Ayesha", family="Khan", **values) -> Child:
    made = {"year_group": 5, "recorded_at": began_at(TODAY), **values}
    return Child.objects.create(school=tenant.school, given_name=given, family_name=family, **made)


def adult(tenant, of: Child, holds="yes", **values) -> Responsibility:
    who = {"name": "Sara Khan", "email": "sara@example.org", "kind": Adult.PERSON, "recorded_at": timezone.now()}
    row = Adult.objects.create(school=tenant.school, **who)
    return Responsibility.objects.create(
        child=of, adult=row, relationship="mother", holds=holds, recorded_at=timezone.now(), **values
    )


def everything() -> dict[str, list]:
    """Return every row of this room and those above, but for what tells of joining itself."""
    rooms = ("units", "consents", "programme", "assurance")
    found = [model for room in rooms for model in apps.get_app_config(room).get_models()]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in found
        if model is not ChildMerge
    }


def test_it_finds_every_field_that_refers_to_a_child():
    """A new table with a child in it is found by walking; a field that is missed would be left behind."""
    every = {
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Child
    }
    itself = {(Child, "merged_into"), (ChildMerge, "kept"), (ChildMerge, "gone")}
    itself |= {(KeptApart, "first"), (KeptApart, "second")}
    assert set(references()) == every - itself
    assert {(Member, "child"), (Responsibility, "child")} <= set(references())


def test_it_moves_all_that_belongs_to_one_record_and_takes_it_apart_exactly(northshire):
    head, unit = northshire.actor("head-teacher"), make_unit(northshire)
    kept, gone = add_member(make_unit(northshire, "Other")).child, add_member(unit, "Ayesha", "Kahn").child
    Child.objects.filter(pk=gone.pk).update(date_of_birth=date(2017, 3, 12), class_name="Oak", vulnerable=True)
    adult(northshire, gone)
    before = everything()
    merge = merge_children(head, kept, gone)
    kept.refresh_from_db()
    assert kept.memberships.count() == 2
    assert kept.responsibilities.asked().count() == 1
    assert (kept.date_of_birth, kept.class_name, kept.vulnerable) == (date(2017, 3, 12), "Oak", True)
    assert list(Child.objects.listed()) == [kept]
    undo_merge(head, merge)
    assert everything() == before


def test_it_keeps_what_was_recorded_and_corrected_after_joining(northshire):
    head, unit = northshire.actor("head-teacher"), make_unit(northshire)
    kept, gone = child(northshire), child(northshire, family="Kahn", class_name="Oak")
    merge = merge_children(head, kept, gone)
    Member.objects.create(unit=unit, child=kept, joined_on=TODAY, recorded_at=timezone.now())
    correct_child(head, kept, ChildFacts("Ayesha", "Khan", 5, class_name="Elm"))
    undo_merge(head, merge)
    kept.refresh_from_db()
    assert (kept.class_name, kept.memberships.count(), gone.memberships.count()) == ("Elm", 1, 0)


def test_it_keeps_names_out_of_the_ledger(northshire):
    head = northshire.actor("head-teacher")
    undo_merge(head, merge_children(head, child(northshire), child(northshire, family="Kahn")))
    told = [str(entry.detail) for entry in Entry.objects.filter(verb__startswith="children.")]
    assert len(told) == 2
    assert not any("Ayesha" in each or "Kahn" in each for each in told)


def test_it_leaves_an_adult_of_both_with_one_row_each_way(northshire):
    kept, gone = child(northshire), child(northshire, family="Kahn")
    adult(northshire, kept), adult(northshire, gone)
    merge_children(northshire.actor("spoc"), kept, gone)
    assert kept.responsibilities.asked().count() == 1, "their mother is asked once"


@pytest.mark.capability("STO-19")
@pytest.mark.parametrize("differs", [{"holds": "no"}, {"holds": "unknown"}, {"barred": True}])
def test_it_refuses_to_join_records_that_differ_on_an_adult(northshire, differs):
    kept, gone = child(northshire), child(northshire, family="Kahn")
    adult(northshire, kept), adult(northshire, gone, **differs)
    with pytest.raises(Refused, match="records differ"):
        merge_children(northshire.actor("head-teacher"), kept, gone)
    gone.refresh_from_db()
    assert gone.merged_into is None
    assert gone.responsibilities.count() == 1


def test_it_refuses_two_places_in_one_unit(northshire):
    unit = make_unit(northshire)
    kept, gone = add_member(unit).child, add_member(unit, "Ayesha", "Kahn").child
    with pytest.raises(Refused, match="Both records are members of Year 5 unit"):
        merge_children(northshire.actor("head-teacher"), kept, gone)


def test_it_refuses_where_the_database_holds_that_there_may_be_only_one(northshire, monkeypatch):
    """Whatever room it is of: nothing is half joined."""
    kept, gone = child(northshire), child(northshire, family="Kahn")
    adult(northshire, gone)
    shared = adult(northshire, kept).adult
    Responsibility.objects.filter(child=gone).update(adult=shared)
    monkeypatch.setattr("lanyard.units.merging._same_adults", lambda gone, kept: set())
    with pytest.raises(Refused, match="only one"):
        merge_children(northshire.actor("head-teacher"), kept, gone)
    assert not ChildMerge.objects.exists()


def test_it_refuses_itself_another_schools_child_and_whoever_may_not(northshire, southshire):
    head, one = northshire.actor("head-teacher"), child(northshire)
    for other in (one, child(southshire)):
        with pytest.raises(Refused):
            merge_children(head, one, other)
    for actor in (northshire.actor("dsl"), northshire.actor("pcso"), southshire.actor("head-teacher")):
        with pytest.raises(Forbidden):
            merge_children(actor, one, child(northshire, family="Kahn"))


def test_it_joins_once_and_takes_apart_once(northshire):
    head, kept, gone = northshire.actor("head-teacher"), child(northshire), child(northshire, family="Kahn")
    merge = merge_children(head, kept, gone)
    with pytest.raises(Conflict):
        merge_children(head, kept, gone)
    with pytest.raises(Conflict):
        merge_children(head, gone, kept)
    undo_merge(head, merge)
    with pytest.raises(Conflict):
        undo_merge(head, merge)
    assert merge_children(head, gone, kept), "the other way round this time"


def test_it_undoes_the_later_of_two_first(northshire):
    head = northshire.actor("head-teacher")
    one, two, three = child(northshire), child(northshire, family="Kahn"), child(northshire, family="Khen")
    adult(northshire, one)
    first, second = merge_children(head, two, one), merge_children(head, three, two)
    assert three.responsibilities.count() == 1
    with pytest.raises(Refused, match="Undo that first"):
        undo_merge(head, first)
    undo_merge(head, second)
    undo_merge(head, first)
    assert one.responsibilities.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_win_who_join_crosswise_at_once(northshire):
    one, two = child(northshire), child(northshire, family="Kahn")
    head, spoc = northshire.actor("head-teacher"), northshire.actor("spoc")
    results = together(lambda: merge_children(head, one, two), lambda: merge_children(spoc, two, one))
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert Child.objects.listed().count() == 1


def test_it_remembers_that_two_are_two_children(northshire):
    head, one, two = northshire.actor("head-teacher"), child(northshire, "Jan"), child(northshire, "Jana")
    keep_apart(head, two, one)
    keep_apart(head, one, two)
    row = KeptApart.objects.get()
    assert (row.first, row.second) == (one, two)


def test_it_corrects_a_child_and_says_only_which_facts(northshire):
    corrected = correct_child(northshire.actor("spoc"), child(northshire), ChildFacts("Aisha", "Khan", 6))
    assert (corrected.given_name, corrected.year_group) == ("Aisha", 6)
    assert Entry.objects.get(verb="child.corrected").detail["fields"] == ["given_name", "year_group"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ChildFacts("A\u202eb", "Khan", 5), "given_name"),
        (ChildFacts("A", "Khan", 5, date_of_birth=date(2027, 1, 1)), "date_of_birth"),
        (ChildFacts("A", "Khan", 5, gender="tall"), "gender"),
    ],
)
def test_it_refuses_what_can_not_be(northshire, facts, field):
    with pytest.raises(Refused) as refused:
        correct_child(northshire.actor("spoc"), child(northshire), facts)
    assert refused.value.field == field


def test_it_takes_a_child_who_leaves_the_school_out_of_the_unit_too(northshire):
    head, member = northshire.actor("head-teacher"), add_member(make_unit(northshire))
    left_school(head, member.child, TODAY)
    member.refresh_from_db()
    assert (member.left_on, member.left_reason) == (TODAY, "changed-school")
    assert not Child.objects.listed().exists()
    with pytest.raises(Conflict):
        left_school(head, member.child, TODAY)
    back_at_school(head, member.child)
    with pytest.raises(Conflict):
        back_at_school(head, member.child)
    assert Child.objects.listed().count() == 1
    assert not Member.objects.current().exists(), "the unit takes the child in anew, or not"


@pytest.mark.parametrize("on", [date(2026, 10, 6), date(2026, 8, 1)])
def test_it_refuses_a_last_day_still_to_come_or_before_the_child_joined(northshire, on):
    with pytest.raises(Refused) as refused:
        left_school(northshire.actor("head-teacher"), add_member(make_unit(northshire)).child, on)
    assert refused.value.field == "on"


def test_it_changes_nothing_on_a_record_that_was_joined(northshire):
    head, kept, gone = northshire.actor("head-teacher"), child(northshire), child(northshire, family="Kahn")
    merge_children(head, kept, gone)
    with pytest.raises(Conflict):
        correct_child(head, gone, ChildFacts("Aisha", "Khan", 5))
