"""What the style guide shows: every component in every state, with invented people."""

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from lanyard.design.forms import Checkboxes, DateField, Form, Radios, TimeField
from lanyard.design.words import STATUSES, VERDICTS


class SampleForm(Form):
    """One field of every kind."""

    name = forms.CharField(label="Name of the unit", max_length=80, help_text="What the children call it")
    postcode = forms.CharField(label="Postcode", max_length=8)
    members = forms.IntegerField(label="Number of places", min_value=1)
    starts_on = DateField(label="First session", help_text="For example, 27 3 2026")
    starts_at = TimeField(label="Starts at", help_text="For example, 9:30am or 14:00")
    phase = forms.ChoiceField(label="Year group", choices=[("", "Choose one"), ("5", "Year 5"), ("6", "Year 6")])
    answer = forms.ChoiceField(
        label="May the child be photographed?",
        choices=[("yes", "Yes"), ("no", "No"), ("unsure", "Not sure yet")],
        widget=Radios(hints={"unsure": "No photograph is taken until we know"}),
    )
    topics = forms.MultipleChoiceField(
        label="What was covered?",
        choices=[("safeguarding", "Safeguarding"), ("health", "Health and safety"), ("fire", "Fire drill")],
        widget=Checkboxes(hints={"fire": "Where the children gather, and who counts them"}),
    )
    notes = forms.CharField(label="What happened", widget=forms.Textarea, max_length=400)
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    evidence = forms.FileField(label="Signed copy", help_text="A PDF or a photograph, up to 100 MB")
    sure = forms.BooleanField(label="I have read the plan", help_text="Your name is kept with the answer")


def guide(request: HttpRequest) -> dict:
    """Return the values of the style guide's page; `?errors` shows the form as refused."""
    refused = "errors" in request.GET
    data = {"starts_on_day": "31", "starts_on_month": "2", "starts_on_year": "2026", "starts_at": "9"}
    return {
        "sample": SampleForm(data) if refused else SampleForm(initial={"starts_on": date(2026, 3, 27)}),
        "verdicts": list(VERDICTS),
        "due": date(2026, 12, 18),
        "statuses": list(STATUSES),
        "rows": ROWS,
        "page_of_many": Paginator(range(1000), 50).get_page(request.GET.get("page")),
    }


ROWS = [
    {"unit": "Oakfield Mini Police", "verdict": "ready", "members": 18, "next": date(2026, 11, 26)},
    {"unit": "St Aidan's Mini Police", "verdict": "ready with actions", "members": 20, "next": date(2026, 11, 27)},
    {"unit": "Harbour View Mini Police", "verdict": "not ready", "members": 12, "next": None},
    {"unit": "Ysgol Glan-y-Môr Mini Police", "verdict": "unknown", "members": 0, "next": None},
]
