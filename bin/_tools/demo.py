"""bin/demo: set up, load the demonstration, serve it, and say where.

Everything lives in one folder of its own (data/demo, or LANYARD_DATA_DIR); deleting it starts afresh.
"""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser, Namespace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # -I leaves the script's own folder out

from entry import start, surroundings
from environment import PYTHON, ROOT, Trouble, assets, ensure

PATIENCE = 60  # seconds until a server that does not answer is given up


class _Parser(ArgumentParser):
    def error(self, message: str):
        raise Trouble(f"{message}; usage: bin/demo [--check] [--port N] [--register FILE]")


def main(words: list[str]) -> int:
    """Prepare the demonstration, then serve it, or with --check only see that its front page answers."""
    args = _arguments(words)
    ensure()
    assets()
    port = _port(args)
    env = {**surroundings(), **_settings(args, port)}
    _lanyard(env, "init")
    _lanyard(env, "demo-data", *(["--register", str(args.register)] if args.register else []))
    server = subprocess.Popen([str(PYTHON), "-m", "lanyard", "serve", "--port", str(port)], env=env)
    try:
        return _check(server, port) if args.check else _serve(server, port)
    finally:
        _stop(server)


def _arguments(words: list[str]) -> Namespace:
    parser = _Parser(prog="bin/demo")
    parser.add_argument("--check", action="store_true", help="see that the front page answers, and stop")
    parser.add_argument("--port", type=int, help="default 8000, or the next that is free")
    parser.add_argument("--register", type=Path, help="build on a real register of schools")
    args = parser.parse_args(words)
    if args.port is not None and not 0 < args.port < 65536:
        raise Trouble(f"--port {args.port}: write a number from 1 to 65535")
    if args.register is not None:
        args.register = args.register.resolve()
        if not args.register.is_file():
            raise Trouble(f"{args.register}: no such file; name a register of schools")
    return args


def _port(args: Namespace) -> int:
    if args.port:
        if not _is_free(args.port):
            raise Trouble(f"port {args.port} is taken; name another with --port")
        return args.port
    if args.check:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]
    free = next((port for port in range(8000, 8100) if _is_free(port)), None)
    if free is None:
        raise Trouble("ports 8000 to 8099 are all taken; name another with --port")
    return free


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _settings(args: Namespace, port: int) -> dict[str, str]:
    folder = _folder(args)
    found = {
        "LANYARD_DEMO": "yes",
        "LANYARD_DATA_DIR": str(folder),
        "LANYARD_BASE_URL": f"http://localhost:{port}",
        **_secrets(folder / "secrets.env"),
    }
    # What the caller has set counts, save what makes this a demonstration of its own.
    fixed = ("LANYARD_DEMO", "LANYARD_DATA_DIR")
    return {name: value for name, value in found.items() if name in fixed or not os.environ.get(name)}


def _folder(args: Namespace) -> Path:
    """Name the data folder; a demonstration on a real register has one of its own."""
    name = "demo"
    if args.register:
        name += "-" + hashlib.sha256(args.register.read_bytes()).hexdigest()[:8]
    folder = Path(os.environ.get("LANYARD_DATA_DIR") or ROOT / "data" / name).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Trouble(f"{folder}: {problem.strerror}; set LANYARD_DATA_DIR to another folder") from problem
    return folder


def _secrets(path: Path) -> dict[str, str]:
    """Return the demonstration's keys, made at the first run and kept: what they encrypted needs them."""
    if not path.exists():
        keys = {name: secrets.token_urlsafe(48) for name in ("LANYARD_SECRET_KEY", "LANYARD_FIELD_KEYS")}
        # Written aside and renamed: a run killed half-way must not leave half a key behind.
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text("".join(f"{name}={value}\n" for name, value in keys.items()))
        fresh.replace(path)
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def _lanyard(env: dict[str, str], *words: str) -> None:
    done = subprocess.run([str(PYTHON), "-m", "lanyard", *words], env=env, stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Trouble(f"'lanyard {words[0]}' failed with exit {done.returncode}; the lines above say why")


def _check(server: subprocess.Popen, port: int) -> int:
    began = time.monotonic()
    status = _wait(server, port)
    seconds = time.monotonic() - began
    print(f"the front page answers {status} at http://localhost:{port}/ after {seconds:.1f} s")
    return 0


def _serve(server: subprocess.Popen, port: int) -> int:
    _wait(server, port)
    print(f"Lanyard's demonstration is at http://localhost:{port}/ (Ctrl+C stops it)", flush=True)
    return server.wait()


def _wait(server: subprocess.Popen, port: int) -> int:
    """Return the front page's status once it answers. Raises Trouble when the server ends or stays silent."""
    until = time.monotonic() + PATIENCE
    status = None
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Trouble(f"the server stopped with exit {server.returncode}; the lines above say why")
        status = _probe(port)
        if status in (200, 302):
            return status
        time.sleep(0.2)
    raise Trouble(f"the front page did not answer within {PATIENCE} s (last status: {status})")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def _probe(port: int) -> int | None:
    # No proxy: the machine's own would be asked for a page of localhost.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
    try:
        with opener.open(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return None


def _stop(server: subprocess.Popen) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    start(main)
