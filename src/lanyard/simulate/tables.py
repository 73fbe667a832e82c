"""Bulk writing for data sets too large for one action at a time: whole tables, explicit keys, one transaction."""

from collections.abc import Callable, Iterable
from graphlib import TopologicalSorter
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from lanyard.audit.fields import EncryptedTextField
from lanyard.organisations.register.bulk import insert

MOST_WAITING = 50_000


class Table:
    """Rows of one model waiting to be written; fields left out take the model's defaults."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        self.names = [field.name for field in model._meta.concrete_fields]
        self.written = 0
        self._rows: list[list[Any]] = []
        self._keys = count((model._base_manager.aggregate(most=Max("pk"))["most"] or 0) + 1)
        self._places = {field.attname: place for place, field in enumerate(model._meta.concrete_fields)}
        self._key = self._places[model._meta.pk.attname]
        self._blank, self._made = _defaults(model._meta.concrete_fields)
        self._sealed = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]

    def add(self, **values: Any) -> int:
        """Add a row and return its key. Raises KeyError for a field the model doesn't have."""
        row, places = self._blank.copy(), self._places
        for name, value in values.items():
            row[places[name]] = value
        for place, make in self._made:
            if row[place] is None:
                row[place] = make()
        if row[self._key] is None:
            row[self._key] = next(self._keys)
        self._seal(row)
        self._rows.append(row)
        return row[self._key]

    def _seal(self, row: list[Any]) -> None:
        for field in self._sealed:
            text = row[self._places[field.attname]]
            if text:
                row[self._places[field.attname]] = field.seal(text, row[self._places[field.bind]])

    @property
    def waiting(self) -> int:
        """How many rows are not written yet."""
        return len(self._rows)

    def flush(self) -> None:
        """Write what waits."""
        insert(self.model, self.names, self._rows)
        self.written += len(self._rows)
        self._rows = []


def _defaults(fields: Iterable[models.Field]) -> tuple[list[Any], list[tuple[int, Callable[[], Any]]]]:
    """Return a row with the defaults that never differ, and the places of those made for each row."""
    blank: list[Any] = []
    made = []
    for place, field in enumerate(fields):
        default = field.default if field.has_default() else _empty(field)
        if callable(default):
            made.append((place, default))
        blank.append(None if callable(default) else default)
    return blank, made


def _empty(field: models.Field) -> str | None:
    return "" if isinstance(field, (models.CharField, models.TextField)) and not field.null else None


class Tables:
    """All tables of one run. What is referred to is always written before what refers to it.

    Otherwise SQLite searches every table that could refer to a row, for each row it inserts: with a foreign key
    that has no index, time grows with the square of the rows.
    """

    def __init__(self):
        self._tables: dict[type[models.Model], Table] = {}

    def __getitem__(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def flush(self, most: int = 0) -> None:
        """Write what waits in all tables, once it is more than `most` rows."""
        if sum(table.waiting for table in self._tables.values()) > most:
            for table in self._in_order():
                table.flush()

    def _in_order(self) -> list[Table]:
        refers = {model: _referred_to(model) & self._tables.keys() for model in self._tables}
        return [self._tables[model] for model in TopologicalSorter(refers).static_order()]

    def finish(self) -> None:
        """Write the rest and let the database number on from here."""
        self.flush()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
                cursor.execute(statement)
            cursor.execute("ANALYZE")


def _referred_to(model: type[models.Model]) -> set[type[models.Model]]:
    return {f.related_model for f in model._meta.concrete_fields if f.related_model} - {model}
