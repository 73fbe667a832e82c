"""The capabilities and their tests, read from the tests' own marks."""

import json
import re
from pathlib import Path

import pytest

from lanyard import cli, traceability
from lanyard.engines.refusals import Refused


@pytest.fixture
def project(tmp_path) -> Path:
    """A folder of tests that carry marks in every way that pytest knows."""
    folder = tmp_path / "tests" / "room"
    folder.mkdir(parents=True)
    (folder / "test_one.py").write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.capability('STO-1')]\n"
        "@pytest.mark.capability('STO-2', 'STO-1')\n"
        "def test_it_a(): pass\n"
        "class TestThings:\n"
        "    @pytest.mark.parametrize('x', [1])\n"
        "    @pytest.mark.capability('WMP-1')\n"
        "    def test_it_b(self, x): pass\n"
        "def helper(): pass\n"
    )
    return tmp_path / "tests"


def test_it_knows_every_capability_once():
    """109 rows, ids in families, each with a title, a source and the day it was last checked."""
    ids = list(traceability.capabilities())
    assert len(ids) == 109
    assert all(re.fullmatch(r"(STO|WMP|NEV|MPS|STA)-\d+", id) for id in ids)
    assert all(row.title and row.source for row in traceability.capabilities().values())


def test_it_finds_marks_on_files_classes_and_functions(project):
    """The marks of a file go for all its tests; a test counts once for a capability."""
    found = traceability.tests_by_capability(project)
    first, second = "tests/room/test_one.py::test_it_a", "tests/room/test_one.py::TestThings::test_it_b"
    assert found == {"STO-1": [first, second], "STO-2": [first], "WMP-1": [second]}


def test_it_lists_what_no_test_shows(project):
    """A capability without a test is uncovered."""
    document = traceability.document(project)
    assert "STO-3" in document["uncovered"]
    assert "STO-1" not in document["uncovered"]
    assert len(document["capabilities"]) == 109


def test_it_refuses_a_mark_that_names_no_capability(project):
    """A typing error in a mark would hide a gap."""
    (project / "test_two.py").write_text("import pytest\n@pytest.mark.capability('STO-99')\ndef test_x(): pass\n")
    with pytest.raises(Refused, match=r"test_two.py::test_x: no capability 'STO-99'"):
        traceability.tests_by_capability(project)


def test_it_refuses_a_folder_without_tests(tmp_path):
    """An installed package has no tests beside it."""
    with pytest.raises(Refused, match="in a clone"):
        traceability.tests_by_capability(tmp_path / "none")


def test_it_prints_the_promised_keys(capsys):
    """The document that others read."""
    assert cli.main(["traceability", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"capabilities", "uncovered"}
    assert set(document["capabilities"][0]) >= {"id", "title", "tests"}


def test_it_writes_a_page_with_a_row_for_each(project):
    """The generated page is made of the same document."""
    page = traceability.page(project)
    assert page.count("\n| ") == 109 + 1
    assert "- `tests/room/test_one.py::test_it_a`" in page
