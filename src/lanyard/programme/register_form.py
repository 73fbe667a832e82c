"""The register as a form: a mark and perhaps a time for every child, all on one page."""

from collections.abc import Iterable, Iterator, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import Form, Radios, TimeField
from lanyard.programme.actions.register import Mark
from lanyard.programme.models import RegisterMark
from lanyard.units.models import Member


class RegisterForm(Form):
    """One tap marks a child, a second gives a time; a child left alone stays unmarked."""

    def __init__(
        self, *args, members: Iterable[Member] = (), marks: Mapping[int, RegisterMark] | None = None, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.members = list(members)
        self.marks = marks or {}
        for member in self.members:
            self._add(member, self.marks.get(member.pk))

    def _add(self, member: Member, held: RegisterMark | None) -> None:
        self.fields[f"mark_{member.pk}"] = forms.ChoiceField(
            label=member.name,
            choices=RegisterMark.MARKS,
            widget=Radios,
            required=False,
            initial=held.mark if held else None,
            error_messages={"invalid_choice": _("Choose present, absent, late or left early")},
        )
        self.fields[f"at_{member.pk}"] = TimeField(
            label=_("Time for %(name)s, if late or left early") % {"name": member.name},
            required=False,
            initial=held.at if held else None,
        )

    def rows(self) -> Iterator[tuple[Member, forms.BoundField, forms.BoundField]]:
        """Yield each child with the two fields."""
        for member in self.members:
            yield member, self[f"mark_{member.pk}"], self[f"at_{member.pk}"]

    def entered(self, *, rest_present: bool = False) -> dict[int, Mark]:
        """Return the marks that were set; with `rest_present`, everybody left alone is present."""
        found = {}
        for member in self.members:
            mark = self.cleaned_data[f"mark_{member.pk}"] or (RegisterMark.PRESENT if rest_present else "")
            if mark:
                found[member.pk] = Mark(mark, self.cleaned_data[f"at_{member.pk}"])
        return found
