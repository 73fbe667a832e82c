"""Forms of signing in: django-allauth's own checks, our own words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as AllauthChangePassword,
)
from allauth.account.forms import (
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _

PASSWORD_HINT = _("At least 12 characters. Three words that mean something only to you work well")


class OurWords:
    """Replaces labels, hints and messages, and drops placeholders, which vanish when most needed."""

    fields: dict[str, Any]
    labels: dict = {}
    hints: dict = {}
    missing: dict = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]


class SignInForm(OurWords, LoginForm):
    """Address and password."""

    labels = {"login": _("Email address"), "password": _("Password")}
    missing = {"login": _("Enter your email address"), "password": _("Enter your password")}


class PasswordAgainForm(OurWords, ReauthenticateForm):
    """The password once more, before a security setting is changed."""

    labels = {"password": _("Password")}
    missing = {"password": _("Enter your password")}


class ChangePasswordForm(OurWords, AllauthChangePassword):
    """The old password and a new one."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints = {"password1": PASSWORD_HINT}
    missing = {"oldpassword": _("Enter your current password"), "password1": _("Enter a new password")}


class ForgottenPasswordForm(OurWords, ResetPasswordForm):
    """The address to send a link to."""

    labels = {"email": _("Email address")}
    missing = {"email": _("Enter your email address")}


class NewPasswordForm(OurWords, ResetPasswordKeyForm):
    """A new password, by the link."""

    labels = {"password1": _("New password"), "password2": _("New password again")}
    hints = {"password1": PASSWORD_HINT}
    missing = {"password1": _("Enter a new password")}


class OneTimeCode(OurWords):
    """A code that is typed: digits come up on a phone's keyboard, and spaces are no mistake."""

    labels = {"code": _("Security code")}
    missing = {"code": _("Enter the code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        )


class CodeForm(OneTimeCode, AuthenticateForm):
    """The code that lets in."""

    hints = {"code": _("The 6 digits your authenticator app shows, or one of your recovery codes")}


class CodeAgainForm(OneTimeCode, ReauthenticateCodeForm):
    """The code once more, before a security setting is changed."""

    hints = CodeForm.hints


class AuthenticatorAppForm(OneTimeCode, ActivateTOTPForm):
    """The first code of an app that was just set up."""

    hints = {"code": _("The 6 digits your authenticator app shows now")}

    @property
    def key_in_fours(self) -> str:
        """The key as people copy it, four characters at a time; apps pass over the spaces."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AddPasskeyForm(OurWords, AddWebAuthnForm):
    """A passkey and its name."""

    labels = {"name": _("Name of the passkey"), "passwordless": _("Sign in with this passkey alone, with no password")}
    hints = {
        "name": _("For example, work phone"),
        "passwordless": _("Your device checks that it is you, by fingerprint, face or PIN"),
    }
