"""What people are asked from the introduction to the offer, and why."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person
from lanyard.design.forms import Checkboxes, DateField, Form, Radios
from lanyard.units.actions.intakes import IntakeDetails
from lanyard.units.catalogue.selecting import methods, reply_days, titles
from lanyard.units.cohort import category_said, value_said
from lanyard.units.forms import PersonField, YearsField, year_choices
from lanyard.units.lots import Share
from lanyard.units.models import Application, Intake, Offer, Unit


class Words(forms.CharField):
    """Some sentences."""

    def __init__(self, **kwargs: Any):
        rows = kwargs.pop("rows", 4)
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class IntakeForm(Form):
    """What an intake is to be."""

    year_groups = YearsField(label=_("Which year groups may apply?"), help_text=_("Every child of them may apply"))
    places = forms.IntegerField(
        label=_("How many places are there?"),
        min_value=1,
        help_text=_("So that families know beforehand how many children can be taken"),
        error_messages={"required": _("Enter how many places there are")},
    )
    opens_on = DateField(label=_("First day to apply"), help_text=_("On or after the introduction to the children"))
    closes_on = DateField(label=_("Last day to apply"))
    method = forms.ChoiceField(
        label=_("How will the school choose?"),
        error_messages={"required": _("Choose how the school will choose")},
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year_groups"].choices = year_choices(unit.year_groups)  # type: ignore[attr-defined]
        found = methods().values()
        self.fields["method"].widget = Radios(hints={method.id: method.hint for method in found})
        self.fields["method"].choices = [(method.id, method.title) for method in found]  # type: ignore[attr-defined]

    def details(self) -> IntakeDetails:
        """Return what was entered."""
        return IntakeDetails(**self.cleaned_data)

    @staticmethod
    def values(intake: Intake) -> dict[str, Any]:
        """Return an intake's details as the form shows them first."""
        return {name: getattr(intake, name) for name in ("year_groups", "places", "opens_on", "closes_on", "method")}


