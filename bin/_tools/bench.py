"""bin/bench: run one benchmark of bench/."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import become, start
from environment import ROOT, Trouble, ensure


def main(words: list[str]) -> int:
    """Set up, then become the benchmark: bench/<name>.py, its main(argv)."""
    names = {path.stem.replace("_", "-") for path in (ROOT / "bench").glob("[a-z]*.py")}
    if not words or words[0] not in names:
        raise Trouble(f"usage: bin/bench NAME [--json]; NAME is one of: {', '.join(sorted(names))}")
    ensure(dev=True)
    code = f"import sys; from bench.{words[0].replace('-', '_')} import main; sys.exit(main(sys.argv[1:]))"
    return become("-c", code, *words[1:])


if __name__ == "__main__":
    start(main)
