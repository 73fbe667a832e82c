"""What a parent has answered but not yet sent: in a signed cookie of their own link's path, never on the server."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from lanyard.consents.actions.answers import Said
from lanyard.consents.catalogue.asking import minutes
from lanyard.consents.parents import ParentPage, Question

CONFIRMED, DRAFT = "lanyard_confirmed", "lanyard_draft"


@dataclass(slots=True)
class Draft:
    """Answers by purpose and child's public id, each purpose with the version of the words that were read."""

    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)

    def put(self, question: Question, said: dict[str, str]) -> None:
        """Take an answer in; an earlier one to the same question goes."""
        self.answers[question.purpose.id] = (question.purpose.version, said)

    def of(self, question: Question) -> dict[str, str]:
        """Return what was said to a question as it is asked now; nothing where words or children have changed."""
        version, said = self.answers.get(question.purpose.id, (0, {}))
        whole = version == question.purpose.version and set(said) == {m.public_id for m in question.members}
        return said if whole else {}

    def answered(self, page: ParentPage) -> list[tuple[Question, dict[str, str]]]:
        """Return the questions with what was said, in the page's order."""
        return [(question, said) for question in page.questions if (said := self.of(question))]

    def next_open(self, page: ParentPage) -> Question | None:
        """Return the first question that has neither an answer nor a draft."""
        return next((question for question in page.open_questions if not self.of(question)), None)

    def said(self, page: ParentPage) -> list[Said]:
        """Return all of it as the action takes it."""
        return [one for question, said in self.answered(page) for one in _said(question, said)]


def _said(question: Question, said: dict[str, str]) -> Iterable[Said]:
    for member in question.members:
        yield Said(member.pk, question.purpose.id, said[member.public_id], question.purpose.version)


def _salt(name: str, page_key: str) -> str:
    # Bound to the link: a cookie of another link, or one copied from another browser's, opens nothing.
    return f"consents.parent.{name}.{page_key}"


def _read(request: HttpRequest, name: str, page_key: str) -> str:
    span = int(minutes("confirmed-minutes").total_seconds())
    try:
        return request.get_signed_cookie(name, default="", salt=_salt(name, page_key), max_age=span) or ""
    except BadSignature:
        return ""


def _write(response: HttpResponse, name: str, page_key: str, path: str, value: str, secure: bool) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=_salt(name, page_key),
        path=path,
        max_age=int(minutes("confirmed-minutes").total_seconds()),
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def is_confirmed(request: HttpRequest, token_hash: str) -> bool:
    """Say whether this browser has confirmed a detail at this link, not long ago."""
    return _read(request, CONFIRMED, token_hash) == "yes"


def remember_confirmed(request: HttpRequest, response: HttpResponse, token_hash: str, path: str) -> None:
    """Remember for a while that a detail was confirmed."""
    _write(response, CONFIRMED, token_hash, path, "yes", request.is_secure())


def read_draft(request: HttpRequest, token_hash: str) -> Draft:
    """Return what was answered and not yet sent; nothing where the cookie is not ours."""
    try:
        kept = json.loads(_read(request, DRAFT, token_hash) or "{}")
        return Draft({purpose: (int(version), dict(said)) for purpose, (version, said) in kept.items()})
    except (ValueError, TypeError, AttributeError):
        return Draft()


def keep_draft(request: HttpRequest, response: HttpResponse, token_hash: str, path: str, draft: Draft) -> None:
    """Keep what was answered until it is sent."""
    kept = json.dumps(draft.answers, separators=(",", ":"))
    _write(response, DRAFT, token_hash, path, kept, request.is_secure())


def drop_draft(response: HttpResponse, path: str) -> None:
    """Forget what was kept: it has been sent."""
    response.delete_cookie(DRAFT, path=path, samesite="Lax")
