"""Puts the actor on the request, and keeps staff without a second factor at the door."""

from collections.abc import Callable
from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from lanyard.accounts.actors import actor_of
from lanyard.accounts.sessions import BEGAN, DEMONSTRATION, SECOND_FACTOR
from lanyard.engines.rights import NOBODY, Actor


def sets_up(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare a page open also to somebody who has no second factor yet, because it sets one up."""
    view.__dict__["sets_up"] = True
    return view


class ActorMiddleware:
    """Every request has `request.actor`; nobody signed in means an actor who may do nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor; the posts are read only when something asks for them."""
        request.actor = cast(Actor, SimpleLazyObject(lambda: _actor(request)))
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    # Without the second factor a person has no rights yet, on public pages neither.
    proved = request.user.is_authenticated and _has_proved(request)
    return actor_of(request) if proved else NOBODY


class SecondFactorMiddleware:
    """Staff come in with a second factor. Until one is set up, only the pages that do so are open.

    A session also ends a working day after it began, however busy it was.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request through."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Send a person without a second factor to set one up before any page that is not public."""
        if not getattr(view, "permission", None) and not getattr(view, "signed_in", None):
            return None
        if not request.user.is_authenticated:
            return None
        if _is_over(request):
            return _back_to_the_door(request)
        if _has_proved(request):
            return None
        if Authenticator.objects.filter(user=request.user).exists():
            # A session from before the set-up was made elsewhere: it may not add a second factor of its own.
            return _back_to_the_door(request)
        return None if getattr(view, "sets_up", False) else redirect("accounts:second_factor")


def _has_proved(request: HttpRequest) -> bool:
    how = request.session.get(SECOND_FACTOR)
    return bool(how) and (how != DEMONSTRATION or settings.DEMO)


def _is_over(request: HttpRequest) -> bool:
    began = request.session.get(BEGAN, 0)
    return timezone.now().timestamp() - began > settings.SESSION_COOKIE_AGE


def _back_to_the_door(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(settings.LOGIN_URL)
