"""Pages that belong to no room: errors, health, and the style guide."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lanyard.design.context import PRODUCT
from lanyard.design.health import reasons_not_ready
from lanyard.design.routes import public
from lanyard.design.styleguide import guide


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what is absent and for what is forbidden: the same page."""
    return render(request, "design/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no browser of ours would send."""
    return HttpResponse(_alone("design/bad_request.html"), status=400)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection against forged requests has run out or is missing."""
    return HttpResponse(_alone("design/stale_form.html"), status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the service itself failed."""
    return HttpResponse(_alone("design/broken.html"), status=500)


def _alone(template: str) -> str:
    # Without the request nothing is asked of the database, which may be what failed.
    return render_to_string(template, {"product": PRODUCT, "demo": settings.DEMO})


@public("A load balancer asks whether the process is alive")
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing of the database."""
    return JsonResponse({"alive": True})


@public("A load balancer asks whether to send people here; says nothing about anybody")
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the service can answer, with the reasons when it can't (503)."""
    reasons = reasons_not_ready()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


@public("Shows the components in the demonstration; holds no data")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "design/styleguide.html", guide(request))
