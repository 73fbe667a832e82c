"""What a parent or carer fills in: the detail that confirms them, and an answer to one question."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.consents.models import Answer
from lanyard.consents.parents import Question, listed
from lanyard.design.forms import DateField, Form, Radios
from lanyard.units.models import Member

EACH = "each"
SAYS = {Answer.YES: gettext_lazy("Yes"), Answer.NO: gettext_lazy("No")}


class BirthdayForm(Form):
    """The date of birth of one of the children."""

    detail = DateField(
        label=gettext_lazy("When was your child born?"),
        help_text=gettext_lazy("For example, 27 3 2017. If you have more than one child at the school, any of them"),
    )


class FirstNameForm(Form):
    """The first name of one of the children, where the school has no date of birth."""

    detail = forms.CharField(
        label=gettext_lazy("What is your child’s first name?"),
        help_text=gettext_lazy("If you have more than one child at the school, any of them"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter your child’s first name")},
    )


class QuestionForm(Form):
    """One question for one child, or for several at once."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["answer"] = forms.ChoiceField(
            label=_(question.purpose.question),
            choices=_choices(question.members),
            widget=Radios,
            error_messages={"required": _("Choose yes or no"), "invalid_choice": _("Choose yes or no")},
        )

    def answers(self) -> dict[str, str]:
        """Return the answer for each child by public id; empty where they are to be answered one by one."""
        said = self.cleaned_data["answer"]
        return {} if said == EACH else {member.public_id: said for member in self.question.members}


def _choices(members: Sequence[Member]) -> list[tuple[str, str]]:
    if len(members) == 1:
        return [(answer, str(word)) for answer, word in SAYS.items()]
    names = {"names": listed([member.given_name for member in members])}
    return [
        (Answer.YES, _("Yes, for %(names)s") % names),
        (Answer.NO, _("No, for %(names)s") % names),
        (EACH, _("Not the same for each of them")),
    ]


class EachForm(Form):
    """One question, answered for each child."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.question = question
        for member in question.members:
            self.fields[member.public_id] = forms.ChoiceField(
                label=member.given_name,
                choices=[(answer, str(word)) for answer, word in SAYS.items()],
                widget=Radios,
                error_messages={"required": _("Choose yes or no for %(name)s") % {"name": member.given_name}},
            )

    def answers(self) -> dict[str, str]:
        """Return the answer for each child by public id."""
        return {member.public_id: self.cleaned_data[member.public_id] for member in self.question.members}


def detail_form(data: Any, by_birthday: bool) -> BirthdayForm | FirstNameForm:
    """Return the form for the detail that confirms: a date of birth where the school has one."""
    return BirthdayForm(data) if by_birthday else FirstNameForm(data)


Detail = date | str
