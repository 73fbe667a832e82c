"""Whether this installation is fit to be served, and the web server's command line."""

import sys

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lanyard.engines.refusals import Refused


def refuse_unfit() -> None:
    """Raise Refused with every reason not to serve: unmigrated, or a check that failed outside the demo."""
    behind = _unapplied()
    if behind:
        raise Refused(f"the database is behind by {behind} migrations: run 'lanyard init' first")
    serious = [message for message in run_checks() if message.level >= ERROR]
    if serious and not settings.DEMO:
        raise Refused("not fit to be served: " + "; ".join(_line(message) for message in serious))


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _line(message: CheckMessage) -> str:
    hint = f" ({message.hint})" if message.hint else ""
    return f"{message.msg}{hint} [{message.id}]"


def command(host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the command that serves the site: granian, WSGI, whose threads wait on the database."""
    return [
        sys.executable, "-m", "granian", "lanyard.config.wsgi:application",
        "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads),
        "--no-ws", "--log-level", "warning",
    ]  # fmt: skip
