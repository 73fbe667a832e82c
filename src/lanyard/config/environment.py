"""Reads the environment once, fails loudly, and says which values are allowed."""

import os
from pathlib import Path
from urllib.parse import unquote, urlparse

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return a variable's value, or the default."""
    return os.environ.get(name, default).strip()


def required(name: str) -> str:
    """Return a variable's value. Raises ImproperlyConfigured when it is missing."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing: docs/deploy.md says what to write")
    return value


def flag(name: str, default: bool = False) -> bool:
    """Return a yes or no. Raises ImproperlyConfigured for anything but 1, 0, yes, no, true or false."""
    value = text(name).lower()
    if value == "":
        return default
    if value in {"1", "yes", "true"}:
        return True
    if value in {"0", "no", "false"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: write yes or no")


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def data_dir(base: Path) -> Path:
    """Return the folder for the database file, uploads and outbox."""
    return Path(text("LANYARD_DATA_DIR") or base / "data").resolve()


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else on the machine can look into; one that is there stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def database(url: str, *, pooled: bool = True) -> dict:
    """Turn a database address into Django's settings. Raises ImproperlyConfigured for one it can't read."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return _sqlite("/" + unquote(parts.path).lstrip("/"))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(parts, pooled)
    raise ImproperlyConfigured(
        f"LANYARD_DATABASE_URL starts with {parts.scheme or url!r}: "
        "write sqlite:///absolute/path.db or postgres://user:password@host:port/name"
    )


def _sqlite(path: str) -> dict:
    name = path.lstrip("/")
    if not name:
        raise ImproperlyConfigured("LANYARD_DATABASE_URL names no file: write sqlite:///absolute/path.db")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        # Three slashes or four: both are met, and both mean the same file.
        "NAME": f"/{name}",
        "OPTIONS": {
            # IMMEDIATE: a transaction that reads and then writes would otherwise fail under load, not wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;"
            " PRAGMA temp_store=MEMORY;",
        },
    }


def _postgresql(parts, pooled: bool) -> dict:
    if not parts.path.lstrip("/"):
        raise ImproperlyConfigured(
            "LANYARD_DATABASE_URL names no database: write postgres://user:password@host:port/name"
        )
    options: dict = {"pool": {"min_size": 1, "max_size": 8}} if pooled else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
