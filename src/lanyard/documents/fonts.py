"""Our typeface for PDFs. The web's font files (WOFF) hold the same tables as TrueType, compressed one by one."""

import struct
import zlib
from functools import cache
from pathlib import Path

from django.conf import settings

BUILT = Path(__file__).resolve().parents[1] / "design/static/built/fonts"
# The web splits a typeface by characters; typst takes one file for a family and would not look into the other.
# So the part with Welsh ŵ and ŷ goes by a family name of its own, of the same length, named second in lanyard.typ.
_EXTENDED = ("latin-ext", "Next", "Nex2")
_WOFF_HEADER = 44
_SFNT_HEADER, _SFNT_ENTRY = 12, 16


class NotAFont(ValueError):
    """The file is not a WOFF font, or is damaged."""


def unpack_woff(data: bytes) -> bytes:
    """Return the TrueType font inside a WOFF file (W3C WOFF 1.0 §4). Raises NotAFont for anything else."""
    if data[:4] != b"wOFF" or len(data) < _WOFF_HEADER:
        raise NotAFont("not a WOFF file")
    try:
        return _assemble(data[4:8], _tables(data))
    except (struct.error, zlib.error) as damaged:
        raise NotAFont("the WOFF file is damaged") from damaged


def renamed(font: bytes, old: str, new: str) -> bytes:
    """Return the font with a word of its names replaced by another of the same length."""
    return font.replace(old.encode("utf-16-be"), new.encode("utf-16-be"))


def _tables(data: bytes) -> list[tuple[bytes, int, bytes]]:
    (count,) = struct.unpack(">H", data[12:14])
    found = []
    for n in range(count):
        entry = data[_WOFF_HEADER + 20 * n : _WOFF_HEADER + 20 * (n + 1)]
        tag, offset, packed, length, checksum = struct.unpack(">4sLLLL", entry)
        body = data[offset : offset + packed]
        whole = zlib.decompress(body) if packed < length else body
        if len(whole) != length:
            raise NotAFont("the WOFF file is cut short")
        found.append((tag, checksum, whole))
    if not found:
        raise NotAFont("the WOFF file holds no tables")
    return found


def _assemble(flavour: bytes, tables: list[tuple[bytes, int, bytes]]) -> bytes:
    count = len(tables)
    power = 2 ** (count.bit_length() - 1)
    head = struct.pack(">4sHHHH", flavour, count, power * 16, power.bit_length() - 1, count * 16 - power * 16)
    directory, bodies = b"", b""
    for tag, checksum, body in tables:
        offset = _SFNT_HEADER + _SFNT_ENTRY * count + len(bodies)
        directory += struct.pack(">4sLLL", tag, checksum, offset, len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return head + directory + bodies


@cache
def folder() -> Path:
    """Return a folder with our typeface as TrueType files, unpacked once; empty where assets were not built.

    Without it typst falls back on the typeface it carries: a document is never refused for its looks.
    """
    target = settings.DATA_DIR / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    for packed in sorted(BUILT.glob("*.woff")):
        unpacked = target / f"{packed.stem}.ttf"
        if not unpacked.exists():
            fresh = unpacked.with_suffix(".new")
            fresh.write_bytes(_for_typst(packed))
            fresh.rename(unpacked)
    return target


def _for_typst(packed: Path) -> bytes:
    part, old, new = _EXTENDED
    font = unpack_woff(packed.read_bytes())
    return renamed(font, old, new) if part in packed.name else font
