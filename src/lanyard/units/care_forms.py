"""What is asked about adults, needs, pauses and the way on, and why."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import DateField, Form, Radios
from lanyard.units.actions.adults import AdultSaid, Standing
from lanyard.units.actions.needs import MOST_LETTERS, NeedSaid
from lanyard.units.catalogue.children import languages, relationships
from lanyard.units.catalogue.needs import bases, need_kinds
from lanyard.units.catalogue.ways import interests, pausing_reasons
from lanyard.units.models import Adult, Need, Pathway, Responsibility

YES_NO_UNKNOWN = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


def _choose(field: Any, titles: dict[str, str], empty: Any = None) -> None:
    field.choices = [*([("", empty)] if empty is not None else []), *titles.items()]


class StandingForm(Form):
    """What an adult is to a child, and whether they may be asked."""

    relationship = forms.ChoiceField(label=_("What are they to the child?"), widget=forms.Select)
    holds = forms.ChoiceField(
        label=_("Do they hold parental responsibility?"),
        choices=YES_NO_UNKNOWN,
        widget=Radios,
        help_text=_("Only adults who hold it are asked for permission"),
        error_messages={"required": _("Choose whether they hold parental responsibility")},
    )
    basis = forms.ChoiceField(
        label=_("On what does it rest? (optional)"),
        required=False,
        widget=forms.Select,
        help_text=_("So that the school can show why this person was asked"),
    )
    barred = forms.BooleanField(
        label=_("They are barred from contact with the child"),
        required=False,
        help_text=_("From now on they get no link, no message and no place in any list. Links sent to them stop"),
    )
    note = forms.CharField(
        label=_("Note for the school (optional)"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Like the date of a court's order. Only the school's own staff see it; it is kept encrypted"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["relationship"], relationships())
        _choose(self.fields["basis"], bases(), _("Not recorded"))

    def standing(self) -> Standing:
        """Return what was entered about the adult and the child."""
        said = self.cleaned_data
        return Standing(said["relationship"], said["holds"], said["basis"], said["barred"], said["note"].strip())


class ChangeStandingForm(StandingForm):
    """What has changed about an adult and a child, and why."""

    reason = forms.CharField(
        label=_("Why does it change?"), max_length=300, error_messages={"required": _("Enter why")}
    )

    @staticmethod
    def first(row: Responsibility) -> dict[str, Any]:
        """Return what stands."""
        return {name: getattr(row, name) for name in ("relationship", "holds", "basis", "barred", "note")}


class AdultForm(Form):
    """How an adult is written to."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("Of a local authority: the person to write to there"),
        error_messages={"required": _("Enter the adult's name")},
    )
    email = forms.EmailField(
        label=_("E-mail address (optional)"),
        required=False,
        help_text=_("So that permission can be asked by a personal link"),
        error_messages={"invalid": _("Enter an e-mail address, like name@example.com")},
    )
    phone = forms.CharField(
        label=_("Mobile phone (optional)"),
        required=False,
        max_length=30,
        help_text=_("So that permission can be asked by a text message"),
    )
    language = forms.ChoiceField(label=_("Language to write in"), widget=Radios)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["language"], languages())

    def adult(self) -> AdultSaid:
        """Return how the adult is written to."""
        said = self.cleaned_data
        return AdultSaid(said["name"], said["email"], said["phone"], said["language"])

    @staticmethod
    def first(row: Adult) -> dict[str, Any]:
        """Return what stands."""
        return {name: getattr(row, name) for name in ("name", "email", "phone", "language")}


class NewAdultForm(StandingForm, AdultForm):
    """An adult the school does not know yet, and what they are to the child."""


