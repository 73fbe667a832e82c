"""Reading the Department's register: its versions and quirks, and everything that can be wrong with a file."""

import csv
import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.organisations.catalogue import register_columns, register_words
from lanyard.organisations.register import source
from lanyard.organisations.register.compare import Knowledge, Outcome
from lanyard.organisations.register.generator import Recipe, records, register_bytes
from lanyard.organisations.register.intake import Reading, read_register

pytestmark = pytest.mark.capability("MPS-3")
EMPTY = Knowledge({}, {"999": 1, "938": 2})


def read(content: bytes, knowledge: Knowledge = EMPTY) -> Reading:
    return read_register(io.BytesIO(content), knowledge)


def only_problem(content: bytes) -> str:
    problems = read(content).problems
    assert len(problems) == 1, problems
    return str(problems[0])


def made(rows: int = 20, **recipe) -> bytes:
    return register_bytes(Recipe(rows=rows, closed=0.0, **recipe))


def with_cell(heading: str, value: str, row: int = 3, columns: int = 139) -> bytes:
    """Make a register whose row (the first is 1, on line 2) has another value in a column."""
    numbered = iter(range(1, 1000))
    return made(columns=columns, edit=lambda r: r | {heading: value} if next(numbered) == row else r)


@pytest.mark.parametrize("columns", [139, 133, 111, 110])
@pytest.mark.parametrize(("encoding", "bom"), [("utf-8", False), ("utf-8", True), ("cp1252", False)])
def test_it_reads_every_version_in_every_encoding_met(columns, encoding, bom):
    reading = read(made(200, columns=columns, encoding=encoding, bom=bom))
    assert reading.problems == []
    names = {change.name for change in reading.changes}
    wanted = {r["EstablishmentName"] for r in records(Recipe(rows=200, closed=0.0)) if r["EstablishmentNumber"]}
    assert names == wanted
    assert any("ë" in name for name in names)


@pytest.mark.parametrize("columns", [139, 133, 111, 110])
def test_it_knows_how_many_columns_each_version_has(columns):
    assert len(register_columns(columns)) == len(set(register_columns(columns))) == columns


def test_it_counts_every_line_exactly_once():
    reading = read(register_bytes(Recipe(rows=300, authorities=[("999", "Northshire"), ("000", "Nowhere")])))
    assert reading.rows == 300 == sum(reading.outcomes.values())
    assert min(reading.outcomes[o] for o in (Outcome.NEW, Outcome.SKIPPED, Outcome.UNMAPPED)) > 0


def test_it_leaves_out_childrens_centres_and_schools_that_closed_before_we_knew_them():
    made_ = list(records(Recipe(rows=300)))
    reading = read(register_bytes(Recipe(rows=300)))
    gone = [
        r for r in made_
        if r["EstablishmentStatus (name)"] == "Closed" or "centre" in r["TypeOfEstablishment (name)"]
    ]  # fmt: skip
    assert reading.outcomes[Outcome.SKIPPED] == len(gone) > 0
    assert {"Pupil referral unit", "Other independent school", "Further education"} <= {
        change.facts["type"][1] for change in reading.changes
    }


def test_it_reads_codes_where_a_file_has_no_names():
    rows = list(csv.reader(io.StringIO(made(50).decode())))
    keep = [n for n, h in enumerate(rows[0]) if not (h.endswith("(name)") and h[:-6] + "(code)" in rows[0])]
    out = io.StringIO()
    csv.writer(out).writerows([[row[n] for n in keep] for row in rows])
    reading = read(out.getvalue().encode())
    assert reading.problems == []
    named = {c.line.urn: c.facts["type"][1] for c in read(made(50)).changes}
    assert {c.line.urn: c.facts["type"][1] for c in reading.changes} == named


def test_it_keeps_the_wording_of_one_version_for_what_others_call_otherwise():
    reading = read(with_cell("PhaseOfEducation (name)", "All through"))
    assert reading.changes[2].facts["phase"] == [None, "All-through"]


def test_it_takes_the_publishers_marks_for_nothing_known_as_nothing():
    for mark in ("SUPP", "NA", "NP", "-", ""):
        reading = read(with_cell("PercentageFSM", mark))
        assert reading.problems == []
        assert "free_meals_percent" not in reading.changes[2].facts


