"""All the addresses of the site, as the resolver knows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lanyard.design.routes import PublicIdConverter


@dataclass(frozen=True)
class Route:
    """One address: its name with the namespace, its pattern, what it names, and the view behind it."""

    name: str
    pattern: str
    ids: tuple[str, ...]  # arguments that are public ids
    words: tuple[str, ...]  # other arguments
    view: Callable

    def address(self, **values: str) -> str:
        """Return the path with these values for its arguments."""
        return reverse(self.name, kwargs={name: values[name] for name in self.ids + self.words})

    @property
    def permission(self):
        """The permission the view asks for, or None."""
        return getattr(self.view, "permission", None)

    @property
    def public(self) -> bool:
        """True when anybody may open it."""
        return bool(getattr(self.view, "public", None))

    @property
    def declared(self) -> bool:
        """True when the view says who may come."""
        return any(getattr(self.view, how, None) for how in ("permission", "signed_in", "public"))

    @property
    def source(self) -> str:
        """Where the view is written."""
        return f"{self.view.__module__}.{getattr(self.view, '__qualname__', self.view)}"


def routes() -> list[Route]:
    """Return every route of the site, those of packages included."""
    return list(_walk(get_resolver().url_patterns, (), "", {}))


def _walk(patterns, namespaces: tuple[str, ...], before: str, above: dict) -> Iterator[Route]:
    for item in patterns:
        converters = {**above, **item.pattern.converters}
        pattern = before + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = (*namespaces, item.namespace) if item.namespace else namespaces
            yield from _walk(item.url_patterns, inner, pattern, converters)
        elif isinstance(item, URLPattern):
            yield _route(item, namespaces, pattern, converters)


def _route(item: URLPattern, namespaces: tuple[str, ...], pattern: str, converters: dict) -> Route:
    ids = tuple(name for name, kind in converters.items() if isinstance(kind, PublicIdConverter))
    groups = getattr(getattr(item.pattern, "regex", None), "groupindex", {})
    words = tuple(name for name in {**converters, **groups} if name not in ids)
    return Route(":".join([*namespaces, item.name or "(no name)"]), pattern, ids, words, item.callback)
