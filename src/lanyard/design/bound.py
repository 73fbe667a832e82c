"""How a field is bound to its form: the GOV.UK classes of its widget, and which shape the group around it has."""

from typing import Any

from django import forms

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.MultiWidget, "govuk-input"),
    (forms.widgets.Input, "govuk-input"),
]
_WITH_ERROR_STYLE = {"govuk-select", "govuk-textarea", "govuk-file-upload", "govuk-input"}

# The hooks by which GOV.UK Frontend's script finds the inputs it improves.
_SCRIPTED = {
    "password": "govuk-password-input__input govuk-js-password-input-input",
    "counted": "govuk-js-character-count",
}


class GovukBoundField(forms.BoundField):
    """A field that renders as its GOV.UK component."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Return the widget's attributes with its classes, and without the browser's own validation."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        if isinstance(widget, forms.RadioSelect):
            attrs.pop("aria-invalid", None)  # the group's error says it; a single answer has no such state
        if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
            attrs["rows"] = "5"
        if not widget.is_hidden:
            attrs["class"] = " ".join(filter(None, [self._classes(widget), widget.attrs.get("class")]))
        return attrs

    def _classes(self, widget: forms.Widget) -> str:
        component = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
        if self.shape in _SCRIPTED:
            return f"{self._with_error(component)} {_SCRIPTED[self.shape]}"
        if component == "govuk-input":
            return self._input_classes(component, widget)
        return self._with_error(component)

    def _input_classes(self, component: str, widget: forms.Widget) -> str:
        # The width hints at the length of the answer.
        length = getattr(self.field, "max_length", None)
        if isinstance(widget, forms.NumberInput):
            length = 5
        if not isinstance(widget, forms.MultiWidget) and length and length <= 20:
            component = f"{component} govuk-input--width-{5 if length <= 5 else 10 if length <= 10 else 20}"
        return self._with_error(component)

    def _with_error(self, classes: str) -> str:
        component = classes.partition(" ")[0]
        if self.errors and component in _WITH_ERROR_STYLE:
            return f"{classes} {component}--error"
        return classes

    @property
    def shape(self) -> str:
        """The kind of group to draw: checkbox, password, counted (a limited text area), fieldset or plain."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, forms.PasswordInput):
            return "password"
        if isinstance(widget, forms.Textarea) and getattr(self.field, "max_length", None):
            return "counted"
        return "fieldset" if self.use_fieldset else "plain"
