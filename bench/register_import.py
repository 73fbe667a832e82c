"""How long a large register takes to come in, how much memory it needs, and how long it takes the second time.

`bin/bench register-import [--json] [--rows N]`. Everything runs on a database of its own, thrown away at the end.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path

ROWS = 50_000
MOST_SECONDS, MOST_MB, MOST_AGAIN = 20.0, 500.0, 5.0


def main(argv: list[str]) -> int:
    """Run the benchmark; print its figures."""
    parser = argparse.ArgumentParser(prog="bin/bench register-import")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    figures = run(args.rows)
    print(json.dumps(figures) if args.json else json.dumps(figures, indent=2))
    return 0 if figures["holds"] else 1


def run(rows: int = ROWS) -> dict:
    """Make a register, import it into an empty database twice, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        _start_django(Path(folder))
        from lanyard.organisations.register.generator import Recipe

        path = Path(folder) / "register.csv"
        recipe = Recipe(rows=rows, closed=0.0, authorities=_authorities())
        _write(path, recipe)
        before = _peak_mb()
        first, again = _timed(path), _timed(path)
        return _figures(rows, path, first, again, before)


def _start_django(folder: Path) -> None:
    os.environ["LANYARD_DATA_DIR"] = str(folder)
    os.environ["LANYARD_DATABASE_URL"] = f"sqlite:///{folder / 'bench.db'}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyard.config.settings")
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from lanyard.organisations.commands import operator
    from lanyard.organisations.forces import load_forces

    load_forces(operator("bench"))


def _authorities() -> list[tuple[str, str]]:
    from lanyard.organisations.models import LocalAuthority

    return list(LocalAuthority.objects.order_by("code").values_list("code", "name"))


def _write(path: Path, recipe) -> None:
    from lanyard.organisations.register.generator import write_register

    with path.open("wb") as file:
        write_register(file, recipe)


def _timed(path: Path) -> tuple[float, float, dict]:
    """Read, keep and accept a register as the command does; return seconds, those of the processor, counts."""
    from lanyard.organisations import actions
    from lanyard.organisations.commands import operator
    from lanyard.organisations.forces import hub

    actor = operator("bench")
    began, processor = time.perf_counter(), time.process_time()
    with path.open("rb") as file:
        reading = actions.read(actor, hub(), file)
    if reading.changes:
        actions.accept(actor, actions.preview(actor, hub(), path.name, reading))
    return time.perf_counter() - began, time.process_time() - processor, reading.as_json()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figures(rows: int, path: Path, first: tuple, again: tuple, before: float) -> dict:
    seconds, peak = round(first[0], 2), round(_peak_mb(), 1)
    return {
        "rows": rows, "file_mb": round(path.stat().st_size / 1e6, 1), "new": first[2]["new"],
        "seconds": seconds, "cpu_seconds": round(first[1], 2), "peak_mb": peak, "started_mb": round(before, 1),
        "again_seconds": round(again[0], 2), "again_cpu_seconds": round(again[1], 2),
        "unchanged": again[2]["unchanged"], "python": platform.python_version(), "engine": "sqlite",
        "holds": seconds <= MOST_SECONDS and peak <= MOST_MB and again[0] <= MOST_AGAIN,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
