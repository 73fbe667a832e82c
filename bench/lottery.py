"""How fair a lottery is, and how soon it is found, beside the package that citizens' assemblies use.

`bin/bench lottery [--json] [--repeat N] [--no-peer]`. The peer is `sortition-algorithms` (its maximin, which looks
after the smallest chance only) in an environment of its own, kept in LANYARD_DATA_DIR where that is set; it is no part
of the project. Both solve the same instances in alternation, each time in a process of its own; loading is not
counted, the best of the repeats is. The linear bound is reckoned here, apart from the engine. It holds where our
smallest chance is within 1e-6 of the bound and not below the peer's, where 200 applicants take at most a fifth of the
peer's time, 2,000 applicants at most five seconds, and quotas that can't be met are reported within one.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PEER = "sortition-algorithms==0.12.15"
NEAR, FASTER, MOST_SECONDS, STRETCH_SECONDS, MOST_TO_REFUSE = 1e-6, 5.0, 5.0, 2.0, 1.0
SAME = 1e-9  # the peer's own chances are no more exact


class Instance(NamedTuple):
    """What both are given; `large` ones the peer does not finish."""

    name: str
    people: dict[str, dict[str, str]]
    quotas: list[tuple[str, str, int, int]]
    places: int
    large: bool = False


def main(argv: list[str]) -> int:
    """Run the benchmark; print a record for every instance."""
    parser = argparse.ArgumentParser(prog="bin/bench lottery")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true", help="leave the peer out")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.here:
        print(json.dumps(ours()))
        return 0
    with _peer(args.no_peer) as peer:
        records = [_compared(instance, peer, args.repeat) for instance in instances()]
    figures = {"instances": records, **_surroundings(), "holds": all(record["holds"] for record in records)}
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0 if figures["holds"] else 1


def instances() -> Iterator[Instance]:
    """Give the public instances, where they are at hand, and made ones."""
    from tests.engines.lottery.made import made

    yield from _public()
    for values in ([2, 3], [2, 3, 4], [2, 2, 4, 3]):
        yield Instance(f"200 people, 30 places, values {values}", *made(200, 30, values, seed=1), 30)
    for values in ([2, 2, 2, 2, 2, 2], [2, 3, 4, 5, 5, 6], [5, 5, 5, 5, 8, 8]):
        name = f"2,000 people, 200 places, values {values}"
        people, quotas = made(2000, 200, values, seed=1)
        yield Instance(name, people, quotas, 200, large=True)
        short = [quota._replace(minimum=quota.minimum + 12, maximum=200) for quota in quotas]
        yield Instance(f"{name}, can't be met", people, short, 200, large=True)


def _public() -> Iterator[Instance]:
    from lanyard.units.sortition_files import read_instance

    folder = Path(os.environ.get("LANYARD_REAL_DATA", ROOT.parent / "shared" / "data")) / "sortition"
    files = [
        ("example_small_20", "respondents.csv", "categories.csv", 20),
        ("sf_fixture", "candidates.csv", "features.csv", 22),
    ]
    for name, people, quotas, places in files:
        if (folder / name).is_dir():
            given = read_instance(folder / name / people, folder / name / quotas)
            yield Instance(name, given.people, given.quotas, places)


def _compared(instance: Instance, peer: Path | None, repeat: int) -> dict[str, Any]:
    """Let both solve an instance in alternation; return the best of each with what must hold."""
    given = json.dumps({"people": instance.people, "quotas": instance.quotas, "places": instance.places})
    mine, theirs = [], []
    for _ in range(repeat):
        mine.append(_run([sys.executable, "-m", "bench.lottery", "--here"], given))
        if peer and not instance.large:
            theirs.append(_run([str(peer), "-I", str(ROOT / "bench" / "_lottery_peer.py")], given))
    best = min(mine, key=lambda found: found["seconds"])
    record = {"name": instance.name, "people": len(instance.people), "places": instance.places, **best}
    if theirs:
        other = min(theirs, key=lambda found: found["seconds"])
        record |= {"peer": other, "ratio": round(other["seconds"] / best["seconds"], 1)}
    return record | {"holds": _holds(record, instance)}


def _holds(record: dict[str, Any], instance: Instance) -> bool:
    if not record["feasible"]:
        return record["seconds"] <= MOST_TO_REFUSE
    near = record["bound"] - record["smallest"] <= NEAR
    if instance.large:
        record["stretch"] = record["seconds"] <= STRETCH_SECONDS
        return near and record["seconds"] <= MOST_SECONDS
    if "peer" not in record:
        return near
    fair = record["smallest"] >= record["peer"]["smallest"] - SAME
    return near and fair and (instance.places != 30 or record["ratio"] >= FASTER)


def ours() -> dict[str, Any]:
    """Solve the instance on standard input; return the seconds and the figures."""
    import lanyard.engines.lottery.fairest  # noqa: F401
    from lanyard.engines.lottery import Lottery, Quota, lottery

    # The engine and its solver are loaded by now, as the peer's are.
    given = json.load(sys.stdin)
    quotas = [Quota(*quota) for quota in given["quotas"]]
    began, busy = time.perf_counter(), time.process_time()
    found = lottery(given["people"], quotas, given["places"])
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    figures = {"feasible": isinstance(found, Lottery), "seconds": round(seconds, 3), "cpu_seconds": round(busy, 3)}
    if not isinstance(found, Lottery):
        return figures | {"conflict": len(found.conflict)}
    bound = _linear_bound(given["people"], quotas, given["places"])
    kinds = {"kinds": len(found.kinds), "panels": len(found.panels)}
    return figures | {"smallest": found.minimum_chance, "bound": bound, **kinds}


def _linear_bound(people: dict, quotas: list, places: int) -> float:
    """Return the largest smallest chance when parts of people count: one linear programme, written down plainly."""
    import numpy as np

    from lanyard.engines.lottery.pool import pool
    from lanyard.engines.lottery.programme import FREE, Programme

    given = pool(people, quotas, places)
    kinds, rows = len(given.kinds), len(given.low)
    matrix = np.block([[given.holds, np.zeros((rows, 1))], [np.eye(kinds), -given.sizes[:, None]]])
    costs = np.append(np.zeros(kinds), 1.0)
    columns = costs, np.zeros(kinds + 1), np.append(given.sizes, 1.0)
    bounds = np.append(given.low, np.zeros(kinds)), np.append(given.high, np.full(kinds, FREE))
    programme = Programme(matrix, columns, bounds, largest=True)
    return programme.objective if programme.solve() else float("nan")


def _run(command: list[str], given: str) -> dict[str, Any]:
    surroundings = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, input=given, cwd=ROOT, env=surroundings, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"bench: {' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _peer(left_out: bool) -> Iterator[Path | None]:
    """Give the Python of the peer's environment, making it where there is none."""
    kept = os.environ.get("LANYARD_DATA_DIR")
    if left_out:
        yield None
    elif kept:
        yield _environment(Path(kept).resolve() / "bench" / PEER.replace("==", "-"))
    else:
        with tempfile.TemporaryDirectory(prefix="lanyard-bench-") as folder:
            yield _environment(Path(folder) / "peer")


def _environment(folder: Path) -> Path:
    python, made = folder / "bin" / "python", folder / "made"
    if not made.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True, stdout=sys.stderr)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER]
        subprocess.run(pip, check=True, stdout=sys.stderr)
        made.touch()
    return python


def _surroundings() -> dict[str, Any]:
    from importlib.metadata import version

    return {
        "python": platform.python_version(), "highspy": version("highspy"), "numpy": version("numpy"), "peer": PEER,
        "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
