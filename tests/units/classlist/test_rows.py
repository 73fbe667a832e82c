"""What a line says: every value read as schools write it, every doubt told with its line and column."""

from datetime import date

import pytest

from lanyard.units.classlist.columns import check_choice
from lanyard.units.classlist.rows import ListedAdult, Listing, read_listing
from lanyard.units.classlist.values import Bad, read_date, read_phone, read_year, read_yes, same_phone
from lanyard.units.classlist.whole import open_list
from tests.units.conftest import TODAY

pytestmark = pytest.mark.capability("NEV-8")
ADULT = "Parent 1 name,Parent 1 relationship,Parent 1 email,Parent 1 phone,Parent 1 parental responsibility"


def read(*lines: str, headings: str = "First name,Last name,Year,Date of birth") -> Listing:
    table, chosen = open_list("\n".join([headings, *lines]).encode(), TODAY)
    return read_listing(table, check_choice(chosen), TODAY)


DATES = [
    "12/3/2016", "12/03/16", "12-03-2016", "12.3.2016", "2016-03-12", "2016-03-12 00:00:00", "12 Mar 2016",
    "12th March 2016", "12-MAR-16",
]  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_it_reads_a_date_as_schools_write_it(written):
    assert read_date(written, TODAY) == date(2016, 3, 12)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/2/2016", "no such day"), ("3/25/2016", "day first"), ("2016-13-01", "no such day"),
        ("soon", "not a date"),
        ("12/3/2031", "not a day on which"), ("1/1/1066", "not a day on which"), ("42000", "not a date"),
        ("00/00/0000", "no such day"), ("12 Foo 2016", "no such day"),
    ],
)  # fmt: skip
def test_it_refuses_an_impossible_date(written, why):
    with pytest.raises(Bad, match=why):
        read_date(written, TODAY)


@pytest.mark.parametrize("written", ["5", "Year 5", "Y5", "Yr 5", "year5", "5th", "05", "Y.5", "Year  5", "5 Year"])
def test_it_reads_a_year_group_as_schools_write_it(written):
    assert read_year(written) == 5


@pytest.mark.parametrize(("written", "year"), [("R", 0), ("Reception", 0), ("Nursery", -1), ("N2", -1), ("13", 13)])
def test_it_reads_years_without_a_number(written, year):
    assert read_year(written) == year


@pytest.mark.parametrize("written", ["5B", "Oak", "14", "Year five", "٥", "-5x"])
def test_it_refuses_what_is_no_year_group(written):
    with pytest.raises(Bad):
        read_year(written)


def test_it_reads_yes_and_no_and_never_takes_nothing_for_yes():
    assert [read_yes(word) for word in ("Y", "yes", "TRUE", "1", "x", "✓")] == [True] * 6
    assert [read_yes(word) for word in ("N", "no", "False", "0", "-")] == [False] * 5
    assert [read_yes(word) for word in ("", "?", "not known", "N/A")] == [None] * 4
    with pytest.raises(Bad):
        read_yes("perhaps")


def test_it_puts_back_the_zero_that_a_spreadsheet_takes_from_a_phone_number():
    assert read_phone("7700900123") == "07700900123"
    assert same_phone("+44 7700 900123") == same_phone("07700 900 123") == same_phone("0044 (0)7700 900123")
    for wrong in ("call mum", "123", "07700 900123 / 07700 900124"):
        with pytest.raises(Bad):
            read_phone(wrong)


NAMES = [
    "Nguyễn Thị Ánh", "محمد", "李小龍", "Ὀδυσσεύς", "D'Arcy-O’Brien", "İpek", "Mary Jane", "x" * 200,
    "=cmd|' /C calc'!A0",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_names_of_every_script_sign_and_length(name):
    (child,) = read(f'"{name}","{name}",5,').children
    assert (child.given_name, child.family_name) == (name, name)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        (",Gill,5,", "First name", "Enter the first name"),
        ("Ada,,5,", "Last name", "Enter the last name"),
        ("Ada,Gill,,", "Year", "Enter the year group"),
        ("Ada,Gill,Oak,", "Year", "not a year group"),
        ("Ada,Gill,5,31/2/2016", "Date of birth", "no such day"),
        ("Ada,Gill,5,,extra", "", "more values than the headings"),
        ("x" * 201 + ",Gill,5,", "First name", "longer than 200"),
        ("Ad\u202ea,Gill,5,", "First name", "can't be seen"),
        ("Ad\x07a,Gill,5,", "First name", "can't be seen"),
        ("#N/A,Gill,5,", "First name", "spreadsheet's own"),
    ],
)
def test_it_tells_what_is_wrong_by_line_and_column(line, column, why):
    found = read("Ben,Hall,6,1/10/2015", line)
    (problem,) = found.problems
    assert (problem.line, problem.column) == (3, column)
    assert why in problem.message
    assert [child.given_name for child in found.children] == ["Ben"]


