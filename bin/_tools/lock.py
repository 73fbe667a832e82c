"""bin/lock: resolve pyproject.toml and write the pins. No lock file is kept: it names hosts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import start
from environment import ROOT, Trouble, find_uv, run

EXPORT = [
    "export", "--quiet", "--frozen", "--format", "requirements-txt",
    "--no-emit-project", "--no-header", "--no-annotate",
]  # fmt: skip


def main(words: list[str]) -> int:
    """Write requirements.txt and requirements-dev.txt; with --upgrade to the newest versions allowed."""
    if [word for word in words if word != "--upgrade"]:
        raise Trouble("usage: bin/lock [--upgrade]")
    uv = find_uv()
    run([uv, "lock", "--quiet", *words], "can't resolve the requirements")
    for name, groups in (("requirements.txt", ["--no-dev"]), ("requirements-dev.txt", ["--all-groups"])):
        pins = run([uv, *EXPORT, *groups], "can't export the pins")
        if "://" in pins:
            raise Trouble("the pins name a host; they must hold names, versions and hashes only")
        (ROOT / name).write_text(pins)
    return 0


if __name__ == "__main__":
    start(main)
