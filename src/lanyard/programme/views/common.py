"""What the programme's views share: fetching a session, posting a form to an action, coming back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from lanyard.design.forms import Form, refuse
from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Permission
from lanyard.organisations.scope import fetch
from lanyard.programme.actions.common import staff_posts
from lanyard.programme.models import Session


def session_for(request: HttpRequest, permission: Permission, public_id: str) -> Session:
    """Return the session the reader reaches with the permission. Raises DoesNotExist for absent and forbidden."""
    return fetch(request.actor, permission, Session.objects.select_related("unit__school"), public_id)


def back(session: Session) -> HttpResponse:
    """Return to the session's page."""
    return redirect("programme:session", session.public_id)


def form_page(
    request: HttpRequest,
    form,
    act: Callable[[], object],
    page: Callable[[], HttpResponse],
    *,
    said: object,
    template: str = "programme/form.html",
    **context,
) -> HttpResponse:
    """Show a form; when it is posted and valid, act and go on. A refusal stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, str(said))
            return page()
    return render(request, template, {"form": form, "back": _back(context), **context})


def words_page(
    request: HttpRequest, held: Session, form_class: type[Form], act: Callable[..., object], **context
) -> HttpResponse:
    """Ask for the words that an action on a session needs, act with them, and return to the session."""
    form = form_class(request.POST or None)
    return form_page(
        request, form, lambda: act(request.actor, held, **form.cleaned_data), lambda: back(held),
        session=held, **context,
    )  # fmt: skip


def staff_choices(session: Session) -> list[tuple[int, str]]:
    """Return those who hold a post at the session's school on its day, to choose from: each with their post."""
    return [(post.person_id, f"{post.person.name} ({post.title})") for post in staff_posts(session)]


def _back(context: dict) -> str:
    if "back_to" in context:
        name, public_id = context["back_to"]
        return reverse(name, args=[public_id])
    held = context.get("session")
    return reverse("programme:session", args=[held.public_id]) if held else ""


def press(request: HttpRequest, session: Session, act: Callable[[], object], said: object) -> HttpResponse:
    """Do what a button asks and return to the session, saying what was done or why not."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, str(said))
    return back(session)