@pytest.mark.parametrize("born", ["1/10/2010", "1/10/2025", "1/10/2018"])
def test_it_asks_to_look_at_a_date_of_birth_that_does_not_fit(born):
    found = read(f"Ada,Gill,5,{born}", "Ben,Hall,5,1/10/2016", "Cy,Ives,4,30/9/2016")
    assert [note.line for note in found.notes] == [2]
    assert not found.problems


def test_it_reads_adults_and_leaves_unknown_what_the_list_does_not_say():
    headings = f"First name,Last name,Year,{ADULT},Father,Father's email"
    found = read(
        "Ada,Gill,5,Sara Gill,Mum,sara@example.org,07700 900123,Yes,Tom Gill,tom@example.org",
        "Ben,Hall,5,J Poe,Social Worker,,,,,",
        headings=headings,
    )
    ada, ben = found.children
    assert ada.adults == (
        ListedAdult("Sara Gill", "mother", "sara@example.org", "07700900123", "yes"),
        ListedAdult("Tom Gill", "not-said", "tom@example.org"),
    )
    assert (ben.adults[0].relationship, ben.adults[0].holds) == ("local-authority", "unknown")
    assert ben.adults[0].is_authority


def test_it_refuses_a_contact_of_nobody_and_two_addresses_in_one():
    found = read(
        "Ada,Gill,5,,Mum,sara@example.org,,", "Ben,Hall,5,S Hall,Mum,a@example.org; b@example.org,,",
        headings=f"First name,Last name,Year,{ADULT}",
    )  # fmt: skip
    assert ["whose contact" in found.problems[0].message, "not one e-mail" in found.problems[1].message] == [
        True,
        True,
    ]


def test_it_joins_the_lines_that_a_records_system_prints_for_each_adult():
    headings = f"First name,Last name,Year,DOB,{ADULT}"
    found = read(
        "Ada,Gill,5,1/10/2016,Sara Gill,Mum,s@example.org,,Y", "Ada,Gill,5,1/10/2016,Tom Gill,Dad,t@example.org,,Y",
        headings=headings,
    )  # fmt: skip
    (ada,) = found.children
    assert [adult.name for adult in ada.adults] == ["Sara Gill", "Tom Gill"]
    assert (found.rows, found.skipped, found.notes[0].line) == (2, 1, 3)


def test_it_refuses_two_lines_of_one_child_that_disagree():
    found = read("Ada,Gill,5,1/10/2016", "ADA,gill,6,1/10/2016")
    assert (found.problems[0].line, len(found.children)) == (3, 1)
    assert "line 2 already" in found.problems[0].message


def test_it_keeps_namesakes_apart_and_passes_over_the_nursery():
    found = read("Ada,Gill,5,1/10/2016", "Ada,Gill,5,2/11/2016", "Bo,Hall,Nursery,1/10/2022")
    assert (len(found.children), found.skipped, found.problems) == (2, 1, [])


def test_it_takes_a_whole_name_apart_and_asks_to_look_where_it_may_be_wrong():
    found = read('"van der Berg, Ada",5', "Ben Hall,5", "Mary Ann Lee,5", "Cher,5", "Cher -,5", headings="Name,Year")
    assert [child.name for child in found.children] == ["Ada van der Berg", "Ben Hall", "Mary Ann Lee", "Cher -"]
    assert [note.line for note in found.notes] == [4]
    assert [problem.line for problem in found.problems] == [5]


def test_it_keeps_groups_to_balance_by_under_their_own_heading():
    (ada,) = read("Ada,Gill,5,Red", headings="First name,Last name,Year,House").children
    assert ada.categories == (("House", "Red"),)


def test_it_stops_at_a_hundred_problems():
    found = read(*(f"Ada,Gill,Oak{n}," for n in range(300)))
    assert len(found.problems) == 100
