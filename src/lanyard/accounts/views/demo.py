"""The demonstration's own door: become one of the invented people. It exists in the demonstration only."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from lanyard.accounts.models import DemoPersona, Post
from lanyard.accounts.sessions import DEMONSTRATION, SECOND_FACTOR
from lanyard.accounts.views.account import BACKEND
from lanyard.design.routes import public


@public("the demonstration's personas; absent anywhere else")
def demo(request: HttpRequest) -> HttpResponse:
    """List the personas, and on POST sign in as one."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        return _become(request)
    return render(request, "accounts/demo.html", {"personas": _personas()})


def _become(request: HttpRequest) -> HttpResponse:
    persona = DemoPersona.objects.select_related("person").get(
        person__public_id=request.POST.get("person", "").replace("\0", ""), person__is_active=True
    )
    login(request, persona.person, backend=BACKEND)
    request.session[SECOND_FACTOR] = DEMONSTRATION
    return redirect(settings.LOGIN_REDIRECT_URL)


def _personas() -> list[tuple[DemoPersona, list[Post]]]:
    personas = list(DemoPersona.objects.select_related("person").filter(person__is_active=True))
    posts = Post.objects.held(timezone.localdate()).filter(person__in=[p.pk for p in personas])
    held: dict[int, list[Post]] = {}
    for post in posts.select_related("organisation").order_by("pk"):
        held.setdefault(post.person_id, []).append(post)
    return [(persona, held.get(persona.pk, [])) for persona in personas]
