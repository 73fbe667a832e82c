"""The certificate as an accessible PDF."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from lanyard.assurance.catalogue import PARTS
from lanyard.assurance.models import Certificate
from lanyard.assurance.readiness import VERDICT_WORDS
from lanyard.design.words import moment, status_look
from lanyard.documents import pdf

TEMPLATE = Path(__file__).parent / "typst" / "certificate.typ"


def address(certificate: Certificate) -> str:
    """Return the public address at which the certificate can be checked."""
    return settings.BASE_URL + reverse("assurance:certificate", args=[certificate.code])


def certificate_pdf(certificate: Certificate) -> bytes:
    """Return the certificate as a tagged PDF; the same certificate always gives the same document."""
    data = {
        "name": certificate.name,
        "verdict": certificate.verdict,
        "words": str(VERDICT_WORDS[certificate.verdict]),
        "issued": moment(certificate.issued_at),
        "issued_by": certificate.issued_by,
        "valid_until": date_format(certificate.valid_until, "j F Y"),
        "framework": certificate.framework,
        "code": certificate.code,
        "address": address(certificate),
        "footer": f"{certificate.code} · {address(certificate)}",
        "parts": [
            {"title": str(title), "rows": rows} for part, title in PARTS.items() if (rows := _rows(certificate, part))
        ],
    }
    return pdf.render(TEMPLATE, data, at=certificate.issued_at)


def _rows(certificate: Certificate, part: str) -> list[list[str]]:
    return [
        [
            cell["title"],
            str(status_look(cell["status"])[1]),
            _day(cell["due"] or cell["until"]),
            f"{cell['id']}, {cell['source']}",
        ]
        for cell in certificate.cells
        if cell["part"] == part
    ]


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else "–"
