"""Which column is which: guessed from headings and contents, then confirmed by the person who knows the list."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lanyard.organisations.register.problems import Unreadable
from lanyard.units.catalogue.children import Field, adult_words, fields, limits
from lanyard.units.classlist.reading import Row, Sheet, too_many
from lanyard.units.classlist.values import looks_like, read_date, read_year

CATEGORY, SCHOOL = "category", "school"
_MANY = {CATEGORY, SCHOOL}  # what more than one column may say
_TITLE_LINES = 20  # what a records system may print above the headings
_NOT_LETTERS = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its headings; every row is as wide as they are, or wider where the file is."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int  # where the headings stand
    sheet: str = ""

    def column(self, place: int) -> list[str]:
        """Return what a column says, without its empty cells."""
        return [cells[place] for _line, cells in self.rows if place < len(cells) and cells[place]]


def targets() -> dict[str, Field]:
    """Return all that a column can be: the fields of a child, and of each adult ("adult2.email")."""
    child = {id: field for id, field in fields().items() if not field.adult}
    adults = [field for field in fields().values() if field.adult]
    numbers = range(1, limits().most_adults + 1)
    return child | {field.id.replace("adult", f"adult{n}", 1): field for n in numbers for field in adults}


def table_of(sheet: Sheet) -> Table:
    """Find the headings: the line that has most that are known, near the top. Raises Unreadable without children."""
    known = [len(guessed(cells)) for _line, cells in sheet.rows[:_TITLE_LINES]]
    best = max(range(len(known)), key=lambda n: (known[n], -n))
    at = best if known[best] > 1 else 0
    line, headings = sheet.rows[at]
    rows = sheet.rows[at + 1 :]
    if not rows:
        raise Unreadable(_("The file has headings but no children."), line)
    if len(rows) > limits().most_rows:
        raise too_many()
    return Table(headings, rows, line, sheet.name)


def guess(table: Table, today: date) -> dict[int, str]:
    """Return what each column seems to be, by its place; what is not guessed is not read."""
    found = guessed(table.headings)
    for target, read, also in (("date_of_birth", read_date, (today,)), ("year_group", read_year, ())):
        if target in found.values():
            continue
        free = (place for place in range(len(table.headings)) if place not in found)
        by_contents = (place for place in free if looks_like(read, table.column(place), *also))
        place = next(by_contents, None)
        if place is not None:
            found[place] = target
    return found


def guessed(headings: Sequence[str]) -> dict[int, str]:
    """Return what each heading seems to mean, by its place; of two for the same thing, the likelier."""
    found: dict[str, tuple[int, int]] = {}
    many: dict[int, str] = {}
    for place, target, rank in _meanings(headings):
        if target in _MANY:
            many[place] = target
        elif target not in found or rank < found[target][0]:
            found[target] = rank, place
    both = {place: target for target, (_rank, place) in found.items()} | many
    if {"given_name", "family_name"} <= set(both.values()):
        both = {place: target for place, target in both.items() if target != "full_name"}
    return dict(sorted(both.items()))


def _meanings(headings: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    taken = {number for heading in headings if (number := _number(_words(heading)))}
    free = iter(number for number in range(1, limits().most_adults + 1) if number not in taken)
    numbers: dict[int, int] = {}
    for place, heading in enumerate(headings):
        words = _words(heading)
        if not words or " ".join(words) in adult_words().never:
            continue
        for target, rank in _child_field(words) or _adult_field(words, numbers, free):
            yield place, target, rank


def _words(heading: str) -> list[str]:
    """Return a heading's words: DateOfBirth, D.O.B., Parent1_Email and “Mother's e-mail” are all taken apart."""
    text = unicodedata.normalize("NFKD", heading.replace("'", "").replace("’", ""))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", text)
    text = re.sub(r"([A-Za-z]{2,})(\d)", r"\1 \2", text)
    text = re.sub(r"(\d)([A-Z][a-z])", r"\1 \2", text)
    return _NOT_LETTERS.sub(" ", text).casefold().split()


def _child_field(words: Sequence[str]) -> list[tuple[str, int]]:
    if adult_words().words & set(words) or "contact" in words:
        return []
    phrase = " ".join(words)
    for field in fields().values():
        if not field.adult and phrase in field.headings:
            return [(field.id, field.headings.index(phrase))]
    return _longer_heading(f" {phrase} ")


def _longer_heading(phrase: str) -> list[tuple[str, int]]:
    """Return the field whose heading stands within a longer one: “Legal surname (current)”."""
    for id in ("family_name", "given_name", "date_of_birth"):
        field = fields()[id]
        if any(f" {heading} " in phrase for heading in field.headings if len(heading) > 3):
            return [(id, len(field.headings))]
    return []


def _number(words: Sequence[str]) -> int:
    """Return the number by which a heading tells adults apart; 0 for none."""
    said = adult_words()
    if not said.words & set(words):
        return 0
    numbers = [int(word) if word.isdecimal() else said.ordinals.get(word, 0) for word in words]
    return next((number for number in numbers if number), 0)


def _adult_field(words: Sequence[str], numbers: dict[int, int], free: Iterator[int]) -> list[tuple[str, int]]:
    said = adult_words()
    marked = bool(said.words & set(words))
    rest = [word for word in words if not word.isdecimal() and word not in said.ordinals]
    field = _adults_own(rest) or _adults_own([word for word in rest if word not in said.words])
    if field is None or not (marked or field[0] in said.bare):
        return []
    number = _number(words) or _number_of_family(words, numbers, free)
    if not 1 <= number <= limits().most_adults:
        return []
    return [(field[0].replace("adult", f"adult{number}", 1), field[1])]


def _adults_own(words: Sequence[str]) -> tuple[str, int] | None:
    phrase = " ".join(words)
    for field in fields().values():
        if field.adult and phrase in field.headings:
            return field.id, field.headings.index(phrase)
    return None


def _number_of_family(words: Sequence[str], numbers: dict[int, int], free: Iterator[int]) -> int:
    """Return the next free number for the columns of the mother, of the father; 1 where a heading names nobody."""
    for n, family in enumerate(adult_words().families):
        if family & set(words):
            if n not in numbers:
                numbers[n] = next(free, 0)
            return numbers[n]
    return 1


def check_choice(choice: Mapping[int, str]) -> dict[int, str]:
    """Return which column is which as the person chose it. Raises Unreadable when a child could not be told by it."""
    chosen = {place: target for place, target in choice.items() if target}
    said = list(chosen.values())
    unknown = set(said) - set(targets())
    if unknown:
        raise Unreadable(_("Choose what each column is from the list"))
    twice = next((target for target in said if said.count(target) > 1 and target not in _MANY), None)
    if twice:
        raise Unreadable(_("Two columns are chosen for “%(field)s”. Choose one") % {"field": title_of(twice)})
    if "full_name" not in said and not {"given_name", "family_name"} <= set(said):
        raise Unreadable(_("Choose the columns of the first and the last name, or of the whole name"))
    if "year_group" not in said:
        raise Unreadable(_("Choose the column of the year group"))
    return chosen


def title_of(target: str) -> str:
    """Return what a column is, in words: "Adult 2: e-mail"."""
    title = _(targets()[target].title)
    if not target.startswith("adult"):
        return title
    return _("Adult %(number)s: %(what)s") % {"number": target[5], "what": title}
