"""Bulk writing for data sets too large for one action at a time: whole tables, explicit keys, one transaction."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

from lanyard.organisations.register.bulk import insert

FLUSH = 20_000


class Table:
    """Rows of one model waiting to be written; fields left out take the model's defaults."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.names = [field.attname for field in self.fields]
        self.written = 0
        self._rows: list[list[Any]] = []
        self._keys = count((model._base_manager.aggregate(most=Max("pk"))["most"] or 0) + 1)
        self._defaults = {f.attname: _default(f) for f in self.fields}

    def add(self, **values: Any) -> int:
        """Add a row and return its key. Raises TypeError for a field the model doesn't have."""
        if unknown := values.keys() - self._defaults.keys():
            raise TypeError(f"{self.model.__name__} has no {', '.join(sorted(unknown))}")
        key = values.setdefault(self.model._meta.pk.attname, None) or next(self._keys)
        values[self.model._meta.pk.attname] = key
        self._rows.append([values[n] if n in values else self._filled(n) for n in self.names])
        if len(self._rows) >= FLUSH:
            self.flush()
        return key

    def _filled(self, name: str) -> Any:
        default = self._defaults[name]
        return default() if callable(default) else default

    def flush(self) -> None:
        """Write what waits."""
        insert(self.model, [field.name for field in self.fields], self._rows)
        self.written += len(self._rows)
        self._rows = []


def _default(field: models.Field) -> Any:
    if field.has_default():
        return field.default
    return "" if isinstance(field, (models.CharField, models.TextField)) and not field.null else None


class Tables:
    """All tables of one run, written in the order in which they were first asked for."""

    def __init__(self):
        self._tables: dict[type[models.Model], Table] = {}

    def __getitem__(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def __iter__(self) -> Iterator[Table]:
        return iter(self._tables.values())

    def finish(self) -> None:
        """Write the rest and let the database number on from here."""
        for table in self:
            table.flush()
        for statement in connection.ops.sequence_reset_sql(no_style(), list(self._tables)):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
