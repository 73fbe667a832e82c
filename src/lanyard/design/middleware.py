"""What is turned away before any page reads it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

# Besides the file, a form brings its other fields and what divides them.
_BESIDES = 1024 * 1024


class DoorMiddleware:
    """Refuses a request that no form of ours sends: an upload beyond all limits, a NUL in an address.

    It stands before the check against forged forms, which reads the whole of what was sent, from anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or raise BadRequest."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            # PostgreSQL has no such character: a search for it would fail inside.
            raise BadRequest("a NUL in the address")
        if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and _length(request) > _most(request):
            raise BadRequest("more was sent than anybody may send")
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _most(request: HttpRequest) -> int:
    # Only somebody signed in has a form with a file.
    signed_in = request.user.is_authenticated
    return settings.MAX_UPLOAD_BYTES + _BESIDES if signed_in else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
