"""One journey to the database for what many rooms ask about one inquiry.

A room says how some of its records are read, as a query in one common shape (`@reader`). An inquiry puts the queries
of all rooms together with UNION ALL and hands each room its rows. A room asked alone runs its own query, so that
evidence is the same whoever asks, and one query that fails takes no other down with it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from lanyard.assurance.compiling import Build, Compiled, asked, compiled
from lanyard.assurance.registers import Moment, SubjectSet

logger = logging.getLogger(__name__)


class Row(NamedTuple):
    """What every reader's query returns. What `name`, `text` and `number` hold is for the reader to say."""

    key: int
    what: str
    name: str
    text: str
    # An int, two dates and a moment, or None where the reader has no such column: it knows which it gives.
    number: Any
    starts: Any
    ends: Any
    at: Any


# A column that a reader has no use for. The casts tell PostgreSQL the types that all parts of the union share.
_EMPTY: dict[str, Combinable] = {
    "what": Value("", CharField()),
    "name": Value("", CharField()),
    "text": Value("", CharField()),
    "number": Cast(Value(None), BigIntegerField()),
    "starts": Cast(Value(None), DateField()),
    "ends": Cast(Value(None), DateField()),
    "at": Cast(Value(None), DateTimeField()),
}


def shaped(rows: QuerySet, key: str, **columns: str | Combinable) -> QuerySet:
    """Give a query the shape of Row: a lookup path or an expression for each column; the rest stays empty."""
    given = {name: F(value) if isinstance(value, str) else value for name, value in columns.items()}
    return rows.order_by().values_list(F(key), *(given.get(name, empty) for name, empty in _EMPTY.items()))


class Reader:
    """How some records are read for a set of subjects, of one kind or ("") of any. Calling it returns its rows."""

    def __init__(self, kind: str, build: Build):
        self.kind, self.build = kind, build
        self.__doc__ = build.__doc__

    def __call__(self, subjects: SubjectSet, moment: Moment) -> Sequence[Row]:
        """Return the rows: those that the inquiry has gathered, or those of one query of its own."""
        return together(subjects, moment, self)[0]


_readers: list[Reader] = []


def reader(kind: str = "") -> Callable[[Build], Reader]:
    """Register the decorated function, which builds a `shaped` query for a set of subjects of a kind, or of any."""

    def register(build: Build) -> Reader:
        found = Reader(kind, build)
        _readers.append(found)
        return found

    return register


def together(subjects: SubjectSet, moment: Moment, *readers: Reader) -> list[Sequence[Row]]:
    """Return the rows of each of some readers: what the inquiry has gathered, the rest in one query."""
    unread = [each for each in readers if (each, moment) not in subjects.read]
    for each, rows in zip(unread, _joined([asked(each.build, subjects, moment) for each in unread]), strict=True):
        subjects.read[each, moment] = rows
    return [subjects.read[each, moment] for each in readers]


def gather(sets: Mapping[str, SubjectSet], moment: Moment) -> None:
    """Run the queries of all readers of these kinds as one, and leave each reader its rows with its set.

    Where it fails nothing is left: each reader will ask for itself, and only the one that fails is not known.
    """
    those = [(each, mine) for each in _readers for mine in sets.values() if each.kind in ("", mine.kind)]
    built = [(each, mine, query) for each, mine in those if (query := _built(each, mine, moment)) is not None]
    try:
        found = _joined([query for _each, _mine, query in built])
    except DatabaseError:
        if connection.in_atomic_block:
            raise  # the transaction is spoilt: nobody can ask anything in it
        logger.exception("gathering failed")
        return
    for (each, mine, _query), rows in zip(built, found, strict=True):
        mine.read[each, moment] = rows


def _built(each: Reader, subjects: SubjectSet, moment: Moment) -> Compiled | None:
    try:
        return asked(each.build, subjects, moment)
    except Exception:
        # The evidence that needs it will meet the same and be not known; the others are not to suffer from it.
        logger.exception("a reader of %s failed", each.kind)
        return None


def union(queries: Iterable[QuerySet]) -> list[list[Row]]:
    """Return the rows of each of some `shaped` queries: one query together, none where no row can be meant.

    Joined by hand: the ORM's own union gives the rows of all parts one type, and takes several times as long.
    """
    return _joined([compiled(query) for query in queries])


def _joined(queries: Sequence[Compiled]) -> list[list[Row]]:
    found: list[list[Row]] = [[] for _ in queries]
    parts: list[str] = []
    values: list[Any] = []
    for number, (sql, given) in enumerate(queries):
        if sql:
            parts.append(f"SELECT {number} AS part, mine.* FROM ({sql}) AS mine")
            values.extend(given)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            sort = _sort_written if connection.vendor == "sqlite" else _sort
            sort(cursor.fetchall(), found)
    return found


def plain(build: Build, subjects: SubjectSet, moment: Moment) -> list[tuple]:
    """Return the rows of a query as the database gives them: the ORM takes twice as long for a country's.

    `build` returns a `values_list`. JSON is text, and on SQLite so may days be (`day_of`).
    """
    sql, values = asked(build, subjects, moment)
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


_new = tuple.__new__  # a country has a third of a million rows, and a named tuple's own constructor is slow


def _sort(rows: Iterable[tuple], found: Sequence[list[Row]]) -> None:
    """Give each part its rows."""
    for row in rows:
        found[row[0]].append(_new(Row, row[1:]))


def _sort_written(rows: Iterable[tuple], found: Sequence[list[Row]]) -> None:
    """Give each part its rows, where the database gives days and moments as they are written."""
    for part, key, what, name, text, number, starts, ends, at in rows:
        first, last, when = starts and day_of(starts), ends and day_of(ends), at and _moment_of(at)
        found[part].append(_new(Row, (key, what, name, text, number, first, last, when)))


@lru_cache(maxsize=8192)
def day_of(value: str | date) -> date:
    """Return a day, which SQLite gives as text where it is not a table's own column."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=8192)
def _moment_of(value: str | datetime) -> datetime:
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)  # SQLite writes them in UTC, and doesn't say so
