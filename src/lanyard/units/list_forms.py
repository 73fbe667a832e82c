"""What people are asked about the children of a school and its class list, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from lanyard.design.forms import DateField, Form, Radios
from lanyard.units.catalogue.children import fields, genders, limits
from lanyard.units.classlist.columns import Table, targets, title_of
from lanyard.units.classlist.compare import ANOTHER, Compared
from lanyard.units.classlist.saying import why_alike
from lanyard.units.classlist.values import LONGEST_CLASS, LONGEST_NAME
from lanyard.units.forms import tidy
from lanyard.units.listing import Search
from lanyard.units.models import Child
from lanyard.units.wording import year_name

_EXAMPLES = 3
_YES_NO = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]


class SearchForm(Form):
    """Looking for a child. Whatever stands in the address, it finds somebody or nobody: it has no errors."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    year = forms.TypedChoiceField(label=_("Year group"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", gettext("All")), *((y, year_name(y)) for y in years)]  # type: ignore[attr-defined]

    def search(self, *, left: bool) -> Search:
        """Return whom to look for; a choice that does not exist is left out."""
        self.is_valid()
        return Search(self.cleaned_data.get("q", ""), self.cleaned_data.get("year"), left)


class FileForm(Form):
    """A class list."""

    file = forms.FileField(
        label=_("Class list"),
        help_text=_("A CSV file or an Excel workbook (XLSX), with a line for each child and headings above"),
        error_messages={
            "required": _("Choose the class list"),
            "empty": _("The file is empty. Choose the class list."),
        },
    )

    def clean_file(self) -> UploadedFile:
        """Refuse a file too large to be looked at."""
        file = self.cleaned_data["file"]
        if file.size > limits().most_megabytes * 1024 * 1024:
            message = gettext("The file must be smaller than %(most)s MB")
            raise forms.ValidationError(message % {"most": limits().most_megabytes})
        return file


class ColumnsForm(Form):
    """What each column of a list is: one question a column, with what stands in it."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, table: Table, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._places = [place for place in range(len(table.headings)) if table.headings[place] or table.column(place)]
        choices = [("", gettext("Not read")), *((target, title_of(target)) for target in targets())]
        for place in self._places:
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=table.headings[place] or gettext("Column %(number)s") % {"number": place + 1},
                choices=choices, required=False, help_text=_examples(table.column(place)),
                error_messages={"invalid_choice": gettext_lazy("Choose what this column is")},
            )  # fmt: skip

    @staticmethod
    def initial_of(guess: Mapping[int, str]) -> dict[str, str]:
        """Return a guess as the form shows it first."""
        return {f"column_{place}": target for place, target in guess.items()}

    def choice(self) -> dict[int, str]:
        """Return what was chosen, by the column's place."""
        return {place: self.cleaned_data[f"column_{place}"] for place in self._places}


def _examples(cells: Sequence[str]) -> str:
    shown = list(dict.fromkeys(cell[:40] for cell in cells))[:_EXAMPLES]
    if not shown:
        return gettext("Empty in every line")
    return gettext("For example: %(cells)s") % {"cells": "; ".join(shown)}


