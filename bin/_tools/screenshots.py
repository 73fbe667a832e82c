"""bin/screenshots: save how the pages of a running demonstration look."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import become, start
from environment import ensure


def main(words: list[str]) -> int:
    """Set up, then become tests/journeys/pictures.py, which has the browser."""
    ensure(dev=True)
    code = "import sys; from tests.journeys.pictures import main; sys.exit(main(sys.argv[1:]))"
    return become("-c", code, *words)


if __name__ == "__main__":
    start(main)
