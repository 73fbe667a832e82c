"""Teaches mypy what it can't see: what our middleware puts on a request, and what a field of a form can have.

A request has an `actor`, and a `user` who is one of our people: a guarded view runs only for a person who is signed
in, and a public one asks `is_authenticated` first. A form's field, looked up by its name, may be one with choices.
Used by mypy alone, never at run time.
"""

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, TypeInfo, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
ADDED = {REQUEST: ["actor"], "django.forms.fields.Field": ["choices", "queryset"]}
TYPES = {f"{REQUEST}.actor": "lanyard.engines.rights.Actor", f"{REQUEST}.user": "lanyard.accounts.models.Person"}


class Additions(Plugin):
    """Adds the attributes, then gives those of a request their type wherever they are read."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """Add what is missing to the class while it is analysed."""
        return _add if fullname in ADDED else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        """Answer for the attributes of a request that our middleware sets."""
        return _type_of(TYPES[fullname]) if fullname in TYPES else None


def _add(context: ClassDefContext) -> None:
    for name in ADDED[context.cls.fullname]:
        added = Var(name, AnyType(TypeOfAny.explicit))
        added.info = context.cls.info
        added.is_ready = True
        context.cls.info.names[name] = SymbolTableNode(MDEF, added)


def _type_of(fullname: str) -> Callable[[AttributeContext], Type]:
    module, _, name = fullname.rpartition(".")

    def answer(context: AttributeContext) -> Type:
        known = context.api.modules.get(module)
        found = known.names.get(name) if known else None
        if found is None or not isinstance(found.node, TypeInfo):
            return context.default_attr_type  # the module that defines it is not part of this run
        return Instance(found.node, [])

    return answer


def plugin(version: str) -> type[Plugin]:
    """Return the plugin; mypy asks by this name."""
    return Additions
