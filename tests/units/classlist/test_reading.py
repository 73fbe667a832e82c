"""Files as schools have them: every encoding and separator met, workbooks, and what is no list at all."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lanyard.organisations.register.problems import Unreadable
from lanyard.units.classlist import workbook
from lanyard.units.classlist.columns import check_choice, guess, guessed, table_of
from lanyard.units.classlist.generator import LAYOUTS, Recipe, class_list, pupils
from lanyard.units.classlist.reading import read_sheet
from lanyard.units.classlist.rows import Listing, read_listing
from lanyard.units.classlist.whole import open_list
from tests.units.conftest import TODAY

pytestmark = pytest.mark.capability("NEV-8")
LINES = "First name,Last name,Year\nZoë,O'Neil,5\n"


def listing(data: bytes):
    table, chosen = open_list(data, TODAY)
    return read_listing(table, check_choice(chosen), TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_it_reads_every_encoding_and_separator_met(encoding, separator):
    (child,) = listing(LINES.replace(",", separator).encode(encoding)).children
    assert (child.given_name, child.family_name, child.year_group) == ("Zoë", "O'Neil", 5)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_reads_every_layout_without_a_word_from_the_person(layout):
    recipe = Recipe(children=40, layout=layout)
    found = listing(class_list(recipe))
    assert not found.problems, found.problems[:3]
    assert len(found.children) == 40
    made = {pupil.given: pupil for pupil in pupils(recipe)}
    if layout not in ("sims", "hand"):
        assert {(c.name, c.date_of_birth) for c in found.children} == {
            (f"{p.given} {p.family}", p.born) for p in pupils(recipe)
        }
    assert {child.year_group for child in found.children} == {pupil.year for pupil in made.values()}


def test_it_reads_a_workbooks_dates_numbers_and_the_value_last_shown_of_a_formula():
    book = Workbook()
    book.active.append(["First name", "Last name", "DOB", "Year", "Class"])
    book.active.append(["Ada", "Gill", date(2016, 3, 12), 5, "=CONCAT(1,2)"])
    file = io.BytesIO()
    book.save(file)
    (child,) = listing(file.getvalue()).children
    assert (child.date_of_birth, child.year_group) == (date(2016, 3, 12), 5)
    assert child.class_name == "", "the formula was never worked out by anybody: it says nothing"


def test_it_keeps_what_looks_like_a_formula_as_text():
    (child,) = listing(b"First name,Last name,Year\n=1+1,@SUM(A1),5\n").children
    assert (child.given_name, child.family_name) == ("=1+1", "@SUM(A1)")


def test_it_begins_below_the_titles_of_a_report():
    data = b"Northshire Primary\nPrinted 3 October 2026\n\nForename,Surname,Year\nAda,Gill,Y5\n"
    table = table_of(read_sheet(data))
    assert (table.line, table.rows[0][0]) == (4, 5)


def test_it_reads_a_name_with_a_line_break_and_quotes_and_still_counts_lines():
    (one, two) = listing(b'First name,Last name,Year\r\n"Ada\r\nMay",Gill,5\r\nBen,Hall,5\r\n').children
    assert (one.given_name, one.line, two.line) == ("Ada May", 2, 4)


NO_LISTS = [
    (b"", "empty"),
    (b"\n\n , ,\n", "empty"),
    (b"%PDF-1.7", "PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "XLS"),
    (b"\x1f\x8b\x08\x00", "compressed"),
    (b"PK\x03\x04 and no more", "damaged"),
    (b"<html><body>Sign in</body></html>", "web page"),
    (b"First name,Last name\n", "no children"),
    (b'First name,Last name,Year\nAda,"Gill,5\n', "line 2: The quotation marks"),
    (b"Name,Year\n" + b"Ada\x81\x8d,5\n", "line 2: A character can't be read"),
    (b"Name,Year\n" + b"x" * 3000 + b",5\n", "far too long"),
    (b"," * 70 + b"x\n" + b"1,2\n", "more than 60 values"),
    (b"Name,Year\n" + b"Ada Gill,5\n" * 601, "more than 600 children"),
    (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
]


@pytest.mark.parametrize(("data", "why"), NO_LISTS, ids=[why for _data, why in NO_LISTS])
def test_it_says_what_is_wrong_with_what_is_no_list(data, why):
    with pytest.raises(Unreadable, match=why):
        open_list(data, TODAY)


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


WORKBOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
NO_BOOKS = [
    ({"a.txt": b"a"}, "not an Excel workbook"),
    ({**WORKBOOK, "xl/worksheets/sheet1.xml": b"0" * (workbook.MOST_UNPACKED + 1)}, "far larger than a class list"),
    ({**WORKBOOK, **{f"xl/{n}": b"" for n in range(workbook.MOST_PARTS)}}, "far larger than a class list"),
    (WORKBOOK, "damaged"),
]


@pytest.mark.parametrize(("parts", "why"), NO_BOOKS, ids=range(len(NO_BOOKS)))
def test_it_unpacks_no_bomb_and_nothing_that_is_no_workbook(parts, why):
    with pytest.raises(Unreadable, match=why):
        read_sheet(zipped(parts))


def test_it_refuses_a_workbook_whose_parts_are_bombs_of_entities():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    data = class_list(Recipe(layout="xlsx"))
    parts = {
        part: zipfile.ZipFile(io.BytesIO(data)).read(part) for part in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    parts["xl/workbook.xml"] = bomb + b"]><workbook>&m;</workbook>"
    with pytest.raises(Unreadable, match="damaged"):
        read_sheet(zipped(parts))


def test_it_refuses_a_sheet_that_goes_on_for_ever():
    book = Workbook()
    book.active.append(["First name", "Last name", "Year"])
    book.active["A900000"] = "far below"
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(Unreadable, match="goes on below"):
        read_sheet(file.getvalue())


def test_it_refuses_a_workbook_cut_short_anywhere():
    data = class_list(Recipe(layout="xlsx"))
    for end in range(10, len(data) - 30, len(data) // 25):
        with pytest.raises(Unreadable):
            read_sheet(data[:end])


def told(data: bytes) -> Listing | str:
    """Return what a file says, or what is said of it."""
    try:
        table, chosen = open_list(data, TODAY)
    except Unreadable as unreadable:
        return unreadable.message
    return read_listing(table, chosen, TODAY)


@settings(max_examples=200)
@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda data: LINES.encode() + data))
def test_it_never_breaks_on_any_bytes(data):
    found = told(data)
    assert isinstance(found, str) or len(found.children) + found.skipped <= found.rows


@settings(max_examples=60)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_it_never_breaks_on_a_damaged_workbook(at, damage):
    data = bytearray(class_list(Recipe(children=3, layout="xlsx")))
    at %= len(data)
    data[at : at + len(damage)] = damage
    assert told(bytes(data))


CELLS = st.text(max_size=12) | st.sampled_from(["5", "Year 5", "12/3/2016", "Ada", "yes", "a@example.org", "=1"])


@given(st.lists(CELLS, max_size=8), st.lists(st.lists(CELLS, max_size=10), max_size=6))
def test_it_never_breaks_on_any_table(headings, rows):
    text = "\n".join(
        "\t".join(cell.translate({9: 32, 10: 32, 13: 32, 34: 32}) for cell in row) for row in [headings, *rows]
    )
    assert told(text.encode("utf-8", "replace"))


HEADINGS = [
    ("Legal Surname,Legal Forename,Preferred Forename,DOB,UPN", "family_name,given_name,,date_of_birth,"),
    ("First name,Surname,NCY,Reg,M/F", "given_name,family_name,year_group,class_name,gender"),
    ("Child's name,Mum,Mum's email,Dad,Dad's mobile", "full_name,adult1.name,adult1.email,adult2.name,adult2.phone"),
    ("Contact1FullName,Contact1HasParentalResponsibility,Contact 2 e-mail", "adult1.name,adult1.holds,adult2.email"),
    ("Parent 1 forename,Parent 1 surname,Email,PR", "adult1.given,adult1.family,adult1.email,adult1.holds"),
    ("Name,First name,Last name,Student email,Pupil mobile", ",given_name,family_name,,"),
    ("D.O.B.,Year_Group,School URN,House", "date_of_birth,year_group,school,category"),
]


@pytest.mark.parametrize(("headings", "meant"), HEADINGS)
def test_it_guesses_columns_from_their_headings_and_never_reads_a_childs_own_contacts(headings, meant):
    found = guessed(headings.split(","))
    assert [found.get(place, "") for place in range(len(headings.split(",")))] == meant.split(",")


def test_it_guesses_dates_and_years_from_what_stands_in_them():
    table = table_of(read_sheet(b"Forename,Surname,When,Which\nAda,Gill,12/3/2016,Y5\nBen,Hall,1/9/2015,Y6\n"))
    assert guess(table, TODAY) == {0: "given_name", 1: "family_name", 2: "date_of_birth", 3: "year_group"}


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ({0: "given_name", 1: "family_name"}, "year group"),
        ({0: "given_name", 2: "year_group"}, "first and the last name"),
        ({0: "full_name", 1: "year_group", 2: "year_group"}, "Two columns"),
        ({0: "full_name", 1: "year_group", 2: "shoe size"}, "from the list"),
    ],
)
def test_it_refuses_columns_from_which_no_child_can_be_told(choice, why):
    with pytest.raises(Unreadable, match=why):
        check_choice(choice)
