"""Pages of one's own account, and of coming in by an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lanyard.accounts.actions.invitations import accept_invitation, find_invitation
from lanyard.accounts.actions.people import sign_out
from lanyard.accounts.actors import whoever
from lanyard.accounts.forms import AcceptForm
from lanyard.accounts.middleware import sets_up
from lanyard.accounts.models import Invitation, Person
from lanyard.accounts.queries import own_posts
from lanyard.accounts.sessions import end_sessions, open_sign_ins
from lanyard.design.forms import refuse
from lanyard.design.routes import public, signed_in
from lanyard.engines.refusals import Refused

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@signed_in("one's own account")
def account(request: HttpRequest) -> HttpResponse:
    """Show who I am here, my posts, and how I sign in."""
    return render(request, "accounts/account.html", {"posts": own_posts(whoever(request))})


@sets_up
@signed_in("one's own second factor")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show how I prove it is me, or help me to set it up."""
    mine = Authenticator.objects.filter(user=request.user).order_by("pk")
    found: dict[str, list] = {"totp": [], "webauthn": [], "recovery_codes": []}
    for authenticator in mine:
        found[authenticator.type].append(authenticator)
    return render(request, "accounts/second_factor.html", {"found": found})


@signed_in("one's own sessions")
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where I am signed in, and sign out there."""
    if request.method == "POST":
        _sign_out(request)
        return redirect("accounts:sessions")
    context = {"sign_ins": open_sign_ins(whoever(request)), "here": request.session.session_key}
    return render(request, "accounts/sessions.html", context)


def _sign_out(request: HttpRequest) -> None:
    which = request.POST.get("sign_in", "").replace("\0", "")
    if which:
        sign_out(whoever(request), which)
    else:
        end_sessions(whoever(request), but=[request.session.session_key or ""])
    messages.success(request, _("Signed out there") if which else _("Signed out everywhere else"))


@public("the person invited has no account yet; the token is the key")
@sensitive_post_parameters("password")
@never_cache
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take up the post of an invitation."""
    invitation = find_invitation(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=410)
    known = Person.objects.filter(email=invitation.email).first()
    if known is not None:
        return _accept_known(request, token, invitation, known)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            post = accept_invitation(token, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _come_in(request, post.person)
    return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})


def _come_in(request: HttpRequest, person: Person) -> HttpResponse:
    login(request, person, backend=BACKEND)
    record_authentication(request, person, "password", email=person.email)
    return redirect("accounts:second_factor")


def _accept_known(request: HttpRequest, token: str, invitation: Invitation, known: Person) -> HttpResponse:
    itself = request.user == known
    # Only the actor of somebody who has proved the second factor has a person.
    proved = itself and request.actor.person == request.user.pk
    if request.method == "POST" and proved:
        try:
            accept_invitation(token, person=whoever(request))
        except Refused as refused:
            messages.error(request, refused.message)
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": invitation, "proved": proved, "closed": not known.is_active}
    return render(request, "accounts/accept_known.html", context)
