"""The page on which leaders and the programme teacher write what parents and carers read of a session."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lanyard.design.routes import needs
from lanyard.programme import policy
from lanyard.programme.actions.parents import write_for_parents
from lanyard.programme.forms import ForParentsForm
from lanyard.programme.models import ForParents
from lanyard.programme.views.common import back, form_page, session_for


@require_http_methods(["GET", "POST"])
@needs(policy.PLAN_SESSION)
def for_parents(request: HttpRequest, session: str) -> HttpResponse:
    """Write what parents and carers read of a session."""
    held = session_for(request, policy.PLAN_SESSION, session)
    initial = {row.part: row.words for row in ForParents.objects.standing().filter(session=held)}
    form = ForParentsForm(request.POST or None, initial=initial)
    return form_page(
        request, form, lambda: write_for_parents(request.actor, held, form.cleaned_data), lambda: back(held),
        said=_("Parents and carers can read it on their own pages"), title=_("What parents and carers read"),
        session=held, button=_("Save"),
    )  # fmt: skip
