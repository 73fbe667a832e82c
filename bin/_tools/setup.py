"""bin/setup: build what the project needs to run; quiet when there is nothing to do."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import start
from environment import Trouble, assets, ensure


def main(words: list[str]) -> int:
    """Set up; with --dev also what tests and lint need."""
    if [word for word in words if word != "--dev"]:
        raise Trouble("usage: bin/setup [--dev]")
    ensure(dev="--dev" in words)
    assets()
    return 0


if __name__ == "__main__":
    start(main)
