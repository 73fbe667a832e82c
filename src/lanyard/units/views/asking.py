"""The way of a form: ask, act, and say a refusal beside the field it is about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lanyard.design.forms import refuse
from lanyard.engines.refusals import Refused

# Where to go afterwards: an address, or what tells it when the record is only now being made.
Done = str | Callable[[], str]


def ask(
    request: HttpRequest,
    form: BaseForm,
    act: Callable[[dict[str, Any]], str],
    *,
    done: Done,
    title: str,
    button: str,
    template: str = "units/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form, or act on what was posted and go on to `done` with the message that `act` returns."""
    where = done if callable(done) else lambda: done
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect(where())
    back = context.pop("back", None) or where()
    return render(request, template, {"form": form, "title": title, "button": button, "back": back, **context})
