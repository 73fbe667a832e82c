"""Whose a document is: the room that owns the thing decides who may open its documents."""

from collections.abc import Callable
from dataclasses import dataclass

from lanyard.documents.models import Document
from lanyard.engines.rights import Actor, Permission
from lanyard.organisations.scope import ScopedQuerySet


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of thing that has documents: the permission to open them and the rows they belong to."""

    kind: str
    permission: Permission
    rows: Callable[[], ScopedQuerySet]


_owners: dict[str, Owner] = {}


def owner(kind: str, permission: Permission, rows: Callable[[], ScopedQuerySet]) -> Owner:
    """Register a kind of owner, in a room's apps.py or policy. Raises ValueError when the kind is taken."""
    if kind in _owners:
        raise ValueError(f"documents of {kind!r} are registered twice")
    _owners[kind] = Owner(kind, permission, rows)
    return _owners[kind]


def owner_of(kind: str) -> Owner:
    """Return how documents of a kind of owner are protected. Raises KeyError for a kind nobody registered."""
    return _owners[kind]


def fetch_document(actor: Actor, public_id: str) -> Document:
    """Return a document that the actor may open.

    Raises DoesNotExist for one that is absent, withdrawn, of a kind that no room protects, or of a thing that
    the actor does not reach: all look the same.
    """
    document = Document.objects.standing().select_related("organisation").get(public_id=public_id)
    known = _owners.get(document.owner_kind)
    if known is None or not _reaches(actor, known, document):
        raise Document.DoesNotExist
    return document


def _reaches(actor: Actor, known: Owner, document: Document) -> bool:
    return known.rows().visible_to(actor, known.permission).filter(pk=document.owner_id).exists()
