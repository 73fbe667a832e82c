"""What it costs to decide for every child of a country, for every purpose, what may be done: beyond the database.

`bin/bench consent [--json] [--units N] [--engine NAME …] [--repeat N]`. Seconds of Python are this process's processor
time less what the same queries take alone, fetched row by row; on SQLite, which runs in this process, that is all that
can be told apart. The best of the repeats counts, elapsed seconds stand beside. It holds where 170,000 children times
seven purposes take at most two seconds of Python, the number of queries is that of a small country, and a sample
decided one by one is the same.
"""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

from bench._world import worlds

UNITS = 10_000
MOST_SECONDS, CHILDREN = 2.0, 170_000
SAMPLE = 50


def main(argv: list[str]) -> int:
    """Run the benchmark; print a record for every engine."""
    parser = argparse.ArgumentParser(prog="bin/bench consent")
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--engine", nargs="+", choices=("sqlite", "postgresql"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.here:
        print(json.dumps(measured(args.repeat)))
        return 0
    records = _all(args)
    print(json.dumps(records, indent=None if args.json else 2))
    return 0 if all(record["holds"] for record in records) else 1


def _all(args: argparse.Namespace) -> list[dict[str, Any]]:
    with worlds() as builder:
        found = []
        for engine in args.engine or builder.engines:
            world = builder.world(engine, args.units)
            found.append(json.loads(world.run("-m", "bench.consent", "--here", "--repeat", str(args.repeat))))
    return found


def measured(repeat: int) -> dict[str, Any]:
    """Measure the installation of this process."""
    import django

    django.setup()
    from django.db import connection

    from bench._world import surroundings
    from bench.readiness import _alone, _processor_clock, _queries, _timed
    from lanyard.consents.decisions import decisions
    from lanyard.units.models import Member

    def whole() -> Any:
        return decisions(Member.objects.order_by("pk"))

    queries, few = _queries(whole), _queries(lambda: decisions(Member.objects.filter(pk__lte=100)))
    spent, began, times = _processor_clock(), time.perf_counter(), []
    own = time.process_time if connection.vendor == "postgresql" else spent
    for _ in range(repeat):
        times.append((*_timed(whole, own), *_timed(lambda: _alone(queries), own)))
    total, elapsed, alone, alone_elapsed = (min(column) for column in zip(*times, strict=True))
    found = whole()
    python = total - alone
    equal = _same_one_by_one(found)
    return {
        "children": len(found), "purposes": len(next(iter(found.values()))), "engine": connection.vendor,
        "python_seconds": round(python, 3), "with_fetching_seconds": round(total, 3), "query_seconds": round(alone, 3),
        "elapsed_seconds": round(elapsed, 3), "query_elapsed_seconds": round(alone_elapsed, 3),
        "queries": len(queries), "outcomes": dict(Counter(d.outcome for of in found.values() for d in of.values())),
        "same_one_by_one": equal, "repeat": repeat, "took_seconds": round(time.perf_counter() - began, 1),
        "holds": python <= MOST_SECONDS * max(1, len(found) / CHILDREN) and len(queries) == len(few) and equal,
        **surroundings(connection),
    }  # fmt: skip


def _same_one_by_one(found: dict[int, Any]) -> bool:
    """Decide for some children one by one, and say whether each comes out the same."""
    from lanyard.consents.decisions import decisions_of
    from lanyard.units.models import Member

    keys = list(found)[:: max(1, len(found) // SAMPLE)]
    members = Member.objects.filter(pk__in=keys).select_related("child", "unit__school")
    return all(dict(decisions_of(member)) == dict(found[member.pk]) for member in members)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
