"""What the reasons of a decision are called by staff."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from lanyard.consents.catalogue import purposes
from lanyard.engines import consent

REASONS: dict[str, Any] = {
    consent.TOO_YOUNG: _("Younger than Mini Police is for"),
    consent.TOO_OLD: _("Older than Mini Police is for"),
    consent.CHILD_NO: _("The child said no"),
    consent.CHILD_SILENT: _("The child has not answered"),
    consent.CHILD_UNSURE: _("The child is not sure"),
    consent.CHILD_LAPSED: _("The child has to be asked again this term"),
    consent.CHILD_YES: _("The child said yes"),
    consent.ADULT_NO: _("A parent or carer said no"),
    consent.ADULT_SILENT: _("No parent or carer has said yes"),
    consent.ADULT_VOID: _("Who said yes may not answer for the child now"),
    consent.ADULT_YES: _("A parent or carer said yes"),
}
OUTCOMES: dict[str, Any] = {
    consent.ALLOWED: _("Allowed"),
    consent.REFUSED: _("Refused"),
    consent.NOT_KNOWN: _("Not known"),
    consent.OUTSIDE: _("Not of the programme's ages"),
}


def reasons_said(reasons: Iterable[str]) -> list[str]:
    """Return the reasons in words, the one that counts first."""
    return [str(REASONS[reason]) for reason in reasons]


class Told(NamedTuple):
    """One decision as a page shows it: about what, how it came out, and why where more than a yes is to be said."""

    title: str
    outcome: str
    why: list[str]


def told(decisions: Mapping[str, consent.Decision]) -> list[Told]:
    """Return a child's decisions for a page, in the form's order."""
    agreed = (consent.ADULT_YES, consent.CHILD_YES)
    return [
        Told(purposes()[id].title, d.outcome, reasons_said(r for r in d.reasons if r not in agreed))
        for id, d in decisions.items()
    ]
