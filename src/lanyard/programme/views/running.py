"""Running a session: the buttons of its page, and the forms that stop and end it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lanyard.design.routes import needs
from lanyard.programme import policy, state
from lanyard.programme.actions import running
from lanyard.programme.forms import OutcomeForm, PersonForm, ReasonForm
from lanyard.programme.views.common import back, form_page, press, session_for, staff_choices, words_page


@require_POST
@needs(policy.RUN_SESSION)
def start(request: HttpRequest, session: str) -> HttpResponse:
    """Start the session, or say why not."""
    held = session_for(request, policy.RUN_SESSION, session)
    return press(request, held, lambda: running.start(request.actor, held), _("The session has started"))


@require_POST
@needs(policy.RUN_SESSION)
def resume(request: HttpRequest, session: str) -> HttpResponse:
    """Go on after a stop, or say why not."""
    held = session_for(request, policy.RUN_SESSION, session)
    return press(request, held, lambda: running.resume(request.actor, held), _("The session goes on"))


@require_http_methods(["GET", "POST"])
@needs(policy.STOP_SESSION)
def stop(request: HttpRequest, session: str) -> HttpResponse:
    """Stop the session with a reason."""
    held = session_for(request, policy.STOP_SESSION, session)
    return words_page(
        request, held, ReasonForm, running.stop, said=_("The session is stopped"), title=_("Stop the session"),
        button=_("Stop the session"), warning=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.RUN_SESSION)
def end(request: HttpRequest, session: str) -> HttpResponse:
    """End the session with what came of it."""
    held = session_for(request, policy.RUN_SESSION, session)
    return words_page(
        request, held, OutcomeForm, running.end, said=_("The session has ended"), title=_("End the session"),
        button=_("End the session"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(policy.MARK_PRESENCE)
def arrive(request: HttpRequest, session: str) -> HttpResponse:
    """Say that a member of school staff is in the room; a page of its own for somebody not named before."""
    held = session_for(request, policy.MARK_PRESENCE, session)
    here = set(held.staff.standing().filter(arrived_at__isnull=False, left_at=None).values_list("person", flat=True))
    people = [choice for choice in staff_choices(held) if choice[0] not in here]
    form = PersonForm(request.POST or None, people=people)
    return form_page(
        request, form, lambda: running.arrive(request.actor, held, form.cleaned_data["person"]),
        lambda: back(held), said=_("Noted: school staff are in the room"), title=_("School staff have arrived"),
        session=held, button=_("Save"),
    )  # fmt: skip


@require_POST
@needs(policy.MARK_PRESENCE)
def leave(request: HttpRequest, session: str) -> HttpResponse:
    """Say that a member of school staff has left the room."""
    held = session_for(request, policy.MARK_PRESENCE, session)
    typed = request.POST.get("person", "")
    person = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0

    def act() -> None:
        now = running.leave(request.actor, held, person)
        said.append(_stopped() if now.why == state.NO_STAFF else _("Noted: they have left the room"))

    said: list[str] = []
    return press(request, held, act, _Said(said))


class _Said:
    """The words for what the action found, once it has."""

    def __init__(self, words: list[str]):
        self.words = words

    def __str__(self) -> str:
        return self.words[-1]


def _stopped() -> str:
    return _("The last member of school staff has left: the session is stopped until another is in the room")
