"""Builds .venv from the pinned requirements, with nothing but a Python and its standard library.

A stamp inside .venv holds the hash of the pins it was built from: when it matches, nothing is done.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".built-from"
PRIVATE = ROOT / ".bootstrap"
UV_VERSION = "0.13.9"
VERSIONS = ("3.13", "3.12")


class Trouble(Exception):
    """Something that the person at the keyboard can mend; the message says how."""


def ensure(dev: bool = False) -> None:
    """Make .venv hold the pinned packages. Raises Trouble when it can't be built."""
    if is_built(dev):
        return
    with _only_one():
        if not is_built(dev):
            _build(dev)


def is_built(dev: bool) -> bool:
    """Say whether .venv stands and was built from the pins as they are now."""
    if not PYTHON.exists() or not STAMP.is_file():
        return False
    built = STAMP.read_text().split()
    return _fingerprint(True) in built or (not dev and _fingerprint(False) in built)


def _fingerprint(dev: bool) -> str:
    """Name the state that .venv should be in: the pins, and the folder it stands in."""
    found = hashlib.sha256(f"{VENV} {dev}".encode())
    found.update((ROOT / _pins(dev)).read_bytes())
    return found.hexdigest()


def _pins(dev: bool) -> str:
    return "requirements-dev.txt" if dev else "requirements.txt"


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Let two scripts started at once build one after the other."""
    try:
        PRIVATE.mkdir(exist_ok=True)
        with (PRIVATE / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except PermissionError as problem:
        raise Trouble(f"can't write in {ROOT}: run this in a clone that you own") from problem


def _build(dev: bool) -> None:
    print("lanyard: setting up (about a minute the first time)", file=sys.stderr)
    uv = find_uv()
    if not _venv_is_usable():
        _make_venv(uv)
    STAMP.unlink(missing_ok=True)
    # For running alone nothing is taken away: a developer's tools stay when only the command line is set up.
    how = ["sync", _pins(dev)] if dev else ["install", "-r", _pins(dev)]
    options = ["--python", str(PYTHON), "--require-hashes", "--compile-bytecode", "--quiet"]
    run([uv, "pip", *how, *options], "can't install the pinned packages")
    _link_source()
    STAMP.write_text(_fingerprint(dev) + "\n")


def _venv_is_usable() -> bool:
    check = f"import sys; sys.exit('%d.%d' % sys.version_info[:2] not in {VERSIONS})"
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-ISc", check], capture_output=True).returncode == 0


def _make_venv(uv: str) -> None:
    """Make .venv with the newest Python that the project knows, fetched only where the machine has none."""
    for preference in ("only-system", "managed"):
        for version in VERSIONS:
            choice = ["--python", version, "--python-preference", preference]
            made = subprocess.run(
                [uv, "venv", "--quiet", "--clear", "--no-project", *choice, str(VENV)],
                cwd=ROOT, env=_environment(), capture_output=True, text=True,
            )  # fmt: skip
            if made.returncode == 0:
                return
    raise Trouble(f"needs Python {' or '.join(VERSIONS)}, and can fetch neither; install one ({_last(made)})")


def _link_source() -> None:
    # A path file instead of an editable install: that would fetch a build tool which nothing pins.
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run([str(PYTHON), "-Ic", ask], "the new .venv does not start").strip())
    (packages / "lanyard.pth").write_text(f"{ROOT / 'src'}\n")


def find_uv() -> str:
    """Return uv: the machine's own where it has one, or a private one put into .bootstrap/."""
    private = PRIVATE / "uv" / "bin" / "uv"
    for candidate in (shutil.which(str(private)), shutil.which("uv")):
        if candidate and subprocess.run([candidate, "--version"], capture_output=True).returncode == 0:
            return candidate
    _install_uv(private.parents[1])
    return str(private)


def _install_uv(where: Path) -> None:
    advice = "can't make a private environment; install Python's venv module (on Debian: python3-venv)"
    run([_base_python(), "-m", "venv", "--clear", str(where)], advice)
    pip = [str(where / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, f"uv=={UV_VERSION}"], "can't fetch uv, which installs the rest; is there a network?")


def _base_python() -> str:
    # Not the Python of .venv itself: that is what may be about to be replaced.
    version = sysconfig.get_config_var("py_version_short")
    return str(Path(sys.base_prefix) / "bin" / f"python{version}")


def _environment() -> dict[str, str]:
    # A Python that the caller has switched on must not decide what is installed where. pyenv's names are what
    # its launcher of this very script leaves behind: they would hide every other Python from uv.
    hidden = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "PYENV_VERSION", "PYENV_DIR"}
    return {name: value for name, value in os.environ.items() if name not in hidden}


def run(command: Sequence[str], trouble: str) -> str:
    """Run a command in the project's folder and return its output. Raises Trouble with its last line."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True)
    except FileNotFoundError as problem:
        raise Trouble(f"{trouble}: {problem.filename} is missing") from problem
    if done.returncode != 0:
        raise Trouble(f"{trouble}: {_last(done)}")
    return done.stdout


def _last(done: subprocess.CompletedProcess) -> str:
    lines = (done.stderr.strip() or done.stdout.strip() or f"exit {done.returncode}").splitlines()
    return " / ".join(line.strip() for line in lines[-3:])


def assets() -> None:
    """Build style sheets, scripts and fonts when their sources have changed. Raises Trouble."""
    script = ROOT / "bin" / "assets"
    run([str(PYTHON), str(script)], "can't build the style sheets")
