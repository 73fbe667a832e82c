"""Files: kept under their hash, known by their content, checked for viruses when a scanner is named."""

import io
import socket
import struct
import threading
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.documents import files, scanning
from lanyard.documents.actions import checked
from lanyard.documents.media import DOCX, ODT, PDF, PNG, TEXT, XLSX, NotAllowed, media_type_of
from lanyard.engines.refusals import Refused


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def packed(names, mimetype=None, content=b"<x/>"):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, content)
    return data.getvalue()


def test_it_keeps_the_same_bytes_once_and_gives_them_back(tmp_path):
    first, second = files.put(b"policy"), files.put(b"policy")
    assert first == second
    assert files.get(first) == b"policy"
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_it_notices_a_file_changed_on_disk():
    sha256 = files.put(b"policy")
    files.path_of(sha256).write_bytes(b"other")
    with pytest.raises(files.Damaged):
        files.get(sha256)


def test_it_notices_a_missing_file():
    with pytest.raises(files.Damaged):
        files.get("0" * 64)


def test_it_leaves_no_half_file_when_writing_fails(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError("no space left")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.put(b"policy")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 rest", PDF),
        (b"\x89PNG\r\n\x1a\nrest", PNG),
        ("Naïve café\r\n".encode(), TEXT),
        (packed(["word/document.xml"]), DOCX),
        (packed(["xl/workbook.xml"]), XLSX),
        (packed(["content.xml"], ODT), ODT),
    ],
)
def test_it_knows_a_file_by_its_content(content, kind):
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"\x00\x01\x02",
        packed(["anything.xml"]),
        packed(["word/document.xml", "word/vbaProject.bin"]),
        packed(["word/document.xml"])[:40],
        packed(["word/document.xml"], content=b"0" * 50_000_000),
    ],
    ids=["program", "binary", "other zip", "macros", "truncated", "bomb"],
)
def test_it_refuses_files_of_other_kinds(content):
    with pytest.raises(NotAllowed):
        media_type_of(content)


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest))
def test_it_either_knows_any_bytes_or_refuses_them(content):
    with suppress(NotAllowed):
        assert media_type_of(content) in {PDF, PNG, TEXT, "image/jpeg"}


def test_it_says_what_to_do_about_a_file_that_is_empty_too_large_or_of_another_kind(settings):
    settings.MAX_DOCUMENT_BYTES = 1024
    for content, words in ((b"", "empty"), (b"x" * 1025, "too large"), (b"\x00", "Choose a PDF")):
        with pytest.raises(Refused, match=words) as refused:
            checked(content)
        assert refused.value.field == "file"


@pytest.fixture
def clamd(settings):
    """A scanner that answers what it is told to, and keeps what it was sent."""

    class Scanner:
        answer, received = b"stream: OK\0", b""

    server = socket.create_server(("127.0.0.1", 0))
    scanner = Scanner()

    def serve():
        client, _ = server.accept()
        with client, client.makefile("rb") as stream:
            stream.read(len(b"zINSTREAM\0"))
            while length := struct.unpack(">L", stream.read(4))[0]:
                scanner.received += stream.read(length)
            client.sendall(scanner.answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
    yield scanner
    server.close()
    thread.join(2)


def test_it_keeps_what_the_scanner_finds_clean(clamd):
    assert checked(b"a policy") == TEXT
    assert clamd.received == b"a policy"


@pytest.mark.parametrize("answer", [b"stream: Eicar FOUND\0", b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_it_keeps_nothing_else(clamd, answer):
    clamd.answer = answer
    with pytest.raises(Refused):
        checked(b"a policy")


def test_it_keeps_nothing_when_the_scanner_does_not_answer(settings):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{gone.getsockname()[1]}"
    with pytest.raises(Refused, match="could not be checked"):
        scanning.refuse_unclean(b"a policy")
