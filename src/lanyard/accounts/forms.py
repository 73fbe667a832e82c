"""Forms of people and posts."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lanyard.accounts.roles import roles
from lanyard.accounts.sign_in_forms import PASSWORD_HINT
from lanyard.design.forms import DateField, Form, Radios


class InvitationForm(Form):
    """Whom to invite, to which post, from when."""

    role = forms.ChoiceField(
        label=_("Post"), widget=Radios, error_messages={"required": _("Choose the post they will hold")}
    )
    name = forms.CharField(
        label=_("Full name"), max_length=150, error_messages={"required": _("Enter the person's name")}
    )
    email = forms.EmailField(
        label=_("Work email address"),
        max_length=254,
        help_text=_("We send a link to this address. It works once, for 14 days"),
        error_messages={
            "required": _("Enter the person's email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )
    starts_on = DateField(label=_("First day in the post"), initial=timezone.localdate)
    ends_on = DateField(label=_("Last day in the post"), required=False, help_text=_("Leave empty if it has no end"))

    def __init__(self, *args, giveable: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, roles()[role].title) for role in giveable]


class EndPostForm(Form):
    """The last day of a post."""

    on = DateField(label=_("Last day in the post"), initial=timezone.localdate)


class GivePostForm(Form):
    """Which post, where and when, for somebody who already signs in."""

    post = forms.ChoiceField(label=_("Post"), error_messages={"required": _("Choose the post they will hold")})
    starts_on = DateField(label=_("First day in the post"), initial=timezone.localdate)
    ends_on = DateField(label=_("Last day in the post"), required=False, help_text=_("Leave empty if it has no end"))

    def __init__(self, *args, offers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", _("Choose a post")), *offers]


class AcceptForm(Form):
    """What somebody new tells us when they accept."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Enter a password")},
    )


class AddressForm(Form):
    """The e-mail address that somebody wants to sign in by from now on."""

    email = forms.EmailField(
        label=_("New email address"),
        max_length=254,
        help_text=_("Your work address. We send a link to it, and nothing changes until you open that"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your new email address"),
            "invalid": _("Enter an email address in the right form, like name@example.com"),
        },
    )


class PostSearchForm(Form):
    """What to look for among the posts."""

    words = forms.CharField(label=_("Name of a person or a place"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Post"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("All posts")), *((r.id, r.title) for r in roles().values())]


class LedgerFilterForm(Form):
    """Which entries of the ledger to show."""

    who = forms.CharField(label=_("Name of the person who did it"), required=False, max_length=100)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[("", _("Changes and looks")), ("change", _("Changes")), ("look", _("Looks"))],
    )  # fmt: skip
    day = DateField(label=_("Day"), required=False)
    record = forms.ChoiceField(label=_("Kind of record"), required=False)
    about = forms.CharField(
        label=_("Code of a record"),
        required=False,
        max_length=12,
        help_text=_("The 12 characters in the address of its page. Shows who changed it and who looked at it"),
    )

    def __init__(self, *args, acts: list[tuple[str, str]], records: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *acts]
        self.fields["record"].choices = [("", _("All records")), *records]
