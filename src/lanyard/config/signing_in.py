"""Settings of signing in: django-allauth, the second factor, and a force's own OpenID Connect."""

from lanyard.config import environment as _env

LOCK_OUT_MINUTES = 15
LOCK_OUT_AFTER = 5

# --- Who and how --------------------------------------------------------------------------------------------
ACCOUNT_ADAPTER = "lanyard.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Nobody signs up: an address is proved by the invitation that was sent to it.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# No message goes to an address that has no account, so nobody can make us write to strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Lanyard: "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# A school's staff share one address on the internet, so the limits by address are wide and those by person narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": f"60/{LOCK_OUT_MINUTES}m/ip,{LOCK_OUT_AFTER}/{LOCK_OUT_MINUTES}m/key",
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    # Each change writes to an address of the person's choosing: nobody may make us pester a stranger.
    "manage_email": "5/h/user,3/h/key",
    # Personal links of parents and children: only what is wrong counts, because a school's families share addresses.
    "parent_link_wrong": "60/15m/ip",
    "parent_link_fresh": "20/15m/ip",
}
ACCOUNT_FORMS = {
    "login": "lanyard.accounts.sign_in_forms.SignInForm",
    "reauthenticate": "lanyard.accounts.sign_in_forms.PasswordAgainForm",
    "change_password": "lanyard.accounts.sign_in_forms.ChangePasswordForm",
    "reset_password": "lanyard.accounts.sign_in_forms.ForgottenPasswordForm",
    "reset_password_from_key": "lanyard.accounts.sign_in_forms.NewPasswordForm",
}
PASSWORD_RESET_TIMEOUT = 60 * 60
# The only address that a proxy may tell us of is the last one, and only where there is a proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _env.flag("LANYARD_BEHIND_PROXY") else 0

# --- The second factor ----------------------------------------------------------------------------------------
MFA_ADAPTER = "lanyard.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Lanyard"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers treat this machine itself as safe without https; nothing else is.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _env.flag("LANYARD_DEMO")
MFA_FORMS = {
    "authenticate": "lanyard.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "lanyard.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "lanyard.accounts.sign_in_forms.AuthenticatorAppForm",
    "add_webauthn": "lanyard.accounts.sign_in_forms.AddPasskeyForm",
}

# --- A force's own sign-in --------------------------------------------------------------------------------------
SOCIALACCOUNT_ADAPTER = "lanyard.accounts.adapters.ForceSignInAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"


def _provider(name: str) -> dict:
    """Read one force's provider: LANYARD_OIDC_<NAME>_SERVER, _CLIENT_ID, _CLIENT_SECRET, _DOMAINS, _TITLE."""
    prefix = f"LANYARD_OIDC_{name.upper().replace('-', '_')}"
    domains = [domain.lower() for domain in _env.words(f"{prefix}_DOMAINS")]
    return {
        "provider_id": name,
        "name": _env.text(f"{prefix}_TITLE", name),
        "client_id": _env.required(f"{prefix}_CLIENT_ID"),
        "secret": _env.text(f"{prefix}_CLIENT_SECRET"),
        "settings": {
            "server_url": _env.required(f"{prefix}_SERVER"),
            "oauth_pkce_enabled": True,
            # A provider speaks only for its own force's addresses.
            "domains": domains or [_env.required(f"{prefix}_DOMAINS")],
        },
    }


OIDC_PROVIDERS = [_provider(name) for name in _env.words("LANYARD_OIDC")]
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_PROVIDERS}}
