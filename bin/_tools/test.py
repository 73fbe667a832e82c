"""bin/test: the whole suite on SQLite, and once more on PostgreSQL where one is named.

The last line is exactly `N passed, N failed`, over both runs; an error counts as a failure.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import start, surroundings
from environment import PYTHON, ROOT, assets, ensure

SECOND = "LANYARD_TEST_DATABASE_URL"
KEPT = {"LANYARD_REAL_DATA"}


def main(words: list[str]) -> int:
    """Run pytest once for each database and sum up."""
    ensure(dev=True)
    assets()
    arguments = [_absolute(word) for word in words]
    runs = [_run(arguments, {})]
    if os.environ.get(SECOND):
        runs.append(_run(arguments, {SECOND: os.environ[SECOND]}))
    passed, failed = (sum(found) for found in zip(*(found for found, _ in runs), strict=True))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed or any(code for _, code in runs) else 0


def _absolute(word: str) -> str:
    """Let a path be named from the folder where the caller stands; pytest itself runs in the project's."""
    path, mark, rest = word.partition("::")
    return f"{Path(path).resolve()}{mark}{rest}" if not word.startswith("-") and Path(path).exists() else word


def _run(arguments: list[str], database: dict[str, str]) -> tuple[tuple[int, int], int]:
    print(f"=== on {'PostgreSQL' if database else 'SQLite'}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [str(PYTHON), "-m", "pytest", f"--rootdir={ROOT}", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, cwd=ROOT, env={**_surroundings(), **database}).returncode
        return _count(report, code), code


def _surroundings() -> dict[str, str]:
    # An installation's own settings must not decide how the tests go.
    found = surroundings()
    return {name: value for name, value in found.items() if not name.startswith("LANYARD_") or name in KEPT}


def _count(report: Path, code: int) -> tuple[int, int]:
    """Return how many passed and failed; a run that ended before it could say is one failure."""
    if not report.is_file():
        return 0, 1
    cases = ElementTree.parse(report).getroot().iter("testcase")
    outcomes = [{child.tag for child in case} for case in cases]
    failed = sum(1 for tags in outcomes if tags & {"failure", "error"})
    passed = sum(1 for tags in outcomes if not tags & {"failure", "error", "skipped"})
    return passed, failed or (1 if code not in (0, 5) else 0)


if __name__ == "__main__":
    start(main)
