"""What the ledger calls the acts and records of this room."""

from django.utils.translation import gettext_lazy as _

from lanyard.audit.titles import acts, records

acts({
    "document.stored": _("Stored a document"),
    "document.withdrawn": _("Withdrew a document"),
    "document.opened": _("Opened a document"),
})  # fmt: skip
records({"documents.document": _("Document")})
