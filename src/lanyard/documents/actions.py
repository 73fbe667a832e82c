"""Storing and withdrawing documents, always inside somebody's change."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import Change
from lanyard.documents import files, scanning
from lanyard.documents.media import ENDINGS, NotAllowed, media_type_of
from lanyard.documents.models import Document
from lanyard.engines.refusals import Conflict, Refused
from lanyard.organisations.models import Organisation


def store(
    doing: Change,
    *,
    owner_kind: str,
    owner_id: int,
    organisation: Organisation,
    name: str,
    content: bytes,
    controller: Organisation,
) -> Document:
    """Keep a file as the next version of its name for this owner, within the caller's change.

    Raises Refused (beside the field "file") for an empty, too large, infected or unknown kind of file, and
    Conflict when somebody stored the same version first. The caller has checked the right.
    """
    media_type = checked(content)
    tidy = _tidy(name, media_type)
    document = Document(
        owner_kind=owner_kind, owner_id=owner_id, organisation=organisation, controller=controller, name=tidy,
        version=_next_version(owner_kind, owner_id, tidy), media_type=media_type, size=len(content),
        sha256=files.put(content), recorded_at=timezone.now(), recorded_by_id=doing.actor.person,
    )  # fmt: skip
    _insert(document)
    doing.record("document.stored", document, sha256=document.sha256, version=document.version, owner=owner_kind)
    return document


def withdraw(doing: Change, document: Document, reason: str) -> None:
    """Take a document out of use, within the caller's change; the row and the bytes stay for its retention."""
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.withdrawn_at is not None:
        raise Conflict(_("Somebody has already removed this document"))
    locked.withdrawn_at, locked.withdrawn_by_id = timezone.now(), doing.actor.person
    locked.withdrawn_reason = reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    doing.record("document.withdrawn", locked, version=locked.version, owner=locked.owner_kind)


def checked(content: bytes) -> str:
    """Return the media type of a file that may be kept. Raises Refused with what to do about one that may not."""
    if not content:
        raise Refused(_("The file is empty. Choose another file"), "file")
    if len(content) > settings.MAX_DOCUMENT_BYTES:
        limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
        raise Refused(_("The file is too large. Choose one of at most %(limit)s") % {"limit": limit}, "file")
    try:
        media_type = media_type_of(content)
    except NotAllowed as other:
        message = _("Choose a PDF, Word, Excel, OpenDocument text, PNG, JPEG or plain text file")
        raise Refused(message, "file") from other
    scanning.refuse_unclean(content)
    return media_type


def _tidy(name: str, media_type: str) -> str:
    # The name of a file on somebody's disk may hold a path, and an ending that its content does not have.
    plain = PurePosixPath(name.replace("\\", "/")).name
    stem = "".join(c for c in PurePosixPath(plain).stem if c.isprintable()).strip(" .")
    return f"{stem[:180] or _('document')}{ENDINGS[media_type]}"


def _next_version(owner_kind: str, owner_id: int, name: str) -> int:
    same = Document.objects.filter(owner_kind=owner_kind, owner_id=owner_id, name=name)
    return (same.aggregate(newest=models.Max("version"))["newest"] or 0) + 1


def _insert(document: Document) -> None:
    try:
        with transaction.atomic():
            document.save(force_insert=True)
    except IntegrityError as taken:
        message = _("Somebody has just stored a file of this name. Look at theirs, then try again")
        raise Conflict(message, "file") from taken
