"""Closing and opening an account, resetting its second factor, and ending its sessions."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person, Post
from lanyard.accounts.policy import DEACTIVATE_PERSON, RESET_SECOND_FACTOR, may_manage
from lanyard.accounts.roles import roles
from lanyard.accounts.sessions import end_sessions
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor, Permission, Place


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
    places = _places(actor, person, DEACTIVATE_PERSON)
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


def reset_second_factor(actor: Actor, person: Person) -> int:
    """Remove all of somebody's second factors and end their sessions; return how many there were.

    They sign in with their password once more and set up another; an e-mail tells them who did it. Raises Forbidden
    without the right at every place where they hold a post, or for oneself; Conflict when there is none to remove.
    """
    places = _places(actor, person, RESET_SECOND_FACTOR)
    with change(actor, RESET_SECOND_FACTOR, places[0]) as doing:
        person = Person.objects.select_for_update().get(pk=person.pk)
        removed, _models = Authenticator.objects.filter(user=person).delete()
        if not removed:
            raise Conflict(_("There is no second factor to remove: the person can set one up when they sign in"))
        end_sessions(person)
        doing.record("person.second-factor-reset", person, removed=removed)
        transaction.on_commit(lambda: _tell_of_reset(person, actor), robust=True)
    return removed


def _tell_of_reset(person: Person, actor: Actor) -> None:
    body = render_to_string("accounts/email/second_factor_reset.txt", {"person": person, "by": actor.name})
    subject = _("Your second factor for Lanyard has been removed")
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])


def may_reset(actor: Actor, person: Person) -> bool:
    """Say whether the actor may remove the person's second factors."""
    return _may(actor, person, RESET_SECOND_FACTOR)


def may_switch(actor: Actor, person: Person) -> bool:
    """Say whether the actor may close or open the account."""
    return _may(actor, person, DEACTIVATE_PERSON)


def _may(actor: Actor, person: Person, permission: Permission) -> bool:
    try:
        _places(actor, person, permission)
    except (Forbidden, Refused):
        return False
    return True


def _places(actor: Actor, person: Person, permission: Permission) -> list[Place]:
    """Return the places of the person's posts, past ones when there are none now; all must be the actor's."""
    posts = Post.objects.standing().filter(person=person).select_related("organisation")
    today = timezone.localdate()
    current = [p for p in posts if p.ends_on is None or p.ends_on >= today]
    counted = current or list(posts)
    if actor.person == person.pk or not counted or not actor.holds(permission):
        raise Forbidden(permission.id)
    if not all(_reaches(actor, post, permission) for post in counted):
        raise Refused(_("%(name)s also holds a post that is not yours to manage") % {"name": person})
    return [post.organisation.place for post in counted]


def _reaches(actor: Actor, post: Post, permission: Permission) -> bool:
    # Who may not end the post of those that answer for a force or a school may not get at them another way either.
    answers = roles()[post.role].senior or post.role == "head-teacher"
    mine = may_manage(actor, post.role, post.organisation) if answers else True
    return mine and actor.may(permission, post.organisation.place)


def sign_out(person: Person, public_id: str) -> None:
    """End one of the person's own sessions. Raises DoesNotExist for somebody else's."""
    chosen = person.sign_ins.get(public_id=public_id)
    others = person.sign_ins.exclude(pk=chosen.pk).values_list("session_key", flat=True)
    end_sessions(person, but=list(others))
