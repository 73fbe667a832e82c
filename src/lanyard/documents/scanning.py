"""Virus scanning by ClamAV's daemon, where one is configured. Without its word nothing is kept: it fails closed."""

import socket
import struct
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from lanyard.engines.refusals import Refused

_TIMEOUT = 30
_PIECE = 1024 * 1024


def refuse_unclean(content: bytes) -> None:
    """Ask the scanner, if there is one. Raises Refused for a virus, and when the scanner does not answer."""
    if not settings.CLAMD_ADDRESS:
        return
    try:
        answer = _ask(settings.CLAMD_ADDRESS, content)
    except OSError as silent:
        raise Refused(_("The file could not be checked for viruses. Try again later"), "file") from silent
    if answer.endswith("FOUND"):
        raise Refused(_("The file contains a virus. Choose another file"), "file")
    if not answer.endswith("OK"):
        raise Refused(_("The file could not be checked for viruses. Try again later"), "file")


def _ask(address: str, content: bytes) -> str:
    # ClamAV's own protocol (man clamd, INSTREAM): pieces led by their length, ended by a length of nought.
    with _connect(address) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            clamd.sendall(struct.pack(">L", len(piece)) + piece)
        clamd.sendall(struct.pack(">L", 0))
        return _read_all(clamd).rstrip(b"\0\n").decode("utf-8", "replace")


def _connect(address: str) -> Any:
    if address.startswith("/"):
        clamd = socket.socket(socket.AF_UNIX)
        clamd.settimeout(_TIMEOUT)
        clamd.connect(address)
        return clamd
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_TIMEOUT)


def _read_all(clamd: Any) -> bytes:
    found = b""
    while piece := clamd.recv(4096):
        found += piece
    return found
