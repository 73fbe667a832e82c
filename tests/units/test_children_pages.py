"""The pages of a school's children: the list, a child, reading in a class list, joining records."""

import re
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lanyard.audit.models import Entry
from lanyard.units.classlist.generator import LAYOUTS, Recipe, class_list
from lanyard.units.models import Adult, Child, ChildMerge, KeptApart
from tests.cast_units import add_member, began_at, make_unit
from tests.units.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.capability("NEV-8")]
SEES, CHANGES = (
    {"head-teacher", "spoc", "dsl", "deputy-dsl", "programme-teacher"},
    {
        "head-teacher",
        "spoc",
        "programme-teacher",
    },
)


def make_child(tenant, given="Ayesha", family="Khan", **values) -> Child:
    made = {"year_group": 5, "recorded_at": began_at(TODAY), **values}
    return Child.objects.create(school=tenant.school, given_name=given, family_name=family, **made)


def page(name: str, *things) -> str:
    return reverse(f"units:{name}", args=[thing.public_id for thing in things])


def text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def test_it_shows_children_only_to_the_schools_own_staff(northshire, southshire, hub, signed_in_as):
    child = make_child(northshire)
    addresses = [(page("children", northshire.school), SEES), (page("child", child), SEES)]
    addresses += [(page(name, northshire.school), CHANGES) for name in ("class_list", "duplicates")]
    addresses += [(page(name, child), CHANGES) for name in ("correct_child", "child_left")]
    for role, person in {**northshire.people, **hub}.items():
        client = signed_in_as(person)
        for address, roles in addresses:
            assert client.get(address).status_code == (200 if role in roles else 404), (role, address)
    for role in SEES:
        client = signed_in_as(southshire.people[role])
        assert {client.get(address).status_code for address, _roles in addresses} == {404}


def test_it_leads_the_schools_staff_to_their_list(northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    assert client.get("/children/").headers["Location"] == page("children", northshire.school)
    school = client.get(reverse("organisations:school", args=[northshire.school.public_id]))
    assert page("class_list", northshire.school) in school.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?q=zoe", 1),
        ("?q=oneil+ZOE", 1),
        ("?q=nobody", 0),
        ("?year=6", 1),
        ("?year=99", 3),
        ("?show=left", 1),
    ],
)
def test_it_finds_a_child_by_name_however_it_is_typed(northshire, southshire, signed_in_as, query, found):
    make_child(northshire, "Zoë", "O’Neil"), make_child(northshire), make_child(northshire, "Ben", year_group=6)
    make_child(northshire, "Gone", left_school_on=TODAY), make_child(southshire, "Zoë")
    make_child(northshire, "Merged", merged_into=Child.objects.first())
    client = signed_in_as(northshire.people["dsl"])
    answer = client.get(page("children", northshire.school) + query)
    assert len(answer.context["page"]) == found
    assert Entry.objects.filter(kind=Entry.LOOK, verb="children.listed").count() == 1


def test_it_lists_by_fifty_in_the_same_queries(northshire, signed_in_as, count_queries):
    client, unit = signed_in_as(northshire.people["head-teacher"]), make_unit(northshire)
    add_member(unit)
    addresses = [page(name, northshire.school) for name in ("children", "duplicates")]
    few = [count_queries(client, address) for address in addresses]
    for number in range(60):
        add_member(unit, f"Child{number}")
    assert [count_queries(client, address) for address in addresses] == few
    assert max(few) <= 15
    assert len(client.get(addresses[0]).context["page"]) == 50


def test_it_says_what_to_do_when_there_is_nobody(northshire, signed_in_as):
    client = signed_in_as(northshire.people["head-teacher"])
    assert "no children on its list yet" in text(client.get(page("children", northshire.school)))
    assert "Nobody seems to be on the list twice" in text(client.get(page("duplicates", northshire.school)))


def test_it_corrects_a_child_and_shows_when_they_left_and_came_back(northshire, signed_in_as):
    child, client = make_child(northshire), signed_in_as(northshire.people["programme-teacher"])
    facts = {"given_name": " Aisha ", "family_name": "Khan", "year_group": "6", "vulnerable": "yes", "gender": "girl"}
    assert client.post(page("correct_child", child), facts).status_code == 302
    child.refresh_from_db()
    assert (child.given_name, child.year_group, child.vulnerable, child.gender) == ("Aisha", 6, True, "girl")
    client.post(page("child_left", child), {"on": "2026-10-01"})
    assert "has not been at the school since 1 October 2026" in text(client.get(page("child", child)))
    client.post(page("child_back", child))
    assert Child.objects.listed().count() == 1


