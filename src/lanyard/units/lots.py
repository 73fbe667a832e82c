"""Drawing lots for an intake: who is in it, the shares it keeps to, and the order in which the others wait.

The engine knows nothing of children: it is given each application's public id with the categories it counts in.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from lanyard.units.cohort import (
    VULNERABLE,
    YES,
    categories_of,
    category_order,
    category_said,
    children_of_years,
    force_share,
    least_vulnerable,
    value_said,
)
from lanyard.units.models import Application, Intake

if TYPE_CHECKING:
    from lanyard.engines.lottery import Infeasible, Lottery, Quota, Relaxation


class Share(NamedTuple):
    """How many of the places go, at least and at most, to children of one value of a category."""

    category: str
    value: str
    least: int
    most: int

    @property
    def said(self) -> str:
        """The share as people say it."""
        about = {"what": category_said(self.category), "value": value_said(self.category, self.value)}
        told = _("%(what)s: %(value)s, at least %(least)s and at most %(most)s")
        return told % {**about, "least": self.least, "most": self.most}


def own_shares(intake: Intake) -> list[Share]:
    """Return the shares that the school has set."""
    row = intake.quotas.standing().first()
    return [Share(*each) for each in row.rows] if row else []


def shares_of(intake: Intake) -> list[Share]:
    """Return the shares that a draw keeps to: the school's, and never less than the force's own minimum."""
    asked = least_vulnerable(force_share(intake.unit.school.place.force), intake.places)
    found = {(share.category, share.value): share for share in own_shares(intake)}
    if asked:
        own = found.get((VULNERABLE, YES), Share(VULNERABLE, YES, 0, intake.places))
        found[VULNERABLE, YES] = own._replace(least=max(asked, own.least), most=max(asked, own.most))
    return list(found.values())


def values_of(intake: Intake) -> list[tuple[str, str]]:
    """Return every category and value that the school's children of the years have, to ask shares of."""
    pairs = {pair for child in children_of_years(intake) for pair in categories_of(child).items()}
    return sorted(pairs | {(VULNERABLE, YES)}, key=lambda pair: (category_order(pair[0]), pair[1]))


def people_of(intake: Intake) -> dict[str, dict[str, str]]:
    """Return what each child who applied counts as, by the application's public id."""
    applied = Application.objects.filter(intake=intake).counting().select_related("child").order_by("public_id")
    return {application.public_id: categories_of(application.child) for application in applied}


def solve(people: Mapping[str, Mapping[str, str]], shares: Iterable[Share], places: int) -> "Lottery | Infeasible":
    """Ask the engine for the fairest lottery, or what stands in its way."""
    from lanyard.engines.lottery import lottery

    return lottery(people, quotas_of(shares), places)


def quotas_of(shares: Iterable[Share]) -> "list[Quota]":
    """Return shares as the engine takes them."""
    from lanyard.engines.lottery import Quota

    return [Quota(share.category, share.value, share.least, share.most) for share in shares]


def waiting_order(seed: bytes, applications: Iterable[str]) -> list[str]:
    """Return who waits, in the order that the seed gives: by the SHA-256 of the seed, a colon and the public id."""
    return sorted(applications, key=lambda each: hashlib.sha256(seed + b":" + each.encode()).digest())


def in_words(quotas: Sequence["Quota"]) -> list[str]:
    """Return quotas that conflict as people say them."""
    return [Share(each.category, each.value, each.minimum, each.maximum).said for each in quotas]


def conflict_said(intake: Intake, found: "Infeasible") -> dict[str, list[str]]:
    """Return which shares conflict, and what would have to give, as people say them."""
    asked = least_vulnerable(force_share(intake.unit.school.place.force), intake.places)
    ways = [_way_said(each, asked) for each in found.relaxations]
    return {"shares": in_words(found.conflict), "ways": ways}


def _way_said(way: "Relaxation", asked: int) -> str:
    quota = way.quota
    about = {"what": category_said(quota.category), "value": value_said(quota.category, quota.value)}
    told = []
    if way.minimum != quota.minimum:
        told.append(_("at least %(now)s instead of %(was)s") % {"now": way.minimum, "was": quota.minimum})
    if way.maximum != quota.maximum:
        told.append(_("at most %(now)s instead of %(was)s") % {"now": way.maximum, "was": quota.maximum})
    said = _("%(what)s: %(value)s, %(change)s") % {**about, "change": _(" and ").join(told)}
    forces = (quota.category, quota.value) == (VULNERABLE, YES) and way.minimum < asked
    return _("%(said)s. Only the force can change its minimum") % {"said": said} if forces else said
