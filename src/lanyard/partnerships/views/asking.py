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


def ask(
    request: HttpRequest, form: BaseForm, act: Act, *, done: str, title: str, button: str, **context: Any
) -> HttpResponse:
    """Show a form, or act on what was posted and go on to `done` with the message that `act` returns."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data))
        except Refused as refused:
            refuse(form, refused)
        else:
            return redirect(done)
    page = {"form": form, "title": title, "button": button, "back": done, "files": form.is_multipart(), **context}
    return render(request, context.pop("template", "partnerships/form.html"), page)


def do(request: HttpRequest, act: Callable[[], str], done: str) -> HttpResponse:
    """Do what a button asks and go on to `done`, with the message or with the refusal."""
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(done)
