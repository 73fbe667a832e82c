"""How django-allauth is made ours: no sign-up, sealed secrets, and a force's own sign-in for its own people."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy

from lanyard.accounts.actions.invitations import accept_for_address
from lanyard.accounts.models import Person
from lanyard.audit.fields import key_ring

_too_many = ngettext_lazy(
    "There have been too many attempts. Wait %d minute, then try again",
    "There have been too many attempts. Wait %d minutes, then try again",
    settings.LOCK_OUT_MINUTES,
)

_said = {
    "account/messages/password_changed.txt": gettext_lazy("Your password has been changed"),
    "account/messages/password_set.txt": gettext_lazy("Your password has been set"),
    "mfa/messages/totp_activated.txt": gettext_lazy("Your authenticator app has been set up"),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Your authenticator app has been removed"),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Your passkey has been added"),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Your passkey has been removed"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Signing in with an address and a password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _too_many % settings.LOCK_OUT_MINUTES,
        "rate_limited": _too_many % settings.LOCK_OUT_MINUTES,
        "email_password_mismatch": gettext_lazy("The email address or the password is not right"),
        "incorrect_password": gettext_lazy("The password is not right"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people come by invitation."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link that sets a new password: at our own address, not the one that the request named."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return settings.BASE_URL + path

    def authenticate(self, request: HttpRequest, **credentials) -> Person | None:
        """Answer for somebody who may no longer come in exactly as for a wrong password."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Check the password again; the address is the person's own, not a separate record."""
        return self.authenticate(context.request, email=user.email, password=password) == user

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:
        """Send somebody who may no longer come in back to the door."""
        return _not_let_in(request)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Ask for the password again before a security setting is changed, but not at the first set-up.

        Somebody without a second factor has just signed in and can reach nothing but the set-up itself.
        """
        return bool(context.request.session.get("second_factor"))

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        """Say only what the person needs to know, in our words."""
        text = message or _said.get(message_template)
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Write to the person's own address when a security setting was changed."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are sealed for the person they belong to."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("The code is not right, or has already been used"),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret for the person who is setting it up."""
        return key_ring().seal(text, _whose())

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of the person who is signing in. Raises Tampered for a secret moved from another."""
        return key_ring().open(encrypted_text, _whose())

    def generate_authenticator_name(self, user: Person, type) -> str:
        """Suggest a name for a passkey."""
        return gettext("My passkey")


def _whose() -> str:
    request = context.request
    if request.user.is_authenticated:
        return f"second-factor:{request.user.pk}"
    login = unstash_login(request, peek=True)
    if login is None or login.user is None:
        raise LookupError("a second factor is read only for somebody who is signing in")
    return f"second-factor:{login.user.pk}"


class ForceSignInAdapter(DefaultSocialAccountAdapter):
    """A force's own sign-in lets in only people already known or invited, at that force's own addresses."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up here either."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Match the force's account with the person whom its address names, or stop at the door."""
        address = _trusted_address(sociallogin)
        if not address:
            raise ImmediateHttpResponse(_not_let_in(request))
        if sociallogin.is_existing:
            return
        person = Person.objects.filter(email=address, is_active=True).first() or accept_for_address(
            address, sociallogin.account.extra_data.get("name", "")
        )
        if person is None:
            raise ImmediateHttpResponse(_not_let_in(request))
        sociallogin.connect(request, person)


def _trusted_address(sociallogin: SocialLogin) -> str | None:
    domains = sociallogin.account.get_provider().app.settings["domains"]
    for found in sociallogin.email_addresses:
        address = found.email.strip().lower()
        if found.verified and address.rpartition("@")[2] in domains:
            return address
    return None


def _not_let_in(request: HttpRequest) -> HttpResponse:
    messages.error(request, gettext("You can't sign in with this account. Ask the person who manages your posts"))
    return redirect("account_login")
