"""Translation for words that are said thousands of times at once.

Asking for the reader's language and for a translation costs more than most findings do. `said` stands for Django's
`gettext` where a country is judged: the same words in the same language are looked up once, and inside `one_language`
the reader is asked once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.utils import translation


class _Fixed(threading.local):
    language: str | None = None


_fixed = _Fixed()


@contextmanager
def one_language() -> Iterator[None]:
    """Take the language as it is now for all that is said inside; nothing inside may change it."""
    before, _fixed.language = _fixed.language, translation.get_language()
    try:
        yield
    finally:
        _fixed.language = before


def language() -> str | None:
    """Return the reader's language."""
    return _fixed.language or translation.get_language()


def said(words: str) -> str:
    """Return the words in the reader's language, as `gettext` does."""
    return _said(words, language())


@lru_cache(maxsize=4096)
def _said(words: str, language: str | None) -> str:
    # The language stands for the reader's choice: gettext reads the same one.
    return translation.gettext(words)
