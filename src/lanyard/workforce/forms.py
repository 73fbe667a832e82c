"""Forms of this room. What an action refuses stands beside the field it names."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.design.forms import DateField, Form, Radios
from lanyard.workforce.actions import NewRecord
from lanyard.workforce.catalogue import VETTING, RecordKind, vetting_levels


class RecordForm(Form):
    """What a supervisor records of somebody."""

    level = forms.ChoiceField(label=_("Level of vetting"), widget=Radios)
    achieved_on = DateField(label=_("When was it completed?"), help_text=_("For example, 27 3 2026"))
    expires_on = DateField(
        label=_("Does it run out early? (optional)"),
        help_text=_("Only if it counts for a shorter time than usual. Enter the first day it no longer counts"),
        required=False,
    )
    reference = forms.CharField(label=_("What have you seen that proves it?"), max_length=100)
    note = forms.CharField(label=_("Note (optional)"), max_length=500, required=False, widget=forms.Textarea)
    file = forms.FileField(
        label=_("A file that proves it (optional)"),
        help_text=_("PDF, Word, PNG or JPEG. Never a vetting file or a copy of an identity document"),
        required=False,
    )

    def __init__(self, kind: RecordKind, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["reference"].help_text = kind.evidence
        if kind.id == VETTING:
            self.fields["level"].choices = list(vetting_levels().items())
        else:
            del self.fields["level"]
        if kind.months is None:
            del self.fields["expires_on"]

    def clean_file(self):
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > settings.MAX_DOCUMENT_BYTES:
            limit = filesizeformat(settings.MAX_DOCUMENT_BYTES)
            raise forms.ValidationError(_("Choose a file of at most %(limit)s"), params={"limit": limit})
        return file

    def new_record(self) -> NewRecord:
        """Return what was entered, for the action."""
        given = self.cleaned_data
        file = given.get("file")
        return NewRecord(
            kind=self.kind.id,
            achieved_on=given["achieved_on"],
            reference=given["reference"],
            level=given.get("level", ""),
            expires_on=given.get("expires_on"),
            note=given["note"],
            file=(file.name, file.read()) if file else None,
        )


class DeclareForm(Form):
    """What a person declares of themselves."""

    agreed = forms.BooleanField(error_messages={"required": _("Tick the box if this is true")})

    def __init__(self, kind: RecordKind, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["agreed"].label = kind.wording


class WithdrawForm(Form):
    """Why a record is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("The person and their other supervisors can read this"),
        max_length=300,
        error_messages={"required": _("Say why this record is withdrawn")},
    )


class ProfileForm(Form):
    """Who supervises a person."""

    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    collar_number = forms.CharField(label=_("Collar number (optional)"), max_length=20, required=False)

    def __init__(self, supervisors, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors
