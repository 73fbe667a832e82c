"""Today, and my messages."""

from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from lanyard.design.routes import needs, signed_in
from lanyard.engines.refusals import Conflict
from lanyard.notices import actions, policy, queries
from lanyard.organisations.scope import fetch

PAGE = 50


def _to_the_personas(view):
    # In the demonstration, nobody has a password to sign in with.
    @wraps(view)
    def choose(request: HttpRequest) -> HttpResponse:
        if settings.DEMO and not request.user.is_authenticated:
            return redirect("/demo/")
        return view(request)

    return choose


@_to_the_personas
@signed_in("everybody has a day: each sees what is theirs, and rooms' panels check their own rights")
def today(request: HttpRequest) -> HttpResponse:
    """Show what I must do next, then my day."""
    todos = queries.my_todos(request.actor)
    context = {
        "todos": todos[: queries.MOST_TODOS],
        "more": len(todos) > queries.MOST_TODOS,
        "unread": queries.unread_count(request.actor),
    }
    return render(request, "notices/today.html", context)


@needs(policy.READ_OWN)
def notices(request: HttpRequest) -> HttpResponse:
    """List my messages, newest first."""
    page = Paginator(queries.my_notices(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/list.html", {"page": page})


@needs(policy.READ_OWN)
@require_http_methods(["GET", "HEAD"])
def notice(request: HttpRequest, notice: str) -> HttpResponse:
    """Show one of my messages."""
    found = fetch(request.actor, policy.READ_OWN, queries.my_notices(request.actor), notice)
    return render(request, "notices/notice.html", {"notice": found})


@needs(policy.READ_OWN)
@require_POST
def read(request: HttpRequest, notice: str) -> HttpResponse:
    """Mark one of my messages as read."""
    found = fetch(request.actor, policy.READ_OWN, queries.my_notices(request.actor), notice)
    with suppress(Conflict):  # pressed twice: it is read, which is what was asked for
        actions.mark_read(request.actor, found)
    return redirect("notices:notices")
