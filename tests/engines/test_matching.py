"""Whether two records may be of one child: by evidence, symmetric, never guessed, twins kept apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.engines import matching
from lanyard.engines.matching import (
    FAMILY,
    GIVEN,
    NAME_ONE_LETTER,
    NAME_PART,
    NEAR_BIRTH,
    NO_BIRTH,
    OTHER_FAMILY_NAME,
    SAME_BIRTH,
    SAME_EMAIL,
    SAME_NAME,
    SWAPPED_NAMES,
    Index,
    Known,
    fold,
    likeness,
    pairs,
)

pytestmark = pytest.mark.capability("NEV-8")
BORN = date(2016, 3, 12)
SARA = frozenset({"sara@example.org"})


def child(given="Ayesha", family="Khan", born=BORN, emails=frozenset(), key=1, phones=frozenset()) -> Known:
    return Known(key, given, family, born, emails, phones)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Neil", "ONEIL"), ("O’Neil", "O`Neil"), ("Anne-Marie", "anne marie"), ("Zoë", "Zoe"), ("Łukasz", "Lukasz"),
        ("Søren", "Soren"), ("José", "JOSE\u0301"), ("Straße", "STRASSE"), ("Ｋｈａｎ", "khan"),
        ("St. John", "St John"),
    ],
)  # fmt: skip
def test_it_takes_two_ways_of_writing_a_name_for_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("आया", "आयी"), ("محمد", "محمود"), ("Bill", "William"), ("李", "王")])
def test_it_guesses_no_nickname_and_keeps_the_vowels_of_other_scripts(one, other):
    assert fold(one) != fold(other)


def test_it_is_certain_only_of_the_same_name_and_date_of_birth():
    assert likeness(child(), child("AYESHA", "khan", key=2)).certain
    assert not likeness(child(), child(born=None, key=2)).certain
    assert not likeness(child(), child("Ayeshah", key=2)).certain


ALIKE = [
    ("Ayesha", "Kahn", BORN, SARA, (NAME_ONE_LETTER, FAMILY, SAME_BIRTH, (SAME_EMAIL,))),
    ("Khan", "Ayesha", BORN, frozenset(), (SWAPPED_NAMES, "", SAME_BIRTH, ())),
    ("Ayesha", "Khan", None, frozenset(), (SAME_NAME, "", NO_BIRTH, ())),
    ("Ayesha", "Khan", date(2016, 12, 3), frozenset(), (SAME_NAME, "", NEAR_BIRTH, ())),
    ("Ayesha", "Khan-Smith", BORN, frozenset(), (NAME_PART, FAMILY, SAME_BIRTH, ())),
    ("Aye Sha", "Khan", BORN, frozenset(), (NAME_ONE_LETTER, GIVEN, SAME_BIRTH, ())),
    ("Ayesha Noor", "Khan", BORN, frozenset(), (NAME_PART, GIVEN, SAME_BIRTH, ())),
    ("Ayesha", "Malik", BORN, SARA, (OTHER_FAMILY_NAME, FAMILY, SAME_BIRTH, (SAME_EMAIL,))),
]


@pytest.mark.parametrize(("given_name", "family", "born", "emails", "why"), ALIKE)
def test_it_asks_about_two_that_are_alike_and_says_why(given_name, family, born, emails, why):
    found = likeness(child(emails=SARA), child(given_name, family, born, emails, key=2))
    assert (found.name, found.about, found.birth, found.contacts) == why
    assert not found.certain


APART = [
    child("Bilal", "Khan", BORN, SARA, 2),  # a twin
    child("Ayesha", "Malik", BORN, frozenset(), 2),  # another family
    child("Ayesha", "Khan", date(2014, 9, 30), frozenset(), 2),  # a namesake
    child("Ayesha", "Kahn", date(2014, 9, 30), SARA, 2),
    child("Ayesha", "Kahn", None, frozenset(), 2),
    child("Ayisha", "Kahn", BORN, SARA, 2),  # both names differ
]


@pytest.mark.parametrize("other", APART)
def test_it_keeps_apart_what_is_not_alike_enough(other):
    assert likeness(child(emails=SARA), other) is None


def test_it_asks_about_twins_with_similar_names_and_never_decides():
    found = likeness(child("Jan", "Novak", emails=SARA), child("Jana", "Novak", emails=SARA, key=2))
    assert found is not None
    assert not found.certain


NAMES = st.sampled_from(
    ["Jan", "Jana", "Ana", "Anna", "Ayesha", "Aisha", "Khan", "Kahn", "O'Neil", "Oneil", "Ana Jan"]
)
CHILDREN = st.builds(
    Known,
    st.integers(0, 10**6),
    NAMES | st.text(max_size=12),
    NAMES | st.text(max_size=12),
    st.none() | st.sampled_from([BORN, date(2016, 12, 3), date(2016, 3, 13), date(2015, 9, 1)]) | st.dates(),
    st.frozensets(st.sampled_from(["a@example.org", "b@example.org"]), max_size=2),
    st.frozensets(st.sampled_from(["07700900001", "07700900002"]), max_size=2),
)


@given(CHILDREN, CHILDREN)
def test_it_judges_both_ways_round_alike(one, other):
    assert likeness(one, other) == likeness(other, one)


@given(CHILDREN)
def test_it_finds_every_child_with_a_birthday_certainly_like_itself(one):
    found = likeness(one, one)
    assert found is not None
    assert found.certain == (one.born is not None)


@given(st.text(max_size=30))
def test_it_folds_the_folded_to_itself(text):
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper().lower()) == fold(text.lower().upper().lower())


@given(CHILDREN, CHILDREN)
def test_it_is_certain_of_nothing_that_differs(one, other):
    found = likeness(one, other)
    if found is not None and found.certain:
        assert (one.folded, one.born) == (other.folded, other.born)


@given(st.lists(CHILDREN, max_size=12, unique_by=lambda each: each.key))
def test_it_finds_every_pair_although_it_compares_few(children):
    found = {frozenset((one.key, other.key)) for one, other, _why in pairs(children)}
    every = {
        frozenset((one.key, other.key))
        for n, one in enumerate(children)
        for other in children[n + 1 :]
        if likeness(one, other)
    }
    assert found == every


@given(st.lists(CHILDREN, max_size=8, unique_by=lambda each: each.key), CHILDREN)
def test_it_names_the_likeliest_first(children, one):
    strengths = [why.strength for _other, why in Index(children).like(one)]
    assert strengths == sorted(strengths, reverse=True)


def test_it_compares_a_school_at_once(monkeypatch):
    """A thousand children of three hundred birthdays: each is compared with few."""
    asked = 0
    judge = matching.likeness

    def counting(one, other):
        nonlocal asked
        asked += 1
        return judge(one, other)

    monkeypatch.setattr(matching, "likeness", counting)
    days = [date.fromordinal(date(2015, 9, 1).toordinal() + n % 300) for n in range(1000)]
    pairs([child(f"G{n}", f"F{n % 50}", days[n], key=n) for n in range(1000)])
    assert asked < 10_000
