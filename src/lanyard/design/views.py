"""Pages that belong to no room: errors and health."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what is absent and for what is forbidden: the same page."""
    return render(request, "design/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no browser of ours would send."""
    return render(request, "design/bad_request.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the service itself failed."""
    return render(request, "design/broken.html", status=500)