class IntroductionForm(Form):
    """What is asked of an introductory session."""

    held_on = DateField(label=_("When was it?"))
    leader = PersonField(
        label=_("Who of the police led it?"), error_messages={"required": _("Choose who of the police led it")}
    )
    teacher = PersonField(
        label=_("Who of the school was there?"), error_messages={"required": _("Choose who of the school was there")}
    )
    year_groups = YearsField(label=_("Which year groups came?"), help_text=_("A year group can apply once it came"))
    children = forms.IntegerField(
        label=_("How many children came?"),
        min_value=1,
        max_value=2000,
        error_messages={"required": _("Enter how many children came")},
    )
    promised = Words(
        label=_("What were the children told and promised?"),
        help_text=_("What Mini Police is, what members do, how to apply, when they hear. Do not name a child"),
        error_messages={"required": _("Enter what the children were told and promised")},
    )

    def __init__(
        self, *args: Any, intake: Intake, leaders: QuerySet[Person], teachers: QuerySet[Person], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = leaders  # type: ignore[attr-defined]
        self.fields["teacher"].queryset = teachers  # type: ignore[attr-defined]
        self.fields["year_groups"].choices = year_choices(intake.year_groups)  # type: ignore[attr-defined]


class WhyForm(Form):
    """Why something is taken back, in words that are kept."""

    reason = Words(label=_("Why?"), help_text=_("This is kept"), error_messages={"required": _("Enter why")})


class SureForm(Form):
    """Nothing to fill in: pressing the button is the answer."""


class WishForm(Form):
    """A child's application, filled in with an adult beside."""

    pictures = forms.MultipleChoiceField(label=_("What would you like to do?"), widget=Checkboxes, required=False)
    text = Words(label=_("Why would you like to join?"), required=False, help_text=_("You can leave this empty"))
    file = forms.FileField(
        label=_("Your drawing"), required=False, help_text=_("A photo or scan of it. You can leave this empty")
    )
    by_adult = forms.BooleanField(label=_("An adult wrote the words down for the child"), required=False)
    brought_by = forms.ChoiceField(
        label=_("Who brought the application?"),
        widget=Radios,
        initial="child",
        help_text=_("All applications count the same"),
        error_messages={"required": _("Choose who brought the application")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["pictures"].choices = list(titles("picture").items())  # type: ignore[attr-defined]
        self.fields["brought_by"].choices = list(titles("brought").items())  # type: ignore[attr-defined]


class WithdrawalForm(Form):
    """Why a child's application is taken back."""

    reason = forms.ChoiceField(
        label=_("Why?"), widget=Radios, error_messages={"required": _("Choose why the application is taken back")}
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(titles("withdrawal").items())  # type: ignore[attr-defined]


class NoteForm(Form):
    """A note of the panel."""

    text = Words(
        label=_("What did you talk about?"),
        help_text=_("Words, not points. Only the school sees this; it is encrypted"),
        error_messages={"required": _("Enter some words")},
    )


class NominationForm(Form):
    """Who puts a child forward, and why."""

    by = forms.ChoiceField(
        label=_("Who puts the child forward?"),
        widget=Radios,
        error_messages={"required": _("Choose who puts the child forward")},
    )
    text = Words(label=_("Why?"), error_messages={"required": _("Enter why")})

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = list(titles("nominated").items())  # type: ignore[attr-defined]


class BallotsForm(Form):
    """One person's count: a number for every child who applied, and the papers that say nothing."""

    def __init__(self, *args: Any, applications: Sequence[Application], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.applications = applications
        for each in applications:
            self.fields[f"votes_{each.public_id}"] = _number(each.child.name)
        self.fields["spoilt"] = _number(_("Papers that say nothing clear"), initial=0)

    def votes(self) -> dict[str, int]:
        """Return the votes by application."""
        return {each.public_id: self.cleaned_data[f"votes_{each.public_id}"] for each in self.applications}


def _number(label: Any, **kwargs: Any) -> forms.IntegerField:
    missing = {"required": _("Enter a number for each, 0 for none")}
    return forms.IntegerField(label=label, min_value=0, max_value=5000, error_messages=missing, **kwargs)


class SharesForm(Form):
    """For each value of each category, the least and the most places; what is left empty sets nothing."""

    def __init__(
        self, *args: Any, values: Sequence[tuple[str, str]], places: int, shares: Iterable[Share], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.values, self.places = list(values), places
        held = {(share.category, share.value): share for share in shares}
        for number, pair in enumerate(self.values):
            share = held.get(pair)
            what = {"what": category_said(pair[0]), "value": value_said(*pair)}
            least, most = _("%(what)s: %(value)s, at least") % what, _("%(what)s: %(value)s, at most") % what
            self._add(f"least_{number}", least, share.least if share else None)
            self._add(f"most_{number}", most, share.most if share else None)

    def _add(self, name: str, label: str, initial: int | None) -> None:
        self.fields[name] = forms.IntegerField(
            label=label, min_value=0, max_value=self.places, required=False, initial=initial
        )

    def groups(self) -> Iterator[tuple[str, list[tuple[str, forms.BoundField, forms.BoundField]]]]:
        """Yield each category with its values and their two fields."""
        for category in dict.fromkeys(category for category, _value in self.values):
            yield (
                category_said(category),
                [
                    (value_said(*pair), self[f"least_{number}"], self[f"most_{number}"])
                    for number, pair in enumerate(self.values)
                    if pair[0] == category
                ],
            )

    def shares(self) -> list[Share]:
        """Return the shares that were entered."""
        found = []
        for number, pair in enumerate(self.values):
            least, most = self.cleaned_data[f"least_{number}"], self.cleaned_data[f"most_{number}"]
            if least is not None or most is not None:
                found.append(Share(*pair, least or 0, self.places if most is None else most))
        return found


class ChooseForm(Form):
    """Who is to be offered a place."""

    chosen = forms.MultipleChoiceField(
        label=_("Who is offered a place?"),
        widget=Checkboxes,
        required=False,
        help_text=_("All others wait, in an order that nobody makes"),
    )

    def __init__(self, *args: Any, applications: Sequence[Application], intake: Intake, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.most = intake.places
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (each.public_id, each.child.name) for each in applications
        ]

    def clean_chosen(self) -> list[str]:
        """Return who was ticked. Raises ValidationError for nobody and for more than there are places."""
        chosen = self.cleaned_data["chosen"]
        if not 1 <= len(chosen) <= self.most:
            raise forms.ValidationError(_("Choose from 1 to %(most)s children") % {"most": self.most})
        return chosen


class SignForm(Form):
    """The signature: why these children, and why not as drawn or voted. `chosen` goes along unseen."""

    chosen = forms.CharField(widget=forms.MultipleHiddenInput(), required=False)
    reason = Words(
        label=_("Why are these children offered a place?"),
        help_text=_("Families may ask. Only the school sees this; it is encrypted"),
        error_messages={"required": _("Enter why these children are offered a place")},
    )
    departure = Words(
        label=_("If this is not what was drawn or voted, or below the force's minimum: why?"), required=False
    )
    reply_by = DateField(label=_("Last day for families to reply"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].initial = usual_reply_by()


def usual_reply_by() -> Any:
    """Return the day to offer for replies."""
    return timezone.localdate() + timedelta(days=reply_days())


class OfferForm(Form):
    """Until when a family can reply."""

    reply_by = DateField(label=_("Last day for the family to reply"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reply_by"].initial = usual_reply_by()


class OutOfTurnForm(OfferForm):
    """An offer to a child who is not the first in line."""

    reason = Words(
        label=_("Another child is first in line. Why is this child offered the place?"),
        error_messages={"required": _("Enter why this child is offered the place")},
    )


CHILD = "child"


class ReplyForm(Form):
    """What a family replied."""

    says = forms.ChoiceField(
        label=_("What is the reply?"),
        widget=Radios,
        choices=[(Offer.YES, _("Yes, the child takes the place")), (Offer.NO, _("No, the place is free"))],
        error_messages={"required": _("Choose yes or no")},
    )
    adult = forms.ChoiceField(
        label=_("Who replied?"), widget=Radios, error_messages={"required": _("Choose who replied")}
    )
    replied_on = DateField(label=_("When?"))
    joined_on = DateField(
        label=_("If yes: first day as a member"),
        required=False,
        help_text=_("Permission to take part is asked separately, before that day"),
    )

    def __init__(self, *args: Any, adults: Sequence[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["adult"].choices = [*adults, (CHILD, _("The child, at school"))]  # type: ignore[attr-defined]


class ForceShareForm(Form):
    """The least share of vulnerable children that a force asks."""

    percent = forms.IntegerField(
        label=_("At least how many of 100 places go to vulnerable children?"),
        min_value=0,
        max_value=100,
        help_text=_("0 if the force asks for none. A school may ask for more, never for less"),
        error_messages={"required": _("Enter a number from 0 to 100")},
    )
