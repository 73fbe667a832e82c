"""Children's applications: the list, writing one down, one's page, notes, nominations, taking one back."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.documents.models import Document
from lanyard.units import policy
from lanyard.units.actions.applications import (
    Wish,
    add_note,
    apply_for,
    count_ballots,
    nominate,
    withdraw_application,
)
from lanyard.units.catalogue.selecting import ADULT, NOMINATION, PANEL, PICTURES, WORDS, titles
from lanyard.units.models import Application, Intake
from lanyard.units.proposals import agreed
from lanyard.units.queries import may_apply
from lanyard.units.selection_forms import BallotsForm, NominationForm, NoteForm, WishForm, WithdrawalForm
from lanyard.units.views.asking import ask
from lanyard.units.views.selecting import address, intake_of

PER_PAGE = 50


def _intake(request: HttpRequest, unit: str, intake: str) -> Intake:
    return intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)


@needs(policy.CHOOSE_CHILDREN)
def applications(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """List the children who applied, by name."""
    found = _intake(request, unit, intake)
    rows = found.applications.counting().named()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    look(request.actor, "applications.listed", list(page), found.place, intake=found.pk)
    context = {"intake": found, "unit": found.unit, "page": page, "is_open": found.is_open()}
    return render(request, "units/selection/applications.html", context)


@needs(policy.CHOOSE_CHILDREN)
def may_still_apply(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """List the children who may apply and have not: for each, the child's own page."""
    found = _intake(request, unit, intake)
    page = Paginator(may_apply(found), PER_PAGE).get_page(request.GET.get("page"))
    look(request.actor, "applications.listed", list(page), found.place, intake=found.pk)
    context = {"intake": found, "unit": found.unit, "page": page, "is_open": found.is_open()}
    return render(request, "units/selection/may_apply.html", context)


@needs(policy.CHOOSE_CHILDREN)
def apply(request: HttpRequest, unit: str, intake: str, applicant: str) -> HttpResponse:
    """Write down one child's application: the child points, says or draws, with an adult beside."""
    found = _intake(request, unit, intake)
    who = may_apply(found).get(public_id=applicant)
    look(request.actor, "application.viewed", who, found.place, intake=found.pk)

    def act(said: dict[str, Any]) -> str:
        apply_for(request.actor, found, who, _wish(said))
        return _("%(name)s has applied") % {"name": who.given_name}

    return ask(
        request,
        WishForm(request.POST or None, request.FILES or None),
        act,
        done=address("may_apply", found),
        title=_("%(name)s, why would you like to be in Mini Police?") % {"name": who.given_name},
        caption=found.unit.name,
        button=_("Save"),
        template="units/selection/apply.html",
        child=who,
    )


def _wish(said: dict[str, Any]) -> Wish:
    way = ADULT if said["by_adult"] else WORDS if said["text"].strip() else PICTURES
    file = said["file"]
    drawing = (file.name, file.read()) if file else None
    return Wish(way, said["brought_by"], said["pictures"], said["text"], drawing)


def _application(found: Intake, public_id: str) -> Application:
    return found.applications.standing().select_related("child", "intake__unit__school").get(public_id=public_id)


@needs(policy.CHOOSE_CHILDREN)
def application(request: HttpRequest, unit: str, intake: str, application: str) -> HttpResponse:
    """Show one child's application, with what people wrote about it."""
    found = _intake(request, unit, intake)
    row = _application(found, application)
    look(request.actor, "application.viewed", row, found.place)
    context = {
        "intake": found,
        "unit": found.unit,
        "application": row,
        "pictures": [(name, titles("picture")[name]) for name in row.pictures],
        "drawings": list(Document.objects.belonging_to("application", row.pk)),
        "notes": list(row.notes.standing().select_related("recorded_by").order_by("recorded_at", "pk")),
        "nominations": list(row.nominations.standing().select_related("recorded_by").order_by("recorded_at", "pk")),
        "by_panel": found.method == PANEL,
        "by_nomination": found.method == NOMINATION,
    }
    return render(request, "units/selection/application.html", context)


def _about(request: HttpRequest, found: Intake, row: Application, form: Form, act, **words: Any) -> HttpResponse:
    look(request.actor, "application.viewed", row, found.place)
    done = words.pop("done", None) or address("application", found, row.public_id)
    return ask(request, form, act, done=done, caption=row.child.name, **words)


@needs(policy.CHOOSE_CHILDREN)
def note(request: HttpRequest, unit: str, intake: str, application: str) -> HttpResponse:
    """Add what one member of the panel wrote down."""
    found = _intake(request, unit, intake)
    row = _application(found, application)

    def act(said: dict[str, Any]) -> str:
        add_note(request.actor, row, said["text"])
        return _("The note is kept")

    form = NoteForm(request.POST or None)
    return _about(request, found, row, form, act, title=_("Note of the panel"), button=_("Save"))


@needs(policy.CHOOSE_CHILDREN)
def nomination(request: HttpRequest, unit: str, intake: str, application: str) -> HttpResponse:
    """Write down that somebody puts the child forward."""
    found = _intake(request, unit, intake)
    row = _application(found, application)

    def act(said: dict[str, Any]) -> str:
        nominate(request.actor, row, said["by"], said["text"])
        return _("It is written down that the child is put forward")

    form = NominationForm(request.POST or None)
    return _about(request, found, row, form, act, title=_("Put the child forward"), button=_("Save"))


@needs(policy.CHOOSE_CHILDREN)
def withdraw(request: HttpRequest, unit: str, intake: str, application: str) -> HttpResponse:
    """Take a child's application back."""
    found = _intake(request, unit, intake)
    row = _application(found, application)

    def act(said: dict[str, Any]) -> str:
        withdraw_application(request.actor, row, said["reason"])
        return _("The application is taken back")

    form = WithdrawalForm(request.POST or None)
    words = {"title": _("Take the application back"), "button": _("Take it back")}
    return _about(request, found, row, form, act, done=address("applications", found), **words)


@needs(policy.CHOOSE_CHILDREN)
def ballots(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Enter one person's count of the votes, without seeing anybody else's."""
    found = _intake(request, unit, intake)
    applied = list(found.applications.counting().named())
    look(request.actor, "applications.listed", applied, found.place, intake=found.pk)
    form = BallotsForm(request.POST or None, applications=applied)
    counts = list(found.counts.standing().select_related("recorded_by").order_by("recorded_at", "pk"))

    def act(said: dict[str, Any]) -> str:
        count_ballots(request.actor, found, form.votes(), said["spoilt"])
        return _("Your count is kept")

    return ask(
        request,
        form,
        act,
        done=address("ballots", found),
        back=address("intake", found),
        title=_("Count the votes"),
        caption=found.unit.name,
        button=_("Keep my count"),
        template="units/selection/ballots.html",
        counts=counts,
        agreed=agreed(counts, [each.public_id for each in applied]) is not None,
    )
