"""The force's copy of a unit's answers: the page, the file, and the word that it was taken (STO-6)."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lanyard.audit.acting import look
from lanyard.consents import policy
from lanyard.consents.actions.copies import take_copy
from lanyard.consents.catalogue import TAKE_PART, photo_purposes, purposes
from lanyard.consents.decisions import decisions
from lanyard.consents.models import ConsentCopy
from lanyard.consents.wording import Told, told
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.organisations.scope import fetch
from lanyard.units.models import Member, Unit


@needs(policy.COPY_CONSENTS)
def copy(request: HttpRequest, unit: str) -> HttpResponse:
    """Show the force a unit's answers about taking part and photos, and record that it took its copy."""
    found = fetch(request.actor, policy.COPY_CONSENTS, Unit.objects.select_related("school"), unit)
    if request.method == "POST":
        try:
            take_copy(request.actor, found)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("It is recorded that the force has a copy"))
        return redirect("consents:copy", unit)
    rows = _rows(found)
    look(request.actor, "consents.copy-viewed", [member for member, _told in rows], found.place, unit=found.pk)
    context = {"unit": found, "rows": rows, "titles": _titles(), "copies": _copies(found)}
    return render(request, "consents/copy.html", context)


@needs(policy.COPY_CONSENTS)
def copy_file(request: HttpRequest, unit: str) -> HttpResponse:
    """Return the copy as CSV: a line for each child."""
    found = fetch(request.actor, policy.COPY_CONSENTS, Unit.objects.select_related("school"), unit)
    rows = _rows(found)
    look(request.actor, "consents.copy-viewed", [m for m, _told in rows], found.place, unit=found.pk, export=True)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="consents-{slugify(found.name)}-{day}.csv"'
    lines = csv.writer(response)
    lines.writerow(
        ["school", "unit", "name", "year_group", *(f"{id}{part}" for id in _asked() for part in ("", "_why"))]
    )
    for member, decided in rows:
        said = [cell for decision in decided for cell in (decision.outcome, "; ".join(decision.why))]
        lines.writerow(
            [_plain(cell) for cell in (found.school.name, found.name, member.name, member.year_group, *said)]
        )
    return response


def _plain(cell: object) -> str:
    # A spreadsheet would take these for a formula.
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _asked() -> tuple[str, ...]:
    return (TAKE_PART, *photo_purposes())


def _titles() -> list[str]:
    return [purposes()[id].title for id in _asked()]


def _rows(unit: Unit) -> list[tuple[Member, list[Told]]]:
    members = list(unit.members.at(timezone.localdate(), timezone.now()).named())
    decided = decisions(Member.objects.filter(pk__in=[m.pk for m in members]))
    return [(m, told({id: decided[m.pk][id] for id in _asked()})) for m in members]


def _copies(unit: Unit) -> list[ConsentCopy]:
    copies = ConsentCopy.objects.standing().filter(unit=unit)
    return list(copies.select_related("recorded_by").order_by("-recorded_at")[:5])
