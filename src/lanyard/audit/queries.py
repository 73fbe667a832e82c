"""Reads of the ledger: what an actor may see of it, by person, verb, kind, day and record, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from lanyard.audit.models import Entry
from lanyard.engines.rights import Scope

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; empty means all."""

    people: Collection[int] | None = None
    verb: str = ""
    kind: str = ""
    day: date | None = None
    subject_kind: str = ""
    subject: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of entries, newest first, and the number that the next page begins below."""

    entries: list[Entry]
    older: int | None


def page(scope: Scope, wanted: Wanted, before: int | None = None) -> LedgerPage:
    """Return the entries in reach that are wanted, below a number: no page gets slower the further back it is."""
    found = entries(scope, wanted)
    if before is not None:
        found = found.filter(number__lt=before)
    rows = list(found.order_by("-number")[: PAGE + 1])
    return LedgerPage(rows[:PAGE], rows[PAGE - 1].number if len(rows) > PAGE else None)


def entries(scope: Scope, wanted: Wanted) -> QuerySet[Entry]:
    """Return the entries in reach that are wanted; an empty scope reaches none."""
    found = Entry.objects.filter(_reach(scope))
    if wanted.people is not None:
        found = found.filter(actor__in=wanted.people)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.day:
        begins = timezone.make_aware(datetime.combine(wanted.day, time.min))
        ends = timezone.make_aware(datetime.combine(wanted.day + timedelta(days=1), time.min))
        found = found.filter(at__gte=begins, at__lt=ends)
    if wanted.subject_kind:
        found = found.filter(subject_kind=wanted.subject_kind)
    return found if wanted.subject is None else _about(found, wanted.subject)


def about(scope: Scope, subject_kind: str, subject: int) -> QuerySet[Entry]:
    """Return who changed and who looked at one record, newest first."""
    return entries(scope, Wanted(subject_kind=subject_kind, subject=subject)).order_by("-number")


def _reach(scope: Scope) -> Q:
    if scope.everything:
        return Q()
    return Q(organisation__in=sorted(scope.organisations)) | Q(force__in=sorted(scope.forces))


def _about(found: QuerySet[Entry], subject: int) -> QuerySet[Entry]:
    if connection.vendor == "postgresql":
        return found.filter(subjects__contains=[subject])
    # SQLite has no containment of JSON; it can walk the list of an entry instead.
    walk = "EXISTS (SELECT 1 FROM json_each(audit_entry.subjects) WHERE json_each.value = %s)"
    return found.annotate(named=RawSQL(walk, [subject])).filter(named=True)
