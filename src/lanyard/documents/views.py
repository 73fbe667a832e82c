"""Opening a document."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from lanyard.audit.acting import look
from lanyard.design.routes import signed_in
from lanyard.documents import files
from lanyard.documents.owners import fetch_document


@signed_in("the room that owns the document decides who may open it: documents/owners.py")
def document(request: HttpRequest, document: str) -> HttpResponse:
    """Give the file to keep; it never opens as a page of ours, whatever it contains."""
    found = fetch_document(request.actor, document)
    content = files.get(found.sha256)
    look(request.actor, "document.opened", found, found.place, sha256=found.sha256)
    response = HttpResponse(content, content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
