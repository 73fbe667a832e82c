"""Words said thousands of times at once are in the language of whoever reads them."""

from django.utils import translation
from django.utils.translation import gettext

from lanyard.design.saying import language, one_language, said

WORDS = "Monday"  # Django's own catalogue has it in every language


def test_it_says_what_gettext_says_in_every_language():
    for code in ("en-gb", "cy", "pl", "cy"):
        with translation.override(code):
            assert said(WORDS) == gettext(WORDS)
            with one_language():
                assert (said(WORDS), language()) == (gettext(WORDS), code)


def test_it_says_the_words_as_they_are_where_translation_is_off():
    with translation.override(None), one_language():
        assert said(WORDS) == WORDS


def test_one_language_ends_where_it_ends():
    with translation.override("cy"), one_language():
        pass
    with translation.override("pl"):
        assert said(WORDS) == gettext(WORDS)
