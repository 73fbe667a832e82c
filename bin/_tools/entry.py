"""How every tool of bin/ begins and ends: trouble is one line on stderr and exit 2."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from environment import PYTHON, ROOT, Trouble


def start(main: Callable[[list[str]], int]) -> None:
    """Run a tool and leave with its exit code; asked to stop, it first stops what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        raise SystemExit(main(sys.argv[1:]))
    except Trouble as trouble:
        print(f"lanyard: {' '.join(str(trouble).split())}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception:
        # Not foreseen, so the trace is shown; 1 would read as an answer.
        traceback.print_exc()
        raise SystemExit(2) from None


def become(*words: str) -> int:
    """Replace this process by the project's Python with these arguments; never returns."""
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *words], surroundings())


def surroundings() -> dict[str, str]:
    """Return the environment for the project's own Python: its sources, and nobody else's packages."""
    return {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONUNBUFFERED": "1"}
