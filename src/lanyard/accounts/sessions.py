"""The sessions of people who are signed in: how they begin, what proves the second factor, and how they end."""

from collections.abc import Collection

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from lanyard.accounts.models import Person, SignIn
from lanyard.audit.ledger import Note, append
from lanyard.engines.rights import Actor

SECOND_FACTOR = "second_factor"  # in the session: how the second factor was proved
BEGAN = "began"
SIGN_IN = "sign_in"
DEMONSTRATION = "demonstration"


@receiver(user_logged_in)
def begin(sender, request: HttpRequest, user: Person, **kwargs) -> None:
    """Note a sign-in, and whether a second factor was proved on the way in."""
    session = request.session
    session.pop(SECOND_FACTOR, None)
    proofs = [r for r in get_authentication_records(request, user) if r.get("method") == "mfa"]
    if proofs:
        session[SECOND_FACTOR] = proofs[-1].get("type", "mfa")
    session[BEGAN] = timezone.now().timestamp()
    if session.session_key is None:
        session.save()
    sign_in, _ = SignIn.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "person": user,
            "device": request.META.get("HTTP_USER_AGENT", "")[:200],
            "began_at": timezone.now(),
            "ended_at": None,
        },
    )
    session[SIGN_IN] = sign_in.pk


@receiver(user_logged_out)
def end(sender, request: HttpRequest, user: Person | None, **kwargs) -> None:
    """Note that a session was left."""
    if user is not None and request.session.session_key:
        SignIn.objects.filter(session_key=request.session.session_key).update(ended_at=timezone.now())


@receiver(authenticator_added)
def prove(sender, request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs) -> None:
    """Setting up an authenticator proves it. Sessions opened before without one are ended."""
    _tell(user, "person.second-factor-added", type=authenticator.type)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES or request.session.get(SECOND_FACTOR):
        return
    request.session[SECOND_FACTOR] = authenticator.type
    # Just proved: the recovery codes that follow need no second asking.
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
    end_sessions(user, but=[request.session.session_key or ""])


@receiver(authenticator_removed)
def unprove(sender, request: HttpRequest, user: Person, authenticator: Authenticator, **kwargs) -> None:
    """Whoever removes the last authenticator goes back to setting one up."""
    _tell(user, "person.second-factor-removed", type=authenticator.type)
    if not Authenticator.objects.filter(user=user).exists():
        request.session.pop(SECOND_FACTOR, None)


@receiver([password_changed, password_set, password_reset])
def renew(sender, request: HttpRequest, user: Person, **kwargs) -> None:
    """A new password ends every other session; this one goes on under a new key."""
    _tell(user, "person.password-changed")
    here = request.session.session_key if request.user.is_authenticated else None
    if here:
        SignIn.objects.filter(pk=request.session.get(SIGN_IN, 0)).update(session_key=here)
    end_sessions(user, but=[here] if here else [])


def open_sign_ins(person: Person) -> QuerySet[SignIn]:
    """Return the sign-ins whose session is still open, newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return person.sign_ins.filter(ended_at=None, session_key__in=alive).order_by("-began_at")


def end_sessions(person: Person, but: Collection[str] = ()) -> int:
    """End the person's sessions, but for those with the given keys. Returns how many were ended."""
    gone = person.sign_ins.filter(ended_at=None).exclude(session_key__in=but)
    keys = list(gone.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(session_key__in=keys).update(ended_at=timezone.now())


def _tell(person: Person, verb: str, **detail) -> None:
    with transaction.atomic():
        append([Note(verb, Actor(person.pk, person.name), None, "accounts.person", [person.pk], detail)])
