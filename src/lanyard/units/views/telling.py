"""The way of a single button: act, and say what was done or why it was refused."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from lanyard.engines.refusals import Refused


def tell(request: HttpRequest, act: Callable[[], object], said: str) -> bool:
    """Act; tell the person on the next page. Returns whether it was done."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, said)
    return True
