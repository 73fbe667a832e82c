"""The addresses of the programme's pages."""

from django.urls import path

from lanyard.programme.views import before, observations, parents, planning, register, running

app_name = "programme"

_of = "sessions/<id:session>/"

urlpatterns = [
    path("sessions/", planning.sessions, name="sessions"),
    path("units/<id:unit>/sessions/", planning.unit_sessions, name="unit_sessions"),
    path("units/<id:unit>/sessions/plan/", planning.plan, name="plan"),
    path(_of, planning.session, name="session"),
    path(f"{_of}change/", planning.replan, name="replan"),
    path(f"{_of}plans/", planning.plans, name="plans"),
    path(f"{_of}cancel/", planning.cancel, name="cancel"),
    path(f"{_of}leaders/", planning.leaders, name="leaders"),
    path(f"{_of}staff/", planning.staff, name="staff"),
    path(f"{_of}plan-check/", before.check_plan, name="check_plan"),
    path(f"{_of}behaviour/", before.behaviour, name="behaviour"),
    path(f"{_of}risk-assessment/", before.risks, name="risks"),
    path(f"{_of}photos/", before.photos, name="photos"),
    path(f"{_of}override/<slug:requirement>/", before.override, name="override"),
    path(f"{_of}for-parents/", parents.for_parents, name="for_parents"),
    path(f"{_of}start/", running.start, name="start"),
    path(f"{_of}stop/", running.stop, name="stop"),
    path(f"{_of}resume/", running.resume, name="resume"),
    path(f"{_of}end/", running.end, name="end"),
    path(f"{_of}arrive/", running.arrive, name="arrive"),
    path(f"{_of}leave/", running.leave, name="leave"),
    path(f"{_of}register/", register.register, name="register"),
    path("observations/", observations.due, name="observations_due"),
    path("observations/officer/<id:person>/", observations.of_officer, name="observations"),
    path("observations/officer/<id:person>/new/", observations.observe, name="observe"),
    path("observations/<id:observation>/", observations.observation, name="observation"),
    path("observations/<id:observation>/withdraw/", observations.withdraw, name="withdraw_observation"),
]
