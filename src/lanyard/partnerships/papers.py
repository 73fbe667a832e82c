"""An agreement as a document: for the page, and as a tagged PDF to keep."""

from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lanyard.design.words import moment
from lanyard.documents.pdf import render
from lanyard.partnerships import wording
from lanyard.partnerships.actions.agreements import facts_known, template_of
from lanyard.partnerships.models import Agreement, Signature
from lanyard.partnerships.reads import document_terms

TEMPLATE = Path(__file__).parent / "typst" / "agreement.typ"


def document_of(agreement: Agreement) -> dict[str, Any]:
    """Return the wording: as it was issued, or a draft's as far as it is answered."""
    if agreement.wording:
        return agreement.wording
    template = template_of(agreement)
    facts = facts_known(agreement.partnership, template.review_months)
    return wording.preview(template, facts, agreement.answers)


def agreement_pdf(agreement: Agreement) -> bytes:
    """Return the whole agreement with its signatures as PDF; a draft says that it is one."""
    signatures = agreement.signatures.standing().order_by("recorded_at")
    terms = document_terms(agreement)
    document = document_of(agreement)
    data = {
        "title": document["title"],
        "subtitle": f"{agreement.partnership.school} – {agreement.partnership.force}",
        "language": (get_language() or "en")[:2],
        "footer": _footer(agreement),
        "state": str(agreement.get_state_display()),
        "facts": _facts(agreement, terms),
        "clauses": document["clauses"],
        "source_word": _("Source"),
        "signatures_word": _("Signatures"),
        "signatures": [_signature(row) for row in signatures],
        "unsigned": _("Nobody has signed yet."),
    }
    return render(TEMPLATE, data, at=agreement.issued_at or agreement.drafted_at)


def _footer(agreement: Agreement) -> str:
    if not agreement.wording_hash:
        return _("Draft: not for signature")
    return _("Version %(number)s, fingerprint %(hash)s") % {
        "number": agreement.number,
        "hash": agreement.wording_hash[:16],
    }


def _facts(agreement: Agreement, terms: list[Any]) -> list[list[str]]:
    rows = [
        [_("School"), f"{agreement.partnership.school} ({agreement.partnership.school.code})"],
        [_("Police force"), str(agreement.partnership.force)],
        [_("Version"), str(agreement.number)],
        [_("State"), str(agreement.get_state_display())],
    ]
    if agreement.issued_at:
        rows.append([_("Issued"), _when(agreement.issued_at)])
    rows += [[_("In force"), f"{date_format(t.starts_on)} – {date_format(t.ends_on)}"] for t in terms]
    if agreement.wording_hash:
        rows.append([_("Fingerprint of the wording (SHA-256)"), " ".join(_groups(agreement.wording_hash))])
    return rows


def _groups(text: str) -> list[str]:
    return [text[start : start + 8] for start in range(0, len(text), 8)]


def _when(at: Any) -> str:
    return moment(at)


def _signature(row: Signature) -> dict[str, str]:
    on_screen = _("Signed on screen on %(when)s for: %(side)s") % {
        "when": _when(row.recorded_at),
        "side": row.get_side_display(),
    }
    on_paper = _("Signed on paper on %(day)s for: %(side)s") % {
        "day": date_format(row.signed_on),
        "side": row.get_side_display(),
    }
    return {"name": row.name, "post": row.post, "signed": on_paper if row.paper else on_screen}
