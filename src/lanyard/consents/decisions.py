"""What may be done with which child: decisions for each purpose, for one child or for all of the country at once.

The set-based form reads the answers as small codes, one row a person who answered. Children with the same code share
their decisions, so that each code is decided once, by the same function that decides for one child.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, Count, DateField, F, Max, QuerySet, Sum, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from lanyard.consents.catalogue import (
    ages,
    asked_of_children,
    asked_of_parents,
    childs_question,
    purposes,
)
from lanyard.consents.models import Answer
from lanyard.consents.terms import known_terms, term_began
from lanyard.engines.consent import CHILD, OLDER, PARENT, WITHIN, YOUNGER, Decision, Given, decide, standing_of_age
from lanyard.engines.months import add_months
from lanyard.units.catalogue import year_groups
from lanyard.units.models import Member, Responsibility

Decisions = Mapping[str, Decision]  # by purpose, of what parents are asked
_AGES = (YOUNGER, WITHIN, OLDER)
_DAY = timedelta(days=1)


class Code(NamedTuple):
    """All that decides about a child. Each whole number holds one field of bits a purpose, not zero where it is so."""

    age: int
    counted: int = 0  # an adult said yes who may
    void: int = 0  # an adult said yes whose yes does not count now
    refused: int = 0  # an adult said no
    own_yes: int = 0
    own_lapsed: int = 0  # a child's yes of an earlier term
    own_no: int = 0
    own_unsure: int = 0


def decisions(
    members: QuerySet[Member], *, day: date | None = None, known: datetime | None = None
) -> dict[int, Decisions]:
    """Return {member's key: decisions by purpose} in the members' order: four queries, whatever their number.

    As at a day, by what was known at a moment. Children with the same answers share one mapping: it is read only.
    """
    day, known = day or timezone.localdate(), known or timezone.now()
    about = _rows(members.annotate(**_about(day)).values_list("pk", *_about(day)))
    return {member: _decided(code) for member, code in _codes(members, about, day, known).items()}


def with_decisions(
    members: QuerySet[Member], *, day: date | None = None, known: datetime | None = None
) -> list[tuple[Member, Decisions]]:
    """Return the members themselves, in their order, each with the decisions: four queries as well."""
    day, known = day or timezone.localdate(), known or timezone.now()
    found = list(members.annotate(**_about(day)))
    about = [(m.pk, *(getattr(m, name) for name in _about(day))) for m in found]
    codes = _codes(members, about, day, known)
    return [(member, _decided(codes[member.pk])) for member in found]


def decisions_of(member: Member, *, day: date | None = None, known: datetime | None = None) -> Decisions:
    """Return one child's decisions by purpose, from the answers themselves."""
    day, known = day or timezone.localdate(), known or timezone.now()
    asked = may_answer(known).filter(child=member.child_id)
    holding = set(asked.values_list("adult", flat=True))
    given: dict[str, list[Given]] = {}
    for row in member.answers.in_force(day, known):
        kind, counts = (PARENT, row.adult_id in holding) if row.adult_id else (CHILD, True)
        given.setdefault(row.purpose, []).append(Given(row.adult_id, kind, row.answer, row.dated_on, counts))
    child = member.child
    age = standing_of_age(day, child.date_of_birth, child.year_group, ages().span, year_groups().national)
    return _decide_all(given, age, term_began(member.unit.school, day))


def may_answer(known: datetime) -> QuerySet[Responsibility]:
    """Return who was known, at a moment, to hold parental responsibility and not to be barred (STO-19)."""
    return Responsibility.objects.known(known).filter(holds=Responsibility.YES, barred=False)


def _decide_all(given: Mapping[str, list[Given]], age: str, term_began: date) -> Decisions:
    return {
        id: decide(purposes()[id].child, [*given.get(id, ()), *given.get(childs_question(id), ())], age, term_began)
        for id in asked_of_parents()
    }


# --- The answers as codes -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    """Return where each question's bits begin: as wide as lets all stand in a whole number of the database."""
    ids = (*asked_of_parents(), *asked_of_children())
    return {id: place * (63 // len(ids)) for place, id in enumerate(ids)}


def _field() -> int:
    return (1 << 63 // len(_places())) - 1


@lru_cache(maxsize=65536)
def _decided(code: Code) -> Decisions:
    """Decide for a code as for one child, from answers that say the same."""
    term = date(2000, 9, 1)
    said = (
        (code.counted, Given(1, PARENT, Answer.YES, term)),
        (code.void, Given(2, PARENT, Answer.YES, term, may_count=False)),
        (code.refused, Given(3, PARENT, Answer.NO, term)),
        (code.own_yes, Given(None, CHILD, Answer.YES, term)),
        (code.own_lapsed, Given(None, CHILD, Answer.YES, term - _DAY)),
        (code.own_no, Given(None, CHILD, Answer.NO, term)),
        (code.own_unsure, Given(None, CHILD, Answer.NOT_SURE, term)),
    )
    given = {id: [answer for bits, answer in said if bits >> place & _field()] for id, place in _places().items()}
    return _decide_all(given, _AGES[code.age], term)


_OWN, _HOLDING, _OTHER = "own", "holding", "other"  # whose answers: the child's, of an adult who may answer or may not
Said = tuple[str, int, int, int, int, *tuple[date | str | None, ...]]  # whose, yes, no, not sure, rows, since…


def _about(day: date) -> dict[str, Any]:
    """Return what decides about a child besides answers: where the age stands, and what tells when the term began."""
    return {
        "age": age_case(day),
        "of_school": F("unit__school"),
        "of_force": F("unit__school__force"),
        "of_authority": F("unit__school__school__la_code"),
    }


def _codes(members: QuerySet[Member], about: Iterable[tuple], day: date, known: datetime) -> dict[int, Code]:
    asked = may_answer(known).filter(child__in=members.order_by().values("child")).order_by()
    holding = set(_rows(asked.values_list("child", "adult")))
    said: dict[int, list[Said]] = {}
    for member, child, adult, *answers in _rows(_answers(members.order_by().values("pk"), day, known)):
        whose = _OWN if adult is None else _HOLDING if (child, adult) in holding else _OTHER
        said.setdefault(member, []).append((whose, *answers))
    began_of = known_terms(day)
    return {member: _code(age, began_of(*school), tuple(said.get(member, ()))) for member, age, *school in about}


@lru_cache(maxsize=65536)
def _code(age: int, began: date, said: tuple[Said, ...]) -> Code:
    counted = void = refused = own_yes = own_lapsed = own_no = own_unsure = 0
    for whose, yes, no, unsure, rows, *since in said:
        if rows > _field():  # more answers than can be told apart: nothing is taken for a yes
            yes, no = 0, -1
        if whose == _OWN:
            own_yes, own_lapsed = _fresh(yes, since, began)
            own_no, own_unsure = no, unsure
        elif whose == _HOLDING:
            counted, refused = counted | yes, refused | no
        else:
            void, refused = void | yes, refused | no
    return Code(age, counted, void, refused, own_yes, own_lapsed, own_no, own_unsure)


def _fresh(yes: int, since: list, began: date) -> tuple[int, int]:
    """Part a child's yeses into those of this term and those of an earlier one."""
    lapsed = 0
    for question, on in zip(asked_of_children(), since, strict=True):
        if on is not None and _day(on) < began:
            lapsed |= yes & _field() << _places()[question]
    return yes & ~lapsed, lapsed


@lru_cache(maxsize=4096)
def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value  # SQLite gives days as text


def _answers(keys: QuerySet, day: date, known: datetime) -> QuerySet:
    """Return a row for each member and person who answered: their answers as bits, and when a child said yes."""
    rows = Answer.objects.in_force(day, known).filter(member__in=keys).order_by()
    when = {
        f"since_{place}": Max(
            Case(When(purpose=id, adult=None, answer=Answer.YES, then="dated_on"), output_field=DateField())
        )
        for place, id in enumerate(asked_of_children())
    }
    return rows.values_list("member", "member__child", "adult").annotate(
        yes=_bits(Answer.YES), no=_bits(Answer.NO), unsure=_bits(Answer.NOT_SURE), rows=Count("pk"), **when
    )


def _bits(answer: str) -> Cast:
    place = Case(*[When(purpose=id, then=Value(1 << place)) for id, place in _places().items()], default=Value(0))
    total = Sum(Case(When(answer=answer, then=place), default=Value(0), output_field=BigIntegerField()))
    return Cast(total, BigIntegerField())  # PostgreSQL adds whole numbers up to decimals


def age_case(day: date) -> Case:
    """Return where a child's age stands on a day, as `engines.consent.standing_of_age` says: a place in _AGES."""
    born, year = "child__date_of_birth", "child__year_group"
    years = year_groups().national
    return Case(
        When(**{f"{born}__gt": _years_before(day, ages().youngest)}, then=Value(0)),
        When(**{f"{born}__lte": _years_before(day, ages().oldest + 1)}, then=Value(2)),
        When(**{f"{born}__isnull": False}, then=Value(1)),
        When(**{f"{year}__in": years}, then=Value(1)),
        When(**{f"{year}__lt": min(years)}, then=Value(0)),
        default=Value(2),
    )


def _years_before(day: date, years: int) -> date:
    return add_months(day, -12 * years)


def _rows(queryset: QuerySet) -> list[tuple[Any, ...]]:
    """Fetch as the database gives it: hundreds of thousands of rows."""
    try:
        sql, values = queryset.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
