"""How long the server takes for the pages people open most, in an installation of national size.

`bin/bench pages [--json] [--units N] [--engine NAME …] [--repeat N]`. Every request goes through the whole of Django
(middleware, session, rights, ledger, template) in this process, for a different unit each time, on one core. `p95_ms`
is elapsed and is what the bounds are about; `cpu_p95_ms` is this process's processor time (with PostgreSQL, without
what the server spends), for a machine that others use. Making the installation takes minutes, once a day (_world).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any, NamedTuple

from bench._world import worlds

UNITS, MOST_QUERIES = 10_000, 15
MOST_MS = {"unit": 100, "unit, head teacher": 100, "force board": 250}  # issue 2, How fast


class Case(NamedTuple):
    """One unit of the sample with the people and the records around it: keys of people, public ids of records."""

    unit: str
    school: str
    partnership: str
    officer: str
    leader: int
    head: int
    session: str


class Page(NamedTuple):
    """A page to measure: its name, who opens it and its address, for a case."""

    name: str
    who: Callable[[Case], int]
    path: Callable[[Case], str]


def main(argv: list[str]) -> int:
    """Run the benchmark; print the pages of every engine."""
    parser = argparse.ArgumentParser(prog="bin/bench pages")
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--engine", nargs="+", choices=("sqlite", "postgresql"))
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.here:
        print(json.dumps(measured(args.repeat)))
        return 0
    pages = [page for found in _all(args) for page in found]
    figures = {"pages": pages, "units": args.units, "holds": all(page["holds"] for page in pages)}
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0 if figures["holds"] else 1


def _all(args: argparse.Namespace) -> Iterator[list[dict[str, Any]]]:
    with worlds(kept=True) as builder:
        for engine in args.engine or builder.engines:
            world = builder.world(engine, args.units)
            yield json.loads(world.run("-m", "bench.pages", "--here", "--repeat", str(args.repeat)))


def measured(repeat: int) -> list[dict[str, Any]]:
    """Measure every page on the installation of this process."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", verbosity=0, interactive=False)
    cases = list(_cases(repeat))
    return [_measure(page, cases, connection.vendor) for page in _pages()]


def _cases(most: int) -> Iterator[Case]:
    """Return units of the largest force, spread over it, that have a session today."""
    from django.utils import timezone

    from lanyard.accounts.models import Post
    from lanyard.programme.models import Session

    found = (
        Session.objects.filter(unit__school__force=_largest(), starts_at__date=timezone.localdate())
        .order_by("pk")
        .values_list(
            "unit__public_id", "unit__school__public_id", "unit__partnership__public_id",
            "leaders__person__public_id", "leaders__person", "unit__school", "public_id",
        )[:most]
    )  # fmt: skip
    for unit, school, partnership, officer, leader, place, session in found:
        head = Post.objects.get(organisation=place, role="head-teacher").person_id
        yield Case(unit, school, partnership, officer, leader, head, session)


def _largest() -> Any:
    from lanyard.organisations.models import Organisation

    return Organisation.objects.filter(kind=Organisation.FORCE).order_by("code").first()


def _pages() -> list[Page]:
    from django.urls import reverse

    from lanyard.accounts.models import Post

    force = _largest()
    lead = Post.objects.get(organisation=force, role="force-lead").person_id
    board, people = (reverse(f"assurance:{name}", args=[force.public_id]) for name in ("board", "people"))
    return [
        Page("today", lambda c: c.leader, lambda c: reverse("notices:today")),
        Page("today, head teacher", lambda c: c.head, lambda c: reverse("notices:today")),
        Page("unit", lambda c: c.leader, lambda c: reverse("units:unit", args=[c.unit])),
        Page("unit, head teacher", lambda c: c.head, lambda c: reverse("units:unit", args=[c.unit])),
        Page("members", lambda c: c.leader, lambda c: reverse("units:members", args=[c.unit])),
        Page("checklist", lambda c: c.leader, lambda c: reverse("assurance:checklist", args=["unit", c.unit])),
        Page("session", lambda c: c.leader, lambda c: reverse("programme:session", args=[c.session])),
        Page("sessions", lambda c: c.leader, lambda c: reverse("programme:sessions")),
        Page("school", lambda c: c.head, lambda c: reverse("organisations:school", args=[c.school])),
        Page("partnership", lambda c: c.head, lambda c: reverse("partnerships:partnership", args=[c.partnership])),
        Page("officer", lambda c: c.leader, lambda c: reverse("workforce:officer", args=[c.officer])),
        Page("schools, force lead", lambda c: lead, lambda c: reverse("organisations:schools")),
        Page("force board", lambda c: lead, lambda c: board),
        Page("force board, to-dos by person", lambda c: lead, lambda c: people),
    ]


def _measure(page: Page, cases: list[Case], engine: str) -> dict[str, Any]:
    """Open a page once for every case, after a few that warm templates and imports."""
    taken, queries, clients = [], 0, {}
    for number, case in enumerate([*islice(cycle(cases), 3), *cases]):
        who = page.who(case)
        client = clients.get(who) or clients.setdefault(who, _signed_in(who))
        elapsed, processor, asked = _opened(client, page.path(case))
        queries = max(queries, asked)
        if number >= 3:
            taken.append((elapsed, processor))
    elapsed, processor = (sorted(column) for column in zip(*taken, strict=True))
    p95, cpu = _at(elapsed, 0.95), _at(processor, 0.95)
    return {
        "name": page.name, "engine": engine, "queries": queries, "p50_ms": _at(elapsed, 0.5), "p95_ms": p95,
        "cpu_p50_ms": _at(processor, 0.5), "cpu_p95_ms": cpu, "requests": len(taken),
        "most_ms": MOST_MS.get(page.name),
        "holds": queries <= MOST_QUERIES and p95 <= MOST_MS.get(page.name, float("inf")),
    }  # fmt: skip


def _opened(client: Any, path: str) -> tuple[float, float, int]:
    """Open a page; return its milliseconds elapsed and of processor time, and its queries."""
    from django.db import connection

    asked = []

    def count(execute, sql, params, many, context):
        asked.append(1)
        return execute(sql, params, many, context)

    began, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        response = client.get(path, secure=True)
    elapsed, spent = time.perf_counter() - began, time.process_time() - processor
    if response.status_code != 200:
        raise SystemExit(f"bench: {path} answered {response.status_code} {response.headers.get('Location', '')}")
    return elapsed * 1000, spent * 1000, len(asked)


def _signed_in(person: int) -> Any:
    from django.test import Client

    from lanyard.accounts.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(Person.objects.get(pk=person))
    session = client.session
    session["second_factor"] = "bench"
    session.save()
    return client


def _at(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))], 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
