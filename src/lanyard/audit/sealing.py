"""Migrations that encrypt a column: what stood in it in clear is sealed, row by row."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import migrations, models

from lanyard.audit.fields import EncryptedTextField, Sealed
from lanyard.engines.ids import new_public_id

BATCH = 1000


def seal_existing(app: str, model: str, *fields: str) -> migrations.RunPython:
    """Return the step that seals the text of rows that are there already; backwards it opens them again.

    It belongs after the step that makes the fields encrypted, and asks that every row has what its text is bound to.
    """
    return migrations.RunPython(_on(app, model, seal_rows, fields), _on(app, model, open_rows, fields))


def give_public_ids(app: str, *names: str) -> migrations.RunPython:
    """Return the step that gives a public id to the rows of models that had none."""

    def run(apps: Any, schema_editor: Any) -> None:
        for name in names:
            model = apps.get_model(app, name)
            for row in rows_of(model):
                model._base_manager.filter(pk=row.pk).update(public_id=new_public_id())

    return migrations.RunPython(run, migrations.RunPython.noop)


def _on(app: str, model: str, act: Callable, fields: tuple[str, ...]) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        act(apps.get_model(app, model), fields)

    return run


def rows_of(model: type[models.Model]) -> Iterator[Any]:
    """Yield every row, a batch at a time: the rows of a country do not fit into memory at once."""
    last: Any = None
    while True:
        rows = model._base_manager.order_by("pk")
        batch = list(rows.filter(pk__gt=last)[:BATCH] if last is not None else rows[:BATCH])
        if not batch:
            return
        yield from batch
        last = batch[-1].pk


def seal_rows(model: type[models.Model], fields: tuple[str, ...]) -> None:
    """Seal text that stands in encrypted columns in clear."""
    for row in rows_of(model):
        # As it stands in the database: asking the row for it would try to open it.
        clear = {name: str(row.__dict__[name]) for name in fields if row.__dict__[name]}
        _write(row, {name: _sealed(row, name, text) for name, text in clear.items()})


def open_rows(model: type[models.Model], fields: tuple[str, ...]) -> None:
    """Put the text of encrypted columns back in clear."""
    for row in rows_of(model):
        _write(row, {name: getattr(row, name) for name in fields if row.__dict__[name]})


def _sealed(row: models.Model, name: str, text: str) -> str:
    field = row._meta.get_field(name)
    assert isinstance(field, EncryptedTextField), f"{row._meta.label}.{name} is not encrypted"
    return field.seal(text, getattr(row, field.bind))


def _write(row: models.Model, values: dict[str, str]) -> None:
    # Past the field's own writing, which seals nothing by update() and refuses what is not sealed.
    if values:
        as_they_are = {name: Sealed(text) for name, text in values.items()}
        type(row)._base_manager.filter(pk=row.pk).update(**as_they_are)
