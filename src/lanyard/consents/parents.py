"""What stands on a parent's or carer's own page: their children, what they are asked, what they have answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.consents.catalogue import Purpose, ages, purposes
from lanyard.consents.links import children_of
from lanyard.consents.models import Answer, Asked, Link
from lanyard.engines.consent import OLDER, WITHIN, standing_of_age
from lanyard.organisations.models import Organisation
from lanyard.units.catalogue import year_groups
from lanyard.units.models import Adult, Child, Member


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose that a parent is asked, for which of their children, and what they said (by member's key)."""

    purpose: Purpose
    members: tuple[Member, ...]
    said: Mapping[int, str]

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, to the wording of now, for every child it is about."""
        return all(member.pk in self.said for member in self.members)

    @property
    def rows(self) -> list[tuple[Member, str]]:
        """Return each child with the answer, empty where there is none."""
        return [(member, self.said.get(member.pk, "")) for member in self.members]


@dataclass(frozen=True, slots=True)
class ParentPage:
    """One adult's page, for as long as their link opens. Panels of higher rooms get it as their subject."""

    link: Link
    members: tuple[Member, ...]
    questions: tuple[Question, ...]
    too_old: tuple[Member, ...]
    yes: tuple[Answer, ...]  # every yes that stands: what can be taken back

    @property
    def adult(self) -> Adult:
        """Whose page it is."""
        return self.link.adult

    @property
    def school(self) -> Organisation:
        """The school that asks."""
        return self.link.adult.school

    @property
    def open_questions(self) -> list[Question]:
        """Return what is not answered yet."""
        return [question for question in self.questions if not question.is_answered]

    @property
    def has_answered(self) -> bool:
        """Whether anything was answered."""
        return any(question.said for question in self.questions) or bool(self.yes)

    def question(self, purpose: str) -> Question | None:
        """Return the question about a purpose, or None where it is not asked."""
        return next((question for question in self.questions if question.purpose.id == purpose), None)


def page_of(link: Link) -> ParentPage:
    """Return the page that a link opens: a fixed number of queries."""
    members = sorted(children_of(link.adult), key=lambda m: (m.child.date_of_birth or date.max, m.given_name, m.pk))
    today = timezone.localdate()
    ages_now = {member.pk: age_of(member.child, today) for member in members}
    of_right_age = [member for member in members if ages_now[member.pk] == WITHIN]
    answers = list(Answer.objects.now().filter(adult=link.adult_id, member__in=members))
    asked = asked_pairs(link.adult, members) | {(answer.member_id, answer.purpose) for answer in answers}
    return ParentPage(
        link=link,
        members=tuple(members),
        questions=tuple(_questions(of_right_age, asked, answers)),
        too_old=tuple(member for member in members if ages_now[member.pk] == OLDER),
        yes=tuple(answer for answer in answers if answer.answer == Answer.YES),
    )


def asked_pairs(adult: Adult, members: Iterable[Member]) -> set[tuple[int, str]]:
    """Return (member, purpose) of all that an adult was asked and nobody has stopped."""
    keys = [member.pk for member in members]
    rows = Asked.objects.standing().filter(adult=adult, members__in=keys)
    found = rows.values_list("members", "request__purposes")
    return {(member, purpose) for member, asked in found for purpose in asked}


def _questions(
    members: Sequence[Member], asked: set[tuple[int, str]], answers: Iterable[Answer]
) -> Iterable[Question]:
    for purpose in purposes().values():
        about = tuple(member for member in members if (member.pk, purpose.id) in asked)
        # An answer to older words says nothing of the new ones: it is asked again.
        said = {
            answer.member_id: answer.answer
            for answer in answers
            if answer.purpose == purpose.id and answer.wording_version >= purpose.version
        }
        if about and not purpose.of_child:
            yield Question(purpose, about, said)


def age_of(child: Child, day: date) -> str:
    """Say where a child's age stands to the programme's on a day, as decisions do."""
    return standing_of_age(day, child.date_of_birth, child.year_group, ages().span, year_groups().national)


def listed(names: Sequence[str]) -> str:
    """Return names as a phrase: Ada, Omar and Zain."""
    *first, last = names
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
