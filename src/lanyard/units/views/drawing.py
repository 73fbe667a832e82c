"""The lottery's pages: shares, the draw prepared, the draw itself, and the files to run it again."""

import csv
import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lanyard.audit.acting import look
from lanyard.design.routes import needs
from lanyard.design.tables import safe_cell
from lanyard.engines.refusals import Refused
from lanyard.units import lots, policy
from lanyard.units.actions.drawing import CannotBeMet, draw_lots, prepare_draw, set_draw_aside, set_shares
from lanyard.units.cohort import force_share, least_vulnerable
from lanyard.units.lots import Share
from lanyard.units.models import Draw, Intake
from lanyard.units.selection_forms import SharesForm, WhyForm
from lanyard.units.views.asking import ask
from lanyard.units.views.selecting import address, intake_of


def _intake(request: HttpRequest, unit: str, intake: str) -> Intake:
    return intake_of(request, policy.CHOOSE_CHILDREN, unit, intake)


@needs(policy.CHOOSE_CHILDREN)
def shares(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Set the shares that the draw keeps to."""
    found = _intake(request, unit, intake)
    percent = force_share(found.unit.school.place.force)
    form = SharesForm(
        request.POST or None, values=lots.values_of(found), places=found.places, shares=lots.own_shares(found)
    )

    def act(said: dict[str, Any]) -> str:
        set_shares(request.actor, found, form.shares())
        return _("The shares are saved")

    return ask(
        request,
        form,
        act,
        done=address("intake", found),
        title=_("Shares that the draw keeps to"),
        caption=found.unit.name,
        button=_("Save"),
        template="units/selection/shares.html",
        intake=found,
        percent=percent,
        least=least_vulnerable(percent, found.places),
    )


@needs(policy.CHOOSE_CHILDREN)
def draw(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Show the draw: first the way to prepare it, then the commitment with each child's chance, then who was drawn."""
    return _page(request, _intake(request, unit, intake))


def _page(request: HttpRequest, found: Intake, conflict: dict[str, Any] | None = None) -> HttpResponse:
    standing = found.draws.standing().first()
    rows = _rows(found, standing)
    look(request.actor, "draw.viewed", [row["application"] for row in rows], found.place, intake=found.pk)
    context = {
        "intake": found,
        "unit": found.unit,
        "draw": standing,
        "rows": rows,
        "smallest": min((row["chance"] for row in rows), default=None),
        "applied": found.applications.counting().count(),
        "shares": [Share(*each) for each in standing.quotas] if standing else lots.shares_of(found),
        "conflict": conflict,
        "earlier": list(found.draws.filter(withdrawn_at__isnull=False).order_by("-recorded_at", "-pk")),
        "may_set_aside": request.actor.may(policy.SIGN_SELECTION, found.unit.place),
    }
    return render(request, "units/selection/draw.html", context)


def _rows(found: Intake, standing: Draw | None) -> list[dict[str, Any]]:
    if standing is None:
        return []
    chances = standing.chances_read
    order = {each: number for number, each in enumerate(standing.waiting, start=1)}
    applied = found.applications.filter(public_id__in=chances).named()
    return [
        {
            "application": each,
            "chance": 100 * chances[each.public_id],
            "drawn": each.public_id in standing.panel,
            "number": order.get(each.public_id),
        }
        for each in applied
    ]


@needs(policy.CHOOSE_CHILDREN)
@require_POST
def prepare(request: HttpRequest, unit: str, intake: str) -> HttpResponse:
    """Prepare the draw; where the shares conflict, say which and what would have to give."""
    found = _intake(request, unit, intake)
    try:
        prepare_draw(request.actor, found)
    except CannotBeMet as cannot:
        return _page(request, found, lots.conflict_said(found, cannot.found))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The draw is prepared. Write the commitment down before you draw"))
    return redirect(address("draw", found))


def _draw(found: Intake, public_id: str) -> Draw:
    return found.draws.standing().select_related("intake__unit__school").get(public_id=public_id)


@needs(policy.CHOOSE_CHILDREN)
@require_POST
def run(request: HttpRequest, unit: str, intake: str, draw: str) -> HttpResponse:
    """Draw."""
    found = _intake(request, unit, intake)
    try:
        draw_lots(request.actor, _draw(found, draw))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Lots are drawn. A person decides: choose and sign next"))
    return redirect(address("draw", found))


@needs(policy.SIGN_SELECTION)
def aside(request: HttpRequest, unit: str, intake: str, draw: str) -> HttpResponse:
    """Set a drawn draw aside, with a reason."""
    found = intake_of(request, policy.SIGN_SELECTION, unit, intake)
    row = _draw(found, draw)

    def act(said: dict[str, Any]) -> str:
        set_draw_aside(request.actor, row, said["reason"])
        return _("The draw is set aside, and your reason is kept")

    return ask(
        request,
        WhyForm(request.POST or None),
        act,
        done=address("draw", found),
        title=_("Set the draw aside"),
        caption=found.unit.name,
        button=_("Set it aside"),
    )


@needs(policy.CHOOSE_CHILDREN)
def files(request: HttpRequest, unit: str, intake: str, draw: str) -> HttpResponse:
    """Give all that is needed to run the draw again, without a name: people, quotas, plan, and the seed once drawn."""
    found = _intake(request, unit, intake)
    row = _draw(found, draw)
    look(request.actor, "draw.downloaded", row, found.place, intake=found.pk)
    response = HttpResponse(packed(row), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="draw-{row.public_id}.zip"'
    return response


def packed(draw: Draw) -> bytes:
    """Return the files of a draw as a zip; the seed is in it only after the draw."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("people.csv", _people(draw))
        pack.writestr("quotas.csv", _table(["category", "value", "min", "max"], draw.quotas))
        pack.writestr("plan.json", draw.plan)
        pack.writestr("draw.txt", "\n".join(_told(draw)) + "\n")
    return held.getvalue()


def _people(draw: Draw) -> str:
    people = draw.people_read
    names = sorted({name for found in people.values() for name in found})
    return _table(["id", *names], [[each, *(found.get(name, "") for name in names)] for each, found in people.items()])


def _table(head: list[str], rows: list) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([[safe_cell(cell) for cell in row] for row in [head, *rows]])
    return text.getvalue()


def _told(draw: Draw) -> list[str]:
    command = f"bin/lanyard lottery --people people.csv --quotas quotas.csv --places {draw.places}"
    told = [f"commitment {draw.commitment}"]
    if draw.drawn_at is None:
        return [*told, "seed: shown after the draw"]
    waiting = "the others wait in the order of the SHA-256 of the seed's bytes, a colon and the id"
    return [
        *told,
        f"seed {draw.seed}",
        f"drawn {' '.join(draw.panel)}",
        f"waiting {' '.join(draw.waiting)}",
        f"to run it again: {command} --seed {draw.seed} --commitment {draw.commitment}",
        waiting,
    ]
