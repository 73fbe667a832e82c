"""The forms of this room. They read what was typed; whether it may be so is for the actions to say."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.models import Person, Post
from lanyard.design.forms import Checkboxes, DateField, Form, Radios
from lanyard.partnerships.catalogue import statements
from lanyard.partnerships.models.partnership import DECLINED, NAMED_OFFICER, SSP
from lanyard.partnerships.models.reviews import RESULTS
from lanyard.partnerships.models.school import POLICY_TOPICS, SAFEGUARDING
from lanyard.partnerships.wording import Choice, Template

STATUS_HINTS: dict[str, Any] = {
    SSP: _("The school has, or will have, a protocol and a data sharing agreement with the force."),
    NAMED_OFFICER: _("The school has a named contact and is willing to work with the police."),
    DECLINED: _("The area lead and the central team will be told."),
}


class PersonChoice(forms.ModelChoiceField):
    """Somebody out of a list, by public id; the address of nobody else is taken."""

    def __init__(self, people: Any, **kwargs: Any):
        super().__init__(people, to_field_name="public_id", empty_label=None, widget=Radios, **kwargs)


class StatusForm(Form):
    """What the school was offered and what it said."""

    status = forms.ChoiceField(
        label=_("What did the school say?"),
        widget=Radios(
            hints=STATUS_HINTS,
        ),
        choices=[
            (SSP, _("Yes, as a Safer School Partnership")),
            (NAMED_OFFICER, _("Yes, with a named officer")),
            (DECLINED, _("It declined a named contact")),
        ],
        error_messages={"required": _("Choose what the school said")},
    )
    on = DateField(label=_("When did it say so?"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    contact = PersonChoice(
        Person.objects.none(),
        label=_("Named contact"),
        required=False,
        help_text=_("Only if the school accepted. The officer whom the school calls first."),
    )
    refused_by = forms.CharField(
        label=_("Who declined?"), max_length=150, required=False, help_text=_("Only if the school declined.")
    )
    refused_by_role = forms.CharField(label=_("Their post"), max_length=100, required=False)
    reason = forms.CharField(
        label=_("Reason the school gave"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts


class ContactForm(Form):
    """Another named contact, from a day."""

    contact = PersonChoice(
        Person.objects.none(), label=_("Named contact"), error_messages={"required": _("Choose the named contact")}
    )
    on = DateField(label=_("From which day?"))

    def __init__(self, *args: Any, contacts: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts


class ReasonForm(Form):
    """Why something is taken back or brought to an end."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter the reason")},
    )


class DraftForm(Form):
    """Beginning a draft, and what it changes."""

    change_note = forms.CharField(
        label=_("What is to change?"),
        help_text=_("Only for a new version of an agreement that is signed."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class AnswersForm(Form):
    """The questions of a template. A draft may be kept with some of them open."""

    def __init__(self, *args: Any, template: Template, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for choice in template.choices:
            self.fields[choice.id] = _question(choice)


def _question(choice: Choice) -> forms.Field:
    common: dict[str, Any] = {"label": choice.question, "help_text": choice.hint, "required": False}
    if choice.options:
        return forms.ChoiceField(choices=choice.options, widget=Radios, **common)
    if choice.number:
        widget = forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4"})
        return forms.CharField(max_length=6, widget=widget, **common)
    return forms.CharField(max_length=500, widget=forms.Textarea({"rows": 2}), **common)


class SignForm(Form):
    """Signing a document that has been read."""

    wording_hash = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label=_("I have read the whole agreement and sign it on behalf of my organisation"),
        error_messages={"required": _("Tick the box if you have read the agreement and want to sign it")},
    )


class PaperForm(Form):
    """A signature given on paper by the local authority."""

    name = forms.CharField(label=_("Who signed?"), max_length=150, error_messages={"required": _("Enter the name")})
    post = forms.CharField(
        label=_("Their post and authority"), max_length=150, error_messages={"required": _("Enter their post")}
    )
    signed_on = DateField(label=_("When did they sign?"))
    file = forms.FileField(
        label=_("The signed page"),
        error_messages={"required": _("Choose the scanned page")},
    )


class ReviewForm(Form):
    """What a review found."""

    held_on = DateField(label=_("When did police and school meet?"))
    result = forms.ChoiceField(
        label=_("What did the review find?"),
        choices=RESULTS,
        widget=Radios,
        error_messages={"required": _("Choose what the review found")},
    )
    working_well = forms.CharField(
        label=_("What works well?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    changes = forms.CharField(
        label=_("What is to change, or why does it end?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )


class PolicyForm(Form):
    """One version of a school's policy."""

    topic = forms.ChoiceField(
        label=_("What is the policy about?"),
        choices=POLICY_TOPICS,
        widget=Radios,
        error_messages={"required": _("Choose what the policy is about")},
    )
    version = forms.CharField(
        label=_("Version"),
        help_text=_("As it stands on the policy, such as 4 or September 2026."),
        max_length=60,
        error_messages={"required": _("Enter the version")},
    )
    adopted_on = DateField(label=_("When was it adopted?"))
    web_address = forms.URLField(
        label=_("Web address"),
        help_text=_("Where the policy is published. Or choose a file below."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    file = forms.FileField(label=_("File"), required=False)


class BriefingForm(Form):
    """What an adult who delivers confirms for a school."""

    def __init__(self, *args: Any, topic: str, staff: Sequence[Post] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        if topic == SAFEGUARDING:
            people = {post.person.public_id: post.person.name for post in staff}
            self.fields["dsl"] = forms.ChoiceField(
                label=_("Who is the school's designated safeguarding lead?"),
                choices=[(key, people[key]) for key in sorted(people, key=lambda key: people[key])],
                widget=Radios,
                error_messages={"required": _("Choose the designated safeguarding lead")},
            )
        self.fields["confirmed"] = forms.MultipleChoiceField(
            label=_("Tick each statement that is true"),
            choices=[(each.id, each.wording) for each in statements(topic)],
            widget=Checkboxes,
            error_messages={"required": _("Tick every statement that is true")},
        )
