"""Pages of docs/ that are made from the code, so that they can't drift from it."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

DOCS = settings.BASE_DIR / "docs"

# page -> "module:function" that returns its text
PAGES = {
    "roles.md": "lanyard.accounts.matrix:role_matrix",
    "requirements.md": "lanyard.assurance.handbook:requirements_page",
    "traceability.md": "lanyard.traceability:page",
}


def stale() -> list[Path]:
    """Return the pages whose file is missing or differs from what the code says now."""
    return [path for path, text in _texts().items() if not path.is_file() or path.read_text() != text]


def write(paths: list[Path]) -> None:
    """Write the named pages afresh."""
    texts = _texts()
    DOCS.mkdir(exist_ok=True)
    for path in paths:
        path.write_text(texts[path])


def _texts() -> dict[Path, str]:
    return {DOCS / name: _maker(where)() for name, where in PAGES.items() if _exists(where)}


def _exists(where: str) -> bool:
    module, function = where.split(":")
    return find_spec(module) is not None and hasattr(import_module(module), function)


def _maker(where: str) -> Callable[[], str]:
    module, function = where.split(":")
    return getattr(import_module(module), function)
