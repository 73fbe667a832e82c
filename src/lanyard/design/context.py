"""What every page has: the product's name, the demonstration banner, the way round."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lanyard.design.navigation import navigation

PRODUCT = "Lanyard"


def furniture(request: HttpRequest) -> dict:
    """Return the values the layout needs on every page; the ways in are worked out only where they are shown."""
    return {
        "product": PRODUCT,
        "demo": settings.DEMO,
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "seldom": SimpleLazyObject(lambda: navigation(request, seldom=True)),
    }
