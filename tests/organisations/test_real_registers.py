"""The Department's own files. Collected only where LANYARD_REAL_DATA names a folder laid out as shared/data."""

import gzip

import pytest

from lanyard.organisations import actions
from lanyard.organisations.commands import operator
from lanyard.organisations.forces import hub
from lanyard.organisations.models import School
from tests.organisations.conftest import real_data

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]
GIAS = sorted((real_data() / "gias").glob("gias_*"))


@pytest.mark.capability("MPS-3")
@pytest.mark.parametrize("path", GIAS, ids=lambda path: path.name)
def test_it_imports_every_file_in_the_layout_and_again_changes_nothing(path, forces):
    with path.open("rb") as file:
        reading = actions.read(operator("test"), hub(), file)
    assert reading.problems == []
    assert reading.rows == sum(reading.outcomes.values())
    assert reading.as_json()["unmapped"] == 0
    actions.accept(operator("test"), actions.preview(operator("test"), hub(), path.name, reading))
    assert School.objects.count() == reading.as_json()["new"]
    with path.open("rb") as file:
        again = actions.read(operator("test"), hub(), file)
    assert again.changes == []
    assert again.as_json()["unchanged"] == reading.as_json()["new"]


@pytest.mark.parametrize(("prefix", "said"), [("derived", "columns renamed"), ("links", "file of links")])
def test_it_says_what_the_other_files_are(prefix, said, forces):
    for path in (real_data() / "gias").glob(f"{prefix}*"):
        with path.open("rb") as file:
            reading = actions.read(operator("test"), hub(), file)
        assert said in actions.said(reading)


def test_the_files_read_the_same_unpacked(forces, tmp_path):
    packed = next(path for path in GIAS if path.suffix == ".gz")
    plain = tmp_path / packed.stem
    plain.write_bytes(gzip.decompress(packed.read_bytes()))
    counts = []
    for path in (packed, plain):
        with path.open("rb") as file:
            counts.append(actions.read(operator("test"), hub(), file).as_json())
    assert counts[0] == counts[1]
