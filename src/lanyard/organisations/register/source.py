"""From a file as it was downloaded to lines of text: compression, size, encoding, and files that are no table."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.translation import gettext as _

from lanyard.organisations.register.problems import Unreadable

# The whole register of England is about 65 MB. What is far beyond that is not the register, or is a bomb.
MAX_BYTES = 150 * 1024 * 1024
MAX_LINE = 128 * 1024
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Callable[[int], bytes]]:
    """Yield a function that reads one line of the file's CSV, whether plain, gzipped or the one CSV in a zip.

    Raises Unreadable when the file is none of these, too large, damaged or cut short.
    """
    head = file.read(8)
    file.seek(0)
    try:
        if head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as inner:
                yield inner.readline
        elif head.startswith(b"PK"):
            with _zipped(file) as member:
                yield member.readline
        else:
            _refuse_other_kinds(head)
            yield file.readline
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, NotImplementedError) as broken:
        message = _("The compressed file is damaged or cut short. Download it again.")
        raise Unreadable(message) from broken


def _refuse_other_kinds(head: bytes) -> None:
    if not head:
        raise Unreadable(_("The file is empty. Download it again."))
    if head.startswith(b"%PDF"):
        raise Unreadable(_("This is a PDF. Choose the register's CSV file."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an Excel workbook. Choose the register's CSV file, as it was downloaded."))
    if head.startswith(_UTF16):
        raise Unreadable(_("The file is saved as UTF-16. Save it as “CSV UTF-8”, or download it again."), 1)
    if head.lstrip().startswith(b"<"):
        raise Unreadable(_("This is a web page, not the register. Choose the register's CSV file."), 1)


def _zipped(file: IO[bytes]) -> IO[bytes]:
    archive = zipfile.ZipFile(file)
    names = archive.namelist()
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Unreadable(_("This is a spreadsheet. Choose the register's CSV file, as it was downloaded."))
    tables = [i for i in archive.infolist() if i.filename.lower().endswith(".csv") and "__MACOSX" not in i.filename]
    if len(tables) != 1:
        message = _("The zip file holds %(count)s CSV files. Unpack it and choose the register.")
        raise Unreadable(message % {"count": len(tables)})
    if tables[0].flag_bits & 1:
        raise Unreadable(_("The zip file is protected with a password. Unpack it and choose the CSV file."))
    if tables[0].file_size > MAX_BYTES:
        raise _too_large(0)
    return archive.open(tables[0])


def _too_large(line: int) -> Unreadable:
    message = _("The file is larger than %(most)s MB, far more than the whole register. Choose the register itself.")
    return Unreadable(message % {"most": MAX_BYTES // 1024 // 1024}, line)


class Lines:
    """The lines of the register as text; remembers the last line's number and which encoding was met.

    A file is UTF-8 until a line is not; from there it is the Windows encoding (cp1252) in which the Department
    publishes some of its files. A file that has shown itself to be UTF-8 stays so: a bad byte in it is an error.
    """

    def __init__(self, readline: Callable[[int], bytes]):
        self._readline = readline
        self._read = 0
        self.number = 0
        self.encoding = "utf-8"
        self._surely_utf8 = False

    def __iter__(self) -> Iterator[str]:
        while raw := self._readline(MAX_LINE):
            self.number += 1
            self._check(raw)
            if self.number == 1 and raw.startswith(_BOM):
                raw, self._surely_utf8 = raw[len(_BOM) :], True
            yield raw.decode("ascii") if raw.isascii() else self._decoded(raw)

    def _check(self, raw: bytes) -> None:
        self._read += len(raw)
        if self._read > MAX_BYTES:
            raise _too_large(self.number)
        if b"\0" in raw:
            message = _("There is a character that no text has (NUL). This is not a CSV file, or it is damaged.")
            raise Unreadable(message, self.number, _column_of(raw, b"\0"))
        if len(raw) >= MAX_LINE and not raw.endswith(b"\n"):
            raise Unreadable(_("The line is too long for the register. Download the file again."), self.number)

    def _decoded(self, raw: bytes) -> str:
        if self.encoding == "utf-8":
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError as bad:
                if self._surely_utf8:
                    raise self._bad_byte(raw, bad.start) from bad
                self.encoding = "cp1252"
            else:
                self._surely_utf8 = True
                return text
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError as bad:
            raise self._bad_byte(raw, bad.start) from bad

    def _bad_byte(self, raw: bytes, at: int) -> Unreadable:
        message = _("A character can't be read as %(encoding)s. Save the file as “CSV UTF-8”, or download it again.")
        name = "UTF-8" if self.encoding == "utf-8" else "Windows-1252"
        return Unreadable(message % {"encoding": name}, self.number, _column_of(raw, raw[at : at + 1]))


def _column_of(raw: bytes, needle: bytes) -> str:
    # Only the place is known here, not yet the headings: count the values before it, as a reader of CSV would.
    before = raw[: raw.index(needle)]
    return str(1 + sum(part.count(b",") for part in before.split(b'"')[::2]))
