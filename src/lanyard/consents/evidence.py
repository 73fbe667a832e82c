"""What the recorded answers prove of a unit: permission, photos, who may answer, the children themselves, the copy.

Counted by the database: no child's name is read, and the number of queries does not depend on the number of children.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lanyard.assurance.gathering import reader, shaped, together
from lanyard.assurance.registers import Findings, Moment, SubjectSet, evidence
from lanyard.calendar.models import Term
from lanyard.calendar.queries import school_year
from lanyard.consents.models import ConsentCopy
from lanyard.consents.tallies import Tally, tallies_at
from lanyard.consents.terms import TermOf, term_of
from lanyard.design.saying import language
from lanyard.engines.months import add_months
from lanyard.engines.readiness import MET, NOT_MET, Finding

PERMISSION, PHOTOS = "permission-to-take-part", "photo-answers-recorded"
RESPONSIBILITY, ASKED, COPIES = "parental-responsibility-known", "children-asked-this-term", "consent-copies-at-force"
COPY_MONTHS = 12


@reader("unit")
def copies_taken(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read when the force last took a copy of the units' consents."""
    rows = ConsentCopy.objects.known(moment.known).filter(unit__in=subjects.keys, recorded_at__lte=moment.at)
    return shaped(rows.values("unit").annotate(newest=Max("recorded_at")), "unit", at="newest")


@reader("unit")
def terms_known(subjects: SubjectSet, moment: Moment) -> QuerySet:
    """Read the terms of the school year, of schools and forces: few, so of all."""
    terms = Term.objects.filter(year=school_year(moment.day)[0].year)
    return shaped(terms, "organisation", what="la_code", starts="starts_on", ends="ends_on")


@evidence(PERMISSION, PHOTOS, RESPONSIBILITY, ASKED, COPIES, kind="unit")
def answers_on_record(subjects: SubjectSet, moment: Moment) -> Mapping[str, Findings]:
    """Find what is answered for every member (STO-5, STO-6), and who may answer (STO-19)."""
    tallies = tallies_at(subjects, moment)
    copies, terms = together(subjects, moment, copies_taken, terms_known)
    zone, day = timezone.get_current_timezone(), moment.day
    copied = {row.key: row.at.astimezone(zone).date() for row in copies}
    began = term_of([(row.key, row.what, row.starts, row.ends) for row in terms], day)
    return {
        PERMISSION: {tally.unit: permission_finding(tally) for tally in tallies},
        PHOTOS: {tally.unit: photo_finding(tally) for tally in tallies},
        RESPONSIBILITY: {tally.unit: responsibility_finding(tally) for tally in tallies},
        ASKED: {tally.unit: asked_finding(tally, began) for tally in tallies},
        COPIES: {tally.unit: copy_finding(tally, copied.get(tally.unit)) for tally in tallies},
    }


def permission_finding(tally: Tally) -> Finding:
    """Say whether every member has a yes that counts and nobody a no; names stay on the members' own page."""
    if tally.outside:
        return _not_met(tally, tally.since, _outside(tally))
    if tally.refused:
        return _not_met(tally, tally.since, _refused(tally))
    if tally.missing:
        return _not_met(tally, tally.since, _missing(tally.missing, tally.members))
    return _all(tally.members, tally.newest, language())


def photo_finding(tally: Tally) -> Finding:
    """Say whether an answer about photos is on record for every member; a no is an answer."""
    if tally.photos_missing:
        return _not_met(tally, tally.photos_since, _missing(tally.photos_missing, tally.members))
    return _all(tally.members, tally.newest, language())


def responsibility_finding(tally: Tally) -> Finding:
    """Say whether for every member somebody is known who holds parental responsibility and may be asked."""
    if tally.unknown:
        return _not_met(tally, tally.unknown_since, _missing(tally.unknown, tally.members))
    return _all(tally.members, tally.newest, language())


def asked_finding(tally: Tally, began: TermOf) -> Finding:
    """Say whether every child was asked themselves this term, about taking part and about photos."""
    term = began(tally.school, tally.force, tally.la_code)
    if tally.never_asked:
        return _not_met(tally, tally.never_since, _never(tally))
    if tally.asked is not None and tally.asked < term:
        return _not_met(tally, term, _("A child was not asked again this term"))
    return _all(tally.members, max(term, tally.newest), language())


def copy_finding(tally: Tally, on: date | None) -> Finding:
    """Say whether the force took a copy, and on or after the day the last child joined; it counts for a year."""
    if on is None or on < tally.newest:
        return _not_met(tally, tally.newest, _("The force has no copy") if on is None else _("A child joined since"))
    return _copied(on, language())


@lru_cache(maxsize=4096)
def _copied(on: date, language: str | None) -> Finding:
    return Finding(MET, on, add_months(on, COPY_MONTHS), _("Copied to the force"))


def _not_met(tally: Tally, since: date | None, text: str) -> Finding:
    return Finding(NOT_MET, since, evidence=text, link=("unit", tally.public_id))


@lru_cache(maxsize=4096)
def _all(members: int, since: date, language: str | None) -> Finding:
    # Units share these findings: the engine judges the same object only once. The words are the language's.
    text = ngettext("Recorded for the %(n)s member", "Recorded for all %(n)s members", members)
    return Finding(MET, since, evidence=text % {"n": members})


def _missing(missing: int, members: int) -> str:
    text = ngettext("%(n)s of %(all)s members has none", "%(n)s of %(all)s members have none", missing)
    return text % {"n": missing, "all": members}


def _never(tally: Tally) -> str:
    text = ngettext(
        "%(n)s of %(all)s members was never asked", "%(n)s of %(all)s members were never asked", tally.never_asked
    )
    return text % {"n": tally.never_asked, "all": tally.members}


def _refused(tally: Tally) -> str:
    said = {"n": tally.refused, "all": tally.members}
    return _("A parent, a carer or the child said no for %(n)s of %(all)s members") % said


def _outside(tally: Tally) -> str:
    said = {"n": tally.outside, "all": tally.members}
    return _("%(n)s of %(all)s members: not of the programme's ages") % said
