"""Reading in a class list: choose the file, say which column is which, look at every line, accept.

Until it is accepted nothing is stored: the list travels in the form, sealed for the person and the school.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lanyard.audit.acting import look
from lanyard.design.forms import refuse
from lanyard.design.routes import needs
from lanyard.engines.refusals import Conflict, Refused
from lanyard.organisations.models import Organisation
from lanyard.organisations.register.problems import Unreadable
from lanyard.units import policy
from lanyard.units.actions.class_lists import accept_class_list
from lanyard.units.catalogue.children import fields, limits
from lanyard.units.classlist.columns import check_choice, title_of
from lanyard.units.classlist.compare import Outcome
from lanyard.units.classlist.saying import changes
from lanyard.units.classlist.travel import Travelling, narrowed, seal, unseal
from lanyard.units.classlist.whole import Whole, look_through, open_list
from lanyard.units.list_forms import AnswersForm, ColumnsForm, FileForm
from lanyard.units.listing import school_for

MOST_SHOWN = 100  # of what is wrong: who has more to mend looks at the file


@needs(policy.CHANGE_CHILDREN)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, school: str) -> HttpResponse:
    """Choose a class list; what its columns seem to be is asked next."""
    found = school_for(request.actor, policy.CHANGE_CHILDREN, school)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table, guess = open_list(form.cleaned_data["file"].read(), timezone.localdate())
            sealed = seal(request.actor, found, Travelling(table, {}))
        except Unreadable as unreadable:
            refuse(form, unreadable)
        else:
            initial = {"sealed": sealed, **ColumnsForm.initial_of(guess)}
            return _columns_page(request, found, Travelling(table, guess), ColumnsForm(initial=initial, table=table))
    context = {"school": found, "form": form, "fields": fields().values(), "limits": limits()}
    return render(request, "units/class_list.html", context)


def _columns_page(request: HttpRequest, school: Organisation, what: Travelling, form: ColumnsForm) -> HttpResponse:
    unread = [h for place, h in enumerate(what.table.headings) if h and place not in what.chosen]
    context = {
        "school": school, "form": form, "table": what.table, "unread": unread, "fields": fields().values(),
        "rows": len(what.table.rows),
    }  # fmt: skip
    return render(request, "units/class_list_columns.html", context)


@needs(policy.CHANGE_CHILDREN)
@require_POST
def columns(request: HttpRequest, school: str) -> HttpResponse:
    """Take what each column is, and show what every line would change."""
    found = school_for(request.actor, policy.CHANGE_CHILDREN, school)
    try:
        what = unseal(request.actor, found, request.POST.get("sealed", ""))
    except Refused as refused:
        return _again(request, found, refused)
    form = ColumnsForm(request.POST, table=what.table)
    if form.is_valid():
        try:
            chosen = check_choice(form.choice())
        except Unreadable as unreadable:
            form.add_error(None, unreadable.problem.message)
        else:
            return _preview(request, found, *narrowed(what.table, chosen), unread=_unread(what, chosen))
    return _columns_page(request, found, what, form)


def _unread(what: Travelling, chosen: dict[int, str]) -> list[str]:
    return [heading for place, heading in enumerate(what.table.headings) if heading and place not in chosen]


def _preview(
    request: HttpRequest, school: Organisation, table: Any, chosen: dict[int, str], **more: Any
) -> HttpResponse:
    whole = look_through(school, table, chosen, timezone.localdate())
    sealed = seal(request.actor, school, Travelling(table, chosen, whole.comparison.mark()))
    form = _answers_form(None, school, whole, initial={"sealed": sealed})
    return _preview_page(request, school, Travelling(table, chosen), whole, form, **more)


def _answers_form(data: Any, school: Organisation, whole: Whole, **kwargs: Any) -> AnswersForm:
    doubtful = whole.comparison.of(Outcome.DOUBTFUL)
    return AnswersForm(data, doubtful=doubtful, foreign=whole.foreign, school=school.name, **kwargs)


def _preview_page(
    request: HttpRequest, school: Organisation, what: Travelling, whole: Whole, form: AnswersForm, **more: Any
) -> HttpResponse:
    look(request.actor, "class-list.compared", whole.comparison.children(), school.place)
    comparison, listing = whole.comparison, whole.listing
    told = {
        str(outcome): [{"line": line, "changes": list(changes(line))} for line in comparison.of(outcome)]
        for outcome in Outcome
    }
    context = {
        "school": school, "form": form, "listing": listing, "problems": listing.problems[:MOST_SHOWN],
        "columns": [(what.table.headings[place], title_of(target)) for place, target in what.chosen.items()],
        "added": told["new"], "changed": told["changed"], "same": told["unchanged"], "doubtful": told["doubtful"],
        "missing": comparison.missing, "plan_notes": [
            (line.row, note) for line in comparison.lines for note in line.adults.notes
        ], **more,
    }  # fmt: skip
    return render(request, "units/class_list_preview.html", context)


@needs(policy.CHANGE_CHILDREN)
@require_POST
def accept(request: HttpRequest, school: str) -> HttpResponse:
    """Make the list the school's own, as the person answered what was asked."""
    found = school_for(request.actor, policy.CHANGE_CHILDREN, school)
    try:
        what = unseal(request.actor, found, request.POST.get("sealed", ""))
    except Refused as refused:
        return _again(request, found, refused)
    whole = look_through(found, what.table, what.chosen, timezone.localdate())
    form = _answers_form(request.POST, found, whole)
    if not whole.listing.problems and form.is_valid():
        try:
            _accept(request, found, whole, what.mark, form)
        except Conflict as conflict:
            return _again(request, found, conflict)
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect("units:children", school)
    return _preview_page(request, found, what, whole, form)


def _accept(request: HttpRequest, school: Organisation, whole: Whole, mark: str, form: AnswersForm) -> None:
    ours = form.cleaned_data.get("ours", False)
    rows = whole.listing.children
    done = accept_class_list(request.actor, school, rows, form.answers(), mark=mark, ours=ours).counts()
    words = {"new": done[Outcome.NEW], "changed": done[Outcome.CHANGED], "same": done[Outcome.UNCHANGED]}
    messages.success(
        request, _("The class list is accepted: %(new)s new, %(changed)s changed, %(same)s the same") % words
    )


def _again(request: HttpRequest, school: Organisation, refused: Refused) -> HttpResponse:
    messages.error(request, refused.message)
    return redirect("units:class_list", school.public_id)
