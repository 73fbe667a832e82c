"""A parent's or carer's own pages: confirm a detail, answer one question a page, check, send, change one's mind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.core.internal.ratelimit import consume
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lanyard.audit.acting import look
from lanyard.consents import drafts, links
from lanyard.consents.actions.by_link import answer_by_link, ask_for_fresh_link, confirm_detail, take_back_by_link
from lanyard.consents.catalogue import Ages, ages
from lanyard.consents.models import Link
from lanyard.consents.parent_forms import EachForm, QuestionForm, detail_form
from lanyard.consents.parents import ParentPage, Question, listed, page_of
from lanyard.consents.views.private import private_page
from lanyard.design.forms import refuse
from lanyard.engines.refusals import Conflict, Refused
from lanyard.units.models import Member

OPEN_TO = "a parent or carer has no account; the link is the key, and every page asks the records whether it opens"
LIMITS, WRONG, FRESH = "allauth.account", "parent_link_wrong", "parent_link_fresh"


@dataclass(frozen=True, slots=True)
class Visit:
    """A parent at their page: the token of the address, the page it opens, what they have not sent yet."""

    token: str
    page: ParentPage
    draft: drafts.Draft

    def address(self, name: str = "parent", *words: str) -> str:
        """Return the address of one of this link's pages."""
        return reverse(f"consents:{name}", args=[self.token, *words])

    @property
    def home(self) -> str:
        """The first page, whose path is that of the cookies."""
        return self.address()

    @property
    def has_draft(self) -> bool:
        """Whether something is answered and not sent."""
        return bool(self.draft.answered(self.page))

    @property
    def next_address(self) -> str:
        """Where to go on: the first question without an answer, or the page where all is checked."""
        after = self.draft.next_open(self.page)
        return self.address("parent_question", after.purpose.id) if after else self.address("parent_check")

    @property
    def names(self) -> str:
        """The first names of those who are asked about."""
        return _names([m for question in self.page.open_questions for m in question.members])

    @property
    def names_too_old(self) -> str:
        """The first names of those who have outgrown the programme."""
        return _names(self.page.too_old)

    @property
    def names_of_yes(self) -> str:
        """The first names of those for whom there is a yes."""
        said = {answer.member_id for answer in self.page.yes}
        return _names([member for member in self.page.members if member.pk in said])

    @property
    def ages(self) -> Ages:
        """The programme's ages."""
        return ages()


def _names(members: Iterable[Member]) -> str:
    return listed(list(dict.fromkeys(member.given_name for member in members)))


View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Open a page only by a link that opens, in a browser where a detail was confirmed; what it shows is a look."""

    @private_page(OPEN_TO)
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **words: Any) -> HttpResponse:
        link = links.find(token)
        if link is None:
            return _gone(request, token)
        if not drafts.is_confirmed(request, link.token_hash):
            return redirect("consents:parent", token)
        visit = Visit(token, page_of(link), drafts.read_draft(request, link.token_hash))
        if request.method != "POST":
            _look(visit)
        return view(request, visit, **words)

    return guarded


def _look(visit: Visit) -> None:
    page = visit.page
    actor = links.parent(page.adult)
    look(actor, "answers.seen-by-link", page.members, page.school.place, adult=page.adult.public_id)


def _gone(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the link opens nothing: the same for forged, expired and stopped."""
    # Only what is wrong counts: a school's families may share one address on the internet, and one evening.
    if not consume(request, app=LIMITS, action=WRONG, limit_get=True):
        return render(request, "consents/parent/too_many.html", status=429)
    return render(request, "consents/parent/gone.html", {"token": token}, status=410)


