"""Registers of schools: reading one, seeing what it would change, accepting it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.organisations import actions, policy, queries, wording
from lanyard.organisations.forms import RegisterForm
from lanyard.organisations.models import RegisterImport
from lanyard.organisations.scope import fetch

PAGE = 50


@needs(policy.IMPORT_REGISTER)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """List the registers read so far."""
    page = Paginator(queries.registers(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/registers.html", {"page": page})


@needs(policy.IMPORT_REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def read_register(request: HttpRequest) -> HttpResponse:
    """Read a register that somebody chose; nothing changes until it is accepted."""
    places = queries.places_of_import(request.actor)
    form = RegisterForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            register = _read(request.actor, form)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("organisations:register", register.public_id)
    context = {
        "form": form, "back": reverse("organisations:registers"), "title": _("Read a register of schools"),
        "button": _("Read"), "upload": True,
    }  # fmt: skip
    return render(request, "organisations/form.html", context)


def _read(actor: Actor, form: RegisterForm) -> RegisterImport:
    file, place = form.cleaned_data["file"], form.chosen_place()
    return actions.preview(actor, place, file.name, actions.read(actor, place, file.file))


@needs(policy.IMPORT_REGISTER)
@require_safe
def register(request: HttpRequest, register: str) -> HttpResponse:
    """Show what a register changes, by kind and school by school."""
    found = fetch(request.actor, policy.IMPORT_REGISTER, queries.registers(request.actor), register)
    kind = request.GET.get("kind", "")
    page = Paginator(queries.changes_of(found, kind), PAGE).get_page(request.GET.get("page"))
    context = {
        "register": found, "page": page, "kind": wording.kind(kind) if kind else "",
        "counts": wording.counts(found.counts), "kinds": wording.kinds(found.counts),
        "rows": [wording.ChangeSaid.of(change) for change in page],
    }  # fmt: skip
    return render(request, "organisations/register.html", context)


@needs(policy.IMPORT_REGISTER)
@require_POST
def accept_register(request: HttpRequest, register: str) -> HttpResponse:
    """Make what a register changes so."""
    found = fetch(request.actor, policy.IMPORT_REGISTER, queries.registers(request.actor), register)
    try:
        actions.accept(request.actor, found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The register is accepted."))
    return redirect("organisations:register", register)