class AnswersForm(Form):
    """Who is who, where a person must say it; and whether the list is this school's, where it looks like another's."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, doubtful: Sequence[Compared], foreign: bool, school: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._lines = [line.row.line for line in doubtful]
        for line in doubtful:
            self.fields[f"line_{line.row.line}"] = _answer(line)
        if foreign:
            self.fields["ours"] = forms.BooleanField(
                label=gettext("These are the children of %(school)s") % {"school": school},
                help_text=gettext("Hardly any of them is known here. It may be another school's list."),
                error_messages={"required": gettext("Say that these are this school's children, or leave the list")},
            )

    def answers(self) -> dict[int, str]:
        """Return who is who, by line."""
        return {line: self.cleaned_data[f"line_{line}"] for line in self._lines}


def _answer(line: Compared) -> forms.ChoiceField:
    row = line.row
    about = {"line": row.line, "name": row.name, "year": year_name(row.year_group)}
    choices = [(doubt.answer, _same_as(doubt)) for doubt in line.doubts]
    return forms.ChoiceField(
        label=gettext("Line %(line)s: %(name)s, %(year)s") % about,
        choices=[*choices, (ANOTHER, gettext("Another child: add them"))],
        widget=Radios(hints={doubt.answer: why_alike(doubt.why) for doubt in line.doubts}),
        error_messages={"required": gettext("Say whether %(name)s is there already") % about},
    )


def _same_as(doubt: Any) -> str:
    if doubt.child is None:
        words = {"name": doubt.name, "line": doubt.line}
        return gettext("The same child as %(name)s on line %(line)s: leave this line out") % words
    if doubt.child.left_school_on is not None:
        return gettext("%(name)s, who left the school and is back") % {"name": doubt.name}
    words = {"name": doubt.name, "year": year_name(doubt.child.year_group)}
    return gettext("%(name)s, %(year)s, who is on the school's list") % words


def _why(field: str) -> Any:
    return gettext_lazy(fields()[field].why)


class ChildFactsForm(Form):
    """What the school's list says of a child; each answer says why it is needed."""

    given_name = forms.CharField(
        label=_("First name"), max_length=LONGEST_NAME, help_text=_why("given_name"),
        error_messages={"required": _("Enter the child's first name")},
    )  # fmt: skip
    family_name = forms.CharField(
        label=_("Last name"), max_length=LONGEST_NAME, help_text=_why("family_name"),
        error_messages={"required": _("Enter the child's last name")},
    )  # fmt: skip
    date_of_birth = DateField(label=_("Date of birth (optional)"), required=False, help_text=_why("date_of_birth"))
    year_group = forms.TypedChoiceField(label=_("Year group"), coerce=int, help_text=_why("year_group"))
    class_name = forms.CharField(
        label=_("Class (optional)"), required=False, max_length=LONGEST_CLASS, help_text=_why("class_name")
    )
    gender = forms.ChoiceField(label=_("Gender (optional)"), required=False, widget=Radios, help_text=_why("gender"))
    vulnerable = forms.ChoiceField(
        label=_("Counts as vulnerable"), required=False, choices=_YES_NO, widget=Radios, help_text=_why("vulnerable")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year_group"].choices = [(year, year_name(year)) for year in range(14)]  # type: ignore[attr-defined]
        said = [(id, gettext(title)) for id, title in genders().items()]
        self.fields["gender"].choices = [("", gettext("Not recorded")), *said]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return names without stray spaces, and yes and no as what they mean."""
        said = super().clean() or {}
        for name in ("given_name", "family_name", "class_name"):
            said[name] = tidy(said.get(name, ""))
        said["vulnerable"] = {"yes": True, "no": False}.get(said.get("vulnerable", ""))
        return said

    @staticmethod
    def values_of(child: Child) -> dict[str, Any]:
        """Return a child's facts as the form shows them first."""
        names = ("given_name", "family_name", "date_of_birth", "year_group", "class_name", "gender")
        yes_no = {True: "yes", False: "no", None: ""}
        return {**{name: getattr(child, name) for name in names}, "vulnerable": yes_no[child.vulnerable]}


class ListedMemberForm(Form):
    """Which child of the school's list joins a unit, and when."""

    child = forms.ModelChoiceField(
        Child.objects.none(), to_field_name="public_id", label=_("Child"), empty_label=_("Choose a child"),
        help_text=_("Children of the unit's year groups who are not members yet"),
        error_messages={"required": _("Choose a child")},
    )  # fmt: skip
    joined_on = DateField(
        label=_("First day as a member"), help_text=_("So that permission is held before the child takes part")
    )

    def __init__(self, *args: Any, children: QuerySet[Child], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["child"].queryset = children  # type: ignore[attr-defined]
        self.fields["child"].label_from_instance = _child_said  # type: ignore[attr-defined]


def _child_said(child: Child) -> str:
    return ", ".join(part for part in (child.name, child.year_said, child.class_name) if part)


class LeftSchoolForm(Form):
    """When a child left the school."""

    on = DateField(
        label=_("From which day is the child no longer at the school?"),
        help_text=_("From this day on the child is on no list, and no longer a member of a unit"),
    )


class KeepForm(Form):
    """Which of two records of one child is kept."""

    keep = forms.ChoiceField(
        label=_("Which record is kept?"), widget=Radios,
        help_text=_("All that belongs to the other is moved to it. You can undo this"),
        error_messages={"required": _("Choose the record that is kept")},
    )  # fmt: skip

    def __init__(self, *args: Any, one: Child, other: Child, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(child.public_id, f"{child.name}, {year_name(child.year_group)}") for child in (one, other)]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
