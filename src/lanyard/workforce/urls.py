"""Addresses of people who deliver."""

from django.urls import path

from lanyard.workforce import views

app_name = "workforce"
urlpatterns = [
    path("officers/", views.officers, name="officers"),
    path("officers/officers.csv", views.export, name="export"),
    path("officers/due/", views.due, name="due"),
    path("officers/<id:person>/", views.officer, name="officer"),
    path("officers/<id:person>/profile/", views.profile, name="profile"),
    path("officers/<id:person>/records/<slug:kind>/add/", views.add_record, name="add_record"),
    path("officers/<id:person>/records/<id:record>/withdraw/", views.withdraw, name="withdraw"),
    path("my-record/", views.my_record, name="my_record"),
    path("my-record/<slug:kind>/", views.declare, name="declare"),
]
