"""What reaches a page is words, in the reader's language: no code of ours, and nothing that can't be translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.template import Context, Template
from django.utils.functional import Promise

import lanyard
from lanyard.design.words import ENGINE_SAYS, STATUSES, in_words, status_look
from lanyard.engines import readiness
from lanyard.engines.readiness import Finding
from lanyard.programme import points, state

HERE = Path(lanyard.__file__).parent
TEMPLATES = sorted(HERE.rglob("templates/**/*.html"))
# What is written between tags, once all that is translated or computed is taken away.
TRANSLATED = re.compile(
    r"{% blocktrans(?:late)?\b.*?{% endblocktrans(?:late)? %}|{% comment %}.*?{% endcomment %}", re.DOTALL
)
COMPUTED = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SILENT = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>", re.DOTALL | re.IGNORECASE)
SAYING = re.compile(r"\s(?:aria-label|alt|title|placeholder|data-label)=\"([^\"]*)\"")
# The product's name is the same in every language; the style guide is written for whoever builds pages.
NAMES = {"Lanyard"}
FOR_BUILDERS = {"styleguide.html"}


def plain_words(source: str) -> list[str]:
    """Return the words of a template that no translator ever sees."""
    text = SILENT.sub(" ", COMPUTED.sub("\0", TRANSLATED.sub("\0", source)))
    said = [*SAYING.findall(text), *re.sub(r"<[^>]*>", "\n", text).replace("\0", "\n").split("\n")]
    found = [re.sub(r"&#?\w+;", "", words).strip() for words in said]
    return [words for words in found if re.search(r"[^\W\d_]{2}", words) and words not in NAMES]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(HERE).as_posix())
def test_it_writes_no_words_that_cannot_be_translated(path):
    if path.name not in FOR_BUILDERS:
        assert not plain_words(path.read_text()), 'write {% translate "…" %} or {% blocktranslate %}'


def test_it_would_notice_words_that_cannot_be_translated():
    """The check's own check: what is translated or computed is passed over, and nothing else."""
    assert plain_words('<h1>Hello</h1>{% translate "Hi" %}<img alt="A dog">{{ name }}') == ["A dog", "Hello"]
    assert (
        plain_words("{% blocktranslate %}Dear {{ x }}{% endblocktranslate %}<p class='some words'>&nbsp;1</p>") == []
    )
    assert TEMPLATES


def literals() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for word in re.findall(r'{% status_tag "([^"]+)"', path.read_text()):
            yield word, path.name


def test_it_gives_a_tag_only_words_that_it_knows_or_that_are_translated():
    strange = [(word, name) for word, name in literals() if word not in STATUSES and name not in FOR_BUILDERS]
    assert not strange, 'write {% status_tag _("…") "grey" %}, or add the status to design/words.py'


@pytest.mark.parametrize(
    "code",
    [
        *readiness.STATUSES, *readiness.SEVERITIES, state.PLANNED, state.RUNNING, state.STOPPED, state.ENDED,
        state.CANCELLED, *dict(points.RATINGS), "not sure",
    ],
)  # fmt: skip
def test_it_has_words_for_every_status(code):
    _colour, word = status_look(code)
    assert isinstance(word, Promise), f"{code!r} would be shown as it is: add it to STATUSES in design/words.py"


def choices() -> Iterator[tuple[str, str, object]]:
    for model in apps.get_models():
        if model.__module__.startswith("lanyard."):
            for field in (f for f in model._meta.get_fields() if isinstance(f, models.Field)):
                yield from ((f"{model.__name__}.{field.name}", key, label) for key, label in field.choices or [])


def test_it_has_words_for_every_choice_of_a_record_that_has_a_name():
    """A choice named by its own code is never shown by that name: its pages have words of their own for it."""
    plain = sorted({where for where, key, label in choices() if not isinstance(label, Promise) and label != key})
    assert not plain, "wrap the labels in gettext_lazy"


def test_it_says_the_engines_own_words_in_ours():
    """The engine is pure and translates nothing; every page says its findings by way of `in_words`."""
    own = {found.evidence for found in vars(readiness).values() if isinstance(found, Finding) and found.evidence}
    assert own == set(ENGINE_SAYS)
    assert all(isinstance(words, Promise) for words in ENGINE_SAYS.values())
    page = Template("{{ evidence|in_words }}").render(Context({"evidence": readiness.NO_RECORD.evidence}))
    assert page == "No record"
    assert in_words("Signed by both sides") == "Signed by both sides"
    shown = [path for path in TEMPLATES if re.search(r"\.evidence }}", path.read_text())]
    assert not shown, "write {{ finding.evidence|in_words }}"
