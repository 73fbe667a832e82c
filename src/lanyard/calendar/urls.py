"""Addresses of this room."""

from django.urls import path

from lanyard.calendar import views

app_name = "calendar"
urlpatterns = [
    path("school-year/<id:organisation>/", views.calendar, name="calendar"),
    path("school-year/<id:organisation>/terms/", views.edit_terms, name="edit_terms"),
    path("school-year/<id:organisation>/close/", views.close_day, name="close_day"),
    path("closed-days/<id:closed_day>/open/", views.open_day, name="open_day"),
]
