"""Forms rendered as GOV.UK Design System components, escaped by Django's own templates.

The renderer is the project's FORM_RENDERER, so forms of other packages (sign-in) look the same. Rooms build theirs
on `Form` and take the widgets and fields from here.
"""

from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

from lanyard.design.bound import GovukBoundField
from lanyard.design.fields import Checkboxes, DateField, DateParts, Radios, TimeField
from lanyard.engines.refusals import Refused

__all__ = ["Checkboxes", "DateField", "DateParts", "Form", "ModelForm", "Radios", "Renderer", "TimeField", "refuse"]


class Renderer(TemplatesSetting):
    """Looks for form and field templates among our own first."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = GovukBoundField


class FormFurniture:
    """What our forms share: no colon after labels, no browser bubbles instead of our own messages."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        # Not through the bound fields: binding one now would keep the label it has before a subclass changes it.
        for name, field in cast(forms.BaseForm, self).fields.items():
            _say_what_is_missing(field, str(field.label or pretty_name(name)))


class Form(FormFurniture, forms.Form):
    """The base of all forms. `{{ form }}` renders its fields, with the error summary where there are errors."""


class ModelForm(FormFurniture, forms.ModelForm):
    """The base of forms that begin from a record. Saving stays with the room's actions."""


def refuse(form: forms.BaseForm, refused: Refused) -> None:
    """Put an action's refusal beside the field it names, or at the top when the form has no such field."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.message)


def summary_of(form: forms.BaseForm) -> list[tuple[str, Any]]:
    """Return the form's errors as (address of the first input, message), in the order of the fields."""
    found: list[tuple[str, Any]] = [("", message) for message in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else f"#{first_input(field)}"
        found += [(target, message) for message in field.errors]
    return found


def first_input(field: forms.BoundField) -> str:
    """Return the id of a field's first input: choices and dates have several."""
    return field.id_for_label or f"{field.auto_id}_0"


def _say_what_is_missing(field: forms.Field, label: str) -> None:
    # Django's own words ("This field is required") don't say which one when they stand in the summary.
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _missing(field.widget) % {"label": label}


def _missing(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick “%(label)s” to go on")
    if isinstance(widget, (forms.Select, forms.RadioSelect)):
        return _("Choose an answer to “%(label)s”")
    if isinstance(widget, forms.FileInput):
        return _("Choose a file for “%(label)s”")
    return _("Fill in “%(label)s”")
