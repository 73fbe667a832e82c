"""Answers of every kind: parents who disagree, a child who is not sure, and the force's copy."""

from django.utils import timezone

from lanyard.consents.actions.answers import PaperAnswer, record_answers
from lanyard.consents.actions.copies import take_copy
from lanyard.consents.actions.givers import NewAdult
from lanyard.consents.models import Answer
from lanyard.demo.people import Staff
from lanyard.units.models import Unit


def answer_in_every_way(staff: Staff, unit: Unit) -> None:
    """One child's father refuses what the mother allowed; another child is not sure about photos."""
    today = timezone.localdate()
    divided, unsure = unit.members.order_by("-pk")[:2]
    father = NewAdult(f"J. {divided.family_name}", "father", "yes")
    said = [
        PaperAnswer(divided.pk, "photo-force", Answer.NO, today, father),
        PaperAnswer(divided.pk, "photo-school", Answer.YES, today, father),
        PaperAnswer(unsure.pk, "photo-child", Answer.NOT_SURE, today),
    ]
    record_answers(staff.at(unit.school, "programme-teacher"), unit, said)


def copy_to_force(staff: Staff, unit: Unit) -> None:
    """Let the force's central team take its copy of a unit's answers."""
    take_copy(staff.actor("central-team"), unit)
