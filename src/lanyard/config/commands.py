"""Commands of the whole installation: serve it, load the demonstration, write the generated pages of docs."""

import argparse
import os
import sys
from pathlib import Path

from django.conf import settings

from lanyard.config import serving
from lanyard.design.console import output
from lanyard.engines.refusals import Refused


def register(commands) -> None:
    """Add serve, demo-data and docs."""
    _register_serve(commands)
    demo = commands.add_parser("demo-data", help="load the demonstration into an empty installation")
    demo.add_argument("--register", type=Path, metavar="FILE", help="a school register to build it on")
    demo.set_defaults(run=demo_data)
    docs = commands.add_parser("docs", help="write the generated pages of docs/")
    docs.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")
    docs.set_defaults(run=write_docs)


def _register_serve(commands) -> None:
    parser = commands.add_parser("serve", help="serve the pages")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: local)")
    parser.add_argument("--port", type=port, default=8000)
    parser.add_argument("--workers", type=positive, default=1, help="processes (default 1)")
    parser.add_argument("--threads", type=positive, default=4, help="threads of each process (default 4)")
    parser.set_defaults(run=serve)


def port(text: str) -> int:
    """Read a port number. Raises ArgumentTypeError outside 1 to 65535."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number from 1 to 65535")
    return int(text)


def positive(text: str) -> int:
    """Read a whole number above nought. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 256")
    return int(text)


def serve(args: argparse.Namespace) -> int:
    """Check the installation, then become the web server. Raises Refused when it isn't fit to be served."""
    serving.refuse_unfit()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none
    sys.stdout.flush()
    command = serving.command(args.host, args.port, args.workers, args.threads)
    os.execv(command[0], command)  # returns only by raising


def demo_data(args: argparse.Namespace) -> int:
    """Load the demonstration. Raises Refused outside LANYARD_DEMO or for a register that isn't there."""
    if not settings.DEMO:
        raise Refused("demo-data is for demonstrations: set LANYARD_DEMO=yes, on an installation of its own")
    if args.register and not args.register.is_file():
        raise Refused(f"{args.register}: no such file; name a school register with --register")
    from lanyard.demo import load

    load(args.register)
    output(args, {"loaded": True}, "The demonstration is loaded.")
    return 0


def write_docs(args: argparse.Namespace) -> int:
    """Write the generated pages, or with --check exit 1 naming those that no longer match the code."""
    from lanyard.config import generated

    stale = generated.stale()
    if not args.check:
        generated.write(stale)
    verb = "stale: run 'bin/lanyard docs'" if args.check else "written"
    output(args, {"stale": [str(path) for path in stale]}, "\n".join(f"{path} {verb}" for path in stale))
    return 1 if stale and args.check else 0
