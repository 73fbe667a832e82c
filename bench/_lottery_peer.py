"""Runs in the peer's own environment: its maximin on one instance from standard input; prints seconds and chances."""

import json
import sys
import time
from collections import Counter
from importlib.metadata import version

from sortition_algorithms.committee_generation.maximin import find_distribution_maximin
from sortition_algorithms.features import read_in_features
from sortition_algorithms.people import read_in_people
from sortition_algorithms.settings import Settings


def main() -> None:
    """Read the instance, let the peer solve it, print what came out."""
    given = json.load(sys.stdin)
    rows = [{"feature": c, "value": v, "min": str(low), "max": str(high)} for c, v, low, high in given["quotas"]]
    features = read_in_features(["feature", "value", "min", "max"], rows)[0]
    settings = Settings(id_column="id", columns_to_keep=[])
    records = [{"id": person, **values} for person, values in given["people"].items()]
    people, _report = read_in_people(list(records[0]), records, features, settings)[:2]
    began, busy = time.perf_counter(), time.process_time()
    panels, weights, _report = find_distribution_maximin(features, people, given["places"], [])
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    chances: Counter[str] = Counter()
    for panel, weight in zip(panels, weights, strict=True):
        for person in panel:
            chances[person] += weight
    smallest = min(chances[person] for person in given["people"])
    found = {"seconds": seconds, "cpu_seconds": busy, "smallest": smallest, "version": version("sortition-algorithms")}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
