"""Addresses of partnerships, agreements, reviews, school policies and briefings."""

from django.urls import path

from lanyard.partnerships.views import agreements, partnerships, reviews, schools

app_name = "partnerships"
urlpatterns = [
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/<id:partnership>/", partnerships.partnership, name="partnership"),
    path("partnerships/<id:partnership>/history/", partnerships.history, name="history"),
    path("partnerships/<id:partnership>/contact/", partnerships.contact, name="contact"),
    path("partnerships/<id:partnership>/end/", partnerships.end, name="end"),
    path("partnerships/<id:partnership>/reviews/new/", reviews.new, name="new_review"),
    path("partnerships/<id:partnership>/agreements/<slug:kind>/new/", agreements.new, name="new_agreement"),
    path("partnerships/<id:partnership>/briefings/", schools.briefings, name="briefings"),
    path("partnerships/<id:partnership>/briefings/<slug:topic>/", schools.brief, name="brief"),
    path("partnership-status/<id:status>/read/", partnerships.read_refusal, name="read_refusal"),
    path("schools/<id:school>/partnership/", partnerships.status, name="status"),
    path("schools/<id:school>/policies/new/", schools.new_policy, name="new_policy"),
    path("school-policies/<id:policy>/withdraw/", schools.withdraw, name="withdraw_policy"),
    path("agreements/<id:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<id:agreement>/answers/", agreements.answers, name="answers"),
    path("agreements/<id:agreement>/issue/", agreements.issue, name="issue"),
    path("agreements/<id:agreement>/sign/school/", agreements.sign_for_school, name="sign_for_school"),
    path("agreements/<id:agreement>/sign/force/", agreements.sign_for_force, name="sign_for_force"),
    path("agreements/<id:agreement>/document.pdf", agreements.pdf, name="pdf"),
    path("agreements/<id:agreement>/discard/", agreements.discard, name="discard"),
    path("agreements/<id:agreement>/end/", agreements.end, name="end_agreement"),
    path("agreements/<id:agreement>/paper/", agreements.paper, name="paper"),
    path("reviews/<id:review>/", reviews.review, name="review"),
    path("reviews/<id:review>/confirm/school/", reviews.confirm_for_school, name="confirm_for_school"),
    path("reviews/<id:review>/confirm/force/", reviews.confirm_for_force, name="confirm_for_force"),
]
