"""Addresses of this room."""

from django.urls import path

from lanyard.organisations.views import areas, forces, registers, schools

app_name = "organisations"
urlpatterns = [
    path("schools/", schools.schools, name="schools"),
    path("schools/<id:school>/", schools.school, name="school"),
    path("schools/<id:school>/place/", schools.place_school, name="place_school"),
    path("areas/", areas.areas, name="areas"),
    path("areas/add/", areas.add_area, name="add_area"),
    path("areas/<id:area>/", areas.area, name="area"),
    path("areas/<id:area>/rename/", areas.rename_area, name="rename_area"),
    path("registers/", registers.registers, name="registers"),
    path("registers/read/", registers.read_register, name="read_register"),
    path("registers/<id:register>/", registers.register, name="register"),
    path("registers/<id:register>/accept/", registers.accept_register, name="accept_register"),
    path("forces/", forces.forces, name="forces"),
]
