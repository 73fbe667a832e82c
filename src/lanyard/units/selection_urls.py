"""The addresses from the introduction to the offer."""

from django.urls import path

from lanyard.units.views import applications, deciding, drawing, intakes

urlpatterns = [
    path("units/<id:unit>/intake/", intakes.intakes, name="intakes"),
    path("units/<id:unit>/intake/new/", intakes.new, name="new_intake"),
    path("units/<id:unit>/intake/<id:intake>/", intakes.intake, name="intake"),
    path("units/<id:unit>/intake/<id:intake>/change/", intakes.change, name="change_intake"),
    path("units/<id:unit>/intake/<id:intake>/call-off/", intakes.cancel, name="cancel_intake"),
    path("units/<id:unit>/intake/<id:intake>/introduction/", intakes.introduction, name="introduction"),
    path(
        "units/<id:unit>/intake/<id:intake>/introduction/<id:introduction>/mistake/",
        intakes.introduction_mistake,
        name="introduction_mistake",
    ),
    path("units/<id:unit>/intake/<id:intake>/applications/", applications.applications, name="applications"),
    path("units/<id:unit>/intake/<id:intake>/apply/", applications.may_still_apply, name="may_apply"),
    path("units/<id:unit>/intake/<id:intake>/apply/<id:applicant>/", applications.apply, name="apply"),
    path(
        "units/<id:unit>/intake/<id:intake>/applications/<id:application>/",
        applications.application,
        name="application",
    ),
    path(
        "units/<id:unit>/intake/<id:intake>/applications/<id:application>/note/",
        applications.note,
        name="panel_note",
    ),
    path(
        "units/<id:unit>/intake/<id:intake>/applications/<id:application>/nominate/",
        applications.nomination,
        name="nomination",
    ),
    path(
        "units/<id:unit>/intake/<id:intake>/applications/<id:application>/withdraw/",
        applications.withdraw,
        name="withdraw_application",
    ),
    path("units/<id:unit>/intake/<id:intake>/votes/", applications.ballots, name="ballots"),
    path("units/<id:unit>/intake/<id:intake>/shares/", drawing.shares, name="shares"),
    path("units/<id:unit>/intake/<id:intake>/draw/", drawing.draw, name="draw"),
    path("units/<id:unit>/intake/<id:intake>/draw/prepare/", drawing.prepare, name="prepare_draw"),
    path("units/<id:unit>/intake/<id:intake>/draw/<id:draw>/run/", drawing.run, name="run_draw"),
    path("units/<id:unit>/intake/<id:intake>/draw/<id:draw>/set-aside/", drawing.aside, name="draw_aside"),
    path("units/<id:unit>/intake/<id:intake>/draw/<id:draw>/files/", drawing.files, name="draw_files"),
    path("units/<id:unit>/intake/<id:intake>/decide/", deciding.decide, name="decide"),
    path("units/<id:unit>/intake/<id:intake>/offers/", deciding.offers, name="offers"),
    path("units/<id:unit>/intake/<id:intake>/offers/take-back/", deciding.take_back, name="take_selection_back"),
    path("units/<id:unit>/intake/<id:intake>/offers/<id:offer>/reply/", deciding.reply, name="offer_reply"),
    path("units/<id:unit>/intake/<id:intake>/offers/<id:offer>/place/", deciding.give_place, name="give_place"),
    path("forces/<id:force>/vulnerable-share/", intakes.force_minimum, name="force_minimum"),
]
