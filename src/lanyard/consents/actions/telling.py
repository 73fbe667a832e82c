"""Telling the parents and carers of a unit what is planned and what was done (NEV §Design and delivery)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.audit.acting import change
from lanyard.consents import links, policy
from lanyard.consents.messages import told, way_to
from lanyard.consents.models import Asked, Link, ParentsTold
from lanyard.consents.writing import write_links
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.units.models import Adult, Responsibility, Unit


@dataclass(frozen=True, slots=True)
class News:
    """What parents are told of: something planned or done, and the session's public id and time where it is one."""

    kind: str
    about: str = ""
    happens_at: datetime | None = None


def to_tell(unit: Unit) -> list[Adult]:
    """Return the adults who may be told about a unit's members: parental responsibility known, not barred (STO-19)."""
    children = unit.members.current().values("child")
    rows = Responsibility.objects.asked().filter(child__in=children).values("adult")
    return list(Adult.objects.filter(pk__in=rows).select_related("school").order_by("name", "pk"))


def tell_parents(actor: Actor, unit: Unit, news: News) -> ParentsTold:
    """Write to every adult who may be told, each in their language, with a link to their own page.

    Raises Refused when nobody can be reached, Conflict when they were told of the same session already.
    """
    with change(actor, policy.TELL_PARENTS, unit.school.place) as doing:
        unit = Unit.objects.select_for_update(of=("self",)).select_related("school__force").get(pk=unit.pk)
        _check(unit, news)
        now = timezone.now()
        adults = to_tell(unit)
        reached = [adult for adult in adults if way_to(adult)[0] != Asked.PAPER]
        if not reached:
            raise Refused(_("The school has no address of any parent or carer who may be told"), "news")
        _write(unit, reached, news, now)
        record = ParentsTold.objects.create(
            unit=unit, kind=news.kind, about=news.about, happens_at=news.happens_at, told_at=now,
            told_by_id=actor.person, adults=len(reached), without_address=len(adults) - len(reached),
        )  # fmt: skip
        doing.record("parents.told", record, unit=unit.pk, kind=news.kind, about=news.about, adults=len(reached))
    return record


def _check(unit: Unit, news: News) -> None:
    if news.kind not in (ParentsTold.PLANNED, ParentsTold.DONE):
        raise Refused(_("Choose what to tell"), "news")
    if news.about and unit.parents_told.filter(kind=news.kind, about=news.about).exists():
        raise Conflict(_("Parents and carers have been told of this already"), "news")


def _write(unit: Unit, adults: Iterable[Adult], news: News, now: datetime) -> None:
    made = [(adult, *links.another(adult, now)) for adult in adults]
    Link.objects.bulk_create(link for _adult, link, _address in made)
    write_links(
        unit.school,
        [
            (link, told(adult, way_to(adult)[1], link.public_id, news.kind, news.happens_at), address)
            for adult, link, address in made
        ],
    )
