"""Addresses that belong to no room."""

from django.urls import path

from lanyard.design import views

app_name = "design"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("styleguide", views.styleguide, name="styleguide"),
]
