"""The way of a form: ask, act, and say a refusal beside the field it is about."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lanyard.design.forms import refuse
from lanyard.engines.refusals import Refused

Act = Callable[[dict[str, Any]], str]
# Where to go afterwards: an address, or what tells it when the record is only now being made.
Done = str | Callable[[], str]


def ask(
    request: HttpRequest, form: BaseForm, act: Act, *, done: Done, title: str, button: str, **context: Any
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
    page = {"form": form, "title": title, "button": button, "back": where(), "files": form.is_multipart(), **context}
    return render(request, context.pop("template", "partnerships/form.html"), page)


def do(request: HttpRequest, act: Callable[[], str], done: str) -> HttpResponse:
    """Do what a button asks and go on to `done`, with the message or with the refusal."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(done)