def test_it_reads_a_gzipped_file_and_the_one_table_in_a_zip():
    content = made()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("results.csv", content)
        packed.writestr("readme.txt", "about")
    for form in (gzip.compress(content), archive.getvalue()):
        assert read(form).as_json() == read(content).as_json()


def test_it_does_not_mind_windows_or_other_line_ends_nor_an_empty_line_at_the_end():
    content = made()
    for other in (content.replace(b"\r\n", b"\n"), content + b"\r\n", content + b"\r\n\r\n"):
        assert read(other).as_json() == read(content).as_json()


# --- What is wrong -------------------------------------------------------------------------------------------


def test_it_says_that_a_file_of_links_is_one():
    links = b'"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\r\n900001,900002,"A","Successor",""\r\n'
    assert "file of links" in only_problem(links)


def test_it_says_that_a_file_with_renamed_columns_was_made_from_the_register():
    derived = b"school_key,urn,dfe_number,school_name\n1,900000,999/2000,A\n"
    assert "columns renamed or left out" in only_problem(derived)


def test_it_names_the_columns_that_are_missing():
    content = made().replace(b'"EstablishmentName"', b'"Name"', 1).replace(b'"LA (code)"', b'"LA"', 1)
    problem = only_problem(content)
    assert "missing: LA (code), EstablishmentName" in problem
    assert problem.startswith("line 1, column LA (code)")


def test_it_names_a_column_that_stands_twice():
    assert "URN" in only_problem(made().replace(b'"EstablishmentNumber"', b'"URN"', 1))


@pytest.mark.parametrize("day", ["31-02-2020", "00-01-2020", "2020-13-01", "yesterday", "1-1-20", "45123"])
def test_it_names_line_and_column_of_an_impossible_date(day):
    assert only_problem(with_cell("OpenDate", day)).startswith("line 4, column OpenDate")


@pytest.mark.parametrize("heading", ["CloseDate", "LastChangedDate"])
def test_it_checks_the_dates_of_schools_it_would_leave_out_as_well(heading):
    numbered = iter(range(1000))
    content = register_bytes(
        Recipe(rows=10, closed=1.0, edit=lambda r: r | {heading: "30-02-2020"} if next(numbered) == 0 else r)
    )
    assert only_problem(content).startswith(f"line 2, column {heading}")


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", " =1+1"])
def test_it_refuses_a_formula_in_a_name(name):
    assert only_problem(with_cell("EstablishmentName", name)).startswith("line 4, column EstablishmentName: “")


@pytest.mark.parametrize("heading", ["Street", "Town", "SchoolWebsite", "TelephoneNum"])
def test_it_refuses_a_formula_in_other_texts_but_not_an_international_telephone_number(heading):
    assert f"column {heading}" in only_problem(with_cell(heading, "=cmd|' /C calc'!A0"))
    assert f"column {heading}" in only_problem(with_cell(heading, "-cmd|' /C calc'!A0"))
    assert read(with_cell("TelephoneNum", "+44 1632 960000")).problems == []


def test_it_names_both_lines_of_a_school_that_stands_twice():
    content = made()
    twice = content + b"\r\n" + content.split(b"\r\n")[3]
    assert "on line 4 and on line 22" in only_problem(twice)


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("URN", "12"), ("URN", "abc"), ("LA (code)", "9999"), ("EstablishmentName", ""),
        ("EstablishmentName", "x" * 300), ("NumberOfPupils", "many"), ("NumberOfPupils", "-4"),
        ("PercentageFSM", "101"), ("StatutoryLowAge", "1e3"), ("Postcode", "x" * 20), ("Town", "a\x07b"),
    ],
)  # fmt: skip
def test_it_names_line_and_column_of_a_value_that_can_not_be(heading, value):
    assert only_problem(with_cell(heading, value)).startswith(f"line 4, column {heading}: ")


def test_it_collects_what_is_wrong_all_over_the_file_but_not_without_end():
    problems = read(made(20, edit=lambda r: r | {"OpenDate": "never"})).problems
    assert [p.line for p in problems] == list(range(2, 22))
    assert len(read(made(300, edit=lambda r: r | {"OpenDate": "never"})).problems) == 100


