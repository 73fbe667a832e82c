"""What the school's staff fill in to ask parents and carers, and to tell them something."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.consents.actions.requests import Wish
from lanyard.consents.actions.telling import News
from lanyard.consents.asking import parents_purposes
from lanyard.consents.catalogue.asking import days
from lanyard.consents.models import ParentsTold
from lanyard.consents.occasions import Occasion
from lanyard.design.forms import Checkboxes, DateField, Form, Radios
from lanyard.design.words import moment
from lanyard.units.models import Member


class RequestForm(Form):
    """About whom, what, and by when."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("About which children?"),
        widget=Checkboxes,
        help_text=gettext_lazy("Those for whom an answer is missing are ticked"),
        error_messages={"required": gettext_lazy("Choose at least one child")},
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("What do you ask?"),
        widget=Checkboxes,
        help_text=gettext_lazy("Parents and carers answer each for itself"),
        error_messages={"required": gettext_lazy("Choose what to ask")},
    )
    answer_by = DateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("Two reminders go by themselves to those who have not answered by then"),
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(member.public_id, member.name) for member in members]  # type: ignore[attr-defined]
        self.fields["purposes"].choices = [(p.id, _(p.title)) for p in parents_purposes()]  # type: ignore[attr-defined]
        self.keys = {member.public_id: member.pk for member in members}

    def clean_answer_by(self) -> date:
        """Refuse a day that has passed."""
        day = self.cleaned_data["answer_by"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Enter today or a day to come"))
        return day

    def wish(self) -> Wish:
        """Return what the school wants to ask."""
        said = self.cleaned_data
        return Wish([self.keys[one] for one in said["members"]], said["purposes"], said["answer_by"])


def first_values(members: Sequence[Member], unanswered: set[int]) -> dict[str, Any]:
    """Return what a new request offers first: children without an answer, every purpose, two weeks."""
    return {
        "members": [member.public_id for member in members if member.pk in unanswered],
        "purposes": [purpose.id for purpose in parents_purposes()],
        "answer_by": timezone.localdate() + days("answer-days"),
    }


class TellForm(Form):
    """What parents and carers are told of."""

    news = forms.ChoiceField(
        label=gettext_lazy("What do you want to tell?"),
        widget=Radios,
        error_messages={"required": gettext_lazy("Choose what to tell")},
    )

    def __init__(self, *args: Any, occasions: Sequence[Occasion], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.occasions = {f"{one.kind}-{one.about}": one for one in occasions}
        words = {ParentsTold.PLANNED: _("Planned: %(what)s"), ParentsTold.DONE: _("Done: %(what)s")}
        self.fields["news"].choices = [  # type: ignore[attr-defined]
            *((key, words[one.kind] % {"what": f"{one.title}, {moment(one.happens_at)}"}) for key, one in self._all()),
            (ParentsTold.PLANNED, _("There are new plans")),
            (ParentsTold.DONE, _("There is something to read about what was done")),
        ]

    def _all(self) -> list[tuple[str, Occasion]]:
        return list(self.occasions.items())

    def chosen(self) -> News:
        """Return what to tell."""
        said = self.cleaned_data["news"]
        one = self.occasions.get(said)
        return News(one.kind, one.about, one.happens_at) if one else News(said)
