"""Forms: everything escaped, errors beside the field and in the summary, dates and times as people write them."""

from datetime import date, time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lanyard.design.forms import Checkboxes, DateField, Form, Radios, TimeField, refuse
from lanyard.design.styleguide import SampleForm
from lanyard.engines.refusals import Conflict, Refused
from tests.client import faults

NASTY = '<script>alert("x")</script>'


class NastyForm(Form):
    """A form whose every word came from somebody hostile."""

    name = forms.CharField(label=NASTY, help_text=NASTY)
    pick = forms.ChoiceField(label=NASTY, choices=[(NASTY, NASTY)], widget=Radios(hints={NASTY: NASTY}))
    several = forms.MultipleChoiceField(label=NASTY, choices=[(NASTY, NASTY)], widget=Checkboxes(hints={NASTY: NASTY}))
    one = forms.ChoiceField(label=NASTY, choices=[(NASTY, NASTY)])
    sure = forms.BooleanField(label=NASTY, help_text=NASTY)
    on = DateField(label=NASTY, help_text=NASTY)


class OneDate(Form):
    """A form with a date that may be left out."""

    on = DateField(label="On", required=False)


def typed(day="", month="", year="") -> OneDate:
    return OneDate({"on_day": day, "on_month": month, "on_year": year})


def page_of(form: forms.BaseForm) -> str:
    return f"<!doctype html><html lang=en><head><title>F – L</title></head><body><h1>F</h1>{form}</body></html>"


def test_it_escapes_every_word_of_a_form():
    form = NastyForm({"name": NASTY, "on_day": NASTY, "one": NASTY})
    refuse(form, Refused(NASTY, "name"))
    html = str(form)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 15


@pytest.mark.parametrize("form", [SampleForm(), SampleForm({}), NastyForm(), NastyForm({})])
def test_it_renders_valid_html_with_a_label_for_every_input(form):
    assert faults(page_of(form)) == []


def test_it_links_every_error_of_the_summary_to_an_input_of_the_page():
    form = SampleForm({})
    html = str(form)
    for name in form.fields:
        first = form[name].id_for_label or f"{form[name].auto_id}_0"
        assert f'href="#{first}"' in html, name
        assert f'id="{first}"' in html, name


def test_it_says_which_field_is_missing():
    form = SampleForm({})
    assert form.errors["name"] == ["Fill in “Name of the unit”"]
    assert form.errors["answer"] == ["Choose an answer to “May the child be photographed?”"]
    assert form.errors["evidence"] == ["Choose a file for “Signed copy”"]
    assert form.errors["sure"] == ["Tick “I have read the plan” to go on"]
    assert form.errors["starts_on"] == ["Enter a date"]


def test_it_keeps_a_rooms_own_words_for_a_missing_answer():
    class Own(Form):
        name = forms.CharField(error_messages={"required": "Enter the name of the school"})

    assert Own({}).errors["name"] == ["Enter the name of the school"]


def test_it_shows_the_label_that_a_form_gives_a_field_while_it_is_made():
    class Relabelled(Form):
        name = forms.CharField(label="Name")

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["name"].label = "Name of the school"

    assert "Name of the school" in str(Relabelled())


def test_it_puts_a_refusal_beside_the_field_it_names():
    form = SampleForm({})
    refuse(form, Refused("Enter a day on or after 3 March 2026", "starts_on"))
    assert "Enter a day on or after 3 March 2026" in form.errors["starts_on"]


def test_it_puts_a_refusal_of_no_field_of_the_form_at_the_top():
    form = typed()
    refuse(form, Conflict("Somebody else signed first", "signature"))
    assert form.non_field_errors() == ["Somebody else signed first"]
    assert "Somebody else signed first" in str(form)


def test_it_shows_the_summary_once_when_the_layout_has_shown_it():
    page = Template("{% error_summary form %}{{ form }}").render(Context({"form": SampleForm({})}))
    assert page.count("There is a problem") == 1


def test_it_has_no_required_attribute_so_that_the_browser_leaves_the_messages_to_us():
    assert " required" not in str(SampleForm())


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "MAR", " mar "])
def test_it_reads_a_date_with_the_month_as_a_number_or_a_word(month):
    form = typed("27", month, "2026")
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "3", "2026"), "must include a day"),
        (("27", "", "2026"), "must include a month"),
        (("27", "3", ""), "must include a year"),
        (("31", "2", "2026"), "real date"),
        (("0", "1", "2026"), "real date"),
        (("1", "13", "2026"), "real date"),
        (("1", "Smarch", "2026"), "real date"),
        (("1", "3", "26"), "4 numbers"),
        (("1", "3", "0026"), "real date"),
        (("1", "3", "9999"), "real date"),
        (("²", "3", "2026"), "real date"),
        (("-1", "3", "2026"), "real date"),
    ],
)
def test_it_says_what_is_wrong_with_a_date(parts, said):
    assert said in typed(*parts).errors["on"][0]


def test_it_takes_an_empty_date_for_none_where_it_may_be_left_out():
    form = typed()
    assert form.is_valid()
    assert form.cleaned_data["on"] is None


def test_it_reads_a_whole_date_as_an_address_carries_it():
    form = OneDate(QueryDict("on=2026-03-27"))
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 3, 27)
    assert 'value="27"' in str(form)


def test_it_shows_again_what_was_typed_when_it_is_refused():
    html = str(typed("31", "Febuary", "2026"))
    assert 'value="31"' in html
    assert 'value="Febuary"' in html


def test_it_shows_the_date_that_a_form_begins_with():
    html = str(OneDate(initial={"on": date(2026, 3, 27)}))
    assert all(f'value="{part}"' in html for part in ("27", "3", "2026"))


@pytest.mark.parametrize(("data", "changed"), [(("27", "3", "2026"), False), (("28", "3", "2026"), True)])
def test_it_says_whether_a_date_has_changed(data, changed):
    form = OneDate(dict(zip(("on_day", "on_month", "on_year"), data, strict=True)), initial={"on": date(2026, 3, 27)})
    assert form.has_changed() is changed


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31)))
def test_it_reads_every_date_that_it_shows(day):
    widget = DateField().widget
    shown = dict(zip(("on_day", "on_month", "on_year"), widget.decompress(day), strict=True))
    assert DateField().clean(widget.value_from_datadict(shown, {}, "on")) == day


@given(st.tuples(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6)))
def test_it_answers_anything_typed_into_a_date_with_a_date_or_a_message(parts):
    form = typed(*parts)
    assert form.is_valid() or len(form.errors["on"]) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:30", time(9, 30)),
        ("9.30am", time(9, 30)),
        ("9:30 PM", time(21, 30)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("midday", time(12)),
        ("14:00", time(14)),
        ("2pm", time(14)),
    ],
)
def test_it_reads_a_time_as_people_write_it(written, meant):
    assert TimeField().clean(written) == meant


@pytest.mark.parametrize("written", ["9", "25:00", "9:60", "13pm", "0am", "half nine", "9:3", "９:30"])
def test_it_refuses_what_is_no_time(written):
    with pytest.raises(ValidationError):
        TimeField().clean(written)


def test_it_shows_a_time_without_seconds():
    class Timed(Form):
        at = TimeField()

    assert 'value="09:05"' in str(Timed(initial={"at": time(9, 5)}))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "2201-01-01"])
def test_it_takes_no_whole_date_that_the_boxes_would_not_take(day):
    assert OneDate({"on": day}).errors == {"on": ["Enter a real date, like 27 3 2026"]}
