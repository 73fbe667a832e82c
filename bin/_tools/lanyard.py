"""bin/lanyard: the command line of the project in this clone."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import become, start
from environment import ensure


def main(words: list[str]) -> int:
    """Set up what is missing, then become the command."""
    ensure()
    return become("-m", "lanyard", *words)


if __name__ == "__main__":
    start(main)