def test_it_says_where_a_file_was_cut_short():
    content = made()
    assert "it was cut short" in only_problem(content[: content.rindex(b',"",')])
    in_quotes = content[: content.rindex(b'Northshire"') + 4]
    assert "ends in the middle of a value" in only_problem(in_quotes)
    assert only_problem(in_quotes).startswith("line 21")
    assert "damaged or cut short" in only_problem(gzip.compress(content)[:-200])


def test_it_says_when_a_comma_lacks_its_quotes():
    content = made().replace(b'"Northshire"', b"North,shire", 1)
    assert "lacks its quotes" in only_problem(content)


def test_it_lets_the_list_of_links_run_on_beyond_the_headings():
    content = made(200, columns=111)
    widths = {len(row) for row in csv.reader(io.StringIO(content.decode()))}
    assert widths == {111, 112, 113, 114}
    assert read(content).problems == []


def test_it_names_the_line_and_the_place_of_a_character_it_can_not_read():
    lines = made(bom=True).split(b"\r\n")
    lines[5] = lines[5].replace(b"Northshire", b"North\xe9shire", 1)
    assert only_problem(b"\r\n".join(lines)).startswith("line 6, column 3: A character can't be read as UTF-8")
    lines = made().split(b"\r\n")
    lines[5] = lines[5].replace(b"Northshire", b"North\x81\xe9shire", 1)
    assert only_problem(b"\r\n".join(lines)).startswith("line 6, column 3")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"), (b"%PDF-1.7 ...", "a PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        ("URN,LA".encode("utf-16"), "UTF-16"), (b"<!doctype html><p>", "web page"), (b"hello", "not a table"),
        (b"a\0b,c\n", "NUL"), (b"\x1f\x8bnot really", "damaged"), (b"PK\x03\x04broken", "damaged"), (b"\n\n", "empty"),
    ],
)  # fmt: skip
def test_it_says_what_a_file_is_that_is_no_register(content, said):
    assert said in only_problem(content)


def test_it_says_that_a_workbook_is_a_spreadsheet_and_not_a_zip():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
    assert "spreadsheet" in only_problem(archive.getvalue())


def test_it_refuses_a_zip_with_several_tables():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a.csv", "URN")
        packed.writestr("b.csv", "URN")
    assert "holds 2 CSV files" in only_problem(archive.getvalue())


def test_it_refuses_headings_without_schools():
    assert "no schools" in only_problem(made().split(b"\r\n")[0])


def test_it_stops_at_a_file_far_larger_than_the_register(monkeypatch):
    monkeypatch.setattr(source, "MAX_BYTES", 20_000)
    content = made(60)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", content)
    for form in (content, gzip.compress(content), archive.getvalue()):
        assert "larger than" in only_problem(form)


def test_it_reads_no_more_of_a_gzip_bomb_than_one_line_may_have():
    bomb = gzip.compress(b"URN," * 20_000_000)  # 80 MB in one line, 80 KB packed
    assert "too long" in only_problem(bomb)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_it_never_fails_on_any_bytes_at_all(content):
    reading = read(content)
    assert reading.problems
    assert not reading.changes


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 20), st.sampled_from(register_columns(139)), st.text(max_size=40))
def test_it_takes_or_refuses_any_text_in_any_cell_and_never_fails(row, heading, text):
    try:
        content = with_cell(heading, text, row)
    except (UnicodeEncodeError, csv.Error):
        return
    reading = read(content)
    assert reading.problems or sum(reading.outcomes.values()) == reading.rows


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_register_cut_anywhere_is_refused_or_is_whole_lines(data):
    content = made(6)
    at = data.draw(st.integers(0, len(content) - 1))
    reading = read(content[:at])
    whole = content[:at].count(b"\r\n")
    assert reading.problems or reading.rows in (whole, whole + 1, whole - 1)


def test_its_words_are_those_of_the_codes():
    words = register_words()
    assert words.closed | words.future >= {"Closed", "Proposed to open"}
    assert words.not_schools >= {"Children's centre", "Children's centre linked site"}
