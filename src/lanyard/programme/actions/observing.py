"""Observations: a supervisor records one, withdraws a mistaken one, the officer says they have read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lanyard.accounts.models import Person
from lanyard.audit.acting import change
from lanyard.engines.refusals import Conflict, Refused
from lanyard.engines.rights import Actor
from lanyard.notices.actions import notify
from lanyard.programme import policy
from lanyard.programme.actions.common import by, needed, person_of
from lanyard.programme.models import Observation, ObservationReply, Session
from lanyard.programme.points import RATINGS, points
from lanyard.workforce.people import newest_post


@dataclass(frozen=True, slots=True)
class Seen:
    """What a supervisor saw: the day, the session if it is kept here, a rating for every point, and words."""

    day: date
    ratings: Mapping[str, str]
    strengths: str
    to_improve: str = ""
    actions: str = ""
    session: Session | None = None

    def checked(self, officer: int) -> list[dict]:
        """Return the rated points. Raises Refused, naming the field, for what does not fit together."""
        if self.day > timezone.localdate():
            raise Refused(_("Enter today or an earlier day"), "day")
        needed(self.strengths, _("Enter what went well"), "strengths")
        rated = [point.answered(self._rating(point.id)) for point in points()]
        if any(row["rating"] in ("partly", "no") for row in rated):
            needed(self.actions, _("Enter what was agreed to do about it"), "actions")
        if self.session and not self.session.leaders.filter(person=officer).exists():
            raise Refused(_("Choose a session that this officer led"), "session")
        if self.session and self.session.day != self.day:
            raise Refused(_("Enter the day of the session you chose"), "day")
        return rated

    def _rating(self, point: str) -> str:
        rating = self.ratings.get(point, "")
        if rating not in dict(RATINGS):
            raise Refused(_("Choose an answer"), f"point_{point}")
        return rating


def record_observation(actor: Actor, officer: Person, seen: Seen) -> Observation:
    """Record an observation of somebody delivering, where their post as a leader is, and tell them.

    Raises Refused, naming the field, for facts that do not fit, for observing oneself, and for somebody who never
    held a post as a leader.
    """
    post = newest_post(officer)
    with change(actor, policy.OBSERVE, post.place) as doing:
        if officer.pk == actor.person:
            raise Refused(_("Somebody else has to observe you"))
        observation = Observation.objects.create(
            officer=officer,
            organisation=post.organisation,
            observer_id=person_of(actor),
            session=seen.session,
            observed_on=seen.day,
            ratings=seen.checked(officer.pk),
            strengths=seen.strengths.strip(),
            to_improve=seen.to_improve.strip(),
            actions=seen.actions.strip(),
            **by(actor),
        )
        _tell(actor, observation, officer)
        doing.record("observation.recorded", observation, officer=officer.pk, day=seen.day)
    return observation


def _tell(actor: Actor, observation: Observation, officer: Person) -> None:
    body = _("%(who)s has written down an observation of your delivery. Read it and say that you have.")
    link = reverse("programme:observation", args=[observation.public_id])
    notify(
        [officer], _("An observation of you is ready to read"), body % {"who": actor.name}, link,
        place=observation.organisation,
    )  # fmt: skip


def reply_to_observation(actor: Actor, observation: Observation, comment: str = "") -> ObservationReply:
    """The observed officer says that they have read it, with a comment if they like. Once: again is a Conflict."""
    with change(actor, policy.REPLY_TO_OBSERVATION, observation.place) as doing:
        if observation.withdrawn_at:
            raise Conflict(_("This observation has been withdrawn"))
        try:
            with transaction.atomic():
                reply = ObservationReply.objects.create(
                    observation=observation,
                    at=timezone.now(),
                    person_id=person_of(actor),
                    comment=comment.strip(),
                )
        except IntegrityError:
            raise Conflict(_("You have already said that you have read this")) from None
        doing.record("observation.read", observation)
    return reply


def withdraw_observation(actor: Actor, observation: Observation, reason: str) -> Observation:
    """Withdraw a mistaken observation; it stays readable as at the past. Raises Conflict when it is withdrawn."""
    with change(actor, policy.OBSERVE, observation.place) as doing:
        observation = Observation.objects.select_for_update().get(pk=observation.pk)
        if observation.withdrawn_at:
            raise Conflict(_("This observation has been withdrawn already"))
        observation.withdrawn_reason = needed(reason, _("Enter why it is withdrawn"), "reason")
        observation.withdrawn_at, observation.withdrawn_by_id = timezone.now(), actor.person
        observation.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        doing.record("observation.withdrawn", observation, officer=observation.officer_id)
    return observation
