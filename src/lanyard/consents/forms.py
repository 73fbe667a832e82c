"""What staff copy from the paper forms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lanyard.consents.actions.answers import PaperAnswer
from lanyard.consents.actions.givers import NewAdult
from lanyard.consents.catalogue import (
    CHILD_PHOTO,
    CHILD_TAKE_PART,
    TAKE_PART,
    Purpose,
    photo_purposes,
    purposes,
)
from lanyard.consents.queries import Giver
from lanyard.design.forms import DateField, Form, Radios
from lanyard.units.catalogue.children import relationships
from lanyard.units.models import Member

YES_NO: list[tuple[str, Any]] = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
YES_NO_UNSURE = [*YES_NO, ("not sure", gettext_lazy("Not sure"))]
HOLDS: list[tuple[str, Any]] = [*YES_NO, ("unknown", gettext_lazy("Not known"))]
OTHER = "other"
Givers = Mapping[int, Sequence[Giver]]  # by child


def _date() -> DateField:
    return DateField(
        label=gettext_lazy("Date on the form"),
        help_text=gettext_lazy("The newest answer of the same person counts"),
    )


def _radios(label: str, choices: list = YES_NO, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=Radios, required=False, help_text=help_text)


def _choices(givers: Sequence[Giver]) -> list[tuple[str, str]]:
    known = [(str(giver.adult), f"{giver.name} – {giver.relationship}") for giver in givers]
    return [("", ""), *known, (OTHER, _("Somebody who is not on this list"))]


def _giver(said: Mapping[str, Any], by: str, name: str, relationship: str, holds: str) -> int | NewAdult | None:
    if said[by] == OTHER:
        return NewAdult(said[name], said[relationship], said[holds])
    return int(said[by]) if said[by] else None


class MemberForm(Form):
    """One paper form of one child: each question may be left unanswered."""

    given_by = forms.ChoiceField(
        label=gettext_lazy("Who signed it?"),
        required=False,
        help_text=gettext_lazy("Not needed if only the child answered"),
    )
    new_name = forms.CharField(
        label=gettext_lazy("Their name, if they are not on the list"), max_length=200, required=False
    )
    relationship = forms.ChoiceField(label=gettext_lazy("What are they to the child?"), required=False)
    holds = forms.ChoiceField(
        label=gettext_lazy("Do they hold parental responsibility?"),
        choices=HOLDS,
        widget=Radios,
        required=False,
        help_text=gettext_lazy("Only somebody who holds it can answer for the child"),
    )
    dated_on = _date()
    settles = forms.BooleanField(
        label=gettext_lazy("The parents or carers have settled it between them"),
        required=False,
        help_text=gettext_lazy("Then this form takes the place of every parent's or carer's answer where one said no"),
    )
    note = forms.CharField(label=gettext_lazy("How they settled it"), max_length=500, required=False)

    def __init__(self, *args: Any, member: Member, givers: Givers, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["given_by"].choices = _choices(givers.get(member.child_id, ()))  # type: ignore[attr-defined]
        self.fields["relationship"].choices = [("", ""), *relationships().items()]  # type: ignore[attr-defined]
        for purpose in purposes().values():
            choices = YES_NO_UNSURE if purpose.of_child else YES_NO
            self.fields[purpose.id] = _radios(purpose.question, choices, purpose.what_for)

    def answers(self) -> list[PaperAnswer]:
        """Return what was copied, in the form's order."""
        said = self.cleaned_data
        adult = _giver(said, "given_by", "new_name", "relationship", "holds")
        return [
            PaperAnswer(
                self.member.pk,
                purpose.id,
                said[purpose.id],
                said["dated_on"],
                None if purpose.of_child else adult,
                settles=said["settles"] and not purpose.of_child,
                note=said["note"],
            )
            for purpose in purposes().values()
            if said[purpose.id]
        ]


class ListForm(Form):
    """A class list: for each child what the form says, all photos answered alike. Empty lines record nothing."""

    dated_on = _date()

    def __init__(self, *args: Any, members: Iterable[Member], givers: Givers, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for member in self.members:
            self._add(member, givers.get(member.child_id, ()))

    def _add(self, member: Member, givers: Sequence[Giver]) -> None:
        key, name = f"member-{member.pk}", {"name": member.name}
        related = [("", ""), *relationships().items()]
        for purpose in _one_by_one():
            choices = YES_NO_UNSURE if purpose.of_child else YES_NO
            self.fields[_field(key, purpose.id)] = _radios(_LINES.get(purpose.id, purpose.title) % name, choices)
        self.fields[f"{key}-photos"] = _radios(_("May %(name)s be in photos (school, police, press)?") % name)
        self.fields[f"{key}-by"] = _select(_("Who signed for %(name)s?") % name, _choices(givers))
        self.fields[f"{key}-name"] = forms.CharField(
            label=_("Name of the person who signed for %(name)s, if not on the list") % name,
            max_length=200,
            required=False,
        )
        self.fields[f"{key}-is"] = _select(_("What are they to %(name)s?") % name, related)
        self.fields[f"{key}-holds"] = _select(
            _("Do they hold parental responsibility for %(name)s?") % name, [("", ""), *HOLDS]
        )

    @property
    def rows(self) -> Iterator[tuple[Member, list[forms.BoundField]]]:
        """Return each child with the fields of the child's line."""
        for member in self.members:
            key = f"member-{member.pk}"
            asked = [_field(key, purpose.id) for purpose in _one_by_one()]
            yield member, [self[name] for name in (*asked, *(f"{key}-{part}" for part in _ALIKE))]

    def answers(self) -> list[PaperAnswer]:
        """Return what was copied, child by child."""
        return [answer for member in self.members for answer in self._of(member)]

    def _of(self, member: Member) -> Iterator[PaperAnswer]:
        said, key = self.cleaned_data, f"member-{member.pk}"
        adult = _giver(said, f"{key}-by", f"{key}-name", f"{key}-is", f"{key}-holds")
        asked = {purpose.id: said[_field(key, purpose.id)] for purpose in _one_by_one()}
        asked.update(dict.fromkeys(photo_purposes(), said[f"{key}-photos"]))
        for purpose, answer in asked.items():
            if answer:
                by = None if purposes()[purpose].of_child else adult
                yield PaperAnswer(member.pk, purpose, answer, said["dated_on"], by)


# What a line of the class list asks, with the child's name; a purpose without a line of its own stands by its title.
_LINES: dict[str, Any] = {
    TAKE_PART: gettext_lazy("May %(name)s take part?"),
    "off-site": gettext_lazy("May %(name)s go on visits and travel?"),
    "first-aid": gettext_lazy("May %(name)s have first aid and medicine?"),
    "survey": gettext_lazy("May %(name)s answer a survey?"),
    CHILD_TAKE_PART: gettext_lazy("What does %(name)s say about taking part?"),
    CHILD_PHOTO: gettext_lazy("What does %(name)s say about photos?"),
}
_ALIKE = ("photos", "by", "name", "is", "holds")


def _one_by_one() -> list[Purpose]:
    """Return what the class list asks question by question: all but what parents say about photos."""
    return [purpose for purpose in purposes().values() if purpose.of_child or not purpose.photo]


def _field(key: str, purpose: str) -> str:
    return key if purpose == TAKE_PART else f"{key}-{purpose}"


def _select(label: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


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
