"""Five hundred parents answer at once, each by their own link, against the server as it is served.

`bin/bench load [--json] [--parents N] [--engine NAME …]`. Every parent is a thread of another process that opens the
link, confirms the child's birthday, answers question after question and sends: what a browser does, without its
pauses. `holds` says that nobody met an error and that every answer stands in the database, once.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench._world import World, worlds

PARENTS, UNITS = 500, 1
SERVER = ("--workers", "2", "--threads", "4")  # as docs/deploy.md has it
READY_WITHIN, ANSWER_WITHIN = 60, 120  # seconds
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost", "Origin": "null"}


def main(argv: list[str]) -> int:
    """Run the benchmark; print the figures of every engine."""
    parser = argparse.ArgumentParser(prog="bin/bench load")
    parser.add_argument("--parents", type=int, default=PARENTS)
    parser.add_argument("--engine", nargs="+", choices=("sqlite", "postgresql"))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", choices=("prepare", "count"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.here:
        print(json.dumps(_here(args.here, args.parents)))
        return 0
    with worlds() as builder:
        runs = [_run(builder.world(engine, UNITS), args.parents) for engine in args.engine or builder.engines]
    figures = {"runs": runs, "holds": all(run["holds"] for run in runs)}
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0 if figures["holds"] else 1


def _run(world: World, parents: int) -> dict[str, Any]:
    """Let the parents of a world answer at once, and count what stands afterwards."""
    families = json.loads(world.run("-m", "bench.load", "--here", "prepare", "--parents", str(parents)))
    with _served(world) as port:
        began = time.perf_counter()
        found = _all_at_once(port, families["tokens"])
        seconds = time.perf_counter() - began
    kept = json.loads(world.run("-m", "bench.load", "--here", "count"))
    errors = [error for error, _times in found if error]
    times = sorted(each for _error, many in found for each in many)
    wanted = parents * families["questions"]
    return {
        "engine": world.engine, "parents": parents, "seconds": round(seconds, 1), "requests": len(times),
        "p50_ms": _at(times, 0.5), "p95_ms": _at(times, 0.95), "slowest_ms": _at(times, 1.0),
        "errors": len(errors), "first_error": errors[0] if errors else None,
        "answers_wanted": wanted, "answers_kept": kept["answers"], "answered": kept["answered"],
        "ledger_is_whole": kept["ledger"],
        "holds": not errors and kept["answers"] == wanted and kept["answered"] == parents and kept["ledger"],
    }  # fmt: skip


def _at(values: list[float], share: float) -> float:
    return round(values[min(len(values) - 1, int(len(values) * share))] * 1000, 1) if values else 0.0


@contextmanager
def _served(world: World) -> Iterator[int]:
    """Serve a world as a force would; give the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A measured installation has keys that anybody can read, which only a demonstration is served with.
    env = {**world.surroundings, "LANYARD_DEMO": "yes"}
    server = subprocess.Popen([sys.executable, "-m", "lanyard", "serve", "--port", str(port), *SERVER], env=env)
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: subprocess.Popen, port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("bench: the server ended before it answered")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"bench: the server did not answer within {READY_WITHIN} s")


def _all_at_once(port: int, tokens: list[str]) -> list[tuple[str, list[float]]]:
    """Let every parent begin in the same moment; return the error (or nothing) and the times of each."""
    line = threading.Barrier(len(tokens))
    threading.stack_size(256 * 1024)
    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(lambda token: Parent(port, token).answers(line), tokens))


class Parent:
    """One parent with a browser of their own: cookies, redirects followed, one request after the other."""

    def __init__(self, port: int, token: str):
        self.port, self.home = port, f"/p/{token}/"
        self.cookies: dict[str, str] = {}
        self.times: list[float] = []

    def answers(self, line: threading.Barrier) -> tuple[str, list[float]]:
        """Answer everything; return what went wrong, or nothing, and how long each request took."""
        line.wait()
        try:
            return self._answer(), self.times
        except (OSError, HTTPException) as failed:
            return f"{type(failed).__name__}: {failed}", self.times

    def _answer(self) -> str:
        self._ask("GET", self.home)
        birthday = {"detail_day": 27, "detail_month": 3, "detail_year": 2017}
        self._ask("POST", f"{self.home}confirm/", birthday)
        self._ask("GET", self.home)
        address = f"{self.home}ask/take-part/"
        while "/ask/" in address:
            self._ask("GET", address)
            address = self._ask("POST", address, {"answer": "yes"})
        self._ask("GET", address)
        end = self._ask("POST", address, {})
        return "" if end.endswith("/saved/") and self._ask("GET", end) == "" else f"ended at {end}"

    def _ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> str:
        """Make a request; return where it leads. Raises HTTPException for anything but a page or a redirect."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        headers = {**HEADERS, **({"Cookie": kept} if kept else {})}
        connection.request(method, path, urlencode(form or {}), headers)
        response = connection.getresponse()
        response.read()
        self.times.append(time.perf_counter() - began)
        if response.status not in (200, 302):
            raise HTTPException(f"{method} answered {response.status}")
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = f'"{morsel.value}"' if " " in morsel.value else morsel.coded_value
        connection.close()
        return urlsplit(response.headers.get("Location", "")).path


def _here(what: str, parents: int) -> dict[str, Any]:
    """Prepare or count in the installation of this process."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyard.config.settings")
    django.setup()
    return _prepare(parents) if what == "prepare" else _count()


def _prepare(parents: int) -> dict[str, Any]:
    """Add a family for each parent, ask them everything, and return their tokens."""
    from django.utils import timezone

    from lanyard.consents.asking import parents_purposes, wording
    from lanyard.consents.models import Answer, ConsentRequest
    from lanyard.units.models import Unit

    now, unit = timezone.now(), Unit.objects.order_by("pk").first()
    purposes = [purpose.id for purpose in parents_purposes()]
    Answer.objects.filter(channel="link").delete()
    request = ConsentRequest.objects.create(
        unit=unit, purposes=wording(purposes), answer_by=timezone.localdate() + timedelta(days=14), sent_at=now
    )
    return {"tokens": [_family(request, number, now) for number in range(parents)], "questions": len(purposes)}


def _family(request: Any, number: int, now: Any) -> str:
    from datetime import date

    from lanyard.consents.links import make
    from lanyard.consents.models import Asked
    from lanyard.units.models import Adult, Child, Member, Responsibility

    school = request.unit.school
    child = Child.objects.create(
        school=school, given_name=f"Child{number}", family_name="Load", date_of_birth=date(2017, 3, 27), year_group=5,
        recorded_at=now,
    )  # fmt: skip
    member = Member.objects.create(unit=request.unit, child=child, joined_on=now.date(), recorded_at=now)
    adult = Adult.objects.create(school=school, kind="person", name=f"Adult{number}", recorded_at=now)
    Responsibility.objects.create(child=child, adult=adult, relationship="mother", holds="yes", recorded_at=now)
    asked = Asked.objects.create(request=request, adult=adult, channel="email", asked_at=now)
    asked.members.add(member)
    link, address = make(adult, now, asked)
    link.save()
    return address.rstrip("/").rpartition("/")[2]


def _count() -> dict[str, Any]:
    """Count what stands, once each, and see that the ledger is whole."""
    from lanyard.audit.verification import verify
    from lanyard.consents.models import Answer, Asked

    standing = Answer.objects.now().filter(channel="link", answer="yes")
    newest = Asked.objects.order_by("-pk").values("request")[:1]
    answered = Asked.objects.filter(request__in=newest, answered_at__isnull=False).count()
    return {"answers": standing.count(), "answered": answered, "ledger": verify().intact}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
