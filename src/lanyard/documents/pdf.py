"""Documents as accessible, archivable PDF: tagged, with title and language (PDF/A-3a and PDF/UA-1)."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from lanyard.documents import fonts

LIBRARY = Path(__file__).parent / "typst" / "lanyard.typ"


def render(template: Path, data: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """Return the PDF that a typst template makes of the data.

    The template imports "/lanyard.typ", which offers `data` (plain values, as JSON), `letter`, `grid-table`,
    `facts`, `lanyard-verdict` and `signature-line`. Values are text, never markup. The same template, data and
    moment give the same bytes. Raises typst.TypstError for a template that breaks the standards.
    """
    given = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="lanyard-pdf-") as folder:
        # A root of its own, holding the two files and no other: a template can't read the rest of the disk.
        shutil.copy(LIBRARY, folder)
        page = Path(folder) / "document.typ"
        shutil.copy(template, page)
        return typst.compile(
            page,
            root=Path(folder),
            font_paths=[fonts.folder()],
            ignore_system_fonts=True,
            sys_inputs={"data": given},
            pdf_standards=["a-3a", "ua-1"],
            format="pdf",
            timestamp=(at or timezone.now()).replace(microsecond=0),
        )
