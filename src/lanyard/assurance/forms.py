"""Forms of assurance."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import Requirement
from lanyard.assurance.moments import end_of
from lanyard.design.forms import Checkboxes, DateField, Form, Radios
from lanyard.engines.readiness import ADVISE, FIX_BY, SEVERITIES, STOP

SEVERITY_WORDS = [
    (STOP, _("Stop: not safe until it is so")),
    (FIX_BY, _("Fix by: safe for a set number of days while it is mended")),
    (ADVISE, _("Advise: shown, but stops nothing")),
]
KIND_WORDS = [
    ("unit", _("Each unit")),
    ("officer", _("Each officer, PCSO or volunteer who leads")),
    ("partnership", _("Each partnership with a school")),
    ("session", _("Each session")),
    ("force", _("The force")),
]


class ConfirmForm(Form):
    """A person's word on one requirement."""

    holds = forms.ChoiceField(
        label=_("Is this so?"),
        choices=[("yes", _("Yes, I confirm it")), ("no", _("No, something is missing"))],
        widget=Radios,
        error_messages={"required": _("Say whether this is so")},
    )
    note = forms.CharField(
        label=_("Note (needed if something is missing)"),
        help_text=_("Do not write anything about a child here"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeBackForm(Form):
    """Taking back one's word."""

    reason = forms.CharField(
        label=_("Why are you taking it back?"),
        max_length=300,
        error_messages={"required": _("Enter a reason")},
    )


class MomentForm(Form):
    """A past day whose end is asked about."""

    at = DateField(label=_("Show the answers as they were at the end of"))

    def clean_at(self):
        """Refuse a day that has not come yet."""
        day = self.cleaned_data["at"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Enter today's date or an earlier one"))
        return day

    def moment(self) -> datetime:
        """Return the last second of the chosen day."""
        return end_of(self.cleaned_data["at"])


class StrictnessForm(Form):
    """How strict a local requirement is, and why."""

    severity = forms.ChoiceField(
        label=_("How much does it matter?"),
        choices=SEVERITY_WORDS,
        widget=Radios,
        error_messages={"required": _("Choose how much it matters")},
    )
    months = forms.IntegerField(
        label=_("For how many months does the proof count?"),
        min_value=1,
        max_value=60,
        error_messages={"required": _("Enter a number of months"), "invalid": _("Enter a whole number")},
    )
    fix_days = forms.IntegerField(
        label=_("Days to put it right, where it is “fix by”"),
        min_value=1,
        max_value=365,
        initial=28,
        error_messages={"required": _("Enter a number of days"), "invalid": _("Enter a whole number")},
    )
    warn_days = forms.IntegerField(
        label=_("Days of warning before it runs out"),
        min_value=0,
        max_value=365,
        initial=28,
        error_messages={"required": _("Enter a number of days"), "invalid": _("Enter a whole number")},
    )
    reason = forms.CharField(
        label=_("Why does your force require this? Name the policy or decision"),
        max_length=300,
        error_messages={"required": _("Enter the reason or the policy")},
    )


class TightenForm(StrictnessForm):
    """A national requirement made stricter; it offers nothing milder."""

    def __init__(self, *args, national: Requirement, **kwargs):
        super().__init__(*args, **kwargs)
        stricter = SEVERITIES[SEVERITIES.index(national.severity) :]
        self.fields["severity"].choices = [pair for pair in SEVERITY_WORDS if pair[0] in stricter]
        if national.attesting is None:
            # Records say themselves until when they hold; a force may let them count for less, or leave that alone.
            self.fields["months"].required = False
            self.fields["months"].label = _("For how many months do the records count? (optional)")
            self.fields["months"].help_text = _("Leave empty to let them count as long as the national framework does")
        self.initial = {
            "severity": national.severity,
            "months": national.attesting.months if national.attesting else None,
            "fix_days": national.fix_days,
            "warn_days": national.warn_days,
            **self.initial,
        }


class LocalForm(StrictnessForm):
    """A requirement of the force's own, proved by attestation."""

    title = forms.CharField(
        label=_("Short title"), max_length=120, error_messages={"required": _("Enter a short title")}
    )
    wording = forms.CharField(
        label=_("What must hold, in one or two sentences"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what must hold")},
    )
    subject_kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=KIND_WORDS,
        widget=Radios,
        error_messages={"required": _("Choose what it is about")},
    )
    who = forms.ChoiceField(label=_("Who must make it so?"))
    by = forms.MultipleChoiceField(
        label=_("Who may confirm it?"), widget=Checkboxes, error_messages={"required": _("Choose who may confirm it")}
    )
    field_order = ["title", "wording", "subject_kind", "severity", "who", "by", "months", "fix_days", "warn_days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(role.id, role.title) for role in roles().values() if "hub" not in role.kinds]
        self.fields["who"].choices = [("", _("Choose a post")), *choices]
        self.fields["who"].error_messages["required"] = _("Choose a post")
        self.fields["by"].choices = choices


class EndForm(Form):
    """Ending a local requirement."""

    reason = forms.CharField(
        label=_("Why does it end?"), max_length=300, error_messages={"required": _("Enter a reason")}
    )
