"""Inserting tens of thousands of rows: one prepared statement, no model instance for each row.

`bulk_create` spends most of an import on compiling a new statement for every batch (measured: 30 s for 50,000
schools against 13 s this way, by `bin/bench register-import`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import batched
from typing import Any

from django.db import connection, models

_BATCH = 2000
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
_FEW_VALUES = (models.DateField, models.BooleanField)  # days and moments repeat from row to row


def insert(model: type[models.Model], fields: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values, in the order of the named fields. Call it in a transaction; it sends no signals."""
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    prepare = [(n, _preparation(field)) for n, field in enumerate(found) if not isinstance(field, _AS_IT_IS)]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(field.column) for field in found)
    write = _copy if connection.vendor == "postgresql" else _execute
    write(table, columns, (_prepared(row, prepare) for row in rows), len(found))


def _execute(table: str, columns: str, rows: Iterable[list[Any]], width: int) -> None:
    sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * width)})"
    with connection.cursor() as cursor:
        for batch in batched(rows, _BATCH):
            cursor.executemany(sql, batch)


def _copy(table: str, columns: str, rows: Iterable[list[Any]], width: int) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)


def _preparation(field: models.Field) -> Callable[[Any], Any]:
    def prepared(value: Any) -> Any:
        return None if value is None else field.get_db_prep_save(value, connection)

    return lru_cache(maxsize=4096)(prepared) if isinstance(field, _FEW_VALUES) else prepared


def _prepared(row: Sequence[Any], prepare: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for place, prepared in prepare:
        values[place] = prepared(values[place])
    return values
