"""What it costs to say of every unit of a country whether it is safe to operate, beyond what the database costs.

`bin/bench readiness [--json] [--units N …] [--engine NAME …] [--repeat N]`. The peer is the same database running the
same queries alone and giving all their rows, in alternation with the whole. Seconds are of processor time, this
process's and the database's together, the best of the repeats, so that a machine that others use gives the same
answer; elapsed seconds stand beside them. PostgreSQL runs on one core: no parallel workers.
"""

import argparse
import gc
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._world import worlds

SIZES = (1_000, 10_000, 30_000)
MOST_RATIO, MOST_PYTHON_MS = 1.5, 0.1
MOST_GROWTH = 1.5  # a unit may cost so many times what it costs in the smallest set


def main(argv: list[str]) -> int:
    """Run the benchmark; print a record for every engine and size."""
    parser = argparse.ArgumentParser(prog="bin/bench readiness")
    parser.add_argument("--units", type=int, nargs="+", default=SIZES)
    parser.add_argument("--engine", nargs="+", choices=("sqlite", "postgresql"))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.here:
        print(json.dumps(measured(args.repeat)))
        return 0
    records = compared(_all(args))
    print(json.dumps(records, indent=None if args.json else 2))
    return 0 if all(record["holds"] for record in records) else 1


def _all(args: argparse.Namespace) -> list[dict[str, Any]]:
    # Each in a process of its own: Django knows one database, and memory is to be that of one size.
    records = []
    with worlds(kept=True) as builder:
        for engine in args.engine or builder.engines:
            for units in sorted(args.units):
                world = builder.world(engine, units)
                records.append(json.loads(world.run("-m", "bench.readiness", "--here", "--repeat", str(args.repeat))))
    return records


def compared(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to every record how it stands to the smallest of its engine, and whether it holds."""
    for record in records:
        first = next(r for r in records if r["engine"] == record["engine"])
        growth = (record["total_seconds"] / record["units"]) / (first["total_seconds"] / first["units"])
        beyond = record["ratio"] <= MOST_RATIO or record["python_ms_a_unit"] <= MOST_PYTHON_MS
        record["growth"] = round(growth, 2)
        record["holds"] = beyond and record["queries"] == first["queries"] and growth <= MOST_GROWTH
    return records


def measured(repeat: int) -> dict[str, Any]:
    """Measure the installation of this process."""
    import django

    django.setup()
    from django.db import connection

    from bench._world import surroundings
    from lanyard.assurance.readiness import verdicts
    from lanyard.assurance.registers import SubjectSet
    from lanyard.units.models import Member, Unit

    def whole() -> Any:
        return verdicts(SubjectSet("unit", Unit.objects.all()))

    whole()  # what Django asks a database once is not part of it
    queries, spent = _queries(whole), _processor_clock()
    began, times = time.perf_counter(), []
    for _ in range(repeat):
        times.append((*_timed(whole, spent), *_timed(lambda: _alone(queries), spent)))
    words = Counter(found.verdict for found in whole())
    total, elapsed, alone, alone_elapsed = (min(column) for column in zip(*times, strict=True))
    units = sum(words.values())
    return {
        "units": units, "engine": connection.vendor, "total_seconds": round(total, 3),
        "query_seconds": round(alone, 3), "ratio": round(total / alone, 2), "python_seconds": round(total - alone, 3),
        "queries": len(queries), "python_ms_a_unit": round((total - alone) / units * 1000, 4),
        "total_elapsed_seconds": round(elapsed, 3), "query_elapsed_seconds": round(alone_elapsed, 3),
        "repeat": repeat, "elapsed_seconds": round(time.perf_counter() - began, 1),
        "members": Member.objects.count(), "verdicts": dict(words), **surroundings(connection),
    }  # fmt: skip


def _queries(whole: Callable[[], Any]) -> list[tuple[str, Any]]:
    """Return every query that the whole asks, with its values."""
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        whole()
    return asked


def _alone(queries: list[tuple[str, Any]]) -> int:
    """Run the queries and fetch their rows, no more."""
    from django.db import connection

    rows = 0
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            rows += len(cursor.fetchall())
    return rows


def _timed(act: Callable[[], Any], spent: Callable[[], float]) -> tuple[float, float]:
    """Return the seconds of processor time and the seconds elapsed, with memory put in order before."""
    gc.collect()
    began, processor = time.perf_counter(), spent()
    kept = act()
    taken = spent() - processor, time.perf_counter() - began
    del kept
    return taken


def _processor_clock() -> Callable[[], float]:
    """Return a clock of the processor time that this process and its database have used."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time  # SQLite runs in this process
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not server.exists():  # on another machine: only the time that passes can be read
        return time.perf_counter
    ticks = os.sysconf("SC_CLK_TCK")

    def clock() -> float:
        user, system = server.read_text().rpartition(")")[2].split()[11:13]
        return time.process_time() + (int(user) + int(system)) / ticks

    return clock


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
