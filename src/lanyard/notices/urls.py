"""Addresses of the day and of messages."""

from django.urls import path

from lanyard.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.today, name="today"),
    path("notices/", views.notices, name="notices"),
    path("notices/<id:notice>/", views.notice, name="notice"),
    path("notices/<id:notice>/read/", views.read, name="read"),
]
