"""The addresses of paper permission."""

from django.urls import path

from lanyard.consents.views import answers as views
from lanyard.consents.views import copies, parent, requests

app_name = "consents"
urlpatterns = [
    path("units/<id:unit>/permissions/", views.permissions, name="permissions"),
    path("units/<id:unit>/permissions/record/", views.record_list, name="record_list"),
    path("units/<id:unit>/permissions/form/", views.paper_form, name="paper_form"),
    path("units/<id:unit>/permissions/copy/", copies.copy, name="copy"),
    path("units/<id:unit>/permissions/copy.csv", copies.copy_file, name="copy_file"),
    path("members/<id:member>/permissions/", views.member, name="member"),
    path("permissions/<id:permission>/withdraw/", views.withdraw, name="withdraw"),
    path("units/<id:unit>/requests/", requests.requests, name="requests"),
    path("units/<id:unit>/requests/new/", requests.new, name="new_request"),
    path("requests/<id:consent_request>/", requests.request_page, name="request"),
    path("asked/<id:asked>/again/", requests.again, name="ask_again"),
    path("asked/<id:asked>/try/", requests.try_link, name="try_link"),
    path("asked/<id:asked>/stop/", requests.stop, name="stop_asking"),
    path("units/<id:unit>/tell-parents/", requests.tell, name="tell_parents"),
    path("p/<str:token>/", parent.parent, name="parent"),
    path("p/<str:token>/confirm/", parent.confirm, name="parent_confirm"),
    path("p/<str:token>/new-link/", parent.fresh, name="parent_fresh"),
    path("p/<str:token>/ask/<slug:purpose>/", parent.question, name="parent_question"),
    path("p/<str:token>/ask/<slug:purpose>/each/", parent.each, name="parent_each"),
    path("p/<str:token>/check/", parent.check, name="parent_check"),
    path("p/<str:token>/saved/", parent.saved, name="parent_saved"),
    path("p/<str:token>/say-no/", parent.take_back, name="parent_take_back"),
]
