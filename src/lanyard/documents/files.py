"""Bytes on disk under their own hash: the same file is kept once, and a damaged one is noticed."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class Damaged(RuntimeError):
    """What lies on disk is not what was stored."""


def path_of(sha256: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Store bytes and return their hash. Only a whole file ever gets the name, whenever the process dies."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, content)
    return sha256


def _write_whole(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def get(sha256: str) -> bytes:
    """Return the bytes with this hash. Raises Damaged when they are missing or were changed."""
    try:
        content = path_of(sha256).read_bytes()
    except FileNotFoundError as missing:
        raise Damaged(f"the file {sha256} is missing from {settings.MEDIA_ROOT}") from missing
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(f"the file {sha256} was changed on disk")
    return content
