"""Whatever refers to a child, found by walking the models: a new table can't be forgotten when records are joined."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _

from lanyard.engines.matching import fold
from lanyard.engines.refusals import Refused
from lanyard.units.classlist.values import same_phone
from lanyard.units.models import Adult, Child, ChildMerge, KeptApart, Responsibility

# What tells of joining itself stays as it is.
_STAYS = {Child, ChildMerge, KeptApart}
Moved = list[list]  # [model, field, keys], as JSON keeps it


def references() -> Iterator[tuple[Any, str]]:
    """Yield every model with the name of its field that refers to a child, hidden ones and links of many too."""
    for field in Child._meta.get_fields(include_hidden=True):
        if not isinstance(field, ForeignObjectRel) or isinstance(field, models.ManyToManyRel):
            continue  # a link of many is told by the table between
        model: Any = field.related_model
        if model not in _STAYS and not model._meta.proxy:
            yield model, field.field.name


def move(gone: Child, kept: Child) -> Moved:
    """Let everything that refers to one child refer to the other; return what was moved.

    Raises Refused where both have what only one may have.
    """
    staying = _same_adults(gone, kept)
    moved: Moved = []
    for model, name in references():
        keys = list(model._base_manager.filter(**{name: gone}).order_by("pk").values_list("pk", flat=True))
        if model is Responsibility:
            keys = [key for key in keys if key not in staying]
        if keys:
            _point(model, name, keys, kept)
            moved.append([model._meta.label_lower, name, keys])
    return moved


def move_back(moved: Moved, kept: Child, gone: Child) -> int:
    """Let what was moved refer to the first child again, as far as it still refers to the other; return how many."""
    count = 0
    for label, name, keys in moved:
        model = apps.get_model(label)
        still = list(model._base_manager.filter(pk__in=keys, **{name: kept}).values_list("pk", flat=True))
        _point(model, name, still, gone)
        count += len(still)
    return count


def _point(model: Any, name: str, keys: list, child: Child) -> None:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk__in=keys).update(**{name: child})
    except IntegrityError as both:
        message = _(
            "Both records have something of which there may be only one (%(what)s). Put one of them right first"
        )
        raise Refused(message % {"what": model._meta.verbose_name}) from both


def _same_adults(gone: Child, kept: Child) -> set[int]:
    """Return the keys of what the record that goes says of adults whom the other knows too; those rows stay with it.

    Raises Refused where the records differ about an adult: what holds must be put right before they are one.
    """
    others = list(Responsibility.objects.standing().filter(child=kept).select_related("adult"))
    found = set()
    for row in Responsibility.objects.standing().filter(child=gone).select_related("adult"):
        for other in others:
            if not is_same_adult(row.adult, other.adult):
                continue
            if (row.holds, row.barred) != (other.holds, other.barred):
                message = _(
                    "The records differ on whether %(name)s holds parental responsibility or is barred. "
                    "Put one of them right first"
                )
                raise Refused(message % {"name": row.adult.name})
            found.add(row.pk)
    return found


def is_same_adult(one: Adult, other: Adult) -> bool:
    """Say whether two records are of one adult: the same record, or the same name with the same contact."""
    if one.pk == other.pk:
        return True
    email = bool(one.email) and one.email.casefold() == other.email.casefold()
    phone = bool(one.phone) and same_phone(one.phone) == same_phone(other.phone)
    return fold(one.name) == fold(other.name) and (email or phone)
