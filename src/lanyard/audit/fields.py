"""A model field whose text is encrypted in the database and opens only in its own row and column."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import models

from lanyard.engines.crypto import KeyRing


@cache
def _ring(keys: tuple[str, ...]) -> KeyRing:
    return KeyRing(keys)


def key_ring() -> KeyRing:
    """Return the ring made of the installation's field keys."""
    return _ring(tuple(settings.FIELD_KEYS))


class Sealed(str):
    """Text as it stands in the database: sealed."""

    __slots__ = ()


class _Opening:
    """Opens the sealed text when the attribute is read, because only then is its row known."""

    def __init__(self, field: "EncryptedTextField"):
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        if self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
        value = row.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = row.__dict__[self.field.attname] = key_ring().open(value, self.field.context(row))
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text sealed with the installation's key ring, bound to the row by its public id.

    Reading a value that was changed or copied from another row raises `engines.crypto.Tampered`. It can't be searched,
    sorted or written by `update()`; `values()` gives the sealed text. Empty text stays empty.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, bind: str = "public_id", **kwargs: Any):
        """`bind` names the attribute that says which row this is; it must be set before saving and never change."""
        self.bind = bind
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """Keep `bind` in migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self.bind != "public_id":
            kwargs["bind"] = self.bind
        return name, path, args, kwargs

    def contribute_to_class(self, cls, name, private_only=False):
        """Put the opening in the attribute's place."""
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opening(self))

    def context(self, row: models.Model) -> str:
        """Return the place the text is sealed for: model, column and row."""
        return self._place(row._meta.concrete_model or type(row), getattr(row, self.bind))

    def seal(self, text: str, bound: Any) -> str:
        """Return the text sealed for the row that `bound` says, where there is no row yet: when writing in bulk."""
        return Sealed(key_ring().seal(text, self._place(self.model, bound)))

    def _place(self, model: type[models.Model], bound: Any) -> str:
        # The concrete model's label: a proxy reads the same row.
        return f"{model._meta.label_lower}.{self.attname}:{bound}"

    def from_db_value(self, value: str | None, expression, connection) -> str | None:
        """Mark what comes from the database as sealed."""
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:
        """Seal the text for its row."""
        value = getattr(model_instance, self.attname)
        return Sealed(key_ring().seal(value, self.context(model_instance))) if value else value

    def get_db_prep_save(self, value: Any, connection) -> Any:
        """Refuse text that was not sealed for a row. Raises TypeError for update() and bulk_update()."""
        if value and not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is encrypted for its row: set it on the row and save() the row")
        return None if value is None else str(value)

    def get_lookup(self, lookup_name: str):
        """Refuse to search encrypted text; only isnull works."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
