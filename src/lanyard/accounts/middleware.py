"""Puts the actor on the request, and keeps staff without a second factor at the door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from lanyard.accounts.actors import actor_for
from lanyard.engines.rights import NOBODY


class ActorMiddleware:
    """Every request has `request.actor`; nobody signed in means an actor who may do nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor; the posts are read only when something asks for them."""
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return self.get_response(request)


def _actor(request: HttpRequest):
    return actor_for(request.user) if request.user.is_authenticated else NOBODY


class SecondFactorMiddleware:
    """Staff come in with a second factor. Until one is set up, only the pages that do so are open."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request through."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Send a person without a second factor to set one up before any page that asks for a right."""
        if not getattr(view, "permission", None) and not getattr(view, "signed_in", None):
            return None
        if not request.user.is_authenticated or request.session.get("second_factor"):
            return None
        return redirect("accounts:second_factor")
