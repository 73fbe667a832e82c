"""Closing and opening an account, and ending its sessions."""

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.accounts.policy import DEACTIVATE_PERSON, may_manage
from lanyard.accounts.roles import roles
from lanyard.accounts.sessions import end_sessions
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor, Place


def deactivate(actor: Actor, person: Person) -> Person:
    """Stop somebody from signing in and end their sessions at once.

    Raises Forbidden without the right at every place where they hold a post, or for oneself; Conflict when it
    was done already.
    """
    return _switch(actor, person, active=False)


def reactivate(actor: Actor, person: Person) -> Person:
    """Let somebody sign in again. Raises as deactivate does."""
    return _switch(actor, person, active=True)


def _switch(actor: Actor, person: Person, *, active: bool) -> Person:
    places = _places(actor, person)
    with change(actor, DEACTIVATE_PERSON, places[0]) as doing:
        person = Person.objects.select_for_update().get(pk=person.pk)
        if person.is_active is active:
            raise Conflict(_("Somebody else has just done this"))
        person.is_active = active
        person.save(update_fields=["is_active"])
        if not active:
            end_sessions(person)
        doing.record("person.opened" if active else "person.closed", person)
    return person


def may_switch(actor: Actor, person: Person) -> bool:
    """Say whether the actor may close or open the account."""
    try:
        _places(actor, person)
    except (Forbidden, Refused):
        return False
    return True


def _places(actor: Actor, person: Person) -> list[Place]:
    """Return the places of the person's posts, past ones when there are none now; all must be the actor's."""
    posts = Post.objects.standing().filter(person=person).select_related("organisation")
    today = timezone.localdate()
    current = [p for p in posts if p.ends_on is None or p.ends_on >= today]
    counted = current or list(posts)
    if actor.person == person.pk or not counted:
        raise Forbidden(DEACTIVATE_PERSON.id)
    if not all(_may_switch_off(actor, post) for post in counted):
        raise Refused(_("%(name)s also holds a post that is not yours to manage") % {"name": person})
    return [post.organisation.place for post in counted]


def _may_switch_off(actor: Actor, post: Post) -> bool:
    # Who may not end the post of those that answer for the force may not shut them out by another way either.
    senior = roles()[post.role].senior
    mine = may_manage(actor, post.role, post.organisation) if senior else True
    return mine and actor.may(DEACTIVATE_PERSON, post.organisation.place)


def sign_out(person: Person, public_id: str) -> None:
    """End one of the person's own sessions. Raises DoesNotExist for somebody else's."""
    chosen = person.sign_ins.get(public_id=public_id)
    others = person.sign_ins.exclude(pk=chosen.pk).values_list("session_key", flat=True)
    end_sessions(person, but=list(others))
