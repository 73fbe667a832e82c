"""What a list says of the adults of a child, compared with what is known: told apart by contact, never by name alone.

A list adds adults, fills what was not known and brings a new address. It never lifts a bar, and never turns a yes
about parental responsibility into a no or back: that is for a person, on the child's page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from lanyard.engines.matching import fold
from lanyard.units.catalogue.children import NOT_SAID
from lanyard.units.classlist.knowledge import Knowledge, contacts_of
from lanyard.units.classlist.rows import ListedAdult, ListedChild
from lanyard.units.models import Adult, Responsibility

HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class AdultStep:
    """One thing to do about an adult: add one, name one who is known for this child too, or change what is known."""

    listed: ListedAdult
    adult: Adult | None = None
    relation: Responsibility | None = None
    changes: dict[str, str] = field(default_factory=dict)
    holds: str = Responsibility.UNKNOWN


@dataclass(slots=True)
class AdultPlan:
    """What the list changes about a child's adults, and what it says that is not followed."""

    steps: list[AdultStep] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan_adults(row: ListedChild, relations: Sequence[Responsibility], known: Knowledge) -> AdultPlan:
    """Return what a line changes about the adults of a child who has these relations already."""
    plan = AdultPlan()
    for listed in row.adults:
        own = _own(listed, relations, known)
        if own is None:
            plan.steps.append(_new(listed, known, plan))
        elif own.barred:
            plan.notes.append(
                _("%(name)s is barred from contact: what the list says of them changes nothing")
                % {"name": listed.name}
            )
        else:
            _compare(listed, own, known, plan)
    return plan


def _own(listed: ListedAdult, relations: Sequence[Responsibility], known: Knowledge) -> Responsibility | None:
    """Return this child's adult of a line: by contact, else by name where one of that name is what the list says."""
    contacts = set(contacts_of(listed.email, listed.phone))
    near = [(row, known.adults[row.adult_id]) for row in relations]
    same = [(row, adult) for row, adult in near if fold(adult.name) == fold(listed.name)]
    reached = [row for row, adult in near if contacts & set(contacts_of(adult.email, adult.phone))]
    by_both = [row for row, _adult in same if row in reached]
    if by_both:
        return by_both[0]
    by_name = [row for row, _adult in same if _may_be(row.relationship, listed.relationship)]
    if len(by_name) == 1 and len(same) == 1:
        return by_name[0]
    by_contact = [row for row in reached if row.relationship == listed.relationship != NOT_SAID]
    return by_contact[0] if len(by_contact) == 1 else None


def _may_be(known: str, said: str) -> bool:
    return known == said or NOT_SAID in (known, said)


def _new(listed: ListedAdult, known: Knowledge, plan: AdultPlan) -> AdultStep:
    adult = known.adult(listed)
    holds = listed.holds
    if adult is not None and adult.pk in known.barred:
        # Whoever may not see one child may still answer for another: that is for a person to say.
        holds = Responsibility.UNKNOWN
        message = _(
            "%(name)s is barred from contact with another child: nobody is asked until you say what holds here"
        )
        plan.notes.append(message % {"name": listed.name})
    return AdultStep(listed, adult, holds=holds)


def _compare(listed: ListedAdult, own: Responsibility, known: Knowledge, plan: AdultPlan) -> None:
    adult = known.adults[own.adult_id]
    if fold(adult.name) != fold(listed.name):
        words = {"listed": listed.name, "name": adult.name}
        plan.notes.append(_("The list says %(listed)s, the record %(name)s: nothing is changed about them") % words)
        return
    changes = {name: new for name in ("email", "phone", "language") if (new := _differs(name, listed, adult))}
    holds = own.holds
    if own.holds == Responsibility.UNKNOWN:
        holds = listed.holds
    elif listed.holds not in (own.holds, Responsibility.UNKNOWN):
        message = _(
            "The list and the record differ on whether %(name)s holds parental responsibility: the record stands"
        )
        plan.notes.append(message % {"name": adult.name})
    if changes or holds != own.holds:
        plan.steps.append(AdultStep(listed, adult, own, changes, holds))


def _differs(name: str, listed: ListedAdult, adult: Adult) -> str:
    new, old = getattr(listed, name), getattr(adult, name)
    same = new.casefold() == old.casefold() if name != "phone" else contacts_of("", new) == contacts_of("", old)
    return "" if same else new
