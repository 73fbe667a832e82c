"""The scripts of bin/: what they say when something is missing, and how they count."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "bin" / "_tools"


def tool(name: str, monkeypatch):
    """Load one module of bin/_tools by its path, as its own script would be."""
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location(f"bin_{name}", TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script(name: str, *words: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess:
    """Run a script of bin/ from any folder."""
    return subprocess.run(
        [ROOT / "bin" / name, *words], cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True
    )


@pytest.fixture
def unbuilt(tmp_path) -> Path:
    """A copy of the project where nothing has run yet."""
    for name in ("bin", "requirements.txt", "requirements-dev.txt", ".python-version"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("cases", "code", "expected"),
    [
        ("<testcase/><testcase/>", 0, (2, 0)),
        ("<testcase/><testcase><failure/></testcase>", 1, (1, 1)),
        ("<testcase><error/></testcase>", 1, (0, 1)),
        ("<testcase><failure/><error/></testcase>", 1, (0, 1)),
        ("<testcase><skipped/></testcase><testcase/>", 0, (1, 0)),
        ("", 5, (0, 0)),
        ("<testcase/>", 3, (1, 1)),
    ],
)
def test_it_counts_errors_as_failures(tmp_path, monkeypatch, cases, code, expected):
    """An error in a fixture fails its test; a run that broke off is one more failure; skipped is neither."""
    report = tmp_path / "report.xml"
    report.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    assert tool("test", monkeypatch)._count(report, code) == expected


def test_it_counts_a_run_that_never_began_as_a_failure(tmp_path, monkeypatch):
    """A broken conftest leaves no report."""
    assert tool("test", monkeypatch)._count(tmp_path / "none.xml", 4) == (0, 1)


def test_it_runs_tests_without_an_installation_s_own_settings(monkeypatch):
    """What is set for a real installation must not reach the tests' database."""
    monkeypatch.setenv("LANYARD_DATABASE_URL", "postgres://real/one")
    monkeypatch.setenv("LANYARD_REAL_DATA", "/data")
    found = tool("test", monkeypatch)._surroundings()
    assert "LANYARD_DATABASE_URL" not in found
    assert found["LANYARD_REAL_DATA"] == "/data"


def test_it_takes_paths_from_where_the_caller_stands(tmp_path, monkeypatch):
    """A test named from inside its folder is found; options and unknown words pass as they are."""
    (tmp_path / "test_x.py").write_text("")
    monkeypatch.chdir(tmp_path)
    absolute = tool("test", monkeypatch)._absolute
    assert absolute("test_x.py::test_it") == f"{tmp_path / 'test_x.py'}::test_it"
    assert absolute("-x") == "-x"
    assert absolute("tests/units") == "tests/units"


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("demo", ["--port", "70000"], "1 to 65535"),
        ("demo", ["--port", "http"], "usage: bin/demo"),
        ("demo", ["--register", "no-such.csv"], "no-such.csv: no such file"),
        ("bench", [], "usage: bin/bench NAME"),
        ("bench", ["no-such"], "NAME is one of"),
        ("setup", ["--fast"], "usage: bin/setup"),
        ("lint", ["src"], "usage: bin/lint"),
    ],
)
def test_it_refuses_wrong_usage_before_doing_anything(tmp_path, name, words, expected):
    """One line on stderr and exit 2, from any folder."""
    done = script(name, *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert expected in done.stderr


def test_it_refuses_a_port_that_is_taken(monkeypatch):
    """A port the caller names is never silently replaced by another."""
    demo = tool("demo", monkeypatch)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        args = demo._arguments(["--port", str(taken.getsockname()[1])])
        with pytest.raises(demo.Trouble, match="is taken"):
            demo._port(args)


def test_it_keeps_the_demonstration_s_keys(tmp_path, monkeypatch):
    """The second run can read what the first encrypted, and nobody else can read the keys."""
    demo = tool("demo", monkeypatch)
    path = tmp_path / "secrets.env"
    first = demo._secrets(path)
    assert demo._secrets(path) == first
    assert set(first) == {"LANYARD_SECRET_KEY", "LANYARD_FIELD_KEYS"}
    assert path.stat().st_mode & 0o077 == 0


def test_it_gives_a_demonstration_on_a_real_register_a_folder_of_its_own(tmp_path, monkeypatch):
    """So that it does not mix with the invented one."""
    monkeypatch.delenv("LANYARD_DATA_DIR", raising=False)
    demo = tool("demo", monkeypatch)
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    (tmp_path / "register.csv").write_text("URN\n")
    args = demo._arguments(["--register", str(tmp_path / "register.csv")])
    assert demo._folder(args).name.startswith("demo-")
    assert demo._folder(demo._arguments([])).name == "demo"


def test_it_says_what_to_do_without_a_network(unbuilt):
    """No uv here and none to fetch: one line that says so, and no half-built environment that passes for built."""
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    path = os.pathsep.join([str(Path(sys.base_prefix) / "bin"), "/usr/bin", "/bin"])
    done = subprocess.run(
        [unbuilt / "bin" / "setup"], cwd="/",
        env={"PATH": path, "HOME": str(unbuilt), **nowhere}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "is there a network?" in done.stderr.splitlines()[-1]
    assert not (unbuilt / ".venv" / ".built-from").exists()


def test_it_builds_again_when_the_pins_change(unbuilt, monkeypatch):
    """The stamp is the pins' own hash: another pin, another build."""
    environment = tool("environment", monkeypatch)
    for name, value in (("ROOT", unbuilt), ("VENV", unbuilt / ".venv"), ("STAMP", unbuilt / ".venv" / "stamp")):
        monkeypatch.setattr(environment, name, value)
    monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
    (unbuilt / ".venv").mkdir()
    environment.STAMP.write_text(environment._fingerprint(True))
    assert environment.is_built(dev=True)
    assert environment.is_built(dev=False)
    with (unbuilt / "requirements-dev.txt").open("a") as pins:
        pins.write("# changed\n")
    assert not environment.is_built(dev=True)
