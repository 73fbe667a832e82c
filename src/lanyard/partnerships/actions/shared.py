"""What several changes of this room need: the partnership under lock, and rows withdrawn and followed."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Post
from lanyard.audit.models import Recorded
from lanyard.engines.refusals import Forbidden
from lanyard.engines.rights import Actor
from lanyard.organisations.models import Organisation
from lanyard.partnerships.models import Partnership
from lanyard.partnerships.models.agreements import SCHOOL


def locked(partnership: Partnership) -> Partnership:
    """Read the partnership again and hold it until the change is over: changes to one queue behind each other."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    return Partnership.objects.select_related("school", "force").get(pk=partnership.pk)


def stamp(actor: Actor) -> dict[str, Any]:
    """Return what every new record says of its making."""
    return {"recorded_at": timezone.now(), "recorded_by_id": actor.person}


def person_of(actor: Actor) -> int:
    """Return whose word it is. Raises Forbidden for a command: only a person signs or confirms."""
    if actor.person is None:
        raise Forbidden("partnerships.person")
    return actor.person


def withdraw(row: Recorded, actor: Actor, reason: str) -> None:
    """Withdraw a record, keeping it readable as it was."""
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_reason = timezone.now(), actor.person, reason[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])


def side_organisation(partnership: Partnership, side: str) -> Organisation:
    """Return the party that a side stands for."""
    return partnership.school if side == SCHOOL else partnership.force


def post_of(actor: Actor, partnership: Partnership, side: str, roles: list[str]) -> Post:
    """Return the post by which the actor speaks for a side today. Raises Forbidden when there is none."""
    posts = Post.objects.held(timezone.localdate()).select_related("person", "organisation")
    party = side_organisation(partnership, side)
    places = [party.pk] if side == SCHOOL else [party.pk, partnership.school.area_id]
    found = posts.filter(person=actor.person, role__in=roles, organisation__in=places).order_by("starts_on")
    post = found.first()
    if post is None:
        raise Forbidden("partnerships.post")
    return post


def page_of(partnership: Partnership) -> str:
    """Return the address of the partnership's page."""
    return reverse("partnerships:partnership", args=[partnership.public_id])


def changed_meanwhile() -> str:
    """Return the message for somebody who was second."""
    return _("Somebody else changed this while you had the page open. Look at it again, then decide.")
