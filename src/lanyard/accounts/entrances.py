"""The addresses of signing in: django-allauth's views, only those we use, each saying who may come.

django-allauth finds these routes by name; a name that is missing here is a page that does not exist.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path, reverse
from django.views.decorators.cache import never_cache

from lanyard.accounts.middleware import sets_up
from lanyard.accounts.views.account import second_factor
from lanyard.design.routes import View, public, signed_in


class SignIn(account.LoginView):
    """The door, with the forces' own sign-ins beside the password."""

    def get_context_data(self, **kwargs) -> dict:
        """Add the configured forces."""
        forces = [
            {"name": app["name"], "url": reverse("openid_connect_login", args=[app["provider_id"]])}
            for app in settings.OIDC_PROVIDERS
        ]
        return {**super().get_context_data(**kwargs), "force_sign_ins": forces}


_door = public("the door: nobody is signed in yet")
_reset = public("somebody who forgot their password can't sign in")
_between = public("between the password and the second factor nobody is signed in yet")
_own = signed_in("one's own way of signing in")


def _set_up(view: View) -> View:
    """Open a page also to somebody who has no second factor yet."""
    return sets_up(_own(view))


def _configured(view: View) -> View:
    """Let a force's own sign-in exist only where one is configured."""

    @_door
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.OIDC_PROVIDERS:
            raise Http404
        return view(request, *args, **kwargs)

    return page


urlpatterns: list[URLPattern] = [
    path("account/sign-in/", _door(SignIn.as_view()), name="account_login"),
    path("account/sign-out/", public("leaving is open to all")(account.logout), name="account_logout"),
    path("account/confirm/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("account/password/", _own(account.password_change), name="account_change_password"),
    path("account/password/new/", _own(account.password_set), name="account_set_password"),
    path("account/forgotten/", _reset(account.password_reset), name="account_reset_password"),
    path("account/forgotten/sent/", _reset(account.password_reset_done), name="account_reset_password_done"),
    path(
        "account/forgotten/done/",
        _reset(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^account/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _reset(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/code/", _between(mfa.authenticate), name="mfa_authenticate"),
    path("account/passkey/", _between(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("account/confirm/code/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", second_factor, name="mfa_index"),
    path("account/second-factor/keys/", second_factor, name="mfa_list_webauthn"),
    path("account/second-factor/app/", _set_up(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/second-factor/passkey/", _set_up(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkey/<int:pk>/remove/",
        _own(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("account/recovery-codes/", _own(never_cache(codes.view_recovery_codes)), name="mfa_view_recovery_codes"),
    path("account/recovery-codes/new/", _own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("account/force/<str:provider_id>/", _configured(oidc.login), name="openid_connect_login"),
    path("account/force/<str:provider_id>/back/", _configured(oidc.callback), name="openid_connect_callback"),
    path("account/force-stopped/", _configured(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("account/force-failed/", _configured(social.login_error), name="socialaccount_login_error"),
]
