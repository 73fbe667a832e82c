"""The force board: every unit, what is missing, and who must act."""

import csv

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lanyard.assurance import policy
from lanyard.assurance.looking import look_at_officers, officers_to_act
from lanyard.assurance.queries import board as judged_board
from lanyard.assurance.queries import role_title, todos_by_person
from lanyard.assurance.reach import with_board
from lanyard.assurance.readiness import VERDICT_WORDS, Answer, verdict_for
from lanyard.assurance.registers import Moment, kind_of
from lanyard.design.routes import needs
from lanyard.design.tables import safe_cell
from lanyard.organisations.models import Organisation
from lanyard.organisations.scope import scoped

PAGE = 50


def _reached(request: HttpRequest) -> QuerySet:
    """The live units that the reader's board reaches: an area's people see their area's."""
    now = timezone.now()
    scope = request.actor.scope(policy.VIEW_BOARD)
    return kind_of("unit").all(Moment(now, now)).filter(scoped(scope, tenant="school"))


def _units(request: HttpRequest, force: Organisation) -> QuerySet:
    return _reached(request).filter(school__force=force)


@needs(policy.VIEW_BOARD)
def boards(request: HttpRequest) -> HttpResponse:
    """List the forces whose board the reader may see; one is opened at once."""
    forces = list(with_board(request.actor).order_by("name"))
    if len(forces) == 1:
        return redirect("assurance:board", force=forces[0].public_id)
    counted = _reached(request).order_by().values_list("school__force").annotate(units=Count("pk", distinct=True))
    units = dict(counted)
    running = [(force, units[force.pk]) for force in forces if force.pk in units]
    return render(request, "assurance/boards.html", {"running": running, "none_yet": len(forces) - len(running)})


@needs(policy.VIEW_BOARD)
def board(request: HttpRequest, force: str) -> HttpResponse:
    """Show every unit of a force by its verdict, filtered by verdict and by what is missing."""
    organisation = with_board(request.actor).get(public_id=force)
    chosen = {"verdict": request.GET.get("verdict", ""), "missing": request.GET.get("missing", "")}
    found = judged_board(_units(request, organisation), **chosen)
    page = Paginator(found.shown, PAGE).get_page(request.GET.get("page"))
    # Hubs compare forces: they see what is missing, not the records of the people it is about.
    may_open = request.actor.holds(policy.VIEW_VERDICT)
    if may_open:
        look_at_officers(request.actor, "assurance.board_seen", officers_to_act(page), organisation.place)
    context = {
        "force": organisation, "board": found, "page_obj": page, "chosen": chosen, "words": VERDICT_WORDS,
        "force_verdict": verdict_for("force", Organisation.objects.filter(pk=organisation.pk)),
        "may_open": may_open,
        "may_manage": request.actor.may(policy.MANAGE_LOCAL, organisation.place),
    }  # fmt: skip
    return render(request, "assurance/board.html", context)


@needs(policy.VIEW_BOARD)
def people(request: HttpRequest, force: str) -> HttpResponse:
    """Show what must be done, by the person who must do it: for those who may see whom it is about."""
    if not request.actor.holds(policy.VIEW_VERDICT):
        raise Http404
    organisation = with_board(request.actor).get(public_id=force)
    found = judged_board(_units(request, organisation))
    page = Paginator(todos_by_person(found.all), PAGE).get_page(request.GET.get("page"))
    look_at_officers(request.actor, "assurance.todos_seen", officers_to_act(found.all), organisation.place)
    return render(request, "assurance/people.html", {"force": organisation, "page_obj": page})


@needs(policy.VIEW_BOARD)
def export(request: HttpRequest, force: str) -> HttpResponse:
    """Return the board as CSV: one row for each thing that somebody must do."""
    organisation = with_board(request.actor).get(public_id=force)
    found = judged_board(_units(request, organisation))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="units.csv"'
    rows = csv.writer(response)
    rows.writerow(["unit", "verdict", "requirement", "what", "status", "stops", "who", "due", "source"])
    for verdict in found.all:
        todo: list[Answer | None] = [*verdict.actions] or [None]
        for a in todo:
            rows.writerow([safe_cell(value) for value in _row(verdict, a)])
    return response


def _row(verdict, answer) -> list:
    if answer is None:
        return [verdict.row.name, verdict.verdict, "", "", "", "", "", "", ""]
    requirement = answer.requirement
    return [
        verdict.row.name, verdict.verdict, requirement.id, requirement.title, answer.finding.status,
        "yes" if answer.stops else "no", role_title(requirement.who), answer.due.isoformat(), requirement.source,
    ]  # fmt: skip
