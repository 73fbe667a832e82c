"""Which column is which: the register's headings in all versions met, and files that are another layout."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanyard.organisations.register.problems import Unreadable

# Our field -> the headings that may carry it, best first. A "(code)" is read by way of the catalogue's codes.
HEADINGS: dict[str, tuple[str, ...]] = {
    "urn": ("URN",),
    "la_code": ("LA (code)",),
    "name": ("EstablishmentName",),
    "type": ("TypeOfEstablishment (name)", "TypeOfEstablishment (code)"),
    "status": ("EstablishmentStatus (name)", "EstablishmentStatus (code)"),
    "phase": ("PhaseOfEducation (name)", "PhaseOfEducation (code)"),
    "la_name": ("LA (name)",),
    "establishment_number": ("EstablishmentNumber",),
    "type_group": ("EstablishmentTypeGroup (name)", "EstablishmentTypeGroup (code)"),
    "opened_on": ("OpenDate",),
    "closed_on": ("CloseDate",),
    "low_age": ("StatutoryLowAge",),
    "high_age": ("StatutoryHighAge",),
    "gender": ("Gender (name)", "Gender (code)"),
    "pupils": ("NumberOfPupils",),
    "free_meals_percent": ("PercentageFSM",),
    "street": ("Street",),
    "locality": ("Locality",),
    "town": ("Town",),
    "county": ("County (name)",),
    "postcode": ("Postcode",),
    "telephone": ("TelephoneNum",),
    "website": ("SchoolWebsite",),
    "easting": ("Easting",),
    "northing": ("Northing",),
    "lsoa": ("LSOA (code)",),
    "register_changed_on": ("LastChangedDate",),
}
FIELDS = tuple(HEADINGS)
REQUIRED = ("urn", "la_code", "name", "type", "status", "phase")
LINKED = "linked establishments"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each of our fields stands in a line of this file; None where the version has no such column."""

    width: int
    places: tuple[int | None, ...]
    headings: tuple[str, ...]
    coded: frozenset[str]
    may_run_on: bool  # the last column is a list whose commas the publisher leaves unquoted

    def cells(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return the cells of our fields, in the order of FIELDS, trimmed."""
        return tuple("" if place is None else row[place].strip() for place in self.places)


def layout_of(header: Sequence[str]) -> Layout:
    """Recognise the register by its first line. Raises Unreadable, saying what the file seems to be."""
    where: dict[str, int] = {}
    for place, heading in enumerate(header):
        if heading.strip().lower() in where and heading.strip():
            raise Unreadable(_("The column stands twice. Download the file again."), 1, heading.strip())
        where[heading.strip().lower()] = place
    _refuse_others(where, header)
    chosen = {field: _heading(field, where) for field in FIELDS}
    return Layout(
        width=len(header),
        places=tuple(where[h.lower()] if h else None for h in chosen.values()),
        headings=tuple(h or HEADINGS[field][0] for field, h in chosen.items()),
        coded=frozenset(f for f, h in chosen.items() if f not in {"la_code", "lsoa"} and h.endswith("(code)")),
        may_run_on=header[-1].strip().lower() == LINKED,
    )


def _heading(field: str, where: dict[str, int]) -> str:
    return next((h for h in HEADINGS[field] if h.lower() in where), "")


def _refuse_others(where: dict[str, int], header: Sequence[str]) -> None:
    if "linkurn" in where:
        message = _("This is the register's file of links between schools. Choose the file of establishments.")
        raise Unreadable(message, 1, "LinkURN")
    missing = [HEADINGS[field][0] for field in REQUIRED if not _heading(field, where)]
    if not missing:
        return
    if len(header) == 1:
        raise Unreadable(_("This is not a table with commas. Choose the register's CSV file."), 1)
    if len(missing) >= len(REQUIRED) - 1 and "urn" in where:
        message = _(
            "This file was made from the register, with its columns renamed or left out (missing: %(missing)s). "
            "Choose the file of establishments as the Department publishes it."
        )
    else:
        message = _("These columns of the register are missing: %(missing)s. Download all columns.")
    raise Unreadable(message % {"missing": ", ".join(missing)}, 1, missing[0])
