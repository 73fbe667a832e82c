"""Panels: how a page of a lower room shows parts of higher ones without importing them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: which page, where it stands (lower first), its template and what fills it."""

    page: str
    order: int
    template: str
    context: Callable[[HttpRequest, Any], dict | None]


_panels: list[Panel] = []


def panel(page: str, order: int, template: str):
    """Register the decorated function as a panel of a page.

    The function takes the request and the page's subject and returns the template's context, or None to show
    nothing (no right, nothing to say). Each panel costs a fixed number of queries.
    """

    def register(function: Callable[[HttpRequest, Any], dict | None]):
        _panels.append(Panel(page, order, template, function))
        return function

    return register


def render_panels(page: str, request: HttpRequest, subject: Any = None) -> list[SafeString]:
    """Return the page's panels as HTML, in order."""
    found = []
    for item in sorted((p for p in _panels if p.page == page), key=lambda p: (p.order, p.template)):
        context = item.context(request, subject)
        if context is not None:
            found.append(render_to_string(item.template, context, request=request))
    return found
