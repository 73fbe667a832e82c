"""Tags and filters that every template has."""

from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template.defaultfilters import date as django_date
from django.template.defaultfilters import time as django_time
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lanyard.design.forms import summary_of
from lanyard.design.panels import render_panels
from lanyard.design.words import VERDICTS, clock, in_words, moment, status_look
from lanyard.engines.readiness import NOT_KNOWN

register = template.Library()


@register.filter("time", expects_localtime=True)
def time_of_day(value: Any, form: str | None = None) -> str:
    """Write a time as 2pm or 2:30pm, in place of Django's filter, which can't; with a format, Django's own."""
    if form is None and isinstance(value, (datetime, clock_time)):
        return clock(value)
    return django_time(value, form)


@register.filter("date", expects_localtime=True)
def day(value: Any, form: str | None = None) -> str:
    """Write a day; with "DATETIME_FORMAT" also its time as 2:30pm, in place of Django's filter, which can't."""
    if form == "DATETIME_FORMAT" and isinstance(value, datetime):
        return moment(value)
    return django_date(value, form)


register.filter(in_words)


@register.inclusion_tag("design/parts/verdict.html")
def lanyard_tag(verdict: str, size: str = "", due: date | None = None) -> dict:
    """Draw a verdict as a lanyard; a word that is no verdict is drawn as unknown, never as safe."""
    return {"look": VERDICTS.get(verdict, VERDICTS[NOT_KNOWN]), "large": size == "large", "due": due}


@register.inclusion_tag("design/parts/status.html")
def status_tag(status: Any, colour: str = "") -> dict:
    """Draw a status as a small tag."""
    found, word = status_look(status, colour)
    return {"colour": found, "word": word}


@register.inclusion_tag("design/parts/summary_row.html")
def summary_row(label: Any, value: Any = "", href: str = "", action: str = "") -> dict:
    """Draw a row of a summary list: what, its value, and perhaps a link that says what it does ("Change")."""
    missing = value is None or value == ""
    return {"label": label, "value": value, "missing": missing, "href": href, "action": action}


@register.inclusion_tag("design/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, key: str = "page") -> dict:
    """Draw the way through a long list; the address keeps its other parameters."""
    shown = list(_pages(page)) if page.paginator.num_pages > 1 else []
    return {"page": page, "pages": shown, "key": key, "request": context.get("request")}


def _pages(page: Page) -> Iterator[int | None]:
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        yield number if isinstance(number, int) else None


@register.inclusion_tag("design/parts/sort_header.html", takes_context=True)
def sort_header(context: template.Context, column: str, label: Any, numeric: bool = False) -> dict:
    """Draw a table's column header that sorts by the column: `?sort=name`, then `?sort=-name`."""
    chosen = context["request"].GET.get("sort", "")
    direction = {column: "ascending", f"-{column}": "descending"}.get(chosen, "")
    wanted = f"-{column}" if direction == "ascending" else column
    return {
        "label": label,
        "direction": direction,
        "wanted": wanted,
        "numeric": numeric,
        "request": context["request"],
    }


@register.inclusion_tag("design/parts/breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict:
    """Draw breadcrumbs: `{% breadcrumbs _("Schools") schools_url school.name school_url unit.name %}`."""
    labels, addresses = parts[::2], parts[1::2]
    addresses += ("",) * (len(labels) - len(addresses))
    return {"crumbs": list(zip(labels, addresses, strict=True))}


@register.inclusion_tag("design/parts/back_link.html")
def back_link(href: str, label: Any = "") -> dict:
    """Draw a link back to the page before."""
    return {"href": href, "label": label}


@register.inclusion_tag("design/parts/error_summary.html")
def error_summary(form: Any) -> dict:
    """Draw what went wrong in a form, each line a link to its field; once a page for the same form."""
    if not isinstance(form, forms.BaseForm) or not form.errors or getattr(form, "summarised", False):
        return {"errors": []}
    form.summarised = True  # type: ignore[attr-defined]  # a mark of ours on anybody's form
    return {"errors": summary_of(form)}


@register.simple_tag(takes_context=True)
def panels(context: template.Context, page: str, subject: Any = None) -> SafeString:
    """Draw the parts that other rooms registered for this page."""
    return mark_safe("".join(render_panels(page, context["request"], subject)))


@register.simple_block_tag
def way_back(content: SafeString) -> SafeString:
    """Put what stands before the page's content (a back link) in a landmark; breadcrumbs are one already."""
    content = mark_safe(content.strip())
    if not content or content.startswith("<nav"):
        return content
    return format_html('<nav aria-label="{}">{}</nav>', _("Back"), content)
