"""The address book: each room brings its own pages."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include(f"lanyard.{room}.urls"))
    for room in settings.ROOMS
    if find_spec(f"lanyard.{room}.urls") is not None
]
handler404 = "lanyard.design.views.not_found"
handler500 = "lanyard.design.views.broken"
handler403 = "lanyard.design.views.not_found"
handler400 = "lanyard.design.views.bad_request"
