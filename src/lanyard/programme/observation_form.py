"""The form of an observation: a rating for each point of the catalogue, and words."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import DateField, Form, Radios
from lanyard.programme.actions.observing import Seen
from lanyard.programme.models import Session
from lanyard.programme.points import RATINGS, points


def _words(label, hint="", required=True, missing="") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=4000,
        required=required,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": missing} if missing else {},
    )


class ObservationForm(Form):
    """What a supervisor saw."""

    day = DateField(label=_("Date of the observation"))
    session = forms.ChoiceField(
        label=_("Session"),
        required=False,
        help_text=_("If it was a session kept here"),
    )

    def __init__(self, *args, sessions: Iterable[Session] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.sessions = {str(session.pk): session for session in sessions}
        chosen = [(key, str(session)) for key, session in self.sessions.items()]
        self.fields["session"].choices = [("", _("Another session")), *chosen]
        for point in points():
            self.fields[f"point_{point.id}"] = forms.ChoiceField(
                label=point.wording,
                choices=RATINGS,
                widget=Radios,
                help_text=point.source,
                error_messages={"required": _("Choose an answer")},
            )
        self.fields["strengths"] = _words(_("What went well"), missing=_("Enter what went well"))
        self.fields["to_improve"] = _words(_("What to do better"), required=False)
        hint = _("Needed when an answer is partly or no: who does what by when")
        self.fields["actions"] = _words(_("What was agreed"), hint=hint, required=False)

    @property
    def seen(self) -> Seen:
        """Return what was entered."""
        data = self.cleaned_data
        return Seen(
            day=data["day"],
            ratings={point.id: data[f"point_{point.id}"] for point in points()},
            strengths=data["strengths"],
            to_improve=data["to_improve"],
            actions=data["actions"],
            session=self.sessions.get(data["session"]),
        )


class CommentForm(Form):
    """The officer's own words on an observation."""

    comment = _words(_("Your comment"), required=False)
