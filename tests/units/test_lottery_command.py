"""`lanyard lottery`: two files in, chances and a panel out; what is wrong is said in one line, with its place."""

import hashlib
import json

import pytest

from lanyard import cli
from lanyard.engines.lottery import Lottery

pytestmark = pytest.mark.capability("NEV-8")

PEOPLE = "id,Name,Gender,Year\n" + "".join(
    f"k{n},Child {n},{'girl' if n % 3 else 'boy'},{5 + n % 2}\n" for n in range(1, 13)
)
QUOTAS = "category,feature,min,max\nGender,girl,2,3\nGender,boy,1,2\nYear,5,1,3\nYear,6,1,3\n"
SEED = "0f" * 32
COMMITMENT = hashlib.sha256(bytes.fromhex(SEED)).hexdigest()


@pytest.fixture
def lots(tmp_path, capsys):
    """Return a function that runs the command on two files; gives the exit code, what it printed and complained."""

    def run(people: str | bytes = PEOPLE, quotas: str | bytes = QUOTAS, places="4", *words):
        for name, text in (("people.csv", people), ("quotas.csv", quotas)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        files = ["--people", str(tmp_path / "people.csv"), "--quotas", str(tmp_path / "quotas.csv")]
        code = cli.main(["lottery", *files, "--places", str(places), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def document(lots, *given, words=()):
    """Run with --json; return the exit code and the document."""
    people, quotas, places = [*given, *(PEOPLE, QUOTAS, 4)[len(given) :]]
    code, out, err = lots(people, quotas, places, "--json", *words)
    assert err == ""
    return code, json.loads(out)


def test_it_prints_chances_panel_seed_and_commitment(lots):
    code, found = document(lots, words=("--seed", SEED, "--commitment", COMMITMENT))
    assert code == 0
    assert found["feasible"] is True
    assert list(found["chances"]) == [f"k{n}" for n in range(1, 13)]
    assert sum(found["chances"].values()) == pytest.approx(4)
    assert found["minimum_chance"] == min(found["chances"].values()) == pytest.approx(found["bound"], abs=1e-7)
    assert len(set(found["panel"])) == 4
    assert (found["seed"], found["commitment"]) == (SEED, COMMITMENT)


def test_it_draws_the_same_by_the_same_seed_and_otherwise_by_a_new_one(lots):
    panels = [document(lots, words=("--seed", SEED))[1]["panel"] for _ in range(2)]
    assert panels[0] == panels[1]
    seeds = [document(lots)[1]["seed"] for _ in range(2)]
    assert seeds[0] != seeds[1]


def test_it_shows_the_commitment_first_and_the_seed_last(lots):
    code, out, _ = lots(PEOPLE, QUOTAS, 4, "--seed", SEED)
    assert code == 0
    lines = out.splitlines()
    assert COMMITMENT in lines[0]
    assert SEED in lines[-1]
    assert any(line.startswith("Smallest chance: 0.3") for line in lines)


def test_it_writes_a_plan_from_which_anybody_draws_the_same(lots, tmp_path):
    _, found = document(lots, words=("--seed", SEED, "--plan", str(tmp_path / "plan.json")))
    plan = Lottery.from_json(json.loads((tmp_path / "plan.json").read_text()))
    assert plan.draw(bytes.fromhex(SEED)) == found["panel"]


def test_it_reads_the_layout_in_which_a_feature_is_the_category(lots):
    quotas = "feature,value,min,max,min_flex,max_flex\n" + "".join(f"{line},0,9\n" for line in QUOTAS.splitlines()[1:])
    assert document(lots, PEOPLE, quotas, words=("--seed", SEED)) == document(lots, words=("--seed", SEED))


def test_it_takes_row_numbers_for_ids_where_there_are_none(lots):
    people = "\n".join(line.partition(",")[2] for line in PEOPLE.splitlines())
    assert list(document(lots, people)[1]["chances"]) == [str(n) for n in range(1, 13)]


def test_it_takes_for_the_id_a_column_that_ends_in_id_and_tells_people_apart(lots):
    rows = [line.split(",") for line in PEOPLE.splitlines()[1:]]
    people = "school_id,pupil ID,Gender,Year\n" + "".join(f"S1,{r[0]},{r[2]},{r[3]}\n" for r in rows)
    assert document(lots, people)[1]["chances"] == document(lots)[1]["chances"]


@pytest.mark.parametrize(
    "spelt",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("Child 1,", "Chlo\xeb,").encode("cp1252"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace("\n", "\r\n").encode() + b"\r\n ,,,\r\n",
    ],
    ids=["mark", "windows", "semicolons", "line ends"],
)  # fmt: skip
def test_it_reads_files_as_spreadsheets_write_them(lots, spelt):
    assert document(lots, spelt(PEOPLE), QUOTAS, words=("--seed", SEED)) == document(lots, words=("--seed", SEED))


def test_it_leaves_1_with_quotas_that_conflict_and_what_would_have_to_give(lots):
    quotas = QUOTAS.replace("boy,1,2", "boy,3,4")
    code, found = document(lots, PEOPLE, quotas)
    assert code == 1
    assert found == {
        "feasible": False,
        "conflict": [
            {"category": "Gender", "value": "boy", "min": 3, "max": 4},
            {"category": "Gender", "value": "girl", "min": 2, "max": 3},
        ],
        "relaxations": found["relaxations"],
    }
    assert sum(c["min"] - c["new_min"] + c["new_max"] - c["max"] for c in found["relaxations"]) == 1
    code, out, err = lots(PEOPLE, quotas)
    assert (code, err) == (1, "")
    assert "Gender, boy: 3 to 4" in out
    assert "instead of" in out


def test_it_says_plainly_that_there_are_too_few_people(lots):
    assert document(lots, PEOPLE, QUOTAS, 13) == (1, {"feasible": False, "conflict": [], "relaxations": []})
    assert "12 people for 13 places" in lots(PEOPLE, QUOTAS, 13)[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--commitment", COMMITMENT], "needs the --seed"),
        (["--seed", "0e" * 32, "--commitment", COMMITMENT], "does not match"),
        (["--seed", "xyz"], "not hexadecimal"),
        (["--seed", ""], "not hexadecimal"),
        (["--seed", "abc"], "not hexadecimal"),
    ],
)
def test_it_refuses_a_seed_that_does_not_hold(lots, words, told):
    code, out, err = lots(PEOPLE, QUOTAS, 4, *words, "--json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err


@pytest.mark.parametrize("places", ["0", "-1", "many", "4.5", "٤", "9" * 12, ""])
def test_it_refuses_what_is_no_number_of_places(lots, places):
    code, out, err = lots(PEOPLE, QUOTAS, places)
    assert (code, out, err.count("\n")) == (2, "", 1)


def line(text: str, number: int, new: str) -> str:
    """Return a file with one line replaced."""
    lines = text.splitlines()
    lines[number - 1] = new
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("quotas", "told"),
    [
        ("", ["quotas.csv", "line 1", "empty"]),
        ("category,min,max\nGender,1,2\n", ["line 1", "headings must be"]),
        (line(QUOTAS, 2, "Gender,girl,two,3"), ["line 2, column min", "“two” is not a whole number"]),
        (line(QUOTAS, 3, "Gender,boy,1,-2"), ["line 3, column max", "“-2”"]),
        (line(QUOTAS, 3, "Gender,boy,,2"), ["line 3, column min"]),
        (line(QUOTAS, 3, "Gender,boy,3,2"), ["line 3", "3 is above the maximum 2"]),
        (line(QUOTAS, 3, "Gender,girl,1,2"), ["line 3, column feature", "further up"]),
        (line(QUOTAS, 4, ",5,1,3"), ["line 4, column category"]),
        (line(QUOTAS, 4, "Form,5A,1,3"), ["line 4", "no column “Form”"]),
        (line(QUOTAS, 4, "Year,5"), ["line 4", "2 values under 4 headings"]),
        (QUOTAS.replace("Year,6", 'Year,"6'), ["line 5", "quotation marks"]),
    ],
)
def test_it_says_what_is_wrong_with_the_quotas_and_where(lots, quotas, told):
    code, out, err = lots(PEOPLE, quotas, 4, "--json")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    for words in ["quotas.csv", *told]:
        assert words in err


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ("", ["line 1", "empty"]),
        ("id,Name,Gender,Year\n", ["nobody"]),
        ("id,Gender,Year,Gender\n", ["line 1, column Gender", "Two columns"]),
        (line(PEOPLE, 5, "k4,Child 4,other,5"), ["line 5, column Gender", "“other”"]),
        (line(PEOPLE, 5, "k4,Child 4,,5"), ["line 5, column Gender"]),
        (line(PEOPLE, 5, "k3,Child 4,girl,5"), ["line 5, column id", "“k3”"]),
        (line(PEOPLE, 5, ",Child 4,girl,5"), ["line 5, column id"]),
        (line(PEOPLE, 5, "k4,Child 4,girl,5,more"), ["line 5", "5 values under 4 headings"]),
        (PEOPLE.encode().replace(b"Child 7", b"Child \x00"), ["line 8", "can't be read"]),
        (PEOPLE.encode().replace(b"Child 7", b"Child \x81"), ["line 8", "can't be read"]),
    ],
)
def test_it_says_what_is_wrong_with_the_people_and_where(lots, people, told):
    code, out, err = lots(people, QUOTAS, 4, "--json")
    assert (code, out, err.count("\n")) == (2, "", 1), err
    for words in ["people.csv", *told]:
        assert words in err


def test_it_names_a_file_that_is_not_there(capsys, tmp_path):
    missing = str(tmp_path / "nowhere.csv")
    assert cli.main(["lottery", "--people", missing, "--quotas", missing, "--places", "3"]) == 2
    assert f"{missing}: No such file" in capsys.readouterr().err
