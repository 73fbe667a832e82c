"""A whole list at once: from a file, or from a table with its columns, to what it would change. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lanyard.organisations.models import Organisation
from lanyard.units.classlist.columns import Table, guess, table_of
from lanyard.units.classlist.compare import Comparison, compare
from lanyard.units.classlist.knowledge import Knowledge
from lanyard.units.classlist.reading import read_sheet
from lanyard.units.classlist.rows import Listing, read_listing
from lanyard.units.classlist.whose import looks_foreign, other_schools


@dataclass(slots=True)
class Whole:
    """A list as it was read, and beside what the school knows; `foreign` where hardly anybody on it is known."""

    listing: Listing
    comparison: Comparison
    foreign: bool


def open_list(data: bytes, today: date) -> tuple[Table, dict[int, str]]:
    """Return a file's table and what its columns seem to be. Raises Unreadable for what is no list."""
    table = table_of(read_sheet(data))
    return table, guess(table, today)


def look_through(school: Organisation, table: Table, chosen: Mapping[int, str], today: date) -> Whole:
    """Read every line and compare it; what is wrong, another school's name too, stands among the problems."""
    listing = read_listing(table, chosen, today)
    listing.problems += other_schools(listing.schools, school)
    listing.problems.sort(key=lambda problem: problem.line)
    known = Knowledge(school)
    comparison = compare(listing.children, known)
    return Whole(listing, comparison, looks_foreign(comparison, known))
