"""What every page has: the product's name, the demonstration banner, the way round."""

from django.conf import settings
from django.http import HttpRequest


def furniture(request: HttpRequest) -> dict:
    """Return the values the layout needs on every page."""
    return {"product": "Lanyard", "demo": settings.DEMO}
