"""The addresses of the children of a school, of its class list, and of joining records."""

from django.urls import path

from lanyard.units.views import children, class_lists, duplicates

urlpatterns = [
    path("children/", children.schools, name="children_schools"),
    path("schools/<id:school>/children/", children.children, name="children"),
    path("schools/<id:school>/children/class-list/", class_lists.choose, name="class_list"),
    path("schools/<id:school>/children/class-list/columns/", class_lists.columns, name="class_list_columns"),
    path("schools/<id:school>/children/class-list/accept/", class_lists.accept, name="accept_class_list"),
    path("schools/<id:school>/children/twice/", duplicates.duplicates, name="duplicates"),
    path("units/<id:unit>/members/choose/", children.take_in_listed, name="choose_member"),
    path("children/<id:child>/", children.child, name="child"),
    path("children/<id:child>/correct/", children.correct, name="correct_child"),
    path("children/<id:child>/left/", children.leave, name="child_left"),
    path("children/<id:child>/back/", children.back, name="child_back"),
    path("children/<id:child>/same-as/<id:other_child>/", duplicates.same_as, name="same_child"),
    path("children/<id:child>/not/<id:other_child>/", duplicates.two_children, name="two_children"),
    path("children/joined/<id:merge>/undo/", duplicates.undo, name="undo_merge"),
]
