"""The register of a session: a page that names children, so every look at it is recorded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Refused
from lanyard.programme import policy
from lanyard.programme.actions.register import members_of, take_register
from lanyard.programme.models import Session
from lanyard.programme.queries import register_rows
from lanyard.programme.register_form import RegisterForm
from lanyard.programme.views.common import back, session_for


@require_http_methods(["GET", "POST"])
@needs(policy.VIEW_REGISTER)
def register(request: HttpRequest, session: str) -> HttpResponse:
    """Show the register and take it: the whole list on one page."""
    permission = policy.TAKE_REGISTER if request.method == "POST" else policy.VIEW_REGISTER
    held = session_for(request, permission, session)
    form = RegisterForm(request.POST or None, members=members_of(held), marks=register_rows(held))
    if request.method == "POST" and form.is_valid() and _take(request, held, form):
        return back(held)
    look(request.actor, "session.register-seen", form.members, held.place, session=held.pk)
    return render(request, "programme/register.html", {"session": held, "form": form, "may": _may(request, held)})


def _may(request: HttpRequest, session: Session) -> bool:
    return request.actor.may(policy.TAKE_REGISTER, session.place)


def _take(request: HttpRequest, session: Session, form: RegisterForm) -> bool:
    try:
        written = take_register(request.actor, session, form.entered(rest_present="rest" in request.POST))
    except Refused as refused:
        refuse(form, refused)
        return False
    text = ngettext(
        "Register saved: %(n)s mark is new or changed", "Register saved: %(n)s marks are new or changed", written
    )
    messages.success(request, text % {"n": written})
    return True
