"""bin/lint: style, templates, types and the import contract; each runs even when one before it failed."""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import start, surroundings
from environment import ROOT, VENV, Trouble, ensure

CODE = ["src", "tests", "bench", "bin", "manage.py"]


def main(words: list[str]) -> int:
    """Run every check; exit 1 naming those that failed."""
    if words:
        raise Trouble("usage: bin/lint")
    ensure(dev=True)
    failed = [name for name, command in _checks().items() if not _passes(name, command)]
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _checks() -> dict[str, list[str]]:
    templates = sorted(str(path) for path in (ROOT / "src").rglob("templates/**/*.html"))
    return {
        "ruff check": ["ruff", "check", "--quiet", *CODE],
        "ruff format": ["ruff", "format", "--check", "--quiet", *CODE],
        "djade": ["djade", "--check", "--target-version", "6.0", *templates],
        "mypy": ["mypy", "--no-error-summary", "src/lanyard"],
        "lint-imports": ["lint-imports"],
    }


def _passes(name: str, command: list[str]) -> bool:
    tool = str(VENV / "bin" / command[0])
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, env=surroundings(), capture_output=True, text=True)
    if done.returncode != 0:
        print(f"--- {name}\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    start(main)
