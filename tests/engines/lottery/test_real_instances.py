"""The public instances of the citizens' assemblies' world, through the files as they are."""

import csv
import os
from pathlib import Path

import pytest

from lanyard.engines.lottery import Quota, lottery
from lanyard.engines.lottery import leximin as relaxed
from lanyard.engines.lottery.pool import pool

pytestmark = [pytest.mark.real_data, pytest.mark.capability("NEV-8")]


def read(folder: str, people: str, quotas: str, category: str, value: str):
    """Read both files of an instance."""
    path = Path(os.environ["LANYARD_REAL_DATA"]) / "sortition" / folder
    with (path / people).open(newline="") as file:
        rows = {str(number): row for number, row in enumerate(csv.DictReader(file))}
    with (path / quotas).open(newline="") as file:
        asked = [Quota(r[category], r[value], int(r["min"]), int(r["max"])) for r in csv.DictReader(file)]
    return rows, asked


def test_it_reaches_the_published_smallest_chance():
    """Leximin's smallest chance of example_small_20 is published as 10.0%."""
    people, quotas = read("example_small_20", "respondents.csv", "categories.csv", "category", "feature")
    assert lottery(people, quotas, 20).minimum_chance == pytest.approx(0.1, abs=1e-6)


def test_it_reaches_the_linear_bound_with_eight_regions():
    people, quotas = read("sf_fixture", "candidates.csv", "features.csv", "feature", "value")
    found = lottery(people, quotas, 22)
    assert found.minimum_chance == pytest.approx(relaxed.fairest(pool(people, quotas, 22)).min(), abs=1e-6)
