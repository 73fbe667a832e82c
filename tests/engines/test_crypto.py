"""The key ring: what is sealed opens in its own place only, and keys can be rotated."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines.crypto import KeyRing, Tampered, is_weak

OLD, NEW = "an old secret of some length, for tests", "a new secret of some length, for tests"
text = st.text(st.characters(codec="utf-8"))


@given(text, text)
def test_it_opens_what_it_sealed(words, context):
    ring = KeyRing([OLD])
    assert ring.open(ring.seal(words, context), context) == words


@given(text, text, text)
def test_it_refuses_a_value_moved_to_another_place(words, here, there):
    ring = KeyRing([OLD])
    if here == there:
        return
    with pytest.raises(Tampered):
        ring.open(ring.seal(words, here), there)


@given(st.text(), st.data())
def test_it_refuses_a_value_with_one_character_changed(words, data):
    ring = KeyRing([OLD])
    token = ring.seal("words", "row")
    where = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[where]))
    changed = token[:where] + other + token[where + 1 :]
    with contextlib.suppress(Tampered):
        assert ring.open(changed, "row") == "words"  # unused bits of base64 may differ; the text may not


@given(st.text())
def test_it_refuses_anything_that_was_never_sealed(junk):
    with pytest.raises(Tampered):
        KeyRing([OLD]).open(junk, "row")


def test_it_opens_old_values_after_the_key_was_rotated_and_seals_with_the_new_one():
    before, after = KeyRing([OLD]), KeyRing([NEW, OLD])
    token = before.seal("allergic to nuts", "row")
    assert after.open(token, "row") == "allergic to nuts"
    assert not after.is_current(token)
    assert after.is_current(after.seal("allergic to nuts", "row"))


def test_it_refuses_old_values_once_the_old_key_has_gone():
    token = KeyRing([OLD]).seal("words", "row")
    with pytest.raises(Tampered):
        KeyRing([NEW]).open(token, "row")


def test_it_never_seals_the_same_text_to_the_same_value():
    ring = KeyRing([OLD])
    assert ring.seal("words", "row") != ring.seal("words", "row")


def test_it_refuses_an_empty_ring():
    with pytest.raises(ValueError):
        KeyRing([])


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "abababababababababababababababababab"])
def test_it_finds_a_weak_secret(secret):
    assert is_weak(secret)


def test_it_accepts_a_long_random_secret():
    assert not is_weak(OLD)
