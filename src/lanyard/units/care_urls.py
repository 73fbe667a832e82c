"""The addresses of who answers for children, of needs, of breaks and of the way on to the cadets."""

from django.urls import path

from lanyard.units.views import adults, care, ways

urlpatterns = [
    path("children/<id:child>/adults/", adults.adults, name="adults"),
    path("children/<id:child>/adults/add/", adults.add, name="add_adult"),
    path("children/<id:child>/adults/add-known/", adults.add_known, name="add_known_adult"),
    path("responsibilities/<id:responsibility>/change/", adults.change_what_they_are, name="change_responsibility"),
    path("responsibilities/<id:responsibility>/contact/", adults.contact, name="adult_contact"),
    path("responsibilities/<id:responsibility>/end/", adults.end, name="end_responsibility"),
    path("units/<id:unit>/needs/", care.unit_needs, name="needs"),
    path("units/<id:unit>/needs/reviewed/", care.review, name="needs_reviewed"),
    path("units/<id:unit>/needs/read/", care.read, name="needs_read"),
    path("members/<id:member>/needs/", care.member_needs, name="member_needs"),
    path("members/<id:member>/needs/add/", care.add, name="add_need"),
    path("needs/<id:need>/change/", care.change, name="change_need"),
    path("needs/<id:need>/close/", care.close, name="close_need"),
    path("members/<id:member>/break/", ways.pause, name="pause_member"),
    path("members/<id:member>/back/", ways.back, name="member_back"),
    path("units/<id:unit>/on-to-the-cadets/", ways.pathways, name="pathways"),
    path("members/<id:member>/on-to-the-cadets/", ways.pathway, name="pathway"),
    path("forces/<id:force>/on-to-the-cadets/", ways.handovers, name="handovers"),
    path("pathways/<id:pathway>/hand-over/", ways.hand, name="hand_over"),
]