class KnownAdultForm(StandingForm):
    """An adult the school knows from a brother or sister, and what they are to this child."""

    adult = forms.ModelChoiceField(
        Adult.objects.none(),
        to_field_name="public_id",
        label=_("Who?"),
        help_text=_("Parents and carers of children with the same last name or contact"),
        error_messages={"required": _("Choose who")},
    )

    def __init__(self, *args: Any, adults: QuerySet[Adult], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["adult"].queryset = adults  # type: ignore[attr-defined]
        self.fields["adult"].label_from_instance = _described  # type: ignore[attr-defined]
        self.order_fields(["adult"])


def _described(adult: Adult) -> str:
    # Never by name alone: two fathers may share one.
    return ", ".join(filter(None, (adult.name, adult.email, adult.phone)))


class NeedForm(Form):
    """One need of a child."""

    kind = forms.ChoiceField(
        label=_("What kind of need?"), widget=Radios, error_messages={"required": _("Choose what kind of need it is")}
    )
    to_know = forms.CharField(
        label=_("What do leaders need to know and do?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The police leaders and school staff of the unit see this. Write what to do, not the history"),
        error_messages={"required": _("Enter what leaders need to know and do")},
    )
    arrangements = forms.CharField(
        label=_("What has been arranged? (optional)"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leaders see this too"),
    )
    details = forms.CharField(
        label=_("What the school knows (optional)"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the school's own staff see this. It is kept encrypted"),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["kind"], {kind.id: kind.title for kind in need_kinds().values()})

    def need(self) -> NeedSaid:
        """Return what was entered."""
        said = self.cleaned_data
        return NeedSaid(said["kind"], said["details"], said["to_know"], said["arrangements"])

    @staticmethod
    def first(row: Need) -> dict[str, Any]:
        """Return what stands."""
        return {name: getattr(row, name) for name in ("kind", "to_know", "arrangements", "details")}


class ReasonForm(Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        help_text=_("Like “over since the summer”. Do not name a child"),
        error_messages={"required": _("Enter why")},
    )


class NoteForm(Form):
    """A note to the others who look after the child."""

    text = forms.CharField(
        label=_("Your note"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The unit's leaders and the school's staff see it. A concern about a child goes to the DSL instead"
        ),
        error_messages={"required": _("Write your note")},
    )


class PauseForm(Form):
    """A break: from when, why, who decided."""

    starts_on = DateField(label=_("First day of the break"))
    returns_on = DateField(
        label=_("First day back (optional)"), required=False, help_text=_("Leave empty if it is not known yet")
    )
    reason = forms.ChoiceField(label=_("Why?"), widget=Radios, error_messages={"required": _("Choose why")})
    decided_by = forms.CharField(
        label=_("Who decided?"),
        max_length=200,
        help_text=_("Name and role, like “Ms Okafor, head teacher”, or “the child's parents”"),
        error_messages={"required": _("Enter who decided")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["reason"], pausing_reasons())


class BackForm(Form):
    """The first day back."""

    on = DateField(label=_("From which day does the child take part again?"))


class PathwayForm(Form):
    """Where a child would like to go on to."""

    interest = forms.ChoiceField(
        label=_("Where would the child like to go on to?"),
        widget=Radios,
        error_messages={"required": _("Choose where the child would like to go on to")},
    )
    parent_agrees = forms.ChoiceField(
        label=_("Does a parent or carer agree that the police pass this on to the cadets?"),
        choices=YES_NO_UNKNOWN,
        widget=Radios,
        help_text=_("Without a yes the child's name stays at the school"),
        error_messages={"required": _("Choose whether a parent or carer agrees")},
    )
    next_school = forms.CharField(
        label=_("Next school (optional)"),
        required=False,
        max_length=200,
        help_text=_("So that its officer can say hello"),
    )
    asked_on = DateField(label=_("When was the child asked?"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choose(self.fields["interest"], interests())

    @staticmethod
    def first(row: Pathway | None) -> dict[str, Any]:
        """Return what stands, or the day to offer."""
        if row is None:
            return {"asked_on": timezone.localdate()}
        return {name: getattr(row, name) for name in ("interest", "parent_agrees", "next_school", "asked_on")}


class HandOverForm(Form):
    """Who took a child's wish over, and when."""

    handed_to = forms.CharField(
        label=_("Who took it over?"),
        max_length=200,
        help_text=_("Like “Northshire Cadets, Ms Reid” or the officer of the next school"),
        error_messages={"required": _("Enter who took it over")},
    )
    on = DateField(label=_("When?"))
