"""What people are asked about units, leaders and members, and why."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.design.forms import Checkboxes, DateField, Form, Radios
from lanyard.units.catalogue import leaving_reasons, size
from lanyard.units.models import Member, Unit
from lanyard.units.wording import year_name


def tidy(text: str) -> str:
    """Return a name with single spaces and none around it."""
    return " ".join(text.split())


def year_choices(years: Iterable[int]) -> list[tuple[int, str]]:
    """Return year groups to choose from."""
    return [(year, year_name(year)) for year in years]


class YearsField(forms.TypedMultipleChoiceField):
    """One or more year groups."""

    widget = Checkboxes

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("Year groups"))
        kwargs.setdefault("error_messages", {"required": _("Choose at least one year group")})
        super().__init__(coerce=int, **kwargs)


class PersonField(forms.ModelChoiceField):
    """Somebody chosen by name from a list."""

    def __init__(self, **kwargs: Any):
        super().__init__(Person.objects.none(), to_field_name="public_id", **kwargs)


class UnitForm(Form):
    """What a unit is: name, year groups, how many."""

    name = forms.CharField(
        label=_("Name of the unit"),
        max_length=100,
        help_text=_("What the school calls it, like “Year 5 Mini Police”"),
        error_messages={"required": _("Enter the unit's name")},
    )
    year_groups = YearsField(help_text=_("The programme is for children of 8 to 11"))
    max_members = forms.IntegerField(
        label=_("Greatest number of members"),
        min_value=1,
        max_value=size().most,
        help_text=_("So that nobody is promised a place that isn't there"),
        error_messages={"required": _("Enter a number")},
    )

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year_groups"].choices = year_choices(years)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Return the name without stray spaces."""
        return tidy(self.cleaned_data["name"])


class SetUpForm(UnitForm):
    """What is asked to set up a unit."""

    starts_on = DateField(label=_("First day"), help_text=_("The first day on which it may meet"))
    ends_on = DateField(
        label=_("Last day (optional)"), required=False, help_text=_("Leave empty if it has no end yet")
    )
    leader = PersonField(
        label=_("Leader"),
        help_text=_("An officer, PCSO, youth cadet worker or volunteer of this force. You can name more later"),
        error_messages={"required": _("Choose a leader")},
    )
    school_lead = PersonField(
        label=_("Programme teacher (optional)"),
        required=False,
        help_text=_("Who leads the unit for the school"),
    )

    def __init__(self, *args: Any, leaders: QuerySet[Person], teachers: QuerySet[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["school_lead"].queryset = teachers  # type: ignore[attr-defined]


class EndForm(Form):
    """When and why something ends."""

    on = DateField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Why is it ending?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Do not name a child"),
        error_messages={"required": _("Enter why it is ending")},
    )


class LeaderForm(Form):
    """Who leads a unit, from and until."""

    leader = PersonField(label=_("Leader"), error_messages={"required": _("Choose a leader")})
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(
        label=_("Last day (optional)"), required=False, help_text=_("Leave empty if it has no end yet")
    )

    def __init__(self, *args: Any, leaders: QuerySet[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]


class LeaderEndForm(Form):
    """A leader's last day."""

    on = DateField(label=_("Last day as a leader of this unit"))


class SchoolLeadForm(Form):
    """Who leads a unit for the school."""

    school_lead = PersonField(
        label=_("Programme teacher"), required=False, help_text=_("Choose nobody to leave it open")
    )

    def __init__(self, *args: Any, teachers: QuerySet[Person], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["school_lead"].queryset = teachers  # type: ignore[attr-defined]


class RuleForm(Form):
    """The year groups that a force's units may take."""

    year_groups = YearsField(label=_("Year groups that units may take"))

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year_groups"].choices = year_choices(years)  # type: ignore[attr-defined]


class ChildForm(Form):
    """What is asked about a child: each answer says why it is needed."""

    given_name = forms.CharField(
        label=_("First name"),
        max_length=200,
        help_text=_("So that leaders can call the register and know whom permission covers"),
        error_messages={"required": _("Enter the child's first name")},
    )
    family_name = forms.CharField(
        label=_("Last name"),
        max_length=200,
        help_text=_("So that two children with the same first name are told apart"),
        error_messages={"required": _("Enter the child's last name")},
    )
    year_group = forms.TypedChoiceField(
        label=_("Year group"),
        coerce=int,
        widget=Radios,
        help_text=_("So that sessions suit the child's age"),
        error_messages={"required": _("Choose the child's year group")},
    )
    namesake = forms.BooleanField(label=_("This is another child of the same name"), required=False)

    def __init__(self, *args: Any, unit: Unit, also: Iterable[int] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = sorted({*unit.year_groups, *also})
        self.fields["year_group"].choices = year_choices(years)  # type: ignore[attr-defined]

    def clean_given_name(self) -> str:
        """Return the name without stray spaces."""
        return tidy(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        """Return the name without stray spaces."""
        return tidy(self.cleaned_data["family_name"])


class AddMemberForm(ChildForm):
    """A child, and the day on which they join."""

    joined_on = DateField(
        label=_("First day as a member"), help_text=_("So that permission is held before the child takes part")
    )

    @staticmethod
    def first_day(unit: Unit) -> dict[str, Any]:
        """Return the day to offer: today, or the unit's first day when that is still to come."""
        return {"joined_on": max(unit.starts_on, timezone.localdate())}


class LeaveForm(Form):
    """When and why a child leaves a unit."""

    on = DateField(
        label=_("From which day is the child no longer a member?"),
        help_text=_("From this day on the child is not on the register"),
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        widget=Radios,
        help_text=_("So that the record shows that permission was respected"),
        error_messages={"required": _("Choose why the child is leaving")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(leaving_reasons().items())  # type: ignore[attr-defined]


def child_values(member: Member) -> dict[str, Any]:
    """Return a member's details as the form shows them first."""
    return {
        "given_name": member.given_name,
        "family_name": member.family_name,
        "year_group": member.year_group,
    }
