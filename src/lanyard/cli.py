"""The command line: `lanyard COMMAND`. Each room brings its own commands in `commands.py`.

Exit 0: done, or the answer is yes. Exit 1: the answer is no. Exit 2: bad input, usage or installation, with
one line on stderr that says what, where and what to do.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError

from lanyard.engines.refusals import Forbidden, Refused

DONE, NO, BAD = 0, 1, 2
# Modules at the roof that bring commands, after those of the rooms.
ROOF = ["lanyard.config", "lanyard.traceability", "lanyard.simulate"]


class Usage(Refused):
    """The command was typed wrongly."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line, raised rather than printed with the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Raise Usage with the complaint and where to read more."""
        raise Usage(f"{message}; see '{self.prog} --help'")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; whatever goes wrong ends as a 2 and a line, never as a 1."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        _start_django()
        return _run(words)
    except KeyboardInterrupt:
        return _say("stopped")
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BAD
    except Exception as problem:
        line = explain(problem)
        if line is None:
            # Not foreseen: a mistake of ours. The trace helps us, and 1 would read as an answer.
            traceback.print_exc()
            line = "this is a fault in Lanyard; please report it with the lines above"
        return _say(line)


def _run(words: list[str]) -> int:
    parser = build_parser()
    named = [word for word in words if word != "--json"]
    if not named:
        parser.error("name a command")
    args = parser.parse_args(named)
    args.json = len(named) < len(words)
    return args.run(args)


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lanyard.config.settings")
    try:
        import django

        django.setup()
        _one_connection()
    except ValueError as problem:
        raise ImproperlyConfigured(f"a setting can't be read: {problem}") from problem


def _one_connection() -> None:
    # A pool would retry for half a minute before it says that the database does not answer.
    from django.db import connection

    connection.settings_dict["OPTIONS"].pop("pool", None)
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", 10)


def build_parser() -> Parser:
    """Return the parser with the commands of every room."""
    parser = Parser(prog="lanyard", description="Lanyard's command line. Every command takes --json.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in _command_modules():
        import_module(module).register(commands)
    return parser


def _command_modules() -> list[str]:
    from django.conf import settings

    rooms = [f"lanyard.{room}.commands" for room in reversed(settings.ROOMS)]
    roof = [f"{name}.commands" if name.endswith("config") else name for name in ROOF]
    return [name for name in [*rooms, *roof] if find_spec(name) is not None]


def explain(problem: Exception) -> str | None:
    """Turn a foreseen failure into the line for the person at the keyboard; None for what nobody foresaw."""
    if isinstance(problem, Refused):
        return problem.message
    if isinstance(problem, Forbidden):
        return f"the command line has no right to this ({problem}); sign in and do it in the browser"
    if isinstance(problem, ImproperlyConfigured):
        return str(problem)
    if isinstance(problem, DatabaseError):
        return _explain_database(problem)
    return _explain_system(problem) if isinstance(problem, OSError) else None


def _explain_database(problem: DatabaseError) -> str | None:
    from django.db import connection

    text = (str(problem).strip() or "no reason given").splitlines()[0]
    where = _database_name(connection.settings_dict)
    if _is_unmigrated(text):
        return f"{where} is not set up or is behind: run 'lanyard init' ({text})"
    if _is_unreachable(text):
        return f"can't use {where}: {text}. Check LANYARD_DATABASE_URL and LANYARD_DATA_DIR"
    return None


def _is_unmigrated(text: str) -> bool:
    missing = text.endswith("does not exist") and text.startswith(("relation ", "column ", "table "))
    return missing or "no such table" in text or "no such column" in text or "has no column" in text


def _is_unreachable(text: str) -> bool:
    signs = (
        "unable to open", "readonly", "read-only", "not a database", "malformed", "database is locked",
        "disk", "connection", "authentication", "could not translate", "permission denied", "timeout",
    )  # fmt: skip
    return any(sign in text.lower() for sign in signs)


def _database_name(settings: dict) -> str:
    # Never the address as it was written: it may hold a password.
    host = f" at {settings['HOST']}:{settings['PORT'] or 5432}" if settings.get("HOST") else ""
    return f"the database {settings['NAME']}{host}"


def _explain_system(problem: OSError) -> str | None:
    if problem.strerror is None:
        return None
    where = f"{problem.filename}: " if problem.filename else ""
    return f"{where}{problem.strerror.lower()}; check that the path exists and that you may read or write it"


def _say(line: str) -> int:
    print(f"lanyard: {' '.join(line.split())}", file=sys.stderr)
    return BAD


if __name__ == "__main__":
    raise SystemExit(main())
