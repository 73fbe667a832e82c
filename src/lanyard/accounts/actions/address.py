"""Changing the address one signs in by: asked for, proved by a link sent there, told at the one before.

An address that another account has gets the same answer as a free one, so that nobody can find out who has an
account; a message to it tells its owner instead.
"""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.actors import oneself
from lanyard.accounts.models import AddressChange, Person, Post
from lanyard.accounts.policy import CHANGE_OWN_ADDRESS
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Place

LASTS = timedelta(hours=1)


def ask_for_address(person: Person, email: str) -> AddressChange:
    """Note the wish and send the link to the new address. Another that waits ends.

    Raises Refused for the address they have, and for somebody without a password: their force's own sign-in knows
    them by the address it has.
    """
    email = email.strip().lower()
    with change(oneself(person), CHANGE_OWN_ADDRESS, _place(person)) as doing:
        person = Person.objects.select_for_update().get(pk=person.pk)
        _check_changeable(person, email)
        _withdraw(person)
        asked = _issue(person, email)
        doing.record("person.address-asked", person)
    return asked


def _check_changeable(person: Person, email: str) -> None:
    if email == person.email:
        raise Refused(_("You sign in by this address already. Enter another"), field="email")
    if not person.has_usable_password():
        raise Refused(
            _("Your force signs you in by this address. Set a password first, then change it"), field="email"
        )


def _withdraw(person: Person) -> int:
    return waiting(person).update(withdrawn_at=timezone.now())


def waiting(person: Person):
    """Return the wishes that can still be confirmed: at most one."""
    unanswered = AddressChange.objects.filter(person=person, confirmed_at=None, withdrawn_at=None)
    return unanswered.filter(expires_at__gt=timezone.now())


def _issue(person: Person, email: str) -> AddressChange:
    token, now = secrets.token_urlsafe(32), timezone.now()
    asked = AddressChange.objects.create(
        person=person, email=email, previous=person.email, token_hash=_hash(token), asked_at=now,
        expires_at=now + LASTS,
    )  # fmt: skip
    transaction.on_commit(lambda: _send(asked, token), robust=True)
    return asked


def _send(asked: AddressChange, token: str) -> None:
    if _is_taken(asked):
        template, subject, link = "address_taken", _("Somebody entered your email address in Lanyard"), ""
    else:
        template, subject = "address_asked", _("Confirm your new email address for Lanyard")
        link = settings.BASE_URL + reverse("accounts:confirm_address", args=[token])
    body = render_to_string(f"accounts/email/{template}.txt", {"person": asked.person, "link": link})
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [asked.email])
    AddressChange.objects.filter(pk=asked.pk).update(sent_at=timezone.now())


def _is_taken(asked: AddressChange) -> bool:
    return Person.objects.filter(email=asked.email).exclude(pk=asked.person_id).exists()


def keep_address(person: Person) -> None:
    """Make the link useless and stay with the address. Raises Conflict when nothing waits."""
    with change(oneself(person), CHANGE_OWN_ADDRESS, _place(person)) as doing:
        Person.objects.select_for_update().get(pk=person.pk)
        if not _withdraw(person):
            raise Conflict(_("No change of your email address is waiting"))
        doing.record("person.address-kept", person)


def find_change(person: Person, token: str) -> AddressChange | None:
    """Return the wish that a link still confirms for this person; wrong, used and old look the same."""
    return waiting(person).filter(token_hash=_hash(token)).first()


def confirm_address(person: Person, token: str) -> Person:
    """Sign in by the new address from now on, and tell the old one.

    Raises Conflict when the link was used meanwhile, or somebody else has taken the address.
    """
    with change(oneself(person), CHANGE_OWN_ADDRESS, _place(person)) as doing:
        person = Person.objects.select_for_update().get(pk=person.pk)
        asked = find_change(person, token)
        if asked is None:
            raise Conflict(_("This link no longer works. Enter your new address again"))
        _move(person, asked)
        doing.record("person.address-changed", person)
        transaction.on_commit(lambda: _tell(asked), robust=True)
    return person


def _move(person: Person, asked: AddressChange) -> None:
    person.email = asked.email
    try:
        # A savepoint: where two take the address at once, the second must still be able to say so.
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError as taken:
        raise Conflict(_("Another account has taken this address meanwhile. Enter another")) from taken
    asked.confirmed_at = timezone.now()
    asked.save(update_fields=["confirmed_at"])
    # What still knew the old address would let in by it: a forgotten password, the old force's own sign-in.
    EmailAddress.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()


def _tell(asked: AddressChange) -> None:
    body = render_to_string("accounts/email/address_changed.txt", {"person": asked.person, "email": asked.email})
    send_mail(_("Your email address for Lanyard has changed"), body, settings.DEFAULT_FROM_EMAIL, [asked.previous])


def _place(person: Person) -> Place:
    """Return the person's own account, entered in the ledger where their first post is."""
    held = Post.objects.held(timezone.localdate()).filter(person=person).select_related("organisation")
    post = held.order_by("pk").first()
    here = post.organisation.place if post else Place(None)
    return Place(here.organisation, here.force, here.area, people=lambda: [person.pk])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
