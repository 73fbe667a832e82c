"""The templates of agreements, and the document that one makes for two parties. No database."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lanyard.engines.refusals import Refused

FOLDER = Path(__file__).parent / "catalogue" / "templates"
PARTY_WORDS = [["school", "the school"], ["force", "the force"], ["both", "both parties together"]]
# What the parties themselves fill: names of people and organisations, never a choice.
PARTY_FACTS = (
    "school", "urn", "force", "head_teacher", "force_lead", "named_contact", "dsl", "spoc", "safeguarding_lead",
    "review_months",
)  # fmt: skip
GAP = "[…]"  # what stands in a draft where something is still to be answered
_PLACEHOLDER = re.compile(r"{([a-z_-]+)}")


@dataclass(frozen=True, slots=True)
class Choice:
    """One question that the parties answer in a draft: options, free words or a number."""

    id: str
    question: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    number: tuple[int, int] | None = None
    default: str = ""

    def words(self, answer: str) -> str:
        """Return an answer as it reads in the document. Raises Refused for one that the question doesn't allow."""
        answer = answer.strip()
        if self.options:
            return self._option(answer)
        if self.number:
            return self._number(answer)
        if not answer:
            raise Refused(_("Answer the question: %(question)s") % {"question": self.question}, field=self.id)
        if len(answer) > 500:
            raise Refused(_("Enter 500 characters or fewer"), field=self.id)
        return " ".join(answer.split())

    def _option(self, answer: str) -> str:
        if answer not in dict(self.options):
            raise Refused(_("Choose one: %(question)s") % {"question": self.question}, field=self.id)
        return dict(self.options)[answer]

    def _number(self, answer: str) -> str:
        low, high = self.number or (0, 0)
        if not re.fullmatch(r"[0-9]{1,6}", answer) or not low <= int(answer) <= high:
            raise Refused(_("Enter a number from %(low)s to %(high)s") % {"low": low, "high": high}, field=self.id)
        return str(int(answer))


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its words with placeholders, what its answers prove, and where the rule comes from."""

    id: str
    heading: str
    text: str
    source: str
    proves: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """One version of one kind of agreement."""

    id: str
    version: int
    kind: str
    title: str
    source: str
    in_force_from: date
    last_checked: date
    review_months: int
    signed_by: tuple[str, ...]
    may_sign: tuple[str, ...]
    clauses: tuple[Clause, ...]

    @property
    def choices(self) -> list[Choice]:
        """All questions of the template, in the order of its clauses."""
        return [choice for clause in self.clauses for choice in clause.choices]

    @property
    def needs(self) -> set[str]:
        """The facts about the parties that the words ask for."""
        return {name for clause in self.clauses for name in _PLACEHOLDER.findall(clause.text)} & set(PARTY_FACTS)


def read(text: str) -> Template:
    """Read one template. Raises ValueError for a placeholder nobody fills, or an id that stands twice."""
    row = tomllib.loads(text)
    clauses = tuple(_clause(each) for each in row.pop("clause"))
    row["signed_by"], row["may_sign"] = tuple(row["signed_by"]), tuple(row["may_sign"])
    template = Template(**row, clauses=clauses)
    _check(template)
    return template


def _clause(row: dict[str, Any]) -> Clause:
    choices = tuple(_choice(each) for each in row.pop("choice", []))
    proves = tuple(row.pop("proves", ()))
    return Clause(**{**row, "text": row["text"].strip()}, proves=proves, choices=choices)


def _choice(row: dict[str, Any]) -> Choice:
    row.pop("text", None)
    options = PARTY_WORDS if row.pop("party", False) else row.pop("options", [])
    number = tuple(row.pop("number", ())) or None
    return Choice(**row, options=tuple((key, words) for key, words in options), number=number)


def _check(template: Template) -> None:
    for ids in ([c.id for c in template.clauses], [c.id for c in template.choices]):
        if len(ids) != len(set(ids)):
            raise ValueError(f"{template.id}: an id stands twice")
    asked = {name for clause in template.clauses for name in _PLACEHOLDER.findall(clause.text)}
    answered = {choice.id for choice in template.choices}
    if asked - answered - set(PARTY_FACTS) or answered - asked:
        raise ValueError(f"{template.id}: {sorted(asked ^ answered)} is asked but not answered, or the reverse")


@cache
def templates() -> dict[tuple[str, int], Template]:
    """Return every template of the catalogue by id and version."""
    found = [read(path.read_text()) for path in sorted(FOLDER.glob("*.toml"))]
    return {(each.id, each.version): each for each in found}


def current(kind: str, day: date) -> Template:
    """Return the newest template of a kind in force on a day. Raises Refused when there is none yet."""
    found = [t for t in templates().values() if t.kind == kind and t.in_force_from <= day]
    if not found:
        raise Refused(_("There is no template of this agreement for that day"))
    return max(found, key=lambda t: (t.in_force_from, t.version))


def compose(template: Template, facts: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole document as plain values. Raises Refused for the first answer or fact that is missing."""
    filled = {choice.id: choice.words(answers.get(choice.id, "")) for choice in template.choices}
    filled.update({name: facts[name] for name in template.needs})
    clauses = [_composed(number, clause, filled) for number, clause in enumerate(template.clauses, start=1)]
    return {
        "title": template.title,
        "template": template.id,
        "template_version": template.version,
        "source": template.source,
        "clauses": clauses,
    }


def preview(template: Template, facts: Mapping[str, str], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the document as far as it is answered, with a mark where something is still open."""
    filled = {name: facts.get(name) or GAP for name in template.needs}
    for choice in template.choices:
        try:
            filled[choice.id] = choice.words(answers.get(choice.id, ""))
        except Refused:
            filled[choice.id] = GAP
    clauses = [_composed(number, clause, filled) for number, clause in enumerate(template.clauses, start=1)]
    return {"title": template.title, "source": template.source, "clauses": clauses}


def _composed(number: int, clause: Clause, filled: Mapping[str, str]) -> dict[str, Any]:
    # One pass: an answer that itself holds braces is never filled again.
    text = _PLACEHOLDER.sub(lambda found: filled[found[1]], clause.text)
    return {
        "id": clause.id,
        "number": number,
        "heading": clause.heading,
        "source": clause.source,
        "blocks": _blocks(text),
    }


def _blocks(text: str) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for part in text.split("\n\n"):
        lines = part.strip().split("\n")
        if lines[0].startswith("- "):
            blocks.append({"kind": "list", "points": [line.removeprefix("- ") for line in lines]})
        else:
            blocks.append({"kind": "text", "text": " ".join(lines)})
    return blocks


def digest(wording: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a composed document: what a signature vouches for."""
    text = json.dumps(wording, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def proofs(template: Template) -> list[str]:
    """Return the names of evidence that a fully answered document of this template proves."""
    return sorted({name for clause in template.clauses for name in clause.proves})
