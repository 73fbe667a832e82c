"""The forms of sessions: planning, staff, checks, running."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import Checkboxes, DateField, Form, Radios, TimeField
from lanyard.programme.actions.before import Behaviour
from lanyard.programme.actions.parents import MOST as MOST_FOR_PARENTS
from lanyard.programme.actions.planning import MOST_TIMES, Plan
from lanyard.programme.models import Session

STRAND_HINTS: dict[str, Any] = {
    Session.EDUCATION: _("The children learn about something"),
    Session.COMMUNITY: _("The children do something for others"),
    Session.REWARD: _("The children are thanked, with a visit for example"),
}
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def _words(label, *, hint="", rows: int = 4, most: int = 2000, required: bool = True, missing="") -> forms.CharField:
    errors = {"required": missing} if missing else {}
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.Textarea({"rows": rows}),
        error_messages=errors,
    )


class ReplanForm(Form):
    """What is planned for one session."""

    title = forms.CharField(label=_("Title"), max_length=120, error_messages={"required": _("Enter a title")})
    strand = forms.ChoiceField(
        label=_("Strand"),
        choices=Session.STRANDS,
        widget=Radios(hints=STRAND_HINTS),
        error_messages={"required": _("Choose a strand")},
    )
    activity = _words(
        _("What happens"),
        hint=_("The plan in a few lines: what the children do, with what, and in which order"),
        most=5000,
        missing=_("Enter what happens in the session"),
    )
    where = forms.CharField(
        label=_("Where"),
        max_length=150,
        help_text=_("For example, the school hall"),
        error_messages={"required": _("Enter where the session is")},
    )
    day = DateField(label=_("Date"))
    starts = TimeField(label=_("Starts at"))
    ends = TimeField(label=_("Ends at"))

    @property
    def plan(self) -> Plan:
        """Return what was entered."""
        names = ("title", "strand", "activity", "where", "day", "starts", "ends")
        return Plan(**{name: self.cleaned_data[name] for name in names})


class PeopleField(forms.TypedMultipleChoiceField):
    """People to choose from: their database keys with their names."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, widget=Checkboxes, **kwargs)


class PlanForm(ReplanForm):
    """A new session, once or every week, with its leaders."""

    times = forms.IntegerField(
        label=_("How many times"),
        initial=1,
        min_value=1,
        max_value=MOST_TIMES,
        help_text=_("Every week on this day. Weeks in which it is not a school day are passed over."),
    )
    leaders = PeopleField(
        label=_("Leaders"),
        help_text=_("From those who lead the unit"),
        error_messages={"required": _("Choose at least one leader")},
    )

    def __init__(self, *args, people: Iterable[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaders"].choices = list(people)


class LeadersForm(Form):
    """Who leads the session."""

    leaders = PeopleField(label=_("Leaders"), error_messages={"required": _("Choose at least one leader")})

    def __init__(self, *args, people: Iterable[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaders"].choices = list(people)


class StaffForm(Form):
    """Which school staff stay for the whole of the session."""

    staff = PeopleField(
        label=_("School staff who stay for the whole session"),
        help_text=_("Police leaders are visitors and are never alone with the children."),
        error_messages={"required": _("Choose at least one member of school staff")},
    )

    def __init__(self, *args, people: Iterable[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = list(people)


class PersonForm(Form):
    """One member of school staff, who has come or gone."""

    person = forms.TypedChoiceField(
        label=_("Who"), coerce=int, error_messages={"required": _("Choose a member of school staff")}
    )

    def __init__(self, *args, people: Iterable[tuple[int, str]] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Choose a person")), *people]


class PlanCheckForm(Form):
    """The two questions about a plan."""

    age_appropriate = forms.ChoiceField(
        label=_("Is it right for the children’s age?"),
        choices=YES_NO,
        widget=Radios,
        error_messages={"required": _("Choose yes or no")},
    )
    in_curriculum = forms.ChoiceField(
        label=_("Is it part of the cadets’ curriculum?"),
        choices=YES_NO,
        widget=Radios,
        error_messages={"required": _("Choose yes or no")},
    )
    note = _words(_("What has to change"), hint=_("Needed if you answer no"), most=500, required=False)

    @property
    def answers(self) -> dict:
        """Return what was entered."""
        data = self.cleaned_data
        return {
            "age_appropriate": data["age_appropriate"] == "yes",
            "in_curriculum": data["in_curriculum"] == "yes",
            "note": data["note"],
        }


class BehaviourForm(Form):
    """How challenging behaviour is managed. About the session, never about one child."""

    signs = _words(
        _("What to look out for"),
        hint=_("Do not name a child. What is known about a child stays with the school."),
        missing=_("Enter what to look out for"),
    )
    first_step = _words(_("What is done first"), missing=_("Enter what is done first"))
    who_steps_in = forms.CharField(
        label=_("Who steps in"), max_length=200, error_messages={"required": _("Enter who steps in")}
    )
    when_to_stop = _words(_("When the session stops"), missing=_("Enter when the session stops"))

    @property
    def answers(self) -> Behaviour:
        """Return what was entered."""
        return Behaviour(**self.cleaned_data)


class ReasonForm(Form):
    """Why: for a stop, a cancellation, an override, a withdrawal."""

    reason = _words(_("Why"), hint=_("Do not name a child"), most=1000, missing=_("Enter why"))


class OutcomeForm(Form):
    """What came of a session."""

    outcome = _words(
        _("What was done and how it went"),
        hint=_("Do not name a child. Tell a concern about a child to the school’s safeguarding lead."),
        missing=_("Enter what was done and how it went"),
    )


class ForParentsForm(Form):
    """Words that the parents of all children of the unit read."""

    bring = _words(
        _("Before: what children need and what to bring"),
        hint=_("For example: warm clothes, a drink. Name no child"),
        most=MOST_FOR_PARENTS,
        required=False,
    )
    done = _words(
        _("Afterwards: what was done"),
        hint=_("Parents of children who were there read it. Name no child"),
        most=MOST_FOR_PARENTS,
        required=False,
    )
