"""Invitations: the only way in. The link carries a random token; only its hash is kept, and it works once."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.actions.posts import check_days, check_free, check_role, record_post
from lanyard.accounts.models import Invitation, Person, Post
from lanyard.accounts.policy import ACCEPT_INVITATION, INVITED, manages
from lanyard.accounts.queries import vouched_for
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Forbidden, Refused
from lanyard.engines.rights import Actor, Grant
from lanyard.organisations.models import Organisation

LASTS = timedelta(days=14)


def invite(
    actor: Actor,
    email: str,
    name: str,
    role: str,
    organisation: Organisation,
    starts_on: date,
    ends_on: date | None = None,
) -> Invitation:
    """Invite somebody to a post and send them the link.

    Raises Forbidden without the right or for oneself, Refused for a role or days that can't be, Conflict when
    they hold the post, were invited already, or it has its one holder.
    """
    check_role(role, organisation)
    check_days(starts_on, ends_on)
    email = email.strip().lower()
    with change(actor, manages(role, organisation.kind), organisation.place) as doing:
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        person = Person.objects.filter(email=email).first()
        _check_invitable(actor, person)
        check_free(person, role, organisation, starts_on, ends_on)
        _check_not_invited(email, role, organisation)
        invitation = Invitation(
            email=email, name=name, role=role, organisation=organisation, starts_on=starts_on, ends_on=ends_on,
            invited_by_id=actor.person,
        )  # fmt: skip
        _issue(invitation)
        doing.record("invitation.made", invitation, role=role)
    return invitation


def _check_invitable(actor: Actor, person: Person | None) -> None:
    # Nothing else: an address whose account is closed gets the answer of any other. Its owner is told by the link.
    if person is not None and person.pk == actor.person:
        raise Forbidden("accounts.own-post")


def _check_not_invited(email: str, role: str, organisation: Organisation) -> None:
    waiting = Invitation.objects.filter(
        email=email, role=role, organisation=organisation, accepted_at=None, cancelled_at=None,
        expires_at__gt=timezone.now(),
    )  # fmt: skip
    if vouched_for(list(waiting.select_related("organisation"))):
        raise Conflict(_("An invitation to this post has already been sent to this address"), field="email")


def resend_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Send a new link; the old one stops working. Raises Forbidden, or Conflict when it was used or cancelled."""
    with change(actor, manages(invitation.role, invitation.organisation.kind), invitation.place) as doing:
        invitation = _pending(invitation)
        invitation.invited_by_id = actor.person  # who sends it again vouches for it from now on
        _issue(invitation)
        doing.record("invitation.sent-again", invitation)
    return invitation


def cancel_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Make the link useless. Raises Forbidden, or Conflict when it was used or cancelled."""
    with change(actor, manages(invitation.role, invitation.organisation.kind), invitation.place) as doing:
        invitation = _pending(invitation)
        invitation.cancelled_at = timezone.now()
        invitation.save(update_fields=["cancelled_at"])
        doing.record("invitation.cancelled", invitation)
    return invitation


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a token still opens, or None: used, cancelled, expired and wrong look the same.

    So does one whose sender may no longer give the post, because their own post or their account has ended.
    """
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_hash=_hash(token)).first()
    return found if found is not None and found.open and vouched_for([found]) else None


def accept_invitation(token: str, *, person: Person | None = None, name: str = "", password: str = "") -> Post:
    """Take up the post: as the person signed in at the invited address, or as somebody new with a password.

    Raises Refused for a password that is too easy, Conflict when the invitation has been used meanwhile or the
    post has been taken, Forbidden for a person it was not sent to.
    """
    invitation = find_invitation(token)
    if invitation is None:
        raise Conflict(_("This invitation no longer works. Ask the person who sent it for another"))
    return _take_up(invitation, person, name, password)


def accept_for_address(email: str, name: str) -> Person | None:
    """Let somebody in whose force vouches for their address, if it is invited. They need no password."""
    waiting = Invitation.objects.select_related("organisation").filter(
        email=email, accepted_at=None, cancelled_at=None, expires_at__gt=timezone.now()
    )
    invitation = next(iter(vouched_for(list(waiting.order_by("invited_at")))), None)
    if invitation is None or Person.objects.filter(email=email).exists():
        return None
    return _take_up(invitation, None, name or invitation.name, None).person


def _take_up(invitation: Invitation, person: Person | None, name: str, password: str | None) -> Post:
    with change(_invited(invitation, name), ACCEPT_INVITATION, invitation.place) as doing:
        invitation = _pending(invitation)
        if invitation.expires_at <= timezone.now():
            raise Conflict(_("This invitation has expired. Ask the person who sent it for another"))
        if not vouched_for([invitation]):
            raise Conflict(_("Who invited you may no longer give this post. Ask for another invitation"))
        person = _whoever_accepts(invitation, person, name, password)
        doing.actor = Actor(person.pk, person.name)
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        doing.record("invitation.accepted", invitation)
        return record_post(
            doing, person, invitation.role, invitation.organisation, invitation.starts_on, invitation.ends_on
        )


def _whoever_accepts(invitation: Invitation, person: Person | None, name: str, password: str | None) -> Person:
    known = Person.objects.filter(email=invitation.email).first()
    if known is None and person is None:
        return _new_person(invitation.email, name, password)
    if person is None or person != known or not person.is_active:
        raise Forbidden(ACCEPT_INVITATION.id)
    return person


def _new_person(email: str, name: str, password: str | None) -> Person:
    if not name.strip():
        raise Refused(_("Enter your name"), field="name")
    if password is not None:
        try:
            validate_password(password, Person(email=email, name=name))
        except ValidationError as weak:
            raise Refused(" ".join(weak.messages), field="password") from weak
    try:
        with transaction.atomic():  # a savepoint: an account that has just moved to this address must not break ours
            return Person.objects.make(email, name.strip(), password)
    except IntegrityError as taken:
        raise Conflict(_("This address has just got an account. Open the link again")) from taken


def _invited(invitation: Invitation, name: str) -> Actor:
    at = invitation.organisation
    return Actor(None, name or invitation.name, (Grant(INVITED, at.pk, at.kind, at.place.force, at.area_id),))


def _pending(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "invited_by")
    invitation = rows.get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise Conflict(_("This invitation has already been accepted"))
    if invitation.cancelled_at is not None:
        raise Conflict(_("This invitation has been cancelled"))
    return invitation


def _issue(invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    invitation.invited_at = timezone.now()
    invitation.expires_at = invitation.invited_at + LASTS
    invitation.sent_at = None
    invitation.save()
    # Recorded first, sent after: a message that fails leaves a row that says so, and can be sent again.
    transaction.on_commit(lambda: _send(invitation, token), robust=True)


def _send(invitation: Invitation, token: str) -> None:
    link = settings.BASE_URL + reverse("accounts:accept", args=[token])
    body = render_to_string("accounts/email/invitation.txt", {"invitation": invitation, "link": link})
    subject = _("You are invited to Lanyard: %(post)s, %(organisation)s") % {
        "post": invitation.title,
        "organisation": invitation.organisation,
    }
    # A name may hold a line break, by a register or a forged form; a subject is one line.
    send_mail(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [invitation.email])
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
