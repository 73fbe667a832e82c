"""The addresses of units."""

from django.urls import path

from lanyard.units import care_urls, list_urls, selection_urls
from lanyard.units.views import leaders, members, pages, setting_up

app_name = "units"
urlpatterns = [
    path("units/", pages.units, name="units"),
    path("units/<id:unit>/", pages.unit, name="unit"),
    path("units/<id:unit>/change/", setting_up.change, name="change"),
    path("units/<id:unit>/end/", setting_up.end, name="end"),
    path("units/<id:unit>/leaders/add/", leaders.name, name="name_leader"),
    path("units/<id:unit>/leaders/<id:leader>/end/", leaders.end, name="end_leader"),
    path("units/<id:unit>/school-lead/", leaders.school_lead, name="school_lead"),
    path("units/<id:unit>/members/", members.members, name="members"),
    path("units/<id:unit>/members/add/", members.add, name="add_member"),
    path("members/<id:member>/correct/", members.correct, name="correct_member"),
    path("members/<id:member>/leave/", members.leave, name="member_left"),
    path("schools/<id:school>/units/new/", setting_up.new, name="new"),
    path("forces/<id:force>/unit-rules/", setting_up.force_rule, name="force_rule"),
    *list_urls.urlpatterns,
    *care_urls.urlpatterns,
    *selection_urls.urlpatterns,
]
