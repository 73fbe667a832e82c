"""Every page says who may come: `needs` a permission, `signed_in`, or `public` with a reason.

A test walks all routes and fails on one that says nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import register_converter

from lanyard.engines.ids import ALPHABET, LENGTH
from lanyard.engines.refusals import Forbidden
from lanyard.engines.rights import Permission

View = Callable[..., HttpResponse]


class PublicIdConverter:
    """Matches a public id in an address; written <id:unit>, named after the thing it names."""

    regex = f"[{ALPHABET}]{{{LENGTH}}}"

    def to_python(self, value: str) -> str:
        """Return the id as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """Return the id as it stands."""
        return value


register_converter(PublicIdConverter, "id")


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare the permission a page asks for. Without it the page does not exist for the reader.

    The view still fetches what it shows through `visible_to(actor, permission)`: the decorator asks whether the
    actor holds the permission anywhere, the queryset where.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.actor.holds(permission):
                raise Http404
            return _kept_nowhere(_absent_if_forbidden(view, request, *args, **kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def signed_in(reason: str) -> Callable[[View], View]:
    """Declare a page for anybody signed in, and why no permission is asked for."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return _kept_nowhere(_absent_if_forbidden(view, request, *args, **kwargs))

        guarded.signed_in = reason  # type: ignore[attr-defined]
        return guarded

    return declare


def public(reason: str) -> Callable[[View], View]:
    """Declare a page anybody may open, and why."""

    def declare(view: View) -> View:
        @wraps(view)
        def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _absent_if_forbidden(view, request, *args, **kwargs)

        open_to_all.public = reason  # type: ignore[attr-defined]
        return open_to_all

    return declare


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    # A school's tablet has many hands: after signing out, "back" must not bring up a child's name.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _absent_if_forbidden(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except (Forbidden, ObjectDoesNotExist) as missing:
        raise Http404 from missing
