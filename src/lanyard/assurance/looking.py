"""A verdict that says how officers stand is a look at their records, and the ledger says so."""

from collections.abc import Iterable

from lanyard.accounts.models import Person
from lanyard.assurance.readiness import SubjectVerdict
from lanyard.audit.acting import look
from lanyard.engines.rights import Actor, Place


def officers_in(found: Iterable[SubjectVerdict]) -> list[Person]:
    """Return the officers whose standing these verdicts tell of, each once, without a query."""
    keys = {key for verdict in found for key in (verdict.row.parts or {}).get("officer", ())}
    return [Person(pk=key) for key in sorted(keys)]


def officers_to_act(found: Iterable[SubjectVerdict]) -> list[Person]:
    """Return the officers of those verdicts that name somebody who lacks something."""
    return officers_in(
        verdict for verdict in found if any(_of_an_officer(verdict, cell) for cell in verdict.judgement.troubles)
    )


def _of_an_officer(verdict: SubjectVerdict, cell) -> bool:
    return verdict.requirements[cell.rule.id].kind == "officer"


def look_at_officers(actor: Actor, verb: str, officers: list[Person], place: Place) -> None:
    """Record the look, as one entry; nothing where no officer was shown, or only the reader themself."""
    others = [officer for officer in officers if officer.pk != actor.person]
    if others:
        look(actor, verb, others, place)
