"""What all pages behind a personal link share: nobody keeps them, nobody lists them, nobody learns their address."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from lanyard.design.routes import public

View = Callable[..., HttpResponse]
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
OUR_OWN = {"same-origin", "none"}


def private_page(reason: str) -> Callable[[View], View]:
    """Declare a page that anybody may open who has its address, and keep that address to its reader.

    Without a referrer a browser sends no origin with a form, so Django's check of forged forms can't work here. The
    address is the secret that such a check asks for (ADR 0020); a form from another site is refused all the same.
    """

    def declare(view: View) -> View:
        @csrf_exempt
        @public(reason)
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _answer(view, request, *args, **kwargs)
            for name, value in HEADERS.items():
                response.headers[name] = value
            return response

        return guarded

    return declare


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") not in OUR_OWN:
        return render(request, "consents/parent/gone.html", status=403)
    return view(request, *args, **kwargs)
