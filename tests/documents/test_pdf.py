"""PDFs: tagged, titled, in a language, with the same bytes for the same data."""

import io
from datetime import UTC, datetime

import pypdf
import pytest
import typst

from lanyard.documents import fonts
from lanyard.documents.pdf import render

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PAGE = """#import "/lanyard.typ": *
#show: letter.with(title: data.title)
#lanyard-verdict("not ready", "Not safe: stop")
Ysgol #data.name
== Needs
#grid-table(("What", "When"), data.rows)
#facts((("School", data.name),))
#signature-line("Helen Marsh", "Head teacher")
"""
DATA = {"title": "Agreement", "name": "Ŵyn *#panic()*", "rows": [["Vetting", "today"]], "language": "cy"}


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "page.typ"
    path.write_text(PAGE)
    return path


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def test_it_makes_a_tagged_pdf_with_title_and_language(template):
    root = read(render(template, DATA)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("cy")
    metadata = root["/Metadata"].get_data().decode()
    assert "Agreement" in metadata
    assert "pdfaid:part" in metadata
    assert "pdfuaid:part" in metadata


def test_it_shows_what_people_wrote_as_text_and_never_as_markup(template):
    text = read(render(template, DATA)).pages[0].extract_text()
    assert "*#panic()*" in text
    assert "Not safe: stop" in text


def test_it_gives_the_same_bytes_for_the_same_data_and_moment(template):
    assert render(template, DATA, at=AT) == render(template, DATA, at=AT)


def test_it_lets_a_template_read_no_other_file(template):
    template.write_text('#import "/lanyard.typ": *\n#show: letter.with(title: "x")\n#read("/../../etc/hostname")')
    with pytest.raises(typst.TypstError):
        render(template, DATA)


def test_it_refuses_a_picture_without_an_alternative(template):
    template.write_text('#import "/lanyard.typ": *\n#show: letter.with(title: "x")\n#figure(rect())')
    with pytest.raises(typst.TypstError, match="alt"):
        render(template, DATA)


def test_it_refuses_what_is_no_font():
    for damaged in (b"", b"wOFF", b"wOFF" + b"\0\1" * 30):
        with pytest.raises(fonts.NotAFont):
            fonts.unpack_woff(damaged)
