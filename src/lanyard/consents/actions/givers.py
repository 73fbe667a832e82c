"""Who gives an answer: adults known for a child, and one who is added there and then from a paper form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lanyard.engines.refusals import Refused
from lanyard.engines.rights import Actor
from lanyard.units.actions.adults import AdultSaid, Standing, add_adult
from lanyard.units.catalogue.children import relationships
from lanyard.units.models import Child, Responsibility

MOST_LETTERS = 200
Asked = Mapping[tuple[int, int], Responsibility]  # by child and adult


@dataclass(frozen=True, slots=True)
class NewAdult:
    """Somebody who signed a form and is not known for the child yet."""

    name: str
    relationship: str
    holds: str


def responsible(children: Collection[int], *, locked: bool = False) -> Asked:
    """Return what stands of who answers for the children: one query. `locked` holds the rows until the change ends."""
    rows = Responsibility.objects.standing().filter(child__in=children).order_by("pk")
    rows = rows.select_for_update() if locked else rows
    return {(row.child_id, row.adult_id): row for row in rows}


def check_may_answer(found: Responsibility | None, child: str, field: str) -> None:
    """Raise Refused, with the reason, where an adult may not answer for a child (STO-19)."""
    if found is None:
        raise Refused(_("The person who signed is not known for %(name)s") % {"name": child}, field)
    if found.barred:
        raise Refused(_("Contact with %(name)s is barred for this person") % {"name": child}, field)
    if found.holds != Responsibility.YES:
        reason = _("Only somebody who holds parental responsibility can answer for %(name)s")
        raise Refused(reason % {"name": child}, field)


def add_giver(actor: Actor, child: Child, new: NewAdult, field: str) -> Responsibility:
    """Add an adult who holds parental responsibility, within the caller's change.

    Raises Refused where something is missing, where they don't hold it, or where the child has such an adult already:
    who that is, only a person can say.
    """
    name = " ".join(new.name.split())
    _check_new(child, name, new, field)
    return add_adult(actor, child, AdultSaid(name), Standing(new.relationship, new.holds))


def _check_new(child: Child, name: str, new: NewAdult, field: str) -> None:
    if not name or len(name) > MOST_LETTERS:
        raise Refused(_("Enter who signed the form for %(name)s") % {"name": child.name}, field)
    if new.relationship not in relationships():
        raise Refused(_("Choose what the person who signed is to %(name)s") % {"name": child.name}, field)
    if new.holds != Responsibility.YES:
        reason = _("Only somebody who holds parental responsibility can answer for %(name)s")
        raise Refused(reason % {"name": child.name}, field)
    same = Responsibility.objects.standing().filter(child=child, relationship=new.relationship)
    if name.casefold() in {known.casefold() for known in same.values_list("adult__name", flat=True)}:
        raise Refused(_("%(name)s is known already. Choose them from the list") % {"name": name}, field)
