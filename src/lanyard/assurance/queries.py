"""Reads for assurance's pages, each in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.accounts.models import Post
from lanyard.accounts.roles import roles
from lanyard.assurance.catalogue import PARTS, Requirement, framework_at, frameworks, mapping_since
from lanyard.assurance.readiness import Answer, SubjectVerdict, moment, verdict_for, verdicts
from lanyard.assurance.registers import SubjectSet, kind_of, kinds
from lanyard.engines.readiness import FIX_BY, MET, NOT_APPLICABLE, STOP, UNKNOWN, VERDICTS
from lanyard.engines.rights import Actor


def subject_for(actor: Actor, kind: str, public_id: str, at: datetime | None = None) -> SubjectVerdict:
    """Return the verdict on one subject the actor may see. Raises Http404 for what is absent or forbidden."""
    if kind not in kinds():
        raise Http404
    found = verdict_for(kind, kind_of(kind).visible_to(actor).filter(public_id=public_id), at)
    if found is None:
        raise Http404
    return found


def role_title(role: str) -> str:
    """Return a role as people say it; `leader` is whoever delivers."""
    if role == "leader":
        return _("The unit's leader")
    known = roles().get(role)
    return known.title if known else role


def how_it_matters(item: Requirement) -> str:
    """Say what follows where a requirement does not hold."""
    if item.severity == STOP:
        return _("Stop until it holds")
    if item.severity == FIX_BY:
        return ngettext("Put right within %(days)s day", "Put right within %(days)s days", item.fix_days) % {
            "days": item.fix_days
        }
    return _("Advice: nothing stops")


@dataclass
class Todo:
    """Something a person must do: which requirement, for which subjects, by when."""

    requirement: Requirement
    subjects: list[SubjectVerdict] = field(default_factory=list)
    stops: bool = False
    due: date | None = None


def todos_by_person(found: Sequence[SubjectVerdict]) -> list[tuple[str, list[Todo]]]:
    """Group all open actions by who must act; one query for the posts. Nobody in post says so."""
    holders = _holders(found)
    groups: dict[str, dict[str, Todo]] = defaultdict(dict)
    for verdict in found:
        for answer in verdict.actions:
            for name in _who(answer, verdict, holders):
                todo = groups[name].setdefault(answer.requirement.id, Todo(answer.requirement))
                todo.subjects.append(verdict)
                todo.stops = todo.stops or answer.stops
                todo.due = min((day for day in (todo.due, answer.due) if day), default=None)
    listed = [
        (name, sorted(items.values(), key=lambda t: (not t.stops, t.due, t.requirement.id)))
        for name, items in groups.items()
    ]
    return sorted(listed, key=lambda pair: (-sum(len(t.subjects) for t in pair[1]), pair[0]))


def _who(answer: Answer, verdict: SubjectVerdict, holders: dict[tuple[str, int], list[str]]) -> list[str]:
    if answer.requirement.who == "leader":
        # Each of several leaders has their own to-do list.
        return answer.finding.about.split(", ") if answer.finding.about else [role_title("leader")]
    row = verdict.row
    for place in (row.organisation, row.area, row.force):
        names = holders.get((answer.requirement.who, place or 0))
        if names:
            return names
    return [_("Nobody is in post: %(role)s") % {"role": role_title(answer.requirement.who)}]


def _holders(found: Iterable[SubjectVerdict]) -> dict[tuple[str, int], list[str]]:
    places = {p for v in found for p in (v.row.organisation, v.row.area, v.row.force) if p}
    posts = (
        Post.objects.held(timezone.localdate())
        .filter(organisation__in=places)
        .values_list("role", "organisation_id", "person__name")
    )
    names: dict[tuple[str, int], list[str]] = defaultdict(list)
    for role, organisation, name in posts:
        names[(role, organisation)].append(f"{name}, {role_title(role)}")
    return names


@dataclass
class Board:
    """A force's units with their verdicts, what is missing most, and the filters in use."""

    all: list[SubjectVerdict]
    shown: list[SubjectVerdict]
    counts: list[tuple[str, int]]
    missing: list[tuple[Requirement, int]]