def test_it_puts_a_mistake_beside_its_field(northshire, signed_in_as):
    child, client = make_child(northshire), signed_in_as(northshire.people["spoc"])
    answer = client.post(page("correct_child", child), {"given_name": "", "family_name": "Khan", "year_group": "5"})
    assert answer.context["form"].errors["given_name"] == ["Enter the child's first name"]
    answer = client.post(page("child_left", child), {"on": "2026-10-31"})
    assert answer.context["form"].errors["on"] == ["Enter today or an earlier day"]


# Reading in a class list


class Reader:
    """Somebody who reads a list in from the pages."""

    def __init__(self, client, tenant):
        self.client, self.school = client, tenant.school

    def choose(self, data: bytes, name="list.csv"):
        return self.client.post(page("class_list", self.school), {"file": SimpleUploadedFile(name, data)})

    def columns(self, answer, **chosen):
        form = answer.context["form"]
        return self.client.post(page("class_list_columns", self.school), {**form.initial, **chosen})

    def accept(self, answer, **answers):
        sealed = answer.context["form"].initial["sealed"]
        return self.client.post(page("accept_class_list", self.school), {"sealed": sealed, **answers})

    def all(self, data: bytes, **answers):
        return self.accept(self.columns(self.choose(data)), **answers)


@pytest.fixture
def reader(northshire, signed_in_as) -> Reader:
    return Reader(signed_in_as(northshire.people["head-teacher"]), northshire)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_reads_a_list_in_from_the_first_page_to_the_last(northshire, reader, layout):
    columns = reader.choose(class_list(Recipe(children=30, layout=layout)))
    preview = reader.columns(columns)
    assert not Child.objects.exists(), "nothing is stored before it is accepted"
    assert "Accept the list" in text(preview)
    assert reader.accept(preview).status_code == 302
    assert Child.objects.filter(school=northshire.school).count() == 30
    again = reader.columns(reader.choose(class_list(Recipe(children=30, layout=layout))))
    assert len(again.context["same"]) == 30


def test_it_says_why_each_column_is_asked_and_which_are_not_read(reader):
    answer = reader.choose(b"First name,Last name,Year,UPN,Shoe size\nAda,Gill,5,Z999,34\n")
    told = text(answer)
    assert "Not read, because nothing needs it: UPN, Shoe size" in told
    assert "So that twins and children of the same name are told apart" in told
    preview = reader.columns(answer)
    assert "Z999" not in preview.content.decode()


def test_it_follows_the_person_rather_than_the_guess(reader):
    answer = reader.choose(b"Surname,Forename,Year\nAda,Gill,5\n")
    reader.accept(reader.columns(answer, column_0="given_name", column_1="family_name"))
    assert Child.objects.get().name == "Ada Gill"


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"column_2": ""}, "Choose the column of the year group"),
        ({"column_0": "family_name"}, "Two columns are chosen for “Last name”"),
        ({"column_0": "shoe size"}, "Choose what this column is"),
    ],
)
def test_it_says_what_is_wrong_with_the_choice_of_columns(reader, chosen, why):
    answer = reader.columns(reader.choose(b"First name,Last name,Year\nAda,Gill,5\n"), **chosen)
    assert why in text(answer)
    assert answer.context["form"].data["column_1"] == "family_name"


def test_it_shows_mistakes_by_line_and_column_and_accepts_nothing(reader):
    preview = reader.columns(reader.choose(b"First name,Last name,Year,DOB\nAda,Gill,5,31/2/2017\nBen,Hall,Oak,\n"))
    told = text(preview)
    assert "2 DOB There is no such day as 31/2/2017" in told
    assert "3 Year “Oak” is not a year group" in told
    assert "Accept the list" not in told
    reader.accept(preview)
    assert not Child.objects.exists()


