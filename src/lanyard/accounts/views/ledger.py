"""The ledger, for those who answer for a school or a force: who did what, and who looked at what."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lanyard.accounts.actors import standing_at
from lanyard.accounts.forms import LedgerFilterForm
from lanyard.accounts.models import Person
from lanyard.accounts.policy import VIEW_LEDGER
from lanyard.audit import queries
from lanyard.audit.acting import look
from lanyard.audit.models import Entry
from lanyard.audit.titles import act_title, act_titles, record_title, record_titles
from lanyard.design.routes import needs
from lanyard.organisations.models import Organisation

MOST_PEOPLE = 500  # of one name; a name that fits more people than this is no name


@needs(VIEW_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the entries of the reader's organisation, filtered; reading them is itself an entry."""
    form = LedgerFilterForm(request.GET, acts=_by_title(act_titles()), records=_by_title(_records()))
    wanted = _wanted(form) if form.is_valid() else None
    found = queries.LedgerPage([], None)
    if wanted is not None:
        scope = request.actor.scope(VIEW_LEDGER)
        found = queries.page(scope, wanted, _number(request.GET.get("before", "")))
        look(request.actor, "ledger.read", [], standing_at(request.actor, VIEW_LEDGER))
    rows = _with_places(found.entries)
    older = request.GET.copy()
    older["before"] = str(found.older or "")
    context = {
        "form": form,
        "rows": rows,
        "older": older.urlencode() if found.older else "",
        "asked": bool(request.GET),
    }
    return render(request, "accounts/ledger.html", context)


def _wanted(form: LedgerFilterForm) -> queries.Wanted | None:
    """Turn the form into what to look for; None when it names a record that doesn't exist."""
    asked = form.cleaned_data
    people = None
    if asked["who"]:
        named = Person.objects.filter(name__icontains=asked["who"].strip())
        people = list(named.values_list("pk", flat=True)[:MOST_PEOPLE])
    subject = None
    if asked["about"]:
        subject = _subject(asked["record"], asked["about"])
        if subject is None:
            return None
    return queries.Wanted(people, asked["verb"], asked["kind"], asked["day"], asked["record"], subject)


def _subject(record: str, public_id: str) -> int | None:
    if not record:
        return None
    model = apps.get_model(record)
    return model._default_manager.filter(public_id=public_id).values_list("pk", flat=True).first()


def _by_title(titles: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted(((key, str(title)) for key, title in titles.items()), key=lambda pair: pair[1])


def _records() -> dict[str, Any]:
    """Return the kinds of record that can be asked about: those with a public id."""
    titles = record_titles()
    labels = [model._meta.label_lower for model in apps.get_models() if _is_public(model)]
    return {label: titles[label] for label in labels if label in titles}


def _is_public(model: type[Model]) -> bool:
    try:
        model._meta.get_field("public_id")
    except FieldDoesNotExist:
        return False
    return True


def _with_places(entries: list[Entry]) -> list[tuple[Entry, str]]:
    """Name where each entry belongs, and let it name its act and its records as people do."""
    for entry in entries:
        entry.act, entry.records = act_title(entry.verb), record_title(entry.subject_kind)
    keys = {entry.organisation for entry in entries if entry.organisation}
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [(entry, names.get(entry.organisation or 0, "")) for entry in entries]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
