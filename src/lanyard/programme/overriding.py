"""What an override lets pass: one finding about one requirement, as both were when somebody decided."""

from collections.abc import Iterable

from lanyard.assurance.readiness import Answer, SubjectVerdict
from lanyard.programme.models import Override


def found_then(answer: Answer) -> dict[str, object]:
    """Return what an override keeps of the answer that it lets pass, to be told from every other answer.

    The words are part of it: a plan that nobody checked is not the plan that somebody called wrong for the children.
    """
    requirement, finding = answer.requirement, answer.finding
    return {
        "version": requirement.version,
        "force": requirement.force,
        "status": finding.status,
        "since": finding.since.isoformat() if finding.since else None,
        "until": finding.until.isoformat() if finding.until else None,
        "about": finding.about,
        "evidence": str(finding.evidence),
        "link": list(finding.link) if finding.link else None,
    }


def covered(verdict: SubjectVerdict | None, overrides: Iterable[Override]) -> frozenset[str]:
    """Return the requirements that stop the session and whose very finding was overridden.

    A finding that has changed since nobody has decided about: its override no longer covers it.
    """
    decided = {override.requirement: override.finding for override in overrides}
    stopping = verdict.stopping if verdict else []
    return frozenset(a.requirement.id for a in stopping if decided.get(a.requirement.id) == found_then(a))