def test_it_shows_every_row_with_what_changes(northshire, reader):
    reader.all(b"First name,Last name,Year,DOB,Parent,Email,PR\nAda,Gill,5,1/2/2017,Sara Gill,s@example.org,Yes\n")
    preview = reader.columns(
        reader.choose(b"First name,Last name,Year,DOB\nAda,Gill,6,1/2/2017\nBen,Hall,6,1/3/2016\n")
    )
    told = text(preview)
    assert "Year group: Year 5 → Year 6" in told
    assert "Ben Hall" in told
    assert "Possibly there already 0" in told
    assert Entry.objects.filter(verb="class-list.compared").last().subjects == [Child.objects.get().pk]


def test_it_asks_who_is_who_and_takes_no_silence_for_an_answer(northshire, reader):
    make_child(northshire, date_of_birth="2017-02-01")
    preview = reader.columns(reader.choose(b"First name,Last name,Year,DOB\nAyesha,Kahn,5,1/2/2017\n"))
    told = text(preview)
    assert "Same date of birth, same first name, last name differs by one letter or space" in told
    refused = reader.accept(preview)
    assert "Say whether Ayesha Kahn is there already" in text(refused)
    assert Child.objects.count() == 1
    assert reader.accept(preview, line_2="another").status_code == 302
    assert Child.objects.count() == 2


def test_it_refuses_another_schools_list_until_the_person_says_it_is_theirs(northshire, reader):
    for number in range(6):
        make_child(northshire, f"Known{number}", f"Name{number}", class_name="Oak")
    rows = b"".join(b"New%d,Other%d,5,Elm\n" % (n, n) for n in range(6))
    preview = reader.columns(reader.choose(b"First name,Last name,Year,Class\n" + rows))
    assert "Hardly any of them is known here" in text(preview)
    assert "Say that these are this school's children" in text(reader.accept(preview))
    assert Child.objects.count() == 6
    reader.accept(preview, ours="on")
    assert Child.objects.count() == 12


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "The file is empty"), (b"%PDF", "This is a PDF"), (b"x" * (2 * 1024 * 1024 + 1), "smaller than 2 MB")],
)
def test_it_says_beside_the_file_what_is_wrong_with_it(reader, data, why):
    assert why in reader.choose(data).context["form"].errors["file"][0]


def test_it_takes_back_only_what_it_sealed_for_this_person_school_and_hour(
    northshire, southshire, reader, signed_in_as
):
    preview = reader.columns(reader.choose(b"First name,Last name,Year\nAda,Gill,5\n"))
    theirs = Reader(signed_in_as(southshire.people["head-teacher"]), southshire)
    colleague = Reader(signed_in_as(northshire.people["spoc"]), northshire)
    for other in (theirs, colleague):
        assert other.accept(preview).headers["Location"] == page("class_list", other.school)
    for forged in ("", "1.abc.def", "x" * 100):
        answer = reader.client.post(page("accept_class_list", northshire.school), {"sealed": forged}, follow=True)
        assert "Choose the file again" in text(answer)
    with time_machine.travel("2026-10-05 10:01", tick=False):
        assert "more than an hour ago" in text(
            reader.client.post(
                page("accept_class_list", northshire.school),
                {"sealed": preview.context["form"].initial["sealed"]},
                follow=True,
            )
        )
    assert not Child.objects.exists()


def test_it_seals_names_so_that_the_form_does_not_carry_them_in_clear(reader):
    preview = reader.columns(reader.choose(b"First name,Last name,Year\nZebedee,Gill,5\n"))
    assert "Zebedee" not in preview.context["form"].initial["sealed"]


def test_it_says_when_the_children_changed_meanwhile(northshire, reader):
    preview = reader.columns(reader.choose(b"First name,Last name,Year\nAda,Gill,5\n"))
    make_child(northshire, "Ada", "Gill")
    answer = reader.client.post(
        page("accept_class_list", northshire.school),
        {"sealed": preview.context["form"].initial["sealed"]},
        follow=True,
    )
    assert "changed meanwhile" in text(answer)
    assert Child.objects.count() == 1


def test_it_escapes_what_a_list_says(reader):
    data = b"First name,Last name,Year\n<script>alert(1)</script>,{{ x }},5\n"
    preview = reader.columns(reader.choose(data))
    assert "<script>alert" not in preview.content.decode()
    reader.accept(preview)
    listed = reader.client.get(page("children", reader.school)).content.decode()
    assert "&lt;script&gt;alert(1)" in listed