@private_page(OPEN_TO)
def parent(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the detail that confirms; then show what is asked, what was answered, what is planned and was done."""
    link = links.find(token)
    if link is None:
        return _gone(request, token)
    if not drafts.is_confirmed(request, link.token_hash):
        form = detail_form(None, links.asks_for_birthday(links.children_of(link.adult)))
        return _ask_for_detail(request, token, form)
    visit = Visit(token, page_of(link), drafts.read_draft(request, link.token_hash))
    _look(visit)
    return render(request, "consents/parent/home.html", {"visit": visit, "page": visit.page})


def _ask_for_detail(request: HttpRequest, token: str, form: Any) -> HttpResponse:
    return render(request, "consents/parent/confirm.html", {"form": form, "token": token})


@sensitive_post_parameters()
@private_page(OPEN_TO)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Check the detail. Nothing of the child is shown before."""
    if request.method != "POST":
        return redirect("consents:parent", token)
    link = links.find(token)
    if link is None:
        return _gone(request, token)
    form = detail_form(request.POST, links.asks_for_birthday(links.children_of(link.adult)))
    if form.is_valid() and _is_right(link, form):
        home = reverse("consents:parent", args=[token])
        response = redirect(home)
        drafts.remember_confirmed(request, response, link.token_hash, home)
        return response
    return _ask_for_detail(request, token, form) if links.find(token) else _gone(request, token)


def _is_right(link: Link, form: Any) -> bool:
    try:
        if confirm_detail(link, form.cleaned_data["detail"]):
            return True
        form.add_error("detail", _("That is not what the school has. Check it and try again, or ask the school"))
    except Refused as refused:
        refuse(form, refused)
    return False


@private_page(OPEN_TO)
@require_POST
def fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link to the address the school holds, and say the same whether there is one or not."""
    if consume(request, app=LIMITS, action=FRESH):
        ask_for_fresh_link(token)
    return render(request, "consents/parent/fresh.html")


@confirmed
def question(request: HttpRequest, visit: Visit, purpose: str) -> HttpResponse:
    """Ask one question, for all the children it is about."""
    asked = _asked(visit, purpose)
    form = QuestionForm(_posted(request), question=asked, initial=_initial(visit, asked))
    if request.method == "POST" and form.is_valid():
        if not (said := form.answers()):
            return redirect(visit.address("parent_each", purpose))
        return _keep(request, visit, asked, said)
    return _show(request, visit, asked, form)


@confirmed
def each(request: HttpRequest, visit: Visit, purpose: str) -> HttpResponse:
    """Ask one question for each child."""
    asked = _asked(visit, purpose)
    if len(asked.members) == 1:
        return redirect(visit.address("parent_question", purpose))
    form = EachForm(_posted(request), question=asked, initial=_said(visit, asked))
    if request.method == "POST" and form.is_valid():
        return _keep(request, visit, asked, form.answers())
    return _show(request, visit, asked, form, each=True)


def _posted(request: HttpRequest) -> Any:
    # Nothing chosen posts nothing at all here, and is still an answer to complain about.
    return request.POST if request.method == "POST" else None


def _asked(visit: Visit, purpose: str) -> Question:
    asked = visit.page.question(purpose)
    if asked is None:
        raise Http404
    return asked


def _said(visit: Visit, asked: Question) -> dict[str, str]:
    return visit.draft.of(asked) or {member.public_id: said for member, said in asked.rows if said}


def _initial(visit: Visit, asked: Question) -> dict[str, str]:
    said = [_said(visit, asked).get(member.public_id, "") for member in asked.members]
    if len(set(said)) == 1:
        return {"answer": said[0]}
    return {"answer": "each"} if all(said) else {}


def _show(request: HttpRequest, visit: Visit, asked: Question, form: Any, *, each: bool = False) -> HttpResponse:
    numbers = [one.purpose.id for one in visit.page.questions]
    context = {
        "visit": visit, "question": asked, "purpose": asked.purpose, "form": form, "each": each,
        "number": numbers.index(asked.purpose.id) + 1, "count": len(numbers),
    }  # fmt: skip
    return render(request, "consents/parent/question.html", context)


def _keep(request: HttpRequest, visit: Visit, asked: Question, said: dict[str, str]) -> HttpResponse:
    """Keep an answer and go on: to what is still open, else to the page where all is checked."""
    visit.draft.put(asked, said)
    response = redirect(visit.next_address)
    key = visit.page.link.token_hash
    drafts.keep_draft(request, response, key, visit.home, visit.draft)
    drafts.remember_confirmed(request, response, key, visit.home)
    return response


@confirmed
def check(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what will be sent, and send it."""
    problem, said = "", visit.draft.said(visit.page)
    if request.method == "POST" and said:
        try:
            answer_by_link(visit.page.link, said)
        except Conflict:
            return redirect(visit.home)  # it says what is so now
        except Refused as refused:
            problem = refused.message
        else:
            return _saved(visit)
    rows = [(asked, _rows(asked, said)) for asked, said in visit.draft.answered(visit.page)]
    if not rows:
        return redirect(visit.home)
    return render(request, "consents/parent/check.html", {"visit": visit, "rows": rows, "problem": problem})


def _rows(asked: Question, said: dict[str, str]) -> list[tuple[str, str]]:
    return [(member.given_name, said[member.public_id]) for member in asked.members]


def _saved(visit: Visit) -> HttpResponse:
    response = redirect(visit.address("parent_saved"))
    drafts.drop_draft(response, visit.home)
    return response


@confirmed
def saved(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Say that it is saved, and how to change one's mind."""
    return render(request, "consents/parent/saved.html", {"visit": visit, "page": visit.page})


@confirmed
def take_back(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask whether every yes is to be taken back, and do it."""
    if request.method == "POST":
        try:
            take_back_by_link(visit.page.link)
        except Refused:
            return redirect(visit.home)
        return _saved(visit)
    if not visit.page.yes:
        return redirect(visit.home)
    return render(request, "consents/parent/take_back.html", {"visit": visit, "page": visit.page})
