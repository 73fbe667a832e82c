"""The addresses of paper permission."""

from django.urls import path

from lanyard.consents.views import answers as views

app_name = "consents"
urlpatterns = [
    path("units/<id:unit>/permissions/", views.permissions, name="permissions"),
    path("units/<id:unit>/permissions/record/", views.record_list, name="record_list"),
    path("units/<id:unit>/permissions/form/", views.paper_form, name="paper_form"),
    path("members/<id:member>/permissions/", views.member, name="member"),
    path("permissions/<id:permission>/withdraw/", views.withdraw, name="withdraw"),
]
