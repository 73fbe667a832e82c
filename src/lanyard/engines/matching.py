"""Whether two records may be of the same child: decided by evidence that can be said in words, never by a score alone.

Names are compared without case, accents, apostrophes and hyphens, first and last name also swapped; nicknames are not
guessed. Two children of one birthday and one family whose first names differ are twins: they are kept apart. What
comes out is a question for a person, unless name and date of birth are the same.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

# What agrees or nearly agrees; the rooms have the words.
SAME_NAME, SWAPPED_NAMES, NAME_ONE_LETTER, NAME_TWO_LETTERS = "same-name", "swapped", "one-letter", "two-letters"
NAME_PART, OTHER_FAMILY_NAME = "part", "other-family-name"
SAME_BIRTH, NEAR_BIRTH, NO_BIRTH, OTHER_BIRTH = "same-birth", "near-birth", "no-birth", "other-birth"
SAME_EMAIL, SAME_PHONE = "same-email", "same-phone"
GIVEN, FAMILY = "given", "family"  # which of the names a reason is about

_LONG = 8  # letters from which a name may differ by two
# Letters that don't come apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
_JOINED = "'’‘ʼ`´′ʻʹ＇."  # left out: O'Neil is Oneil


@dataclass(frozen=True)
class Known:
    """What is known of one child, for comparing. Contacts are e-mail addresses and phone numbers of adults."""

    key: Hashable
    given: str
    family: str
    born: date | None = None
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    @cached_property
    def folded(self) -> tuple[str, str]:
        """The first and the last name as they are compared."""
        return fold(self.given), fold(self.family)

    @cached_property
    def contacts(self) -> frozenset[str]:
        """All by which an adult can be reached."""
        return self.emails | self.phones


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two records may be of one child. `certain` where name and date of birth are both the same."""

    name: str
    about: str  # which name differs; empty where none or both
    birth: str
    contacts: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing that is known differs, and enough is known."""
        return self.name == SAME_NAME and self.birth == SAME_BIRTH

    @property
    def strength(self) -> int:
        """How much agrees: only to say the likelier first."""
        names = {SAME_NAME: 4, SWAPPED_NAMES: 3, NAME_ONE_LETTER: 3, NAME_PART: 2, NAME_TWO_LETTERS: 2}
        births = {SAME_BIRTH: 4, NEAR_BIRTH: 2, NO_BIRTH: 1}
        return names.get(self.name, 1) + births.get(self.birth, 0) + len(self.contacts)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a name without case, accents, apostrophes, hyphens and spare spaces; scripts keep their own signs."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    # Only the accents of Latin, Greek and Cyrillic: in other scripts such signs are vowels.
    letters = "".join("" if "\u0300" <= sign <= "\u036f" or sign in _JOINED else sign for sign in apart)
    words = "".join(" " if unicodedata.category(sign)[0] in "PZ" else sign for sign in letters).split()
    return unicodedata.normalize("NFC", " ".join(words))


def likeness(one: Known, other: Known) -> Likeness | None:
    """Return why two records may be of the same child; None where they are taken for two children."""
    name, about = _names(one, other)
    birth = _births(one.born, other.born)
    contacts = _contacts(one, other)
    found = Likeness(name, about, birth, contacts)
    return found if name and _asks(name, birth, bool(contacts)) else None


def _asks(name: str, birth: str, contact: bool) -> bool:
    """Decide whether the evidence is enough to ask a person."""
    if name == SAME_NAME:
        return birth != OTHER_BIRTH or contact
    if name == SWAPPED_NAMES:
        return birth != OTHER_BIRTH
    if name == OTHER_FAMILY_NAME:
        return birth == SAME_BIRTH and contact
    if birth == SAME_BIRTH:
        return True
    return birth in (NEAR_BIRTH, NO_BIRTH) and contact


def _names(one: Known, other: Known) -> tuple[str, str]:
    if one.folded == other.folded:
        return SAME_NAME, ""
    if one.folded == other.folded[::-1]:
        return SWAPPED_NAMES, ""
    if set(one.folded) == {""} or set(other.folded) == {""}:
        return "", ""
    (given, family), (given_2, family_2) = one.folded, other.folded
    if family == family_2:
        return _one_name(given, given_2), GIVEN
    if given == given_2:
        return _one_name(family, family_2) or OTHER_FAMILY_NAME, FAMILY
    return "", ""


def _one_name(name: str, other: str) -> str:
    """Return how two spellings of one name are alike; empty where they are two names."""
    far = _distance(name, other)
    if far <= 1:
        return NAME_ONE_LETTER
    if far == 2 and min(len(name), len(other)) >= _LONG:
        return NAME_TWO_LETTERS
    words, more = sorted((set(name.split()), set(other.split())), key=len)
    return NAME_PART if words and words < more else ""


@lru_cache(maxsize=65536)
def _distance(name: str, other: str) -> int:
    # Spaces don't count: what is “Mary Ann” here is “Maryann” there.
    return DamerauLevenshtein.distance(name.replace(" ", ""), other.replace(" ", ""), score_cutoff=2)


def _births(one: date | None, other: date | None) -> str:
    if one is None or other is None:
        return NO_BIRTH
    if one == other:
        return SAME_BIRTH
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    digits = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    return NEAR_BIRTH if swapped or digits == 1 else OTHER_BIRTH


def _contacts(one: Known, other: Known) -> tuple[str, ...]:
    shared = (SAME_EMAIL, one.emails & other.emails), (SAME_PHONE, one.phones & other.phones)
    return tuple(word for word, common in shared if common)


class Index:
    """Records by what they must have in common to be alike, so that each is compared with few."""

    def __init__(self, records: Iterable[Known]):
        self._by: Mapping[Hashable, list[Known]] = defaultdict(list)
        for record in records:
            for mark in _marks(record):
                self._by[mark].append(record)

    def like(self, record: Known) -> list[tuple[Known, Likeness]]:
        """Return the other records that may be of the same child, the likeliest first."""
        near = {id(each): each for mark in _marks(record) for each in self._by.get(mark, ())}
        judged = ((each, likeness(record, each)) for each in near.values() if each.key != record.key)
        found = [(each, why) for each, why in judged if why is not None]
        return sorted(found, key=lambda pair: (-pair[1].strength, str(pair[0].key)))


def _marks(record: Known) -> Iterator[Hashable]:
    # Every way to be alike needs one of these: a name, a birthday, or an adult who can be reached in common.
    yield tuple(sorted(record.folded))
    if record.born is not None:
        yield record.born
    yield from record.contacts


def pairs(records: Sequence[Known]) -> list[tuple[Known, Known, Likeness]]:
    """Return every two records that may be of one child, each pair once, the likeliest first."""
    index, place = Index(records), {record.key: n for n, record in enumerate(records)}
    found = [
        (record, other, why)
        for record in records
        for other, why in index.like(record)
        if place[record.key] < place[other.key]
    ]
    return sorted(found, key=lambda pair: (-pair[2].strength, place[pair[0].key], place[pair[1].key]))
