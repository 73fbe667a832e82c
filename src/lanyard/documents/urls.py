"""Addresses of documents."""

from django.urls import path

from lanyard.documents import views

app_name = "documents"
urlpatterns = [path("documents/<id:document>/", views.document, name="document")]
