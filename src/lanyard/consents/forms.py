"""What staff copy from the paper forms."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.consents.actions import Answer
from lanyard.consents.catalogue import CHILD_PHOTO, TAKE_PART, photo_purposes, purposes, relationships
from lanyard.design.forms import DateField, Form, Radios
from lanyard.units.models import Member

YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def _date() -> DateField:
    return DateField(
        label=gettext_lazy("Date on the form"),
        help_text=gettext_lazy("The newest form of the same person counts"),
    )


class MemberForm(Form):
    """One paper form of one child: each question may be left unanswered."""

    given_by = forms.CharField(
        label=gettext_lazy("Who signed it?"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("The parent's or carer's name. Not needed if only the child answered"),
    )
    relationship = forms.ChoiceField(
        label=gettext_lazy("What are they to the child?"), required=False, widget=forms.Select
    )
    dated_on = _date()
    settles = forms.BooleanField(
        label=gettext_lazy("The parents or carers have settled it between them"),
        required=False,
        help_text=gettext_lazy("Then this form takes the place of every parent's or carer's earlier answer"),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["relationship"].choices = [("", ""), *relationships().items()]  # type: ignore[attr-defined]
        for purpose in purposes().values():
            self.fields[purpose.id] = forms.ChoiceField(
                label=purpose.question, choices=YES_NO, widget=Radios, required=False, help_text=purpose.what_for
            )

    def answers(self) -> list[Answer]:
        """Return what was copied, in the form's order."""
        said = self.cleaned_data
        return [
            Answer(
                self.member.pk,
                purpose,
                said[purpose],
                said["dated_on"],
                said["given_by"],
                said["relationship"],
                said["settles"],
            )
            for purpose in purposes()
            if said[purpose]
        ]


class ListForm(Form):
    """A class list: for each child what the form says, all photos answered alike. Empty lines record nothing."""

    dated_on = _date()

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for member in self.members:
            self._add(member)

    def _add(self, member: Member) -> None:
        key, name = f"member-{member.pk}", member.name
        self.fields[key] = _radios(_("May %(name)s take part?") % {"name": name})
        self.fields[f"{key}-photos"] = _radios(
            _("May %(name)s be in photos (school, police, press)?") % {"name": name}
        )
        self.fields[f"{key}-own"] = _radios(_("What does %(name)s say about photos?") % {"name": name})
        self.fields[f"{key}-by"] = forms.CharField(
            label=_("Who signed for %(name)s?") % {"name": name}, max_length=100, required=False
        )
        self.fields[f"{key}-is"] = forms.ChoiceField(
            label=_("What are they to %(name)s?") % {"name": name},
            choices=[("", ""), *relationships().items()],
            required=False,
        )

    @property
    def rows(self) -> Iterator[tuple[Member, list[forms.BoundField]]]:
        """Return each child with the fields of the child's line."""
        for member in self.members:
            key = f"member-{member.pk}"
            yield member, [self[key], *(self[f"{key}-{part}"] for part in ("photos", "own", "by", "is"))]

    def answers(self) -> list[Answer]:
        """Return what was copied, child by child."""
        return [answer for member in self.members for answer in self._of(member)]

    def _of(self, member: Member) -> Iterator[Answer]:
        said, key = self.cleaned_data, f"member-{member.pk}"
        asked = {TAKE_PART: said[key], CHILD_PHOTO: said[f"{key}-own"]}
        asked.update(dict.fromkeys(photo_purposes(), said[f"{key}-photos"]))
        for purpose, answer in asked.items():
            if answer:
                by, relationship = said[f"{key}-by"], said[f"{key}-is"]
                yield Answer(member.pk, purpose, answer, said["dated_on"], by, relationship)


def _radios(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=Radios, required=False)


class WithdrawForm(Form):
    """Why an answer was a mistake."""

    reason = forms.CharField(
        label=gettext_lazy("What was wrong?"),
        max_length=300,
        help_text=gettext_lazy("Like “recorded for the wrong child”. Do not name a child"),
        error_messages={"required": gettext_lazy("Enter what was wrong")},
    )


def today() -> dict[str, date]:
    """Return the day that forms offer first."""
    return {"dated_on": timezone.localdate()}
