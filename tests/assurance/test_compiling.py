"""Queries whose subjects are known: composed once a day, the same as composed anew; nothing kept is ever stale."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lanyard.accounts.models import Person, Post
from lanyard.assurance import gathering
from lanyard.assurance.compiling import asked, compiled
from lanyard.assurance.gathering import shaped
from lanyard.assurance.registers import Moment, SubjectSet, kind_of, kinds
from lanyard.consents import tallies
from lanyard.partnerships import reading

pytestmark = pytest.mark.django_db
moments = st.integers(0, 4 * 365 * 86400).map(lambda n: datetime(2024, 9, 1, tzinfo=UTC) + timedelta(seconds=n))
several = st.lists(st.integers(1, 10**9), max_size=3, unique=True).map(tuple)
BUILDS = [*((each.kind, each.build) for each in gathering._readers), ("partnership", reading._standing)]
BUILDS.append(("unit", tallies._by_member))


def these(kind: str, keys: tuple[int, ...]) -> SubjectSet:
    """Return the subjects of a kind with these keys."""
    now = timezone.now()
    return SubjectSet.of(kind, kind_of(kind).all(Moment(now, now)).model, keys)


@given(moments, moments, several)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_asks_what_would_be_composed_anew(db, at, known, keys):
    moment = Moment(at, min(at, known))
    for kind, build in BUILDS:
        for mine in (these(each, keys) for each in kinds() if kind in ("", each)):
            assert asked(build, mine, moment) == compiled(build(mine, moment)), build


def test_it_composes_each_readers_query_once_a_day(monkeypatch):
    composed = []

    def build(subjects: SubjectSet, moment: Moment) -> QuerySet:
        composed.append(moment)
        posts = Post.objects.known(moment.known).filter(person__in=subjects.keys, starts_on__lte=moment.day)
        return shaped(posts, "person")

    first = datetime(2026, 10, 5, 9, tzinfo=UTC)
    for hour, key in enumerate((3, 4, 5)):
        at = first + timedelta(hours=hour)
        asked(build, these("officer", (key,)), Moment(at, at))
    assert len(composed) == 2  # for two who don't exist, to see where they stand


def test_it_keeps_nothing_that_looks_at_the_clock():
    def build(subjects: SubjectSet, moment: Moment) -> QuerySet:
        return shaped(Person.objects.filter(pk__in=subjects.keys, joined_at__lte=timezone.now()), "pk")

    moment = Moment(timezone.now(), timezone.now())
    with time_machine.travel(datetime(2026, 10, 5, 9, tzinfo=UTC), tick=True):
        asked(build, these("officer", (3,)), moment)
    with time_machine.travel(datetime(2026, 10, 5, 10, tzinfo=UTC), tick=False):
        assert asked(build, these("officer", (3,)), moment) == compiled(build(these("officer", (3,)), moment))


def test_it_keeps_nothing_that_reads_a_table():
    def build(subjects: SubjectSet, moment: Moment) -> QuerySet:
        return shaped(Person.objects.filter(pk__in=subjects.keys, name__in=list(names())), "pk")

    def names() -> QuerySet:
        return Person.objects.values_list("name", flat=True)

    moment = Moment(timezone.now(), timezone.now())
    for name in ("Priya Shah", "Owen Price"):
        Person.objects.create(email=f"{name[:4]}@example.org", name=name)
        assert asked(build, these("officer", (3,)), moment) == compiled(build(these("officer", (3,)), moment))


def test_it_forgets_by_tomorrow_what_day_it_was():
    def build(subjects: SubjectSet, moment: Moment) -> QuerySet:
        return shaped(Post.objects.filter(person__in=subjects.keys, starts_on__lte=timezone.localdate()), "person")

    moment = Moment(*[datetime(2026, 10, 1, 9, tzinfo=UTC)] * 2)
    for day in (5, 6):
        with time_machine.travel(datetime(2026, 10, day, 9, tzinfo=UTC)):
            mine = these("officer", (3,))
            assert asked(build, mine, moment) == compiled(build(mine, moment))