def board(units: QuerySet, verdict: str = "", missing: str = "") -> Board:
    """Judge all units of a queryset and filter them by verdict and by what is missing."""
    found = verdicts(SubjectSet("unit", units))
    counts = Counter(v.verdict for v in found)
    short: Counter[str] = Counter()
    requirements: dict[str, Requirement] = {}
    for each in found:
        for cell in each.judgement.troubles:
            short[cell.rule.id] += 1
            requirements.setdefault(cell.rule.id, each.requirements[cell.rule.id])
    shown = [v for v in found if _kept(v, verdict, missing)]
    gravity = {word: place for place, word in enumerate(reversed(VERDICTS))}
    shown.sort(key=lambda v: (gravity[v.verdict], v.row.name))
    return Board(
        found,
        shown,
        [(word, counts[word]) for word in reversed(VERDICTS)],
        [(requirements[id], count) for id, count in short.most_common()],
    )


def _kept(found: SubjectVerdict, verdict: str, missing: str) -> bool:
    if verdict and found.verdict != verdict:
        return False
    return not missing or any(cell.rule.id == missing for cell in found.judgement.troubles)


@dataclass(frozen=True)
class Part:
    """One part of the checklist with its answers."""

    id: str
    title: str
    answers: list[Answer]

    @property
    def lacking(self) -> list[Answer]:
        """What is not in order: not met, not known, or ending soon."""
        return [answer for answer in self.answers if answer.finding.status not in (MET, NOT_APPLICABLE)]

    @property
    def in_order(self) -> list[Answer]:
        """What needs nobody's attention: met, or not asked of this subject."""
        return [answer for answer in self.answers if answer.finding.status in (MET, NOT_APPLICABLE)]


def parts(found: SubjectVerdict) -> list[Part]:
    """Return the answers by the checklist's parts, in the catalogue's order."""
    grouped: dict[str, list[Answer]] = defaultdict(list)
    for answer in found.cells:
        grouped[answer.requirement.part].append(answer)
    return [Part(id, str(title), grouped[id]) for id, title in PARTS.items() if grouped[id]]


@dataclass(frozen=True)
class Question:
    """A question of the published checklist, answered through the items that carry it today."""

    id: str
    wording: str
    status: str
    carried_by: list[Answer]


def published_checklist(found: SubjectVerdict) -> list[tuple[str, list[Question]]]:
    """Answer the four parts of the published checklist, in its own order, from today's items.

    A question whose items this kind of subject does not have is left out: sessions answer the whole of it.
    """
    first, answers = frameworks()[0], {a.requirement.id: a for a in found.cells}
    became = mapping_since(first.version)
    result = []
    for part in first.parts:
        asked = [q for q in first.questions if q["part"] == part["id"]]
        questions = [_question(q, [answers[i] for i in became[q["id"]].new if i in answers]) for q in asked]
        result.append((part["title"], [q for q in questions if q.carried_by]))
    return [(title, questions) for title, questions in result if questions]


_WORST = ("not met", UNKNOWN, "expiring", "met", "not applicable")


def _question(row: dict[str, str], carried_by: list[Answer]) -> Question:
    statuses = {a.finding.status for a in carried_by}
    return Question(row["id"], row["wording"], next((s for s in _WORST if s in statuses), UNKNOWN), carried_by)


def requirement_for(found: SubjectVerdict, id: str) -> Answer:
    """Return one requirement's answer for a subject. Raises Http404 when it is not asked of it."""
    for answer in found.cells:
        if answer.requirement.id == id:
            return answer
    raise Http404


def national_requirements() -> list[tuple[str, list[Requirement]]]:
    """Return the requirements in force today, by part; none where no version is in force."""
    framework = framework_at(moment().day)
    grouped: dict[str, list[Requirement]] = defaultdict(list)
    for requirement in framework.requirements if framework else ():
        grouped[requirement.part].append(requirement)
    return [(str(title), grouped[id]) for id, title in PARTS.items() if grouped[id]]