# Joining records


def test_it_joins_two_records_and_takes_them_apart_from_the_pages(northshire, signed_in_as):
    one = make_child(northshire, date_of_birth="2017-02-01")
    other = make_child(northshire, family="Kahn", date_of_birth="2017-02-01")
    client = signed_in_as(northshire.people["head-teacher"])
    listed = text(client.get(page("duplicates", northshire.school)))
    assert "Same date of birth, same first name, last name differs by one letter or space" in listed
    assert "Which record is kept?" in text(client.get(page("same_child", one, other)))
    assert client.post(page("same_child", one, other), {}).status_code == 200
    client.post(page("same_child", one, other), {"keep": other.public_id})
    merge = ChildMerge.objects.get()
    assert (merge.kept, merge.gone) == (other, one)
    assert "This record was joined to another" in text(client.get(page("child", one)))
    answer = client.post(page("undo_merge", merge), follow=True)
    assert "taken apart again" in text(answer)
    assert Child.objects.listed().count() == 2


def test_it_asks_no_more_about_two_children_once_a_person_said_so(northshire, signed_in_as):
    one, other = make_child(northshire, "Jan", class_name="A"), make_child(northshire, "Jana")
    Child.objects.update(date_of_birth="2016-02-01")
    client = signed_in_as(northshire.people["spoc"])
    client.post(page("two_children", one, other))
    assert KeptApart.objects.count() == 1
    assert "Nobody seems to be on the list twice" in text(client.get(page("duplicates", northshire.school)))


def test_it_says_why_two_records_can_not_be_joined(northshire, signed_in_as):
    unit = make_unit(northshire)
    one, other = add_member(unit).child, add_member(unit).child
    client = signed_in_as(northshire.people["head-teacher"])
    answer = client.post(page("same_child", one, other), {"keep": one.public_id})
    assert "Both records are members of Year 5 unit" in text(answer)


def test_it_shows_adults_of_two_records_side_by_side(northshire, reader):
    reader.all(b"First name,Last name,Year,DOB,Parent,Email,PR\nAda,Gill,5,1/2/2017,Sara Gill,s@example.org,Yes\n")
    one, other = Child.objects.get(), make_child(northshire)
    assert Adult.objects.get().name in text(reader.client.get(page("same_child", one, other)))


# Children of the list as members


@pytest.mark.capability("WMP-1")
def test_it_takes_a_listed_child_into_a_unit_from_the_page(northshire, signed_in_as):
    unit, child = make_unit(northshire), make_child(northshire, class_name="Oak")
    make_child(northshire, "Too", "Young", year_group=3), add_member(unit, "Already", "Member")
    client = signed_in_as(northshire.people["programme-teacher"])
    address = page("choose_member", unit)
    assert address in client.get(page("members", unit)).content.decode()
    shown = client.get(address).content.decode()
    assert "Ayesha Khan, Year 5, Oak" in shown
    assert "Young" not in shown
    assert "Already" not in shown
    client.post(address, {"child": child.public_id, "joined_on": "2026-10-05"})
    assert child.memberships.get().unit == unit
    assert Child.objects.filter(given_name="Ayesha").count() == 1, "no second record of the child"


@pytest.mark.capability("WMP-1")
def test_it_refuses_to_type_in_a_child_who_is_on_the_list(northshire, signed_in_as):
    unit = make_unit(northshire)
    make_child(northshire)
    client = signed_in_as(northshire.people["programme-teacher"])
    typed = {"given_name": "ayesha", "family_name": "KHAN", "year_group": "5", "joined_on": "2026-10-05"}
    answer = client.post(page("add_member", unit), typed)
    assert "is on the school's list" in text(answer)
    client.post(page("add_member", unit), {**typed, "namesake": "on"})
    assert unit.members.current().count() == 1


def test_it_offers_no_child_of_another_school(northshire, southshire, signed_in_as):
    unit, theirs = make_unit(northshire), make_child(southshire)
    client = signed_in_as(northshire.people["programme-teacher"])
    answer = client.post(page("choose_member", unit), {"child": theirs.public_id, "joined_on": "2026-10-05"})
    assert answer.context["form"].errors["child"]
    assert "Nobody else of the unit's year groups" in text(answer)
