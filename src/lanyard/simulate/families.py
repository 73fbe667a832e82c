"""The families of a simulated nation: adults who answer for the children, what all answered, the force's copies."""

from collections.abc import Collection
from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from lanyard.consents.catalogue import asked_of_children, asked_of_parents, purposes
from lanyard.consents.models import Answer, ConsentCopy
from lanyard.demo.units import FAMILY
from lanyard.simulate.tables import Tables
from lanyard.units.models import Adult, Responsibility

SECOND_ADULT = 30  # of a hundred children, for whom two adults answer
REFUSES_PHOTOS = 10  # of a hundred answers about photos


class Families:
    """Writes what families are and say, through the tables."""

    def __init__(self, tables: Tables, dice: Random, began: date, today: date):
        self.tables, self.dice, self.began, self.today = tables, dice, began, today
        self.known, self.asked_at = _midnight(began), _midnight(today)
        self.versions = {purpose.id: purpose.version for purpose in purposes().values()}
        self.photos = {purpose.id for purpose in purposes().values() if purpose.photo}

    def add(self, member: int, child: int, school: int, leave_out: Collection[str] = ()) -> None:
        """Add a child's adults, and everybody's answers but to what is left out."""
        adults = [self._adult(child, school, "mother")]
        if self.dice.randrange(100) < SECOND_ADULT:
            adults.append(self._adult(child, school, "father"))
        for purpose in asked_of_parents():
            if purpose not in leave_out:
                for adult in adults:
                    self._answer(member, purpose, adult, self.began, self.known)
        for purpose in asked_of_children():
            if purpose not in leave_out:  # asked again each term, so not long ago
                self._answer(member, purpose, None, self.today, self.asked_at)

    def _adult(self, child: int, school: int, relationship: str) -> int:
        adult = self.tables[Adult].add(
            school_id=school, kind=Adult.PERSON, name=f"A. {self.dice.choice(FAMILY)}", recorded_at=self.known
        )
        self.tables[Responsibility].add(
            child_id=child, adult_id=adult, relationship=relationship, holds=Responsibility.YES,
            recorded_at=self.known,
        )  # fmt: skip
        return adult

    def _answer(self, member: int, purpose: str, adult: int | None, on: date, at: datetime) -> None:
        refuses = purpose in self.photos and self.dice.randrange(100) < REFUSES_PHOTOS
        self.tables[Answer].add(
            member_id=member, purpose=purpose, wording_version=self.versions[purpose],
            answer=Answer.NO if refuses else Answer.YES, adult_id=adult, channel=Answer.PAPER, dated_on=on,
            recorded_at=at,
        )  # fmt: skip

    def copied(self, unit: int, members: int) -> None:
        """Let the force take its copy of a unit's answers."""
        self.tables[ConsentCopy].add(unit_id=unit, members=members, recorded_at=self.asked_at)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=timezone.get_current_timezone())
