"""Addresses of the assurance room."""

from django.urls import path

from lanyard.assurance.views import boards, certificates, confirm, framework

app_name = "assurance"
urlpatterns = [
    path("board/", boards.boards, name="boards"),
    path("board/<id:force>/", boards.board, name="board"),
    path("board/<id:force>/people/", boards.people, name="people"),
    path("board/<id:force>/units.csv", boards.export, name="board_export"),
    path("checklist/<slug:kind>/<id:subject>/", confirm.checklist, name="checklist"),
    path("confirm/<slug:kind>/<id:subject>/<slug:requirement>/", confirm.confirm, name="confirm"),
    path("framework/", framework.framework, name="framework"),
    path("framework/<slug:requirement>/", framework.requirement, name="requirement"),
    path("framework/force/<id:force>/", framework.local, name="local"),
    path("framework/force/<id:force>/add/", framework.add, name="add_local"),
    path("framework/force/<id:force>/tighten/<slug:requirement>/", framework.tighten, name="tighten"),
    path("framework/local/<id:local_requirement>/end/", framework.end, name="end_local"),
    path("units/<id:unit>/certificate/", certificates.issue, name="issue_certificate"),
    path("certificates/<id:certificate>", certificates.check, name="certificate"),
    path("certificates/<id:certificate>.pdf", certificates.pdf, name="certificate_pdf"),
]
