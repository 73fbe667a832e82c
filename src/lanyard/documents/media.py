"""What a file is, by its content: neither its name nor what the browser says is believed."""

import io
import zipfile

PDF, PNG, JPEG, TEXT = "application/pdf", "image/png", "image/jpeg", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", TEXT: ".txt", DOCX: ".docx", XLSX: ".xlsx", ODT: ".odt"}

# Office files are zips; what the packed files may grow to, together and each by its packed size.
MAX_UNPACKED = 200 * 1024 * 1024
MAX_GROWTH = 200

_BEGINNINGS = [(b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG)]
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}


class NotAllowed(ValueError):
    """The file is of no kind that we keep."""


def media_type_of(content: bytes) -> str:
    """Return the media type of a file's content. Raises NotAllowed for anything but the kinds we keep."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if _is_text(content):
        return TEXT
    raise NotAllowed


def _office_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            _refuse_bomb(entries)
            names = {entry.filename for entry in entries}
            mimetype = packed.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as damaged:
        raise NotAllowed from damaged
    if mimetype == ODT.encode():
        return ODT
    for name, kind in _OFFICE.items():
        if name in names and not any(n.endswith("vbaProject.bin") for n in names):
            return kind
    raise NotAllowed


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise NotAllowed
    if any(entry.file_size > MAX_GROWTH * max(entry.compress_size, 1024) for entry in entries):
        raise NotAllowed


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text) and not any(ord(c) < 32 and c not in "\t\r\n\f" for c in text)
