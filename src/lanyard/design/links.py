"""Links to records by kind and public id, so that a lower room can point at a higher one's page."""

from django.urls import NoReverseMatch, reverse

_pages: dict[str, str] = {}


def link_kind(kind: str, url_name: str) -> None:
    """Register the page of a kind of record; its address takes the public id alone."""
    _pages[kind] = url_name


def href(link: tuple[str, str] | None) -> str:
    """Return the address of a record's page; empty where the kind has none."""
    if link is None or link[0] not in _pages:
        return ""
    try:
        return reverse(_pages[link[0]], args=[link[1]])
    except NoReverseMatch:
        return ""
