"""Inserting tens of thousands of rows: one prepared statement, no model instance for each row.

`bulk_create` spends most of an import on compiling a new statement for every batch (measured: 30 s for 50,000
schools against 13 s this way, by `bin/bench register-import`).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from typing import Any

from django.db import connection, models

_BATCH = 2000
_AS_IT_IS = (models.CharField, models.IntegerField, models.ForeignKey)


def insert(model: type[models.Model], fields: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the named fields. Call it in a transaction; it sends no signals."""
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in found)
    places = ", ".join(["%s"] * len(found))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
    prepare = [(n, _preparation(field)) for n, field in enumerate(found) if not isinstance(field, _AS_IT_IS)]
    with connection.cursor() as cursor:
        for batch in batched(rows, _BATCH):
            cursor.executemany(sql, [_prepared(row, prepare) for row in batch])


def _preparation(field: models.Field) -> Callable[[Any], Any]:
    return lambda value: None if value is None else field.get_db_prep_save(value, connection)


def _prepared(row: Sequence[Any], prepare: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, prepared in prepare:
        values[place] = prepared(values[place])
    return values
