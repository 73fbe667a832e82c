"""A simulated installation to measure: built once a day for each engine and size, and used again where it is kept.

A country takes minutes to make, so those of `readiness` and `pages` stay in the folder `bench` of LANYARD_DATA_DIR or
of the clone's own `data` (PostgreSQL: databases `lanyard_bench_…`) until the code that makes them or the day changes.
What a benchmark writes to is thrown away at its end, unless LANYARD_DATA_DIR is set. PostgreSQL is measured on the
server that LANYARD_TEST_DATABASE_URL names, or on one of this machine, where one answers.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parents[1]
LOCAL_SERVER = "postgres://root@127.0.0.1:5432/postgres"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
SEED = 7


@dataclass(frozen=True, slots=True)
class World:
    """One simulated installation: its engine, its size, its folder and where its database is."""

    engine: str
    units: int
    folder: Path
    url: str

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment in which the installation runs."""
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "lanyard.config.settings",
            "LANYARD_DATA_DIR": str(self.folder),
            "LANYARD_DATABASE_URL": self.url,
            "LANYARD_ALLOWED_HOSTS": "localhost",
            "LANYARD_SECRET_KEY": "a" * 64,
            "LANYARD_FIELD_KEYS": "b" * 48,
        }

    def run(self, *words: str) -> str:
        """Run the project's Python on the installation; return what it prints. Raises SystemExit when it fails."""
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.surroundings, stdout=subprocess.PIPE, text=True
        )
        if done.returncode:
            raise SystemExit(f"bench: {' '.join(words)} ended with {done.returncode}")
        return done.stdout


@contextmanager
def worlds(kept: bool = False) -> Iterator["Builder"]:
    """Give a builder of installations; what is not to be kept is gone at the end."""
    data = os.environ.get("LANYARD_DATA_DIR") or (ROOT / "data" if kept else "")
    if data:
        yield Builder(Path(data).resolve() / "bench", keep=True)
        return
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-") as folder:
        builder = Builder(Path(folder), keep=False)
        try:
            yield builder
        finally:
            builder.clear()


class Builder:
    """Builds installations in one folder and on one PostgreSQL server."""

    def __init__(self, folder: Path, keep: bool):
        self.folder, self.keep = folder, keep
        self.server = _server()
        self.made: list[World] = []

    @property
    def engines(self) -> list[str]:
        """The engines that can be measured here."""
        return [SQLITE, POSTGRESQL] if self.server else [SQLITE]

    def world(self, engine: str, units: int) -> World:
        """Return an installation of so many units, building it where there is none."""
        name = f"{engine}-{units}-{_fingerprint()}"
        folder = self.folder / name
        world = World(engine, units, folder, self._url(engine, folder, name))
        if not (folder / "built.json").exists():
            self._throw_away_others(world)
            self._build(world)
        self.made.append(world)
        return world

    def _url(self, engine: str, folder: Path, name: str) -> str:
        if engine == SQLITE:
            return f"sqlite:///{folder / 'lanyard.db'}"
        name = f"lanyard_bench_{name.replace('-', '_')}"
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{name}"))

    def _build(self, world: World) -> None:
        world.folder.mkdir(parents=True, exist_ok=True)
        if world.engine == POSTGRESQL:
            self._database("DROP", world, "IF EXISTS ")
            self._database("CREATE", world)
        else:
            Path(world.url.removeprefix("sqlite:///")).unlink(missing_ok=True)
        began = time.perf_counter()
        world.run("-m", "lanyard", "init")
        world.run("-m", "lanyard", "simulate", "--units", str(world.units), "--seed", str(SEED))
        took = {"build_seconds": round(time.perf_counter() - began, 1)}
        (world.folder / "built.json").write_text(json.dumps(took))

    def _throw_away_others(self, world: World) -> None:
        """Throw away what was made for the same engine and size by other code or on another day."""
        for folder in self.folder.glob(f"{world.engine}-{world.units}-*"):
            if world.engine == POSTGRESQL:
                old = World(world.engine, world.units, folder, self._url(world.engine, folder, folder.name))
                self._database("DROP", old, "IF EXISTS ")
            shutil.rmtree(folder)

    def _database(self, verb: str, world: World, words: str = "") -> None:
        import psycopg

        with psycopg.connect(_psycopg(self.server), autocommit=True) as connection:
            connection.execute(f'{verb} DATABASE {words}"{urlsplit(world.url).path[1:]}"')

    def clear(self) -> None:
        """Throw away the databases that were made."""
        for world in self.made:
            if world.engine == POSTGRESQL:
                self._database("DROP", world, "IF EXISTS ")


def _server() -> str:
    """Return the address of a PostgreSQL server that answers, or nothing."""
    import psycopg

    named = os.environ.get("LANYARD_TEST_DATABASE_URL", "")
    url = named if named.startswith("postgres") else LOCAL_SERVER
    url = urlunsplit(urlsplit(url)._replace(path="/postgres"))
    try:
        psycopg.connect(_psycopg(url), connect_timeout=3).close()
    except psycopg.OperationalError:
        return ""
    return url


def _psycopg(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


def _fingerprint() -> str:
    """Return what tells one day's data from another's: what makes them, and the day they count back from."""
    makers = [*(ROOT / "src/lanyard/simulate").glob("*.py"), *(ROOT / "src/lanyard").glob("*/migrations/*.py")]
    said = hashlib.sha256(datetime.now().astimezone().date().isoformat().encode())
    for path in sorted(makers):
        said.update(path.read_bytes())
    return said.hexdigest()[:8]


def surroundings(connection) -> Mapping[str, object]:
    """Return what a figure depends on: the versions and the machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == SQLITE else "SHOW server_version")
        version = cursor.fetchone()[0]
    import django

    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "database": f"{connection.vendor} {version}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    with Path("/proc/cpuinfo").open() as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
