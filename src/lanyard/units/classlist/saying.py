"""How the comparison of a list is said: why two may be one child, and what a line changes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.engines import matching
from lanyard.engines.matching import FAMILY, Likeness
from lanyard.units.catalogue.children import fields, genders, languages, relationships
from lanyard.units.classlist.adults import AdultStep
from lanyard.units.classlist.compare import Compared
from lanyard.units.models import Responsibility
from lanyard.units.wording import year_name

_NAMES = {
    matching.SAME_NAME: gettext_lazy("same name"),
    matching.SWAPPED_NAMES: gettext_lazy("same names, first and last the other way round"),
}
_GIVEN = {
    matching.NAME_ONE_LETTER: gettext_lazy("same last name, first name differs by one letter or space"),
    matching.NAME_TWO_LETTERS: gettext_lazy("same last name, first name differs by two letters"),
    matching.NAME_PART: gettext_lazy("same last name, one first name is part of the other"),
}
_FAMILY = {
    matching.NAME_ONE_LETTER: gettext_lazy("same first name, last name differs by one letter or space"),
    matching.NAME_TWO_LETTERS: gettext_lazy("same first name, last name differs by two letters"),
    matching.NAME_PART: gettext_lazy("same first name, one last name is part of the other"),
    matching.OTHER_FAMILY_NAME: gettext_lazy("same first name, another last name"),
}
_BIRTHS = {
    matching.SAME_BIRTH: gettext_lazy("same date of birth"),
    matching.NEAR_BIRTH: gettext_lazy("dates of birth differ by one digit, or day and month are swapped"),
    matching.NO_BIRTH: gettext_lazy("a date of birth is not known"),
    matching.OTHER_BIRTH: gettext_lazy("different dates of birth"),
}
_CONTACTS = {
    matching.SAME_EMAIL: gettext_lazy("same parent's e-mail"),
    matching.SAME_PHONE: gettext_lazy("same parent's phone"),
}


def why_alike(why: Likeness) -> str:
    """Return the evidence as a sentence: "Same date of birth, same parent's e-mail, same first name, …"."""
    names = {**_NAMES, **(_FAMILY if why.about == FAMILY else _GIVEN)}
    parts = [_BIRTHS[why.birth], *(_CONTACTS[contact] for contact in why.contacts), names[why.name]]
    text = ", ".join(str(part) for part in parts)
    return text[:1].upper() + text[1:]


def fact(name: str, value: Any) -> str:
    """Return what is known of a child, in words; a dash for nothing."""
    if name == "gender":
        value = _(genders().get(value, value)) if value else ""
    if name == "year_group" and value is not None:
        return year_name(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items()) or "–"
    return str(value) if value not in (None, "") else "–"


def fact_title(name: str) -> str:
    """Return what a fact is called."""
    if name == "left_school_on":
        return _("Left the school")
    return _(fields()[{"categories": "category"}.get(name, name)].title)


def changes(line: Compared) -> Iterator[str]:
    """Yield what a line changes, a sentence for each fact and adult."""
    for name, (before, after) in line.facts.items():
        words = {"what": fact_title(name), "before": fact(name, before), "after": fact(name, after)}
        yield _("%(what)s: %(before)s → %(after)s") % words
    for step in line.adults.steps:
        yield from _adult_changes(step)


def _adult_changes(step: AdultStep) -> Iterator[str]:
    listed = step.listed
    if step.relation is None:
        words = {"name": listed.name, "what": _(relationships()[listed.relationship]), "holds": holds_said(step.holds)}
        if step.adult is not None:
            yield _("Adult known here already: %(name)s (%(what)s), parental responsibility: %(holds)s") % words
        else:
            yield _("New adult: %(name)s (%(what)s), parental responsibility: %(holds)s") % words
        return
    for name, new in step.changes.items():
        new = _(languages()[new]) if name == "language" else new
        words = {"name": listed.name, "what": _(fields()[f"adult.{name}"].title), "new": new}
        yield _("%(name)s, %(what)s: %(new)s") % words
    if step.holds != step.relation.holds:
        yield _("%(name)s, parental responsibility: %(holds)s") % {
            "name": listed.name,
            "holds": holds_said(step.holds),
        }


def holds_said(holds: str) -> str:
    """Return whether an adult holds parental responsibility, in a word."""
    return {Responsibility.YES: _("yes"), Responsibility.NO: _("no")}.get(holds, _("not known"))
