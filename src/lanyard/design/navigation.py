"""The ways into the service: rooms register theirs, a reader sees those they hold the permission for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lanyard.engines.rights import Permission


@dataclass(frozen=True, slots=True)
class NavItem:
    """One way in: where it stands (lower first), its word, its page, and the permission it needs, if any."""

    order: int
    label: Any
    url_name: str
    permission: Permission | None
    seldom: bool = False


@dataclass(frozen=True, slots=True)
class NavLink:
    """A way in as one reader sees it; `current` is "page", "true" (somewhere below it) or empty."""

    label: Any
    href: str
    current: str


_items: list[NavItem] = []


def nav_item(order: int, label: Any, url_name: str, permission: Permission | None, *, seldom: bool = False) -> None:
    """Register a way in. Without a permission it is for everybody who is signed in.

    What is used seldom stands at the foot of every page, so that the bar at the top stays short enough to read.
    """
    _items.append(NavItem(order, label, url_name, permission, seldom))


def navigation(request: HttpRequest, *, seldom: bool = False) -> list[NavLink]:
    """Return the ways in for the reader of this page, in order; none for a reader who is signed out."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.person is None:
        return []
    items = sorted((item for item in _items if item.seldom == seldom), key=lambda item: (item.order, item.url_name))
    return [_link(item, request.path) for item in items if item.permission is None or actor.holds(item.permission)]


def _link(item: NavItem, path: str) -> NavLink:
    href = reverse(item.url_name)
    if path == href:
        return NavLink(item.label, href, "page")
    return NavLink(item.label, href, "true" if href != "/" and path.startswith(href) else "")
